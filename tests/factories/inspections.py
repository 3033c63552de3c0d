"""A campaign, an enterprise, the people of an office, and an inspection brought as far as a test needs it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from app.access.actor import Actor, operator
from app.access.roles import Role
from app.audit.operations import record
from app.campaigns.models import Campaign
from app.campaigns.states import CampaignState
from app.core import clock
from app.core.db import session
from app.documents.states import ServiceManner
from app.enterprises.models import Enterprise
from app.inspections import operations
from app.inspections.models import Inspection
from app.inspections.states import Basis, Declaration, InspectionKind, InspectionState, TeamCapacity
from app.legal import operations as legal
from app.organisation import queries as organisation
from app.organisation.models import Office
from app.organisation.rules import actor_of
from tests.factories.enterprises import make_enterprise
from tests.factories.organisation import PREPARED, make_office, make_user

_serial = count(1)


@dataclass(frozen=True)
class Cast:
    """Who and what an inspection needs: leader and second officer on the team, spare one beside it."""

    office: Office
    enterprise: Enterprise
    campaign: Campaign
    supervisor: Actor
    head: Actor
    leader: Actor
    second: Actor
    spare: Actor


def make_cast(path: str = "cn/44/") -> Cast:
    """The law, a campaign under way, an enterprise in the jurisdiction at `path`, and the people of its office."""
    legal.load(actor=operator("tests"))
    office = make_office(path)
    officers = [actor_of(make_user(office, certified=True), proven=True) for _ in range(3)]
    return Cast(
        office=office,
        enterprise=make_enterprise(office_id=office.id, office_path=office.path, address="虚构路1号"),
        campaign=make_campaign(),
        supervisor=actor_of(make_user(office, [Role.SUPERVISOR]), proven=True),
        head=actor_of(make_user(office, [Role.HEAD]), proven=True),
        leader=officers[0],
        second=officers[1],
        spare=officers[2],
    )


def make_campaign(**changes: Any) -> Campaign:
    """A campaign under way with the legal basis of the real one."""
    values: dict[str, Any] = {
        "key": f"campaign-{next(_serial)}",
        "name_zh": "测试专项行动",
        "name_en": "Test campaign",
        "aim_zh": "测试",
        "aim_en": "Test",
        "instrument": "algorithm_provisions",
        "announced_on": date(2022, 4, 8),
        "planned_close": date(2022, 12, 2),
        "state": CampaignState.ACTIVE,
    }
    return _added(Campaign(**(values | changes)))


def make_inspection(cast: Cast, state: InspectionState = InspectionState.PLANNED, **changes: Any) -> Inspection:
    """An inspection planned for today with both officers on the team, brought to `state` by the real verbs."""
    values: dict[str, Any] = {
        "kind": InspectionKind.LOCAL,
        "basis": Basis.PLANNED,
        "subject": "算法合规情况",
        "planned_on": clock.today(),
        "place": "虚构路1号",
        "site_rules": "佩戴口罩",
        "materials": "算法清单、管理制度",
    }
    inspection = operations.plan(cast.enterprise, cast.campaign, actor=cast.supervisor, **(values | changes))
    add_officer(inspection, cast.leader, TeamCapacity.LEADER, cast)
    add_officer(inspection, cast.second, TeamCapacity.MEMBER, cast)
    bring_to(inspection, state, cast)
    return inspection


def add_officer(inspection: Inspection, officer: Actor, capacity: TeamCapacity, cast: Cast) -> None:
    """Put an officer on the team."""
    assert officer.id is not None
    operations.add_member(inspection, organisation.user(officer.id), capacity, actor=cast.supervisor)


def bring_to(inspection: Inspection, state: InspectionState, cast: Cast) -> None:
    """Take the straight way to `state`; to the cancelled state from where it stands."""
    if state is InspectionState.CANCELLED:
        operations.cancel(inspection, reason="计划调整", actor=cast.head)
        return
    for reached, step in STRAIGHT_WAY.items():
        if list(InspectionState).index(reached) > list(InspectionState).index(state):
            return
        if list(InspectionState).index(reached) > list(InspectionState).index(inspection.state):
            step(inspection, cast)


def ready(inspection: Inspection, cast: Cast) -> None:
    """Both officers declare that there is no conflict, and the team is confirmed."""
    for officer in (cast.leader, cast.second):
        operations.declare(inspection, declaration=Declaration.NO_CONFLICT, actor=officer)
    operations.ready_team(inspection, actor=cast.supervisor)


def serve(inspection: Inspection, cast: Cast) -> None:
    """Draft, approve and serve the notice."""
    operations.draft_notice(inspection, actor=cast.leader)
    operations.approve_notice(inspection, actor=cast.head)
    operations.serve_notice(
        inspection,
        manner=ServiceManner.DIRECT,
        served_on=clock.today(),
        place="虚构路1号",
        receiver="李前台",
        actor=cast.leader,
    )


def enter(inspection: Inspection, cast: Cast) -> None:
    """Arrive with certificates shown and rights told."""
    operations.arrive(
        inspection,
        arrived_at=clock.now() - timedelta(minutes=30),
        certificates_shown=True,
        rights_told=True,
        received_by="王法务",
        actor=cast.leader,
    )


def write(inspection: Inspection, cast: Cast) -> None:
    """Write the record and read it back."""
    operations.write_record(inspection, facts="一、未公示算法规则。", materials_seen="算法清单", actor=cast.leader)
    operations.read_back(inspection, actor=cast.leader)


def close_record(inspection: Inspection, cast: Cast) -> None:
    """Write, read back, sign on both sides, close the record."""
    write(inspection, cast)
    operations.sign(inspection, actor=cast.leader)
    operations.sign(inspection, actor=cast.second)
    operations.sign_for_enterprise(inspection, name="王法务", actor=cast.leader)
    operations.sign_record(inspection, actor=cast.leader)


def conclude(inspection: Inspection, cast: Cast) -> None:
    """Conclude the inspection."""
    operations.conclude(inspection, actor=cast.leader)


STRAIGHT_WAY = {
    InspectionState.TEAM_READY: ready,
    InspectionState.NOTICED: serve,
    InspectionState.ON_SITE: enter,
    InspectionState.RECORD_SIGNED: close_record,
    InspectionState.CONCLUDED: conclude,
}


def _added(row: Any) -> Any:
    session().add(row)
    record(PREPARED, row, actor=operator("tests"))
    return row
