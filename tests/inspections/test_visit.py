"""Notice, visit, record and signatures (APL arts. 42, 55; order 2 of 2017)."""

from datetime import date, timedelta

import pytest

from app.audit.queries import timeline
from app.cases.states import EmbargoUntil
from app.core import clock, events
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated
from app.documents.states import DocumentState, ServiceManner
from app.inspections import operations
from app.inspections.states import INSPECTION, InspectionState
from tests.factories.inspections import Cast, enter, make_cast, make_inspection, write

ON_SITE = InspectionState.ON_SITE
SERVICE = {
    "manner": ServiceManner.DIRECT,
    "served_on": date(2022, 9, 28),
    "place": "虚构路1号",
    "receiver": "李前台",
}
ARRIVAL = {"certificates_shown": True, "rights_told": True, "received_by": "王法务"}


@pytest.fixture
def cast(work):
    with work():
        yield make_cast()


def test_a_notice_is_drafted_by_an_officer_approved_by_the_head_and_numbered_when_served(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.TEAM_READY)
    with pytest.raises(RuleViolated, match="Draft the inspection notice"):
        operations.serve_notice(planned, actor=cast.leader, **SERVICE)
    operations.draft_notice(planned, actor=cast.leader)
    with pytest.raises(RuleViolated, match="has to approve"):
        operations.serve_notice(planned, actor=cast.leader, **SERVICE)
    with pytest.raises(NotPermitted):
        operations.approve_notice(planned, actor=cast.leader)
    operations.approve_notice(planned, actor=cast.head)
    assert planned.notice.number is None
    assert planned.case_file.embargoed_until is EmbargoUntil.NOTICE_SERVED
    operations.serve_notice(planned, actor=cast.leader, **SERVICE)

    assert planned.state is InspectionState.NOTICED
    assert "检通〔2022〕第1号" in planned.notice.number
    assert planned.notice.state is DocumentState.SERVED
    assert planned.case_file.embargoed_until is None
    assert planned.case_file.number


def test_the_notice_says_all_it_must(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.NOTICED)
    content = planned.notice.content

    assert content["inspectee"] == cast.enterprise.name
    assert content["time"] == "2022年9月28日"
    assert [officer["name"] for officer in content["inspectors"]] == [cast.leader.name, cast.second.name]
    assert all(officer["certificate"] for officer in content["inspectors"])
    assert "回避" in content["rights"]
    assert "《" in content["basis"]


def test_a_notice_left_at_the_address_needs_a_witness(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.TEAM_READY)
    operations.draft_notice(planned, actor=cast.leader)
    operations.approve_notice(planned, actor=cast.head)
    with pytest.raises(RuleViolated) as refused:
        operations.serve_notice(planned, actor=cast.leader, **(SERVICE | {"manner": ServiceManner.LEFT}))
    assert refused.value.field == "witness"


def test_nobody_enters_without_notice(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.TEAM_READY)
    with pytest.raises(RuleViolated, match="Serve the inspection notice first"):
        enter(planned, cast)


def test_an_unannounced_visit_is_approved_by_another_person_with_a_reason(cast: Cast, frozen) -> None:
    planned = make_inspection(cast, InspectionState.TEAM_READY)
    operations.draft_notice(planned, actor=cast.leader)
    notice = planned.notice
    with pytest.raises(NotPermitted):
        operations.approve_unannounced(planned, reason="线索紧急", actor=cast.supervisor)
    with pytest.raises(RuleViolated) as refused:
        operations.approve_unannounced(planned, reason="", actor=cast.head)
    assert refused.value.field == "reason"
    operations.approve_unannounced(planned, reason="线索紧急", actor=cast.head)
    assert (planned.notice, notice.state) == (None, DocumentState.VOID)
    assert planned.case_file.embargoed_until is EmbargoUntil.ON_SITE
    with pytest.raises(RuleViolated, match="unannounced"):
        operations.draft_notice(planned, actor=cast.leader)
    with pytest.raises(RuleViolated, match="before the unannounced visit was approved") as refused:
        enter(planned, cast)
    assert refused.value.field == "arrived_at"
    frozen.shift(timedelta(hours=1))
    enter(planned, cast)
    assert planned.state is ON_SITE
    assert planned.case_file.embargoed_until is None


