"""Acts of an inspection, its findings and its evidence."""

from collections.abc import Callable
from datetime import timedelta

from app.findings.models import Finding
from app.findings.states import FindingState
from app.inspections import operations
from app.inspections.models import Inspection
from app.inspections.states import Declaration, InspectionState
from tests.factories.findings import add_evidence, make_finding, photo
from tests.factories.inspections import Cast, make_inspection, write
from tests.journeys.acts.act import MARK, PLAN, REASON, SERVICE, Act, Ready, a_file, act
from tests.journeys.scene import plan_with

Prepared = Callable[[Inspection, Cast], None]


def nothing(inspection: Inspection, cast: Cast) -> None:
    """The inspection as its state leaves it."""


def at(state: InspectionState, prepare: Prepared = nothing) -> Callable[[Cast], Ready]:
    """An inspection in a state, prepared further by the real verbs."""

    def arrange(cast: Cast) -> Ready:
        inspection = make_inspection(cast, state, **plan_with(MARK))
        prepare(inspection, cast)
        return Ready({"inspection_id": inspection.id})

    return arrange


def member(state: InspectionState, prepare: Prepared = nothing) -> Callable[[Cast], Ready]:
    """The second officer on the team of an inspection."""

    def arrange(cast: Cast) -> Ready:
        inspection = make_inspection(cast, state, **plan_with(MARK))
        prepare(inspection, cast)
        seat = next(member for member in inspection.team if member.user_id == cast.second.id)
        return Ready({"inspection_id": inspection.id, "member_id": seat.id})

    return arrange


def case_of(state: InspectionState) -> Callable[[Cast], Ready]:
    """The case of an inspection."""
    return lambda cast: Ready({"case_file_id": make_inspection(cast, state, **plan_with(MARK)).case_file_id})


def visit(cast: Cast) -> Ready:
    """An inspection on site, asked for behind the question mark."""
    return Ready(asked={"inspection": make_inspection(cast, InspectionState.ON_SITE, **plan_with(MARK)).id})


def plannable(cast: Cast) -> Ready:
    """An enterprise and the campaign under way."""
    return Ready(asked={"enterprise": cast.enterprise.id}, fields={"campaign": str(cast.campaign.id)})


def joining(cast: Cast) -> Ready:
    """An inspection being planned, and an officer for its team."""
    inspection = make_inspection(cast, **plan_with(MARK))
    return Ready({"inspection_id": inspection.id}, fields={"user": str(cast.spare.id)})


def found(state: FindingState, prepare: Callable[[Finding, Cast], None] | None = None) -> Callable[[Cast], Ready]:
    """A finding in a state."""

    def arrange(cast: Cast) -> Ready:
        inspection = make_inspection(cast, InspectionState.ON_SITE, **plan_with(MARK))
        finding = make_finding(inspection, cast, state, title=f"问题{MARK}", facts=f"事实{MARK}")
        if prepare:
            prepare(finding, cast)
        return Ready({"finding_id": finding.id})

    return arrange


def repeated(cast: Cast) -> Ready:
    """A finding, and an earlier confirmed one of the same enterprise."""
    earlier = make_inspection(cast, InspectionState.RECORD_SIGNED, **plan_with(MARK))
    first = make_finding(earlier, cast, FindingState.CONFIRMED)
    first.created_at -= timedelta(days=30)
    again = found(FindingState.DRAFT)(cast)
    return Ready(again.ids, fields={"earlier": str(first.id)})


def declare_no_conflict(inspection: Inspection, cast: Cast) -> None:
    for officer in (cast.leader, cast.second):
        operations.declare(inspection, declaration=Declaration.NO_CONFLICT, actor=officer)


def declare_conflict(inspection: Inspection, cast: Cast) -> None:
    operations.declare(inspection, declaration=Declaration.CONFLICT, conflict="近亲属", actor=cast.second)


def draft_notice(inspection: Inspection, cast: Cast) -> None:
    operations.draft_notice(inspection, actor=cast.leader)


def approve_notice(inspection: Inspection, cast: Cast) -> None:
    draft_notice(inspection, cast)
    operations.approve_notice(inspection, actor=cast.head)


def approve_unannounced(inspection: Inspection, cast: Cast) -> None:
    operations.approve_unannounced(inspection, reason=f"理由{MARK}", actor=cast.head)


def write_record(inspection: Inspection, cast: Cast) -> None:
    operations.write_record(inspection, facts=f"事实{MARK}", materials_seen=f"材料{MARK}", actor=cast.leader)


def sign_all(inspection: Inspection, cast: Cast) -> None:
    write(inspection, cast)
    for officer in (cast.leader, cast.second):
        operations.sign(inspection, actor=officer)
    operations.sign_for_enterprise(inspection, name="王法务", actor=cast.leader)


def cancel(inspection: Inspection, cast: Cast) -> None:
    operations.cancel(inspection, reason="计划调整", actor=cast.head)


def with_evidence(finding: Finding, cast: Cast) -> None:
    add_evidence(finding, cast.leader)


