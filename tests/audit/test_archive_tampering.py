"""The drill on an export: whatever is changed in its files is found, with its kind and its place."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from app.audit.tlog.note import Checkpoint, SigningKey
from app.audit.verifying.archive.lines import Event, written
from app.audit.verifying.chain import Fault, Finding
from app.audit.verifying.trust import Trust
from tests.audit.exports import (
    HIDDEN,
    LOG,
    REDACTED,
    STRANGER,
    WITNESS,
    Change,
    Export,
    export_of,
    found_in,
    in_order,
    outside,
)
from tests.audit.tampering import SIZE, flipped
from tests.audit.tampering import log as ordered_log

Try = Callable[..., Finding]

IN_LINE = {
    Fault.LINE_FORM,
    Fault.LEAF_FORM,
    Fault.BODY_HASH,
    Fault.SEQ,
    Fault.TIME_ORDER,
    Fault.GAP,
    Fault.ORDER,
    Fault.CHECKPOINT,
}
"""What a changed bit in a line can show as."""


@pytest.fixture
def attempt(tmp_path: Path) -> Try:
    """Change an export in order and read it."""
    numbers = count()

    def changed(change: Change, trust: Trust | None = None) -> Finding:
        export = in_order()
        change(export)
        return found_in(export, tmp_path / str(next(numbers)), trust)

    return changed


def test_an_export_in_order_holds(attempt: Try) -> None:
    finding = attempt(lambda export: None)
    assert (finding.fault, finding.size, finding.redacted, finding.hidden) == (None, SIZE, 1, 1)
    assert (finding.undeclared, finding.held, finding.outside) == (1, SIZE, 0)


def test_a_bit_changed_anywhere_is_found_in_its_line(attempt: Try) -> None:
    missed, ways = [], 0
    for index, line in enumerate(in_order().lines):
        for offset in range(index % 11, len(line), 11):

            def flip(export: Export, index: int = index, offset: int = offset) -> None:
                export.lines[index] = flipped(export.lines[index], offset, offset % 8)

            finding, ways = attempt(flip), ways + 1
            if finding.fault not in IN_LINE or finding.first_bad != index:
                missed.append(f"{index}, byte {offset}: {finding.fault} at {finding.first_bad}")
    assert not missed, "\n".join(missed)
    assert ways > 500


def test_an_export_cut_anywhere_is_found(attempt: Try) -> None:
    whole = b"".join(in_order().lines)
    for length in range(0, len(whole), 37):

        def cut(export: Export, length: int = length) -> None:
            export.lines = [whole[:length]]

        finding, complete = attempt(cut), whole[:length].count(b"\n")
        expected = Fault.CUT_OFF if whole[:length].endswith(b"\n") or not length else Fault.LINE_FORM
        assert (finding.fault, finding.first_bad) == (expected, complete)


@pytest.mark.parametrize("index", range(SIZE))
def test_lines_out_of_place_are_found(attempt: Try, index: int) -> None:
    def swap(export: Export) -> None:
        other = (index + 1) % SIZE
        export.lines[index], export.lines[other] = export.lines[other], export.lines[index]

    def cut(export: Export) -> None:
        del export.lines[index:]

    removed = (Fault.GAP, index) if index < SIZE - 1 else (Fault.CUT_OFF, index)
    repeated = (Fault.ORDER, index + 1) if index < SIZE - 1 else (Fault.SURPLUS, SIZE)
    for change, expected in (
        (lambda export: export.lines.pop(index), removed),
        (lambda export: export.lines.insert(index, export.lines[index]), repeated),
        (lambda export: export.lines.append(export.lines[index]), (Fault.SURPLUS, SIZE)),
        (swap, (Fault.GAP, index % (SIZE - 1))),
        (cut, (Fault.CUT_OFF, index)),
    ):
        finding = attempt(change)
        assert (finding.fault, finding.first_bad) == expected


FORMS: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("another field", lambda line: line.replace(b"}\n", b',"note":1}\n'), "unknown field 'note'"),
    ("a renamed field", lambda line: line.replace(b'"body":', b'"text":'), "unknown field 'text'"),
    ("a field twice", lambda line: line.replace(b'{"i"', b'{"i":4,"i"'), "field 'i' twice"),
    ("no body and not redacted", lambda line: line.partition(b',"body"')[0] + b"}\n", "not the fields"),
    ("body and redacted", lambda line: line.replace(b'"}\n', b'","redacted":true}\n'), "not the fields"),
    ("redacted false", lambda line: line.partition(b',"body"')[0] + b',"redacted":false}\n', "not the fields"),
    ("redacted one", lambda line: line.partition(b',"body"')[0] + b',"redacted":1}\n', "not the fields"),
    ("redacted text", lambda line: line.partition(b',"body"')[0] + b',"redacted":"true"}\n', "not the fields"),
    ("leaf and hash", lambda line: line.replace(b'{"i":4,', b'{"i":4,"leaf_hash":"00",'), "not the fields"),
    ("a float", lambda line: line.replace(b'"i":4', b'"i":4.0'), "not the fields"),
    ("a number as text", lambda line: line.replace(b'"i":4', b'"i":"4"'), "not the fields"),
    ("a leading zero", lambda line: line.replace(b'"i":4', b'"i":04'), "not a JSON object"),
    ("a blank", lambda line: line.replace(b'"i":4', b'"i": 4'), "not the fields"),
    ("a blank at the end", lambda line: line.replace(b"\n", b" \n"), "not the fields"),
    ("another order", lambda line: b'{"leaf":"x","i":4,"body":"y"}\n', "not the fields"),
    ("an escape for a letter", lambda line: line.replace(b"test.done", b"test.don\\u0065"), "not the fields"),
    ("a raw control character", lambda line: line.replace(b"test.done", b"test\x00done"), "not a JSON object"),
    ("CR LF", lambda line: line.replace(b"\n", b"\r\n"), "a carriage return"),
    ("a byte order mark", lambda line: b"\xef\xbb\xbf" + line, "a byte order mark"),
    ("a blank line before", lambda line: b"\n" + line, "a blank line"),
    ("no JSON", lambda line: b"event 4\n", "not a JSON object"),
    ("an array", lambda line: b"[4]\n", "not a JSON object"),
    ("nothing", lambda line: b"null\n", "not a JSON object"),
    ("an object without fields", lambda line: b"{}\n", "not the fields"),
]


@pytest.mark.parametrize(("change", "words"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS])
def test_a_line_in_another_form_is_named(attempt: Try, change: Callable[[bytes], bytes], words: str) -> None:
    def alter(export: Export) -> None:
        before = export.lines[4]
        export.lines[4] = change(before)
        assert export.lines[4] != before

    finding = attempt(alter)
    assert (finding.fault, finding.first_bad) == (Fault.LINE_FORM, 4)
    assert words in finding.detail


def test_a_last_line_that_does_not_end_is_named(attempt: Try) -> None:
    finding = attempt(lambda export: export.lines.append(export.lines.pop()[:-1]))
    assert (finding.fault, finding.first_bad) == (Fault.LINE_FORM, SIZE - 1)
    assert finding.detail == "the file ends within this line"


@pytest.mark.parametrize("index", [REDACTED, HIDDEN])
def test_another_hash_than_the_trees_is_found(attempt: Try, index: int) -> None:
    leaf, other = ordered_log().events[index], b'"0000' if index == HIDDEN else b'\\"0000'

    def change(export: Export) -> None:
        digest = leaf["leaf_hash"].hex().encode() if index == HIDDEN else leaf["leaf"][16:80]
        before = b'"' if index == HIDDEN else b'\\"'
        export.lines[index] = export.lines[index].replace(before + digest, other + digest[4:])

    finding = attempt(change)
    assert (finding.fault, finding.first_bad) == (Fault.CHECKPOINT, index)


def test_a_body_held_back_is_told(attempt: Try) -> None:
    """The format allows it, so it is no fault; but it is said how many no event speaks of."""
    held_back = written(5, Event(ordered_log().events[5]["leaf"]))
    finding = attempt(lambda export: export.lines.__setitem__(5, held_back))
    assert (finding.fault, finding.redacted, finding.undeclared) == (None, 2, 2)


def note(checkpoint: Checkpoint, *keys: SigningKey) -> bytes:
    """A checkpoint signed by these keys; a witness signs at one moment."""
    return bytes(checkpoint.signed(*keys, time=1_767_225_600))


def sealed(size: int = SIZE) -> Checkpoint:
    """What the log in order promises."""
    return ordered_log().checkpoint(size)


OTHER = Checkpoint("other.example/1", SIZE, sealed().root)
GOOD = note(sealed(), LOG)

FILES: list[tuple[str, str, bytes | None, Fault]] = [
    ("no checkpoint", "checkpoint.txt", None, Fault.NO_FILE),
    ("no keys", "vkeys.txt", None, Fault.NO_FILE),
    ("a checkpoint of another origin", "checkpoint.txt", note(OTHER, LOG), Fault.ORIGIN),
    ("an older checkpoint of another origin", "checkpoints/x.txt", note(OTHER, LOG), Fault.ORIGIN),
    ("another root", "checkpoint.txt", note(replace(sealed(), root=bytes(32)), LOG), Fault.CHECKPOINT),
    ("another size", "checkpoint.txt", GOOD.replace(b"\n13\n", b"\n12\n"), Fault.BAD_SIGNATURE),
    ("another root, not signed anew", "checkpoint.txt", flipped(GOOD, 25), Fault.NOTE_FORM),
    ("a stranger's signature", "checkpoint.txt", note(sealed(), STRANGER), Fault.WRONG_KEY),
    ("a witness's signature alone", "checkpoint.txt", note(sealed(), WITNESS), Fault.WRONG_KEY),
    ("no signature", "checkpoint.txt", GOOD.partition(b"\n\n")[0] + b"\n\n", Fault.NOTE_FORM),
    ("a note cut off", "checkpoint.txt", GOOD[:-1], Fault.NOTE_FORM),
    ("a note with CR LF", "checkpoint.txt", GOOD.replace(b"\n", b"\r\n"), Fault.NOTE_FORM),
    ("an empty note", "checkpoint.txt", b"", Fault.NOTE_FORM),
    ("a note in another encoding", "checkpoint.txt", b"\xff" + GOOD, Fault.NOTE_FORM),
    ("an older root", "checkpoints/x.txt", note(replace(sealed(7), root=bytes(32)), LOG), Fault.CHECKPOINT),
    ("an older one by a stranger", "checkpoints/x.txt", note(sealed(7), STRANGER), Fault.WRONG_KEY),
    ("an older one that is larger", "checkpoints/x.txt", note(replace(sealed(), size=14), LOG), Fault.CUT_OFF),
    ("an older one that is no note", "checkpoints/x.txt", b"7\n", Fault.NOTE_FORM),
    ("a key with another id", "vkeys.txt", str(LOG.verifier).replace("+", "+0", 1).encode() + b"\n", Fault.KEY_FORM),
    ("a witness's key first", "vkeys.txt", f"{WITNESS.verifier}\n{LOG.verifier}\n".encode(), Fault.KEY_FORM),
    ("keys with a blank line", "vkeys.txt", f"{LOG.verifier}\n\n".encode(), Fault.KEY_FORM),
    ("keys that do not end", "vkeys.txt", str(LOG.verifier).encode(), Fault.KEY_FORM),
    ("no key", "vkeys.txt", b"", Fault.KEY_FORM),
]


@pytest.mark.parametrize(("name", "data", "fault"), [file[1:] for file in FILES], ids=[file[0] for file in FILES])
def test_what_stands_beside_the_events_is_held_too(attempt: Try, name: str, data: bytes | None, fault: Fault) -> None:
    def change(export: Export) -> None:
        export.files.pop(name, None) if data is None else export.files.update({name: data})

    finding = attempt(change)
    assert finding.fault is fault
    assert name in finding.detail
    if fault is Fault.CHECKPOINT:
        assert finding.first_bad == Checkpoint.noted(data or b"").size - 1


def test_the_key_of_another_log_is_named(attempt: Try) -> None:
    finding = attempt(lambda export: export.files.update({"vkeys.txt": f"{STRANGER.verifier}\n".encode()}))
    assert (finding.fault, "checkpoint.txt" in finding.detail) == (Fault.WRONG_KEY, True)


def test_every_byte_of_the_checkpoint_counts(attempt: Try) -> None:
    for offset in range(len(GOOD)):
        finding = attempt(lambda export, offset=offset: export.files.update({"checkpoint.txt": flipped(GOOD, offset)}))
        assert finding.fault in {Fault.NOTE_FORM, Fault.ORIGIN, Fault.WRONG_KEY, Fault.BAD_SIGNATURE}


def forged(index: int) -> Export:
    """An export of a log rewritten from one event on, and signed by the log's own key: as by whoever has both."""
    rows = ordered_log()
    rows.rewrite(index, reason="another reason")
    rows.seal()
    return export_of(rows)


