"""The lines of `events.jsonl`, to the byte: three forms, no other field, no other order, no other spelling.

    {"i":0,"leaf":"<leaf text>","body":"<body text>"}
    {"i":1,"leaf":"<leaf text>","redacted":true}
    {"i":2,"leaf_hash":"<64 hex>"}

Leaf and body are canonical JSON, in which no control character stands: as JSON strings only quotes and backslashes in
them are escaped.
"""

import json
import re
from collections import Counter
from typing import NamedTuple

EVENTS, CHECKPOINT, CHECKPOINTS, VKEYS = "events.jsonl", "checkpoint.txt", "checkpoints", "vkeys.txt"

FIELDS = {"i", "leaf", "body", "redacted", "leaf_hash"}
NUMBER = re.compile(rb'\{"i":(0|[1-9][0-9]{0,18}),')
HIDDEN = re.compile(rb'\{"i":(0|[1-9][0-9]{0,18}),"leaf_hash":"([0-9a-f]{64})"\}\n')
LEAF, BODY, END, REDACTED = b'{"i":%d,"leaf":"', b'","body":"', b'"}\n', b'","redacted":true}\n'


class Event(NamedTuple):
    """What a line says of an event: its leaf and, unless it is redacted, its body; or nothing but the leaf's hash."""

    leaf: bytes | None = None
    body: bytes | None = None
    leaf_hash: bytes | None = None


def written(index: int, event: Event) -> bytes:
    """The line of an event."""
    if event.leaf is None:
        return b'{"i":%d,"leaf_hash":"%s"}\n' % (index, (event.leaf_hash or b"").hex().encode())
    end = REDACTED if event.body is None else BODY + _escaped(event.body) + END
    return LEAF % index + _escaped(event.leaf) + end


def read(line: bytes, index: int) -> Event | None:
    """What the line of the event of this index says; None where it is not exactly such a line."""
    start = LEAF % index
    if not line.startswith(start):
        return _read_hidden(line, index)
    if line.endswith(REDACTED):
        leaf = _unescaped(line[len(start) : -len(REDACTED)])
        return None if leaf is None else Event(leaf)
    leaf_text, _between, rest = line[len(start) :].partition(BODY)
    if not rest.endswith(END):
        return None
    leaf, body = _unescaped(leaf_text), _unescaped(rest[: -len(END)])
    return None if leaf is None or body is None else Event(leaf, body)


def _read_hidden(line: bytes, index: int) -> Event | None:
    hidden = HIDDEN.fullmatch(line)
    return Event(leaf_hash=bytes.fromhex(hidden[2].decode())) if hidden and hidden[1] == b"%d" % index else None


def number(line: bytes) -> int | None:
    """The index that a line in its exact form bears; None where it is in no such form."""
    start = NUMBER.match(line)
    return int(start[1]) if start and read(line, int(start[1])) else None


def complaint(line: bytes) -> str:
    """Why a line is not in its exact form."""
    for wrong, words in (
        (not line.endswith(b"\n"), "the file ends within this line"),
        (line.startswith(b"\xef\xbb\xbf"), "a byte order mark"),
        (not line.strip(), "a blank line"),
        (b"\r" in line, "a carriage return"),
    ):
        if wrong:
            return words
    return _complaint_of_json(line)


def _complaint_of_json(line: bytes) -> str:
    try:
        pairs = json.loads(line, object_pairs_hook=tuple)
        names = Counter(name for name, _value in pairs)
    except (ValueError, TypeError, RecursionError) as error:
        return f"not a JSON object: {error}"
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        return f"the field {twice[0]!r} twice"
    unknown = sorted(names.keys() - FIELDS)
    return f"the unknown field {unknown[0]!r}" if unknown else "not the fields, order, values or spelling of a form"


def _escaped(data: bytes) -> bytes:
    return data.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _unescaped(text: bytes) -> bytes | None:
    """The bytes whose escaped form is exactly `text`; None where there are none."""
    data = text.replace(b"\\\\", b"\0").replace(b'\\"', b'"').replace(b"\0", b"\\")
    return data if _escaped(data) == text else None
