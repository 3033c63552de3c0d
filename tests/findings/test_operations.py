"""A finding from draft to confirmed, by two officers, with law and evidence."""

from datetime import date

import pytest
from sqlalchemy import update

from app.access.roles import Role
from app.audit.queries import events_of
from app.core import db
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated, Stale
from app.findings import operations, queries
from app.findings.models import Finding
from app.findings.states import FINDING, Aspect, Family, FindingState
from app.inspections import operations as inspections
from app.inspections.states import InspectionState
from tests.factories.findings import add_evidence, make_finding
from tests.factories.inspections import Cast, make_cast, make_inspection
from tests.factories.organisation import make_actor

ON_SITE = InspectionState.ON_SITE
SHORTCOMING = {"family": Family.SHORTCOMING, "aspect": Aspect.WEAK_EFFECT, "article": None}


@pytest.fixture
def cast(work, app):
    with work():
        yield make_cast()


@pytest.fixture
def visit(cast: Cast):
    return make_inspection(cast, ON_SITE)


def test_findings_are_counted_within_their_inspection(cast: Cast, visit) -> None:
    first, second = make_finding(visit, cast), make_finding(visit, cast, **SHORTCOMING)

    assert (first.ordinal, second.ordinal) == (1, 2)
    assert queries.findings_of(visit.case_file_id) == [first, second]
    assert (first.article, second.aspect) == ("7", Aspect.WEAK_EFFECT)


@pytest.mark.parametrize(
    ("basis", "field"),
    [
        ({"family": Family.SHORTCOMING, "aspect": None}, "aspect"),
        ({"family": Family.BREACH, "article": None}, "article"),
        ({"family": Family.BREACH, "article": "1"}, "article"),
        ({"family": Family.BREACH, "article": "33(2)"}, "article"),
        ({"family": Family.BREACH, "article": "999"}, "article"),
    ],
)
def test_a_shortcoming_names_its_aspect_and_a_breach_an_article_that_can_be_breached(cast, visit, basis, field) -> None:
    with pytest.raises(RuleViolated) as refused:
        make_finding(visit, cast, **basis)
    assert refused.value.field == field


def test_a_breach_is_measured_by_the_law_of_the_day_of_the_visit(cast: Cast, visit) -> None:
    visit.arrived_at = visit.arrived_at.replace(year=2022, month=2, day=28)
    with pytest.raises(RuleViolated) as refused:
        make_finding(visit, cast)
    assert refused.value.field == "article"
    assert queries.visit_day(visit) == date(2022, 2, 28)


def test_the_other_basis_is_left_out(cast: Cast, visit) -> None:
    finding = make_finding(visit, cast, aspect=Aspect.WEAK_EFFECT)
    assert (finding.family, finding.aspect, finding.article) == (Family.BREACH, None, "7")


@pytest.mark.parametrize("state", [s for s in InspectionState if s not in (ON_SITE, InspectionState.RECORD_SIGNED)])
def test_nothing_is_found_before_the_arrival_or_after_the_end(cast: Cast, state) -> None:
    with pytest.raises(RuleViolated, match="arrival"):
        make_finding(make_inspection(cast, state), cast)


def test_a_change_made_between_the_look_and_the_lock_is_not_overwritten(cast: Cast, visit) -> None:
    finding = make_finding(visit, cast)
    table = Finding.__table__
    change = update(table).where(table.c.id == finding.id).values(title="另一标题", version=table.c.version + 1)
    db.session().execute(change)
    with pytest.raises(Stale):
        operations.edit(finding, family=Family.BREACH, article="8", title="标题", facts="事实", actor=cast.leader)
    assert finding.title == "另一标题"


def test_only_the_team_finds(cast: Cast, visit) -> None:
    values = {"family": Family.BREACH, "article": "7", "title": "甲", "facts": "乙"}
    with pytest.raises(RuleViolated, match="Only a member"):
        operations.draft(visit, actor=cast.spare, **values)
    with pytest.raises(NotPermitted):
        operations.draft(visit, actor=cast.head, **values)


def test_a_finding_is_recorded_with_evidence_or_with_the_reason_why_there_is_none(cast: Cast, visit) -> None:
    finding = make_finding(visit, cast)
    with pytest.raises(RuleViolated) as refused:
        operations.record_finding(finding, no_evidence_reason=" ", actor=cast.leader)
    assert refused.value.field == "no_evidence_reason"
    add_evidence(finding, cast.leader)
    operations.record_finding(finding, actor=cast.leader)
    assert (finding.state, finding.no_evidence_reason) == (FindingState.RECORDED, None)

    without = make_finding(visit, cast)
    operations.record_finding(without, no_evidence_reason="口头询问", actor=cast.leader)
    assert without.no_evidence_reason == "口头询问"


def test_a_second_officer_of_the_team_confirms(cast: Cast, visit) -> None:
    finding = make_finding(visit, cast, FindingState.RECORDED)
    with pytest.raises(RuleViolated, match="second person"):
        operations.confirm(finding, actor=cast.leader)
    with pytest.raises(RuleViolated, match="Only a member"):
        operations.confirm(finding, actor=cast.spare)
    with pytest.raises(RuleViolated, match="Only a member"):
        operations.confirm(finding, actor=cast.supervisor)
    operations.confirm(finding, actor=cast.second)
    assert (finding.recorded_by, finding.confirmed_by) == (cast.leader.id, cast.second.id)


