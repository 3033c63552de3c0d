"""Exports made of a small log and of test keys, without any database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.audit.tlog.note import LOG_KEY, WITNESS_KEY, Checkpoint, SigningKey
from app.audit.verifying.archive.lines import Event, written
from app.audit.verifying.archive.reading import verify_archive
from app.audit.verifying.chain import Finding
from app.audit.verifying.trust import Trust
from tests.audit.tampering import ORIGIN, SIZE, Rows
from tests.audit.tampering import log as ordered_log

LOG = SigningKey(ORIGIN, LOG_KEY, bytes(range(32)))
WITNESS = SigningKey("witness.example/auditor", WITNESS_KEY, bytes(range(100, 132)))
STRANGER = SigningKey(ORIGIN, LOG_KEY, bytes(range(1, 33)))
REDACTED, HIDDEN = 3, 6
"""The indexes of an event that is redacted, and of one that is another jurisdiction's."""


@dataclass
class Export:
    """The files of an export, by their names; `lines` are those of the events."""

    lines: list[bytes]
    files: dict[str, bytes] = field(default_factory=dict)

    def written_to(self, folder: Path) -> Path:
        """The folder that holds it."""
        (folder / "checkpoints").mkdir(parents=True)
        for name, data in ({"events.jsonl": b"".join(self.lines)} | self.files).items():
            (folder / name).write_bytes(data)
        return folder


def line_of(event: dict, index: int) -> bytes:
    """The line of an event in this export."""
    if index == HIDDEN:
        return written(index, Event(leaf_hash=event["leaf_hash"]))
    return written(index, Event(event["leaf"], None if index == REDACTED else event["body"]))


def export_of(rows: Rows, *, checkpoints: Sequence[int] = range(1, SIZE), key: SigningKey = LOG) -> Export:
    """An export signed by this key, with older checkpoints of these sizes."""
    export = Export([line_of(event, index) for index, event in enumerate(rows.events)])
    export.files["checkpoint.txt"] = bytes(rows.checkpoint().signed(key))
    export.files["vkeys.txt"] = f"{key.verifier}\n{WITNESS.verifier}\n".encode()
    for size in checkpoints:
        export.files[f"checkpoints/{size:012}.txt"] = bytes(rows.checkpoint(size).signed(key))
    return export


def in_order() -> Export:
    """An export in order, of a log with a checkpoint at each size."""
    return export_of(ordered_log())


def outside(checkpoint: Checkpoint, *, key: SigningKey = LOG) -> Trust:
    """A checkpoint that somebody kept."""
    return Trust(notes=[("kept.txt", bytes(checkpoint.signed(key)))])


Change = Callable[[Export], object]


def found_in(export: Export, folder: Path, trust: Trust | None = None) -> Finding:
    """What the reading of the export finds."""
    return verify_archive(export.written_to(folder), trust or Trust())