def test_the_team_enters_neither_before_its_day_nor_before_the_notice_takes_effect(cast: Cast, frozen) -> None:
    planned = make_inspection(cast, InspectionState.TEAM_READY, planned_on=date(2022, 9, 29))
    operations.draft_notice(planned, actor=cast.leader)
    operations.approve_notice(planned, actor=cast.head)
    operations.serve_notice(planned, actor=cast.leader, **(SERVICE | {"manner": ServiceManner.PUBLIC_NOTICE}))
    with pytest.raises(RuleViolated, match="planned for 2022-09-29"):
        enter(planned, cast)
    frozen.move_to(clock.at(date(2022, 9, 30), 9))
    with pytest.raises(RuleViolated, match="takes effect on"):
        enter(planned, cast)
    frozen.move_to(clock.at(planned.notice_effective_on, 9))
    enter(planned, cast)


@pytest.mark.parametrize("field", ["certificates_shown", "rights_told"])
def test_certificates_are_shown_and_rights_told_first(cast: Cast, field: str) -> None:
    planned = make_inspection(cast, InspectionState.NOTICED)
    with pytest.raises(RuleViolated) as refused:
        operations.arrive(planned, arrived_at=clock.now(), actor=cast.leader, **(ARRIVAL | {field: False}))
    assert refused.value.field == field


@pytest.mark.parametrize("minutes", [1, -60 * 24])
def test_an_arrival_lies_neither_ahead_nor_before_the_first_lawful_day(cast: Cast, minutes: int) -> None:
    planned = make_inspection(cast, InspectionState.NOTICED)
    with pytest.raises(RuleViolated) as refused:
        moment = clock.now() + timedelta(minutes=minutes)
        operations.arrive(planned, arrived_at=moment, actor=cast.leader, **ARRIVAL)
    assert refused.value.field == "arrived_at"


def test_only_the_team_works_on_the_visit(cast: Cast) -> None:
    planned = make_inspection(cast, ON_SITE)
    with pytest.raises(RuleViolated, match="Only a member"):
        operations.write_record(planned, facts="甲", materials_seen="乙", actor=cast.spare)


def test_a_record_is_read_back_before_anybody_signs_and_again_when_it_was_rewritten(cast: Cast) -> None:
    planned = make_inspection(cast, ON_SITE)
    with pytest.raises(RuleViolated, match="Write the inspection record"):
        operations.read_back(planned, actor=cast.leader)
    operations.write_record(planned, facts="甲", materials_seen="乙", actor=cast.leader)
    with pytest.raises(RuleViolated, match="Read the record back"):
        operations.sign(planned, actor=cast.leader)
    operations.read_back(planned, actor=cast.leader)
    operations.write_record(planned, facts="丙", materials_seen="乙", actor=cast.second)
    with pytest.raises(RuleViolated, match="Read the record back"):
        operations.sign(planned, actor=cast.leader)


def test_a_signed_record_is_not_rewritten_and_nobody_signs_twice(cast: Cast) -> None:
    planned = make_inspection(cast, ON_SITE)
    write(planned, cast)
    operations.sign(planned, actor=cast.leader)
    with pytest.raises(RuleViolated, match="bears a signature"):
        operations.write_record(planned, facts="丙", materials_seen="乙", actor=cast.second)
    with pytest.raises(RuleViolated, match="have signed"):
        operations.sign(planned, actor=cast.leader)
    with pytest.raises(RuleViolated, match="Two officers"):
        operations.sign_record(planned, actor=cast.leader)
    operations.sign(planned, actor=cast.second)
    with pytest.raises(RuleViolated, match="enterprise has to sign"):
        operations.sign_record(planned, actor=cast.leader)