S, F = InspectionState, FindingState
EVIDENCE = {
    "file": a_file(photo, "照片.png"),
    "kind": "document",
    "title": f"制度{MARK}",
    "occurred_at": "2022-09-28T08:30",
    "source": f"某人{MARK}",
}
SAID = {"title": f"问题{MARK}", "facts": f"事实{MARK}", "family": "breach", "article": "7"}
ARRIVAL = {
    "arrived_at": "2022-09-28T09:00",
    "received_by": f"某人{MARK}",
    "certificates_shown": "y",
    "rights_told": "y",
}
WRITTEN = {"facts": f"事实{MARK}", "materials_seen": f"材料{MARK}"}


def take(by: str, name: str, arrange: Callable[[Cast], Ready], leaves: str) -> Act:
    """A step of an inspection."""
    return act("inspections.take_step", by, arrange, leaves, REASON, step=name)


def take_finding(by: str, name: str, arrange: Callable[[Cast], Ready], leaves: str) -> Act:
    """A step of a finding."""
    return act("findings.take_step", by, arrange, leaves, REASON, step=name)


CASEWORK = [
    act(
        "inspections.new_inspection",
        "supervisor",
        plannable,
        "case.opened case.admitted inspection.planned",
        {**PLAN, "kind": "local", "basis": "planned"},
    ),
    act("inspections.edit_plan", "supervisor", at(S.PLANNED), "inspection.replanned", PLAN),
    act(
        "inspections.new_member",
        "supervisor",
        joining,
        "inspection.member_added case.admitted",
        {"capacity": "member"},
    ),
    act("inspections.remove_member", "supervisor", member(S.PLANNED), "inspection.member_removed case.dismissed"),
    act("inspections.declaration", "leader", at(S.PLANNED), "inspection.declared", {"declaration": "no_conflict"}),
    act(
        "inspections.recuse",
        "head",
        member(S.TEAM_READY, draft_notice),
        "inspection.member_recused case.dismissed document.voided",
        REASON,
    ),
    act("inspections.keep", "head", member(S.PLANNED, declare_conflict), "inspection.member_kept", REASON),
    take("supervisor", "ready_team", at(S.PLANNED, declare_no_conflict), "inspection.team_ready"),
    take("leader", "draft_notice", at(S.TEAM_READY), "document.drafted inspection.notice_drafted"),
    take("head", "approve_notice", at(S.TEAM_READY, draft_notice), "document.approved inspection.notice_approved"),
    take("head", "withdraw_notice", at(S.TEAM_READY, draft_notice), "document.voided inspection.notice_withdrawn"),
    take("head", "approve_unannounced", at(S.TEAM_READY), "inspection.unannounced_approved"),
    act(
        "inspections.service",
        "leader",
        at(S.TEAM_READY, approve_notice),
        "document.numbered document.served case.embargo_lifted inspection.notice_served",
        SERVICE,
    ),
    act("inspections.arrival", "leader", at(S.NOTICED), "inspection.arrived", ARRIVAL),
    act(
        "inspections.arrival",
        "leader",
        at(S.TEAM_READY, approve_unannounced),
        "case.embargo_lifted inspection.arrived",
        ARRIVAL,
    ),
    act(
        "inspections.write_record",
        "leader",
        at(S.ON_SITE),
        "document.drafted inspection.record_written",
        WRITTEN,
    ),
    act(
        "inspections.write_record",
        "leader",
        at(S.ON_SITE, write_record),
        "document.revised inspection.record_written",
        WRITTEN,
    ),
    take("leader", "read_back", at(S.ON_SITE, write_record), "inspection.record_read_back"),
    take("second", "sign", at(S.ON_SITE, write), "inspection.officer_signed"),
    act(
        "inspections.sign_for_enterprise",
        "leader",
        at(S.ON_SITE, write),
        "inspection.enterprise_signed",
        {"name": f"某人{MARK}"},
    ),
    take(
        "leader",
        "sign_record",
        at(S.ON_SITE, sign_all),
        "document.revised document.numbered inspection.record_signed",
    ),
    take("leader", "conclude", at(S.RECORD_SIGNED), "inspection.concluded"),
    take("head", "cancel", at(S.TEAM_READY, draft_notice), "document.voided inspection.cancelled"),
    take("head", "release", at(S.PLANNED, cancel), "case.embargo_lifted inspection.released"),
    act("evidence.collect", "leader", case_of(S.ON_SITE), "evidence.collected", EVIDENCE),
    act("findings.new_finding", "leader", visit, "finding.drafted", SAID),
    act("findings.edit_finding", "leader", found(F.DRAFT), "finding.changed", SAID),
    act("findings.add_evidence", "leader", found(F.DRAFT), "evidence.collected", EVIDENCE),
    act("findings.link_repeat", "leader", repeated, "finding.repeat_linked"),
    act(
        "findings.record_without_evidence",
        "leader",
        found(F.DRAFT),
        "finding.recorded",
        {"no_evidence_reason": f"理由{MARK}"},
    ),
    take_finding("leader", "record", found(F.DRAFT, with_evidence), "finding.recorded"),
    take_finding("second", "confirm", found(F.RECORDED), "finding.confirmed"),
    take_finding("second", "send_back", found(F.RECORDED), "finding.sent_back"),
    take_finding("head", "dismiss", found(F.RECORDED), "finding.dismissed"),
]
