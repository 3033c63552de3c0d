"""The page on which every kind of event stands, written from the catalogue: docs/audit-events.md."""

from collections.abc import Iterator, Mapping

from app.audit.catalogue import REGISTRY, Key, Kind, Shown

HEAD = """\
# Events of the log

Written by `make events` from the `events.py` of each room; do not edit. Each kind of event has its action, its
sentence, the keys that its `before` and `after` may have (no other is accepted), and the operations that append it:
with each call, or, where it says *perhaps*, only where there is something to tell. Appending another event, or leaving
one out, fails the operation's transaction. What every event holds besides (who, when, object, office, case, campaign,
reason) is in the format of the log.

Null is what is not known or not there. A list holds several values of the kind named, an object several by name.
"""


def page(kinds: Mapping[str, Kind]) -> str:
    """The page, in Markdown and the language of the source; kinds that no operation appends are left out."""
    sections = [_section(action, kinds[action]) for action in sorted(kinds) if any(_appended_by(action))]
    return "\n".join([HEAD, *sections])


def _section(action: str, kind: Kind) -> str:
    lines = [f"## {action}", "", f"{kind.sentence.msgid}. Appended by {', '.join(sorted(_appended_by(action)))}.", ""]
    if kind.keys:
        lines += ["| Key | Meaning | Values |", "| --- | --- | --- |", *map(_row, kind.keys.values()), ""]
    return "\n".join(lines)


def _row(key: Key) -> str:
    return f"| `{key.name}` | {key.label.msgid} | {_values(key)} |"


def _values(key: Key) -> str:
    if isinstance(key.values, Shown):
        return key.values.value
    return ", ".join(f"`{term.value}` {term.label.msgid}" for term in key.values)  # type: ignore[attr-defined]


def _appended_by(action: str) -> Iterator[str]:
    for name, declared in REGISTRY.items():
        if action in declared.actions:
            yield f"`{name.removeprefix('app.')}`" + (" *perhaps*" if action in declared.sometimes else "")
