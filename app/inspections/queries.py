"""Reading inspections, within the actor's reach."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.campaigns.models import Campaign
from app.campaigns.states import CampaignState
from app.cases.models import CaseFile
from app.core import db
from app.core.errors import NotFound
from app.core.text import Text, _
from app.enterprises.models import Enterprise
from app.inspections.models import Inspection, TeamMember
from app.inspections.states import Basis, InspectionKind, InspectionState
from app.organisation import queries as organisation
from app.organisation.models import User

SORTS = ("day", "enterprise", "state")


def inspection(inspection_id: UUID) -> Inspection:
    """The inspection with team, papers and signatures; raises NotFound outside reach."""
    return _one(Inspection.id == inspection_id)


def inspection_of_case(case_file_id: UUID) -> Inspection:
    """The inspection of a case; raises NotFound outside reach."""
    return _one(Inspection.case_file_id == case_file_id)


def _one(condition: ColumnElement[bool]) -> Inspection:
    found = db.session().scalar(
        select(Inspection)
        .where(condition)
        .options(
            joinedload(Inspection.case_file),
            joinedload(Inspection.enterprise),
            joinedload(Inspection.notice),
            joinedload(Inspection.record_paper),
            selectinload(Inspection.team),
            selectinload(Inspection.signatures),
        )
    )
    if found is None:
        raise NotFound()
    return found


def member(inspection: Inspection, member_id: UUID) -> TeamMember:
    """A member of the inspection's team; raises NotFound for anybody else's."""
    found = next((member for member in inspection.team if member.id == member_id), None)
    if found is None:
        raise NotFound()
    return found


def unfinished_of_campaign(campaign_id: UUID) -> dict[UUID, Text]:
    """The inspections of a campaign that are neither concluded nor cancelled, in words, by case."""
    ended = (InspectionState.CONCLUDED, InspectionState.CANCELLED)
    going_on = select(Inspection.case_file_id, Inspection.state).where(
        Inspection.campaign_id == campaign_id, Inspection.state.not_in(ended)
    )
    return {case: _("Inspection: %(state)s", state=state.label) for case, state in db.session().execute(going_on)}


def campaigns_under_way() -> list[Campaign]:
    """The campaigns in which inspections can be planned, the newest first."""
    running = select(Campaign).where(Campaign.state == CampaignState.ACTIVE)
    return list(db.session().scalars(running.order_by(Campaign.announced_on.desc())))


def proposed_officers(inspection: Inspection) -> list[User]:
    """Whom the team can take in: certified inspectors of the inspecting office, for a joint team of every office."""
    joint = inspection.kind is InspectionKind.JOINT
    path = organisation.NATIONAL if joint else inspection.case_file.office_path
    on_team = {member.user_id for member in inspection.team}
    return [user for user in organisation.officers(path, inspection.planned_on) if user.id not in on_team]


def people_of(inspection: Inspection) -> dict[UUID, User]:
    """Everybody who took part in the inspection, with their offices, by id."""
    named = [inspection.planned_by, inspection.unannounced_approved_by]
    for member in inspection.team:
        named += [member.user_id, member.recused_by, member.kept_by]
    for paper in (inspection.notice, inspection.record_paper):
        named += [paper.drafted_by, paper.approved_by] if paper else []
    wanted = select(User).where(User.id.in_(person for person in named if person is not None))
    return {user.id: user for user in db.session().scalars(wanted.options(joinedload(User.office)))}


@dataclass(frozen=True)
class InspectionFilter:
    """Which inspections a list shows. `text`: part of the enterprise's name, the subject or the case number;
    `office_path` with the offices below; `since` and `until` bound the day of the visit, both included."""

    text: str = ""
    state: InspectionState | None = None
    kind: InspectionKind | None = None
    basis: Basis | None = None
    office_path: str = ""
    since: date | None = None
    until: date | None = None


def inspections(
    wanted: InspectionFilter, *, sort: str = "day", descending: bool = True, offset: int = 0, limit: int = 20
) -> tuple[list[Inspection], int]:
    """One page of the inspections within reach with case file, enterprise and team, and how many there are."""
    matching = select(Inspection).join(Inspection.case_file).join(Inspection.enterprise).where(*_conditions(wanted))
    total = db.session().scalar(select(func.count()).select_from(matching.subquery())) or 0
    page = _ordered(matching, sort, descending).offset(offset).limit(limit)
    loaded = page.options(
        contains_eager(Inspection.case_file), contains_eager(Inspection.enterprise), selectinload(Inspection.team)
    )
    return list(db.session().scalars(loaded)), total


def inspections_of(enterprise_id: UUID) -> list[Inspection]:
    """The inspections of an enterprise within reach, the newest first."""
    statement = select(Inspection).where(Inspection.enterprise_id == enterprise_id)
    newest = statement.order_by(Inspection.planned_on.desc(), Inspection.id.desc())
    return list(db.session().scalars(newest.options(joinedload(Inspection.case_file))))


def _conditions(wanted: InspectionFilter) -> list[ColumnElement[bool]]:
    equal = {Inspection.state: wanted.state, Inspection.kind: wanted.kind, Inspection.basis: wanted.basis}
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if wanted.text:
        columns = (Enterprise.name, Inspection.subject, CaseFile.number)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.office_path:
        conditions.append(CaseFile.office_path.startswith(wanted.office_path, autoescape=True))
    if wanted.since:
        conditions.append(Inspection.planned_on >= wanted.since)
    if wanted.until:
        conditions.append(Inspection.planned_on <= wanted.until)
    return conditions


def _ordered(statement: Select[Inspection], sort: str, descending: bool) -> Select[Inspection]:
    keys: dict[str, Any] = {
        "day": Inspection.planned_on,
        "enterprise": Enterprise.name,
        "state": Inspection.state,
    }
    key = keys[sort]
    return statement.order_by(key.desc() if descending else key, Inspection.id.desc())