def test_a_refusal_to_sign_needs_a_reason_and_a_witness_from_outside_the_team(cast: Cast) -> None:
    planned = make_inspection(cast, ON_SITE)
    write(planned, cast)
    for reason, witness, field in (
        (" ", "赵物业", "refusal_reason"),
        ("不认可", None, "witness"),
        ("不认可", cast.second.name, "witness"),
    ):
        with pytest.raises(RuleViolated) as refused:
            operations.sign_for_enterprise(
                planned, name="王法务", refusal_reason=reason, witness=witness, actor=cast.leader
            )
        assert refused.value.field == field
    operations.sign_for_enterprise(planned, name="王法务", refusal_reason="不认可", witness="赵物业", actor=cast.leader)
    with pytest.raises(RuleViolated, match="on record"):
        operations.sign_for_enterprise(planned, name="王法务", actor=cast.leader)
    operations.sign(planned, actor=cast.leader)
    operations.sign(planned, actor=cast.second)
    operations.sign_record(planned, actor=cast.leader)
    assert planned.record_paper.content["signatures"][0]["result"] == "拒绝签字，理由：不认可；见证人：赵物业"
    assert "无误" not in str(planned.record_paper.content)


def test_the_signed_record_is_numbered_and_bound_by_its_hash(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.RECORD_SIGNED)
    paper = planned.record_paper

    assert (paper.state, len(paper.content_sha256)) == (DocumentState.NUMBERED, 64)
    assert paper.content["person_present"] == "王法务"
    assert [signed.get("result") for signed in paper.content["signatures"]] == [None, None, "核对无误，签字确认"]


def test_a_recused_officers_signature_does_not_count(cast: Cast) -> None:
    planned = make_inspection(cast, ON_SITE)
    write(planned, cast)
    operations.sign(planned, actor=cast.leader)
    operations.sign(planned, actor=cast.second)
    operations.sign_for_enterprise(planned, name="王法务", actor=cast.leader)
    member = next(member for member in planned.team if member.user_id == cast.second.id)
    operations.recuse(planned, member, reason="亲属持股", actor=cast.head)
    with pytest.raises(RuleViolated, match="Two officers"):
        operations.sign_record(planned, actor=cast.leader)


def test_a_concluded_inspection_is_announced(cast: Cast, monkeypatch) -> None:
    planned = make_inspection(cast, InspectionState.RECORD_SIGNED)
    concluded: list[object] = []
    monkeypatch.setitem(events._handlers, operations.Concluded, [lambda fact: concluded.append(fact.inspection)])
    operations.conclude(planned, actor=cast.leader)

    assert concluded == [planned]
    assert planned.concluded_at == clock.now()
    assert planned.state is InspectionState.CONCLUDED


WRONG_STEPS = {
    "ready_team": {},
    "draft_notice": {},
    "serve_notice": SERVICE,
    "arrive": {"arrived_at": clock.at(date(2022, 9, 28), 8), **ARRIVAL},
    "write_record": {"facts": "甲", "materials_seen": "乙"},
    "read_back": {},
    "sign": {},
    "sign_for_enterprise": {"name": "王法务"},
    "sign_record": {},
    "conclude": {},
}
HEADS_STEPS = {
    "approve_notice": {},
    "withdraw_notice": {"reason": "理由"},
    "approve_unannounced": {"reason": "理由"},
    "cancel": {"reason": "理由"},
    "release": {"reason": "理由"},
}


@pytest.mark.parametrize("state", list(InspectionState))
def test_no_verb_works_from_a_state_that_the_table_does_not_name(cast: Cast, state: InspectionState) -> None:
    planned = make_inspection(cast, state)
    for steps, actor in ((WRONG_STEPS, cast.leader), (HEADS_STEPS, cast.head)):
        for step, values in steps.items():
            if state in INSPECTION.transitions[step].sources:
                continue
            with pytest.raises(IllegalTransition):
                getattr(operations, step)(planned, actor=actor, **values)
            assert planned.state is state


def test_every_step_of_the_way_is_on_record(work) -> None:
    with work():
        cast = make_cast()
        case_file_id = make_inspection(cast, InspectionState.CONCLUDED).case_file_id
    with work():
        seen = [entry.action for entry in reversed(timeline(case_file_id, limit=200))]
    steps = [action.removeprefix("inspection.") for action in seen if action.startswith("inspection.")]
    assert steps == [
        "planned",
        "member_added",
        "member_added",
        "declared",
        "declared",
        "team_ready",
        "notice_drafted",
        "notice_approved",
        "notice_served",
        "arrived",
        "record_written",
        "record_read_back",
        "officer_signed",
        "officer_signed",
        "enterprise_signed",
        "record_signed",
        "concluded",
    ]
