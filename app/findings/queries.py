"""Reading findings, within the actor's reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.campaigns.models import Campaign
from app.cases.models import CaseFile
from app.core import clock, db
from app.core.errors import NotFound
from app.core.text import Text, _
from app.enterprises.models import Enterprise
from app.findings.models import Finding
from app.findings.rules import UNSETTLED
from app.findings.states import Family, FindingState
from app.inspections.models import Inspection
from app.legal import queries as legal
from app.legal.models import Provision

SORTS = ("found", "since", "article", "enterprise")


def unfinished_of_campaign(campaign_id: UUID) -> dict[UUID, Text]:
    """How many findings of a campaign are neither verified, referred nor dismissed, in words, by case."""
    ended = (FindingState.VERIFIED, FindingState.REFERRED, FindingState.DISMISSED)
    counts = (
        select(Finding.case_file_id, func.count())
        .join(Finding.case_file)
        .where(CaseFile.campaign_id == campaign_id, Finding.state.not_in(ended))
        .group_by(Finding.case_file_id)
    )
    return {case: _("Findings not settled: %(count)s", count=count) for case, count in db.session().execute(counts)}


def finding(finding_id: UUID) -> Finding:
    """The finding with its inspection and team; raises NotFound outside reach."""
    found = db.session().scalar(
        select(Finding)
        .where(Finding.id == finding_id)
        .options(
            joinedload(Finding.case_file),
            joinedload(Finding.repeat_of).joinedload(Finding.case_file),
            joinedload(Finding.inspection).selectinload(Inspection.team),
            joinedload(Finding.inspection).joinedload(Inspection.enterprise),
        )
    )
    if found is None:
        raise NotFound()
    return found


def findings_of(case_file_id: UUID) -> list[Finding]:
    """The findings of a case, in their order."""
    return _findings(Finding.case_file_id == case_file_id)


def findings_of_inspection(inspection_id: UUID) -> list[Finding]:
    """The findings of an inspection, in their order."""
    return _findings(Finding.inspection_id == inspection_id)


def findings_of_enterprise(enterprise_id: UUID) -> list[Finding]:
    """The findings at an enterprise within reach, in their order."""
    return _findings(Finding.enterprise_id == enterprise_id)


def earlier_findings(finding: Finding) -> list[Finding]:
    """The confirmed findings at the same enterprise, within reach, that this one may repeat."""
    return _findings(
        Finding.enterprise_id == finding.enterprise_id,
        Finding.created_at < finding.created_at,
        Finding.confirmed_at.is_not(None),
        Finding.state != FindingState.DISMISSED,
    )


def repeats_of(finding: Finding) -> list[Finding]:
    """The later findings that repeat this one."""
    return _findings(Finding.repeat_of_id == finding.id)


def _findings(*conditions: ColumnElement[bool]) -> list[Finding]:
    statement = select(Finding).where(*conditions).order_by(Finding.created_at, Finding.ordinal)
    return list(db.session().scalars(statement.options(joinedload(Finding.case_file))))


def ref(finding: Finding) -> str:
    """How evidence and other rows below name a finding as what they prove."""
    return f"finding:{finding.id}"


def breach_articles(inspection: Inspection) -> list[Provision]:
    """The articles that could be breached on the day of the visit, under the law of the campaign."""
    return legal.breach_articles(on=visit_day(inspection), instrument=instrument(inspection))


def visit_day(inspection: Inspection) -> date:
    """The day of the visit, in Asia/Shanghai; the planned one before the team is on site."""
    return clock.local(inspection.arrived_at).date() if inspection.arrived_at else inspection.planned_on


def instrument(inspection: Inspection) -> str:
    """The key of the law under which the campaign inspects."""
    return db.session().get_one(Campaign, inspection.campaign_id).instrument


def unsettled_findings(inspection: Inspection) -> int:
    """How many findings of the inspection still wait to be recorded or confirmed."""
    waiting = select(func.count(Finding.id)).where(Finding.inspection_id == inspection.id, Finding.state.in_(UNSETTLED))
    return db.session().scalar(waiting) or 0


@dataclass(frozen=True)
class FindingFilter:
    """Which findings a list shows. `text`: part of the title, the enterprise's name or the case number;
    `office_path` with the offices below."""

    text: str = ""
    family: Family | None = None
    state: FindingState | None = None
    article: str | None = None
    office_path: str = ""


@dataclass(frozen=True)
class FindingRow:
    """A finding as lists show it, with the enterprise's name; its case file is loaded, its facts are not."""

    finding: Finding
    enterprise: str


def findings(
    wanted: FindingFilter, *, sort: str = "found", descending: bool = True, offset: int = 0, limit: int = 20
) -> tuple[list[FindingRow], int]:
    """One page of the findings within reach, and how many there are in all."""
    total = db.session().scalar(_wanted(select(func.count(Finding.id)), wanted)) or 0
    page = _ordered(_wanted(select(Finding.id), wanted, sort), sort, descending).offset(offset).limit(limit)
    rows: Any = (
        select(Finding, Enterprise.name)
        .join(Finding.case_file)
        .join(Enterprise, Finding.enterprise_id == Enterprise.id)
        .where(Finding.id.in_(page))
        .options(contains_eager(Finding.case_file), defer(Finding.facts))
    )
    return [
        FindingRow(finding, name) for finding, name in db.session().execute(_ordered(rows, sort, descending))
    ], total


def _wanted(statement: Any, wanted: FindingFilter, sort: str = "") -> Any:
    """The statement over the wanted findings, joined only with what they are filtered or sorted by.

    So that the page is cut from the findings alone, by their index, before anything is joined to its rows.
    """
    if wanted.text or wanted.office_path:
        statement = statement.join(Finding.case_file)
    if wanted.text or sort == "enterprise":
        statement = statement.join(Enterprise, Finding.enterprise_id == Enterprise.id)
    return statement.where(*_conditions(wanted))


def _conditions(wanted: FindingFilter) -> Collection[ColumnElement[bool]]:
    equal = {Finding.family: wanted.family, Finding.state: wanted.state, Finding.article: wanted.article}
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if wanted.text:
        columns = (Finding.title, Enterprise.name, CaseFile.number)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.office_path:
        conditions.append(CaseFile.office_path.startswith(wanted.office_path, autoescape=True))
    return conditions


def _ordered(statement: Select[Any], sort: str, descending: bool) -> Select[Any]:
    keys: dict[str, Any] = {
        "found": Finding.created_at,
        "since": Finding.state_since,
        "article": Finding.article,
        "enterprise": Enterprise.name,
    }
    key = keys[sort]
    return statement.order_by(key.desc(), Finding.id.desc()) if descending else statement.order_by(key, Finding.id)
