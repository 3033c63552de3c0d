"""Writing the export of a log, an event at a time."""

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, true

from app.access.actor import Actor
from app.audit.catalogue import offices_below
from app.audit.log.writing import EVENT, HEAD
from app.audit.models import AuditCheckpoint, Why
from app.audit.operations import record, records
from app.audit.sealing import rounds as sealing
from app.audit.sealing.copies import filename
from app.audit.sealing.signing import Signer
from app.audit.sealing.witnesses import cosigned_notes, witnesses
from app.audit.tlog.note import Checkpoint, Note
from app.audit.tlog.tree import leaf_hash
from app.audit.verifying.archive.lines import CHECKPOINT, CHECKPOINTS, EVENTS, VKEYS, Event, written
from app.audit.verifying.chain import Chain
from app.audit.verifying.verification import BATCH, Watch
from app.core import db
from app.core.db import Database
from app.core.errors import RuleViolated
from app.core.text import _

Progress = Callable[[int], AbstractContextManager[Watch]]
"""Opened with how many events there will be; told of each lot that is done."""


@dataclass(frozen=True)
class Wanted:
    """Which log (None: the newest), and of whose events the content: of a campaign, of an office and all below it."""

    log: int | None = None
    campaign: UUID | None = None
    office: UUID | None = None


@dataclass(frozen=True)
class Exported:
    """What was written: the log's number, what its checkpoint says, how many events with content, how many redacted,
    and how many behind their hash; `left_out` are events that no checkpoint of an older log covers."""

    log: int
    checkpoint: Checkpoint
    visible: int
    redacted: int
    hidden: int
    left_out: int


def export(
    database: Database, settings: Any, folder: Path, wanted: Wanted, *, actor: Actor, progress: Progress
) -> Exported:
    """Write the export into a new or empty folder, readable to its owner alone; for the command on the host.

    That the log is exported is an event itself, appended and signed first: the export ends with it, or with what
    others did before the signature. Of an older log the export ends at the newest checkpoint that the database still
    reaches. `checkpoint.txt` is written last, so a folder without it is not whole. Raises RuleViolated, Inconsistent,
    SignerFault, OSError, and ReadOnly while the log stands still.
    """
    _require_new(folder)
    with database.unit_of_work(actor):
        log = _known(wanted)
        visible = _visible(log, wanted)
        _note_export(log, wanted, actor=actor)
    sealing.seal_now(database, settings, Why.EXPORT, actor=actor)
    with database.unit_of_work(actor, appends=False):
        head_size = db.session().connection().scalar(select(HEAD.c.size).where(HEAD.c.log == log)) or 0
        note = _write_older(folder, log, head_size)
        checkpoint = Checkpoint.noted(note)
        _create(folder / VKEYS, _keys(Signer(settings.signer_dir), checkpoint.origin, note))
        with progress(checkpoint.size) as watch, _opened(folder / EVENTS) as file:
            counts = _write_events(file, _rows(log, checkpoint.size, visible), checkpoint, watch)
        _create(folder / CHECKPOINT, note)
    return Exported(log, checkpoint, *counts, left_out=head_size - checkpoint.size)


@records("audit.exported")
def _note_export(log: int, wanted: Wanted, *, actor: Actor) -> None:
    after = {"log": log, "campaign": wanted.campaign, "office": wanted.office}
    record("audit.exported", f"audit_head:{log}", actor=actor, after=after)


def _require_new(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleViolated(
            _("%(folder)s is not an empty folder, and nothing is overwritten. Name a new one.", folder=str(folder))
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _known(wanted: Wanted) -> int:
    logs = db.session().connection().scalars(select(HEAD.c.log).order_by(HEAD.c.log)).all()
    log = logs[-1] if wanted.log is None else wanted.log
    if log not in logs:
        raise RuleViolated(
            _("There is no log %(log)s; there are %(logs)s.", log=log, logs=", ".join(map(str, logs))), field="log"
        )
    return log


def _visible(log: int, wanted: Wanted) -> ColumnElement[bool]:
    """Of which events the content is exported: an event belongs to the office of its object, where it has none to that
    of its actor."""
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.campaign is not None:
        conditions.append(EVENT.c.campaign == wanted.campaign)
        any_event = select(EVENT.c.seq).where(EVENT.c.log == log, EVENT.c.campaign == wanted.campaign).limit(1)
        if db.session().connection().scalar(any_event) is None:
            raise RuleViolated(_("Log %(log)s holds no event of this campaign.", log=log), field="campaign")
    if wanted.office is not None:
        offices = {office for below in offices_below for office in below(wanted.office)}
        if not offices:
            raise RuleViolated(_("There is no such office."), field="office")
        conditions.append(func.coalesce(EVENT.c.object_office, EVENT.c.actor_office).in_(offices))
    return and_(*conditions)


def _write_older(folder: Path, log: int, head_size: int) -> bytes:
    """Write the older checkpoints; answers the newest that the log reaches, which is the export's own. Each has the
    signatures of its witnesses below the log's."""
    (folder / CHECKPOINTS).mkdir(mode=0o700)
    newest = None
    for _log, _size, note, lines in cosigned_notes(AuditCheckpoint.log == log, AuditCheckpoint.size <= head_size):
        if newest is not None:
            _create(folder / CHECKPOINTS / filename(newest), newest)
        newest = note + lines
    if newest is None:
        raise RuleViolated(_("No checkpoint of log %(log)s is kept, so there is nothing to export it under.", log=log))
    return newest


def _keys(signer: Signer, origin: str, note: bytes) -> bytes:
    """The log's keys, those that signed the newest checkpoint first; then the witnesses'."""
    own = [known.key for known in signer.verifiers(origin)]
    signed = {verified.key for verified in Note.parse(note).verified(own)}
    keys = [*sorted(own, key=lambda key: key not in signed), *(witness.vkey for witness in witnesses())]
    return "".join(f"{key}\n" for key in keys).encode()


def _rows(log: int, size: int, visible: ColumnElement[bool]) -> Iterable[Any]:
    shown = [case((visible, column)).label(column.name) for column in (EVENT.c.leaf, EVENT.c.body)]
    events = select(EVENT.c.seq, EVENT.c.leaf_hash, *shown).where(EVENT.c.log == log, EVENT.c.seq < size)
    return db.session().connection().execute(events.order_by(EVENT.c.seq).execution_options(yield_per=BATCH))


def _write_events(file: BinaryIO, rows: Iterable[Any], checkpoint: Checkpoint, watch: Watch) -> tuple[int, int, int]:
    """Write the events; answers how many are visible, redacted and hidden. Raises RuleViolated where they are not those
    of the checkpoint."""
    chain, visible, hidden = Chain(), 0, 0
    for seq, stored_hash, leaf, body in rows:
        if seq != chain.size:
            break
        file.write(written(seq, Event(leaf, body, stored_hash)))
        chain.grow(stored_hash if leaf is None else leaf_hash(leaf))
        visible, hidden = visible + (body is not None), hidden + (leaf is None)
        if chain.size % BATCH == 0:
            watch(BATCH)
    watch(chain.size % BATCH)
    if (chain.size, chain.root) != (checkpoint.size, checkpoint.root):
        raise RuleViolated(
            _("The database does not hold what was signed, the export is not whole. Look with: flask audit verify.")
        )
    return visible, chain.size - visible - hidden, hidden


def _create(path: Path, data: bytes) -> None:
    with _opened(path) as file:
        file.write(data)


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
