"""What a close of a campaign rests on: the work still open in its cases, who takes it over, and the seal of the log.

Plans under embargo are left out, whoever looks: they are not counted, they stop no close, and it freezes none of them.
So nobody learns of one from a figure or a refusal; the head of its office finishes it as daily supervision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.audit.models import AuditCheckpoint
from app.audit.sealing import checkpoints, receipts, witnesses
from app.audit.tlog.note import encode
from app.campaigns.models import Campaign, Handover
from app.cases.models import CaseFile
from app.core import db
from app.core.errors import NotFound
from app.core.events import Socket
from app.core.text import Text, _

OpenWork = Callable[[UUID], Mapping[UUID, Text]]
"""What is open of a campaign's cases, in words, by the id of the case, within the reader's reach."""

open_work: Socket[OpenWork] = Socket()
"""Where each room that has work in a case plugs in what of it is not finished."""


@dataclass(frozen=True)
class CaseWork:
    """A case of the campaign: what is open in it, and who takes that over."""

    case: CaseFile
    open: list[Text]
    handover: Handover | None

    @property
    def is_finished(self) -> bool:
        """Whether nothing is open: the close freezes it."""
        return not self.open

    @property
    def stops_close(self) -> bool:
        """Whether the close waits for it."""
        return bool(self.open) and self.handover is None


def work_of(campaign: Campaign) -> list[CaseWork]:
    """Every case of the campaign within reach, by number; those that stop the close first, then those handed over."""
    open_ones, handed = [provider(campaign.id) for provider in open_work], _handovers(campaign)
    found = [
        CaseWork(
            case,
            open=[texts[case.id] for texts in open_ones if case.id in texts],
            handover=handed.get(case.id) if case.carried_over else None,
        )
        for case in db.session().scalars(_cases(campaign))
    ]
    return sorted(found, key=lambda work: (not work.stops_close, work.is_finished))


def work_in(campaign: Campaign, case_file_id: UUID) -> CaseWork:
    """One case of the campaign; raises NotFound outside reach, and under embargo."""
    found = next((work for work in work_of(campaign) if work.case.id == case_file_id), None)
    if found is None:
        raise NotFound()
    return found


def hold(campaign: Campaign) -> None:
    """Lock the campaign's cases, as they are now, until the transaction ends: work on them waits, or is waited for."""
    held = _cases(campaign).with_for_update().execution_options(populate_existing=True)
    db.session().scalars(held).all()


def _cases(campaign: Campaign) -> Select[CaseFile]:
    cases = select(CaseFile).where(CaseFile.campaign_id == campaign.id, CaseFile.embargoed_until.is_(None))
    return cases.order_by(CaseFile.office_path, CaseFile.number)


def _handovers(campaign: Campaign) -> dict[UUID, Handover]:
    rows = select(Handover).where(Handover.campaign_id == campaign.id).order_by(Handover.created_at, Handover.id)
    people = (joinedload(Handover.successor), joinedload(Handover.office))
    return {row.case_file_id: row for row in db.session().scalars(rows.options(*people))}


@dataclass(frozen=True)
class Seal:
    """The first signed checkpoint that covers the beginning of a close, and the active witnesses that cosigned it."""

    checkpoint: AuditCheckpoint | None
    cosigners: list[witnesses.Standing]

    @property
    def root(self) -> str | None:
        """The root hash, as the note of the checkpoint writes it."""
        return encode(self.checkpoint.root) if self.checkpoint else None

    @property
    def is_whole(self) -> bool:
        """Whether the close can be confirmed."""
        return self.checkpoint is not None and len(self.cosigners) >= witnesses.QUORUM


def seal_of(campaign: Campaign) -> Seal:
    """How far the beginning of the last close is sealed."""
    place = receipts.place_of(f"campaign:{campaign.id}", "campaign.closing")
    checkpoint = None if place is None else checkpoints.covering(place.log, place.seq)
    return Seal(checkpoint, witnesses.cosigners(checkpoint.log, checkpoint.size) if checkpoint else [])


def has_open_work(campaign: Campaign) -> Text | None:
    """Why the close can't be begun, or None."""
    waiting = sum(work.stops_close for work in work_of(campaign))
    if not waiting:
        return None
    return _(
        "Cases with open work that nobody takes over: %(count)s. Let it be finished, or hand each case over to a named "
        "successor.",
        count=waiting,
    )


def is_unsealed(campaign: Campaign) -> Text | None:
    """Why the close can't be confirmed, or None."""
    seal = seal_of(campaign)
    if seal.is_whole:
        return None
    if seal.checkpoint is None:
        return _("The checkpoint of the close is not signed yet. It comes within a minute: try again then.")
    return _(
        "%(count)s of %(quorum)s witnesses have cosigned the checkpoint with %(size)s events. The security auditor "
        "brings in what they answer.",
        count=len(seal.cosigners),
        quorum=witnesses.QUORUM,
        size=f"{seal.checkpoint.size:,}",
    )
