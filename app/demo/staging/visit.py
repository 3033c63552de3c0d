"""The acts of an inspection: plan, team, notice or unannounced visit, on site, record, findings, end."""

from sqlalchemy import select

from app.access.actor import Actor
from app.campaigns import queries as campaigns
from app.core import clock
from app.core.db import session
from app.demo.companies import BY_KEY
from app.demo.days import workday
from app.demo.scenes import MATERIALS, SITE_RULES, Found, Recusal
from app.demo.staging.acts import Stage
from app.demo.staging.finding import stage_finding
from app.documents.states import ServiceManner
from app.enterprises.models import Enterprise
from app.inspections import operations
from app.inspections.states import Declaration, TeamCapacity
from app.organisation import queries as organisation

CAMPAIGN = "qinglang-2022-algorithms"
WITHOUT_FAULT = "经现场查验，未发现明显问题。"


def stage_visit(stage: Stage) -> None:
    """Plan all acts of the inspection; a cancelled one ends with its cancellation."""
    _plan(stage)
    _set_up_team(stage)
    if stage.case.cancelled:
        _cancel(stage)
        return
    if stage.case.unannounced:
        day = workday(stage.case.planned, 3)
        stage.step(day, 15, 0, stage.case.crew.head, operations.approve_unannounced, reason=stage.case.unannounced)
    else:
        _give_notice(stage)
    _visit(stage)
    for ordinal, found in enumerate(stage.case.found, 1):
        stage_finding(stage, ordinal, found)
    stage.step(workday(stage.case.last_day, 6), 11, 0, stage.case.crew.leader, operations.conclude)


def _plan(stage: Stage) -> None:
    case = stage.case

    def plan(actor: Actor) -> None:
        enterprise = session().scalars(select(Enterprise).where(Enterprise.uscc == BY_KEY[case.company].uscc)).one()
        inspection = operations.plan(
            enterprise,
            campaigns.campaign(CAMPAIGN),
            kind=case.kind,
            basis=case.basis,
            subject=case.subject,
            planned_on=case.visit,
            place=BY_KEY[case.company].address,
            site_rules=SITE_RULES,
            materials=MATERIALS,
            actor=actor,
        )
        stage.inspection_id = inspection.id

    stage.at(case.planned, 9, 30, case.crew.planner, plan)


def _set_up_team(stage: Stage) -> None:
    case, day = stage.case, workday(stage.case.planned, 1)
    for place, username in enumerate(case.crew.team):
        capacity = TeamCapacity.MEMBER if place else TeamCapacity.LEADER
        _join(stage, username, capacity, 10 + place)
        if case.recusal is None or username != case.recusal.member:
            stage.step(day, 9, 40 + place, username, operations.declare, declaration=Declaration.NO_CONFLICT)
    if case.recusal:
        _recuse(stage, case.recusal)
    if not case.cancelled:
        stage.step(workday(day, 1), 9, 30, case.crew.planner, operations.ready_team)


def _join(stage: Stage, username: str, capacity: TeamCapacity, minute: int, hour: int = 10, days: int = 0) -> None:
    def join(actor: Actor) -> None:
        user = organisation.user_named(username)
        assert user is not None
        operations.add_member(stage.inspection(), user, capacity, actor=actor)

    stage.at(workday(stage.case.planned, days), hour, minute, stage.case.crew.planner, join)


def _recuse(stage: Stage, recusal: Recusal) -> None:
    day = workday(stage.case.planned, 1)
    stage.step(
        day,
        9,
        50,
        recusal.member,
        operations.declare,
        declaration=Declaration.CONFLICT,
        conflict=recusal.conflict,
    )

    def recuse(actor: Actor) -> None:
        inspection, user = stage.inspection(), organisation.user_named(recusal.member)
        assert user is not None
        member = next(member for member in inspection.team if member.user_id == user.id)
        operations.recuse(inspection, member, reason=recusal.reason, actor=actor)

    stage.at(day, 14, 0, stage.case.crew.head, recuse)
    _join(stage, recusal.successor, TeamCapacity.MEMBER, 30, hour=14, days=1)
    stage.step(day, 16, 0, recusal.successor, operations.declare, declaration=Declaration.NO_CONFLICT)


def _cancel(stage: Stage) -> None:
    case = stage.case
    assert case.cancelled is not None
    day, reason = case.cancelled
    stage.step(day, 16, 30, case.crew.head, operations.cancel, reason=reason)
    if case.released:
        day, reason = case.released
        stage.step(day, 10, 0, case.crew.head, operations.release, reason=reason)


def _give_notice(stage: Stage) -> None:
    case, company = stage.case, BY_KEY[stage.case.company]
    drafted = workday(case.planned, 3)
    served = workday(case.planned, 4)
    stage.step(drafted, 9, 30, case.crew.leader, operations.draft_notice)
    stage.step(drafted, 16, 0, case.crew.head, operations.approve_notice)
    stage.step(
        served,
        10,
        0,
        case.crew.leader,
        operations.serve_notice,
        manner=ServiceManner.DIRECT,
        served_on=served,
        place=company.address,
        receiver=company.contact,
    )


def _visit(stage: Stage) -> None:
    case, crew, company, last = stage.case, stage.case.crew, BY_KEY[stage.case.company], stage.case.last_day
    team = [case.recusal.successor if case.recusal and name == case.recusal.member else name for name in crew.team]
    arrived = clock.at(case.visit, 9, 20)
    stage.step(
        case.visit,
        9,
        30,
        crew.leader,
        operations.arrive,
        arrived_at=arrived,
        certificates_shown=True,
        rights_told=True,
        received_by=company.contact,
    )
    stage.step(last, 15, 30, crew.leader, operations.write_record, facts=_facts(case.found), materials_seen=case.seen)
    stage.step(last, 16, 0, crew.leader, operations.read_back)
    for place, username in enumerate(team):
        stage.step(last, 16, 10 + place, username, operations.sign)
    refusal = {"refusal_reason": case.refusal[0], "witness": case.refusal[1]} if case.refusal else {}
    stage.step(last, 16, 20, crew.leader, operations.sign_for_enterprise, name=company.contact, **refusal)
    stage.step(last, 16, 25, crew.leader, operations.sign_record)


def _facts(found: tuple[Found, ...]) -> str:
    if not found:
        return WITHOUT_FAULT
    return "\n".join(f"{ordinal}. {one.facts}" for ordinal, one in enumerate(found, 1))