@pytest.mark.parametrize("index", [0, 4, 11, 12])
def test_a_log_rewritten_as_a_whole_is_seen_from_outside_alone(tmp_path: Path, index: int) -> None:
    alone = found_in(forged(index), tmp_path / "alone")
    assert (alone.fault, alone.outside) == (None, 0)
    kept = found_in(forged(index), tmp_path / "kept", outside(sealed()))
    assert (kept.fault, kept.first_bad, kept.detail) == (Fault.CHECKPOINT, SIZE - 1, "kept.txt")


def test_a_log_cut_off_and_signed_anew_is_seen_from_outside(tmp_path: Path) -> None:
    rows = ordered_log()
    del rows.events[9:]
    rows.seal()
    cut = export_of(rows, checkpoints=())
    assert found_in(cut, tmp_path / "alone").fault is None
    finding = found_in(cut, tmp_path / "kept", outside(sealed()))
    assert (finding.fault, finding.first_bad) == (Fault.CUT_OFF, 9)


def test_a_checkpoint_from_outside_vouches_for_what_it_covers(tmp_path: Path) -> None:
    finding = found_in(in_order(), tmp_path / "kept", outside(sealed(9)))
    assert (finding.fault, finding.outside) == (None, 9)


def test_a_kept_checkpoint_of_another_log_or_key_is_named(tmp_path: Path) -> None:
    other = found_in(in_order(), tmp_path / "other", outside(OTHER))
    assert (other.fault, "other.example/1" in other.detail) == (Fault.ORIGIN, True)
    stranger = found_in(in_order(), tmp_path / "stranger", outside(sealed(), key=STRANGER))
    assert stranger.fault is Fault.WRONG_KEY


