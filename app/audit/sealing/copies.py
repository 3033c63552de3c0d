"""Checkpoints outside the database: each as a file, beside the signer and in a folder that can't be rewritten, and by
mail. Whoever has one can show later that the log was changed."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from app.audit.sealing import vault
from app.audit.tlog.note import Checkpoint
from app.core import clock, outbox
from app.core.text import _

log = structlog.get_logger()

FOLDER = "checkpoints"
ODD = re.compile(r"[^A-Za-z0-9.-]+")


def file(note: bytes, signer_dir: Path, outside: Path | None) -> None:
    """Keep a note as a file beside the signer, and in the folder outside, where that is set and can be written to.

    A file that is there already is left alone. Raises OSError where the signer's own folder can't be written to.
    """
    own = signer_dir / FOLDER
    own.mkdir(mode=0o700, exist_ok=True)
    name = filename(note)
    _place(own / name, note)
    if outside is not None:
        try:
            _place(outside / name, note)
        except OSError as error:
            log.error("checkpoint not dropped", path=str(outside / name), error=str(error))


def filename(note: bytes) -> str:
    """The name of a note's file: its origin and size."""
    checkpoint = Checkpoint.noted(note)
    return f"{ODD.sub('_', checkpoint.origin)}-{checkpoint.size:012}.txt"


def mail(note: bytes, recipients: Sequence[str], *, at_once: bool) -> None:
    """Plan a mail of the note to each recipient: the first of the day, and any that is wanted at once."""
    checkpoint = Checkpoint.noted(note)
    turn = f"size-{checkpoint.size}" if at_once else clock.local(clock.wall()).date().isoformat()
    subject = _("Checkpoint of the log %(origin)s, size %(size)s", origin=checkpoint.origin, size=checkpoint.size)
    for recipient in recipients:
        outbox.enqueue(
            f"checkpoint/{checkpoint.origin}/{turn}/{recipient}",
            channel="mail",
            recipient=recipient,
            payload={"subject": subject.stored(), "language": "zh", "enclosed": note.decode()},
        )


def _place(path: Path, note: bytes) -> None:
    with suppress(FileExistsError):
        vault.create(path, note)
        return
    if path.read_bytes() != note:
        log.error("another checkpoint of this size stands there", path=str(path))