def test_a_second_officer_who_disagrees_sends_it_back_to_be_recorded_anew(cast: Cast, visit) -> None:
    finding = make_finding(visit, cast, FindingState.RECORDED)
    with pytest.raises(RuleViolated, match="not changed any more"):
        operations.edit(finding, family=Family.BREACH, article="8", title="甲", facts="乙", actor=cast.leader)
    operations.send_back(finding, reason="事实不全", actor=cast.second)
    assert (finding.state, finding.recorded_by, finding.recorded_at) == (FindingState.DRAFT, None, None)
    operations.edit(finding, family=Family.BREACH, article="8", title="甲", facts="乙", actor=cast.leader)
    operations.record_finding(finding, no_evidence_reason="口头询问", actor=cast.second)
    operations.confirm(finding, actor=cast.leader)
    assert (finding.article, finding.state) == ("8", FindingState.CONFIRMED)


@pytest.mark.parametrize("state", [FindingState.DRAFT, FindingState.RECORDED, FindingState.CONFIRMED])
def test_the_head_of_the_office_dismisses_with_a_reason(cast: Cast, visit, state) -> None:
    finding = make_finding(visit, cast, state)
    with pytest.raises(RuleViolated, match="head of the office"):
        operations.dismiss(finding, reason="事实不清", actor=make_actor(Role.HEAD, path="cn/"))
    with pytest.raises(RuleViolated) as refused:
        operations.dismiss(finding, reason="", actor=cast.head)
    assert refused.value.field == "reason"
    operations.dismiss(finding, reason="事实不清", actor=cast.head)
    assert finding.dismissed_reason == "事实不清"


@pytest.mark.parametrize("state", [FindingState.DRAFT, FindingState.RECORDED])
def test_an_inspection_is_not_concluded_while_a_finding_is_unsettled(cast: Cast, state) -> None:
    visit = make_inspection(cast, InspectionState.RECORD_SIGNED)
    finding = make_finding(visit, cast, state)
    with pytest.raises(RuleViolated, match="still in draft or not confirmed"):
        inspections.conclude(visit, actor=cast.leader)
    operations.dismiss(finding, reason="事实不清", actor=cast.head)
    inspections.conclude(visit, actor=cast.leader)


def test_a_repeat_is_linked_to_an_earlier_confirmed_finding_of_the_same_enterprise(cast: Cast, visit, frozen) -> None:
    earlier, unconfirmed = make_finding(visit, cast, FindingState.CONFIRMED), make_finding(visit, cast)
    frozen.shift(60)
    later = make_finding(visit, cast)
    elsewhere = make_cast()
    stranger = make_finding(make_inspection(elsewhere, ON_SITE), elsewhere, FindingState.CONFIRMED)
    for wrong in (later, unconfirmed, stranger):
        with pytest.raises(RuleViolated) as refused:
            operations.link_repeat(later, wrong, actor=cast.leader)
        assert refused.value.field == "earlier"
    with pytest.raises(RuleViolated, match="not earlier"):
        operations.link_repeat(earlier, confirmed(later, cast), actor=cast.leader)
    operations.link_repeat(later, earlier, actor=cast.second)
    assert later.repeat_of is earlier
    assert queries.repeats_of(earlier) == [later]
    assert queries.earlier_findings(later) == [earlier]


def confirmed(finding, cast: Cast):
    operations.record_finding(finding, no_evidence_reason="口头询问", actor=cast.leader)
    operations.confirm(finding, actor=cast.second)
    return finding


def test_rectification_moves_a_confirmed_finding_on(cast: Cast, visit) -> None:
    finding = make_finding(visit, cast, FindingState.CONFIRMED)
    operations.feed_back(finding, actor=cast.leader)
    operations.start_rectification(finding, actor=cast.leader)
    operations.verify(finding, actor=cast.second)
    assert finding.state is FindingState.VERIFIED
    with pytest.raises(RuleViolated, match="fed back or dismissed"):
        operations.link_repeat(finding, finding, actor=cast.leader)


VERBS = {
    "record": lambda finding, cast: operations.record_finding(finding, no_evidence_reason="甲", actor=cast.leader),
    "confirm": lambda finding, cast: operations.confirm(finding, actor=cast.second),
    "send_back": lambda finding, cast: operations.send_back(finding, reason="甲", actor=cast.second),
    "feed_back": lambda finding, cast: operations.feed_back(finding, actor=cast.leader),
    "take_back": lambda finding, cast: operations.take_back(finding, reason="甲", actor=cast.head),
    "start_rectification": lambda finding, cast: operations.start_rectification(finding, actor=cast.leader),
    "verify": lambda finding, cast: operations.verify(finding, actor=cast.leader),
    "dismiss": lambda finding, cast: operations.dismiss(finding, reason="甲", actor=cast.head),
}
MADE = (FindingState.DRAFT, FindingState.RECORDED, FindingState.CONFIRMED, FindingState.DISMISSED)


@pytest.mark.parametrize("state", MADE)
def test_no_verb_works_from_a_state_that_the_table_does_not_name(cast: Cast, visit, state) -> None:
    finding = make_finding(visit, cast, state)
    for step, act in VERBS.items():
        if state not in FINDING.transitions[step].sources:
            with pytest.raises(IllegalTransition):
                act(finding, cast)
            assert finding.state is state


def test_every_step_is_on_record(work, app) -> None:
    with work():
        cast = make_cast()
        finding = make_finding(make_inspection(cast, ON_SITE), cast, FindingState.CONFIRMED)
        reference = f"finding:{finding.id}"
    with work():
        entries = events_of(reference)
    assert [entry.action for entry in entries] == ["finding.confirmed", "finding.recorded", "finding.drafted"]
    assert entries[1].reason == "口头询问"
    assert entries[2].after["article"] == "7"