def test_the_key_the_caller_knows_is_believed_alone(tmp_path: Path) -> None:
    assert found_in(in_order(), tmp_path / "known", Trust(keys=[LOG.verifier])).fault is None
    finding = found_in(in_order(), tmp_path / "another", Trust(keys=[STRANGER.verifier]))
    assert (finding.fault, finding.outside) == (Fault.WRONG_KEY, 0)


def test_a_known_witness_vouches_and_its_absence_is_told(tmp_path: Path) -> None:
    trust = Trust(witnesses=[WITNESS.verifier])
    assert found_in(in_order(), tmp_path / "none", trust).fault is Fault.NO_WITNESS
    cosigned = in_order()
    cosigned.files["checkpoints/000000000009.txt"] = note(sealed(9), LOG, WITNESS)
    assert found_in(cosigned, tmp_path / "not given").outside == 0
    finding = found_in(cosigned, tmp_path / "given", trust)
    assert (finding.fault, finding.outside) == (None, 9)


def test_a_wrong_cosignature_of_a_listed_witness_refuses_the_checkpoint(attempt: Try) -> None:
    wrong = note(sealed(), LOG) + note(sealed(9), WITNESS).split(b"\n\n")[1]
    finding = attempt(lambda export: export.files.update({"checkpoint.txt": wrong}))
    assert (finding.fault, "witness.example" in finding.detail) == (Fault.BAD_SIGNATURE, True)
