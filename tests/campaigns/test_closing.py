"""The close of a campaign: open work handed over, finished cases frozen, the seal, a second person, opening again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.audit.models import Why
from app.audit.queries import events_of
from app.audit.sealing.checkpoints import demands
from app.campaigns import closing, operations
from app.campaigns.models import Campaign, Handover
from app.campaigns.states import CampaignState
from app.cases.models import CaseFile
from app.core import clock
from app.core.db import session
from app.core.errors import IllegalTransition, NotFound, NotPermitted, RuleViolated, Stale, StepUp
from app.inspections import queries as inspections
from app.inspections.states import InspectionState
from app.notifications.models import Notification
from app.organisation import queries as organisation
from app.rectification.states import OrderState
from tests.factories.campaigns import (
    DISCIPLINE,
    ZHEJIANG,
    let_cosign,
    make_coordinator,
    make_handover,
    seal_log,
)
from tests.factories.inspections import bring_to, make_cast, make_inspection
from tests.factories.organisation import make_actor
from tests.factories.rectification import make_order


class Scene:
    """Two coordinators; a concluded inspection, one whose record is signed, a plan under embargo."""

    def __init__(self) -> None:
        self.cast = make_cast("cn/44/4401/")
        self.first, self.second = make_coordinator(), make_coordinator()
        self.unproven = make_actor(Role.COORDINATOR, path="cn/", proven=False)
        finished = make_inspection(self.cast, InspectionState.CONCLUDED)
        opened = make_inspection(self.cast, InspectionState.RECORD_SIGNED)
        secret = make_inspection(self.cast, InspectionState.PLANNED)
        self.finished, self.open, self.secret = (row.case_file_id for row in (finished, opened, secret))
        self.campaign_id, self.office_id = self.cast.campaign.id, self.cast.office.id

    @property
    def campaign(self) -> Campaign:
        return session().get_one(Campaign, self.campaign_id)

    def case(self, case_id) -> CaseFile:
        return session().scalars(select(CaseFile).where(CaseFile.id == case_id)).one()


@pytest.fixture
def scene(work) -> Scene:
    with work():
        return Scene()


@pytest.fixture
def handed(work, scene):
    with work(scene.first):
        make_handover(scene.campaign, scene.case(scene.open), scene.cast.leader, by=scene.first)
    return scene


@pytest.fixture
def begun(work, handed):
    with work(handed.first):
        operations.begin_close(handed.campaign, actor=handed.first)
    return handed


@pytest.fixture
def sealed(work, begun):
    with work():
        let_cosign(seal_log(), DISCIPLINE, ZHEJIANG)
    return begun


@pytest.fixture
def closed(work, sealed):
    with work(sealed.second):
        operations.close(sealed.campaign, actor=sealed.second)
    return sealed


def actions(campaign):
    return [event.action for event in events_of(f"campaign:{campaign.id}")]


def test_a_close_is_not_begun_while_nobody_takes_over_what_is_open(work, scene):
    with pytest.raises(RuleViolated, match="nobody takes over: 1"), work(scene.first):
        operations.begin_close(scene.campaign, actor=scene.first)
    with work(scene.first):
        work_ = {one.case.id: one for one in closing.work_of(scene.campaign)}
        assert set(work_) == {scene.finished, scene.open}
        assert work_[scene.finished].is_finished
        assert [str(text) for text in work_[scene.open].open] == ["Inspection: Record signed"]


def test_whatever_is_open_stops_the_close(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.SERVED)
        told = [str(text) for text in closing.work_in(cast.campaign, order.case_file_id).open]
    assert {text.partition(":")[0] for text in told} >= {
        "Orders not closed",
        "Findings not settled",
        "Deadlines running",
    }


def test_the_begin_freezes_what_is_finished_and_asks_for_a_checkpoint(work, begun):
    with work(begun.first):
        campaign = begun.campaign
        assert campaign.state is CampaignState.CLOSING
        assert (campaign.last_close.finished, campaign.last_close.carried_over) == (1, 1)
        assert begun.case(begun.finished).frozen_at == clock.now()
        assert begun.case(begun.open).frozen_at is None
        assert begun.case(begun.open).carried_over
        event = events_of(f"campaign:{campaign.id}")[0]
        assert (event.action, event.after) == (
            "campaign.closing",
            {"state": "closing", "finished": 1, "carried_over": 1},
        )
        assert events_of(f"case_file:{begun.finished}")[0].action == "case.frozen"
        assert Why.CAMPAIGN_CLOSE in demands().values()


def test_a_plan_under_embargo_is_neither_counted_nor_frozen(work, begun):
    with work():
        assert begun.case(begun.secret).frozen_at is None
    with work(begun.cast.head), pytest.raises(NotFound):
        closing.work_in(begun.campaign, begun.secret)


def test_beginning_takes_a_coordinator_who_proves_it_and_the_version_of_the_screen(work, handed):
    with pytest.raises(NotPermitted), work(handed.cast.head):
        operations.begin_close(handed.campaign, actor=handed.cast.head)
    with pytest.raises(StepUp), work(handed.unproven):
        operations.begin_close(handed.campaign, actor=handed.unproven)
    with pytest.raises(Stale), work(handed.first):
        operations.begin_close(handed.campaign, version=7, actor=handed.first)


def test_a_case_finished_after_it_was_handed_over_freezes_with_the_others(work, handed):
    with work():
        bring_to(inspections.inspection_of_case(handed.open), InspectionState.CONCLUDED, handed.cast)
    with work(handed.first):
        operations.begin_close(handed.campaign, actor=handed.first)
        assert handed.case(handed.open).frozen_at is not None
        assert not handed.case(handed.open).carried_over


@pytest.mark.parametrize("who", ["first", "head"])
def test_a_coordinator_or_the_head_of_its_office_hands_a_case_over(work, scene, who):
    by = scene.first if who == "first" else scene.cast.head
    with work(by):
        make_handover(scene.campaign, scene.case(scene.open), scene.cast.spare, by=by)
    with work():
        row = session().scalars(select(Handover)).one()
        assert (row.successor_id, row.office_id, row.handed_by) == (scene.cast.spare.id, scene.office_id, by.id)
        event = events_of(f"handover:{row.id}")[0]
        assert (event.action, event.case_file_id, event.reason) == ("case.handed_over", scene.open, "转入日常监管")
        assert session().scalars(select(Notification.recipient_id)).all() == [scene.cast.spare.id]


def test_nobody_else_hands_a_case_over(work, scene):
    with work():
        elsewhere = make_actor(Role.HEAD, path="cn/44/")
    for actor in (scene.cast.leader, elsewhere):
        with pytest.raises(NotPermitted), work(actor):
            make_handover(scene.campaign, scene.case(scene.open), scene.cast.spare, by=actor)


def test_a_successor_is_of_the_case_s_office_or_above_and_the_day_is_to_come(work, scene):
    with work():
        above, elsewhere = make_actor(Role.SUPERVISOR, path="cn/44/"), make_actor(Role.SUPERVISOR, path="cn/33/")
        clerk = make_actor(Role.REGISTRAR, path="cn/44/4401/")
    for successor in (elsewhere, clerk):
        with pytest.raises(RuleViolated, match="one above it") as refused, work(scene.first):
            make_handover(scene.campaign, scene.case(scene.open), successor, by=scene.first)
        assert refused.value.field == "successor"
    with work(scene.first):
        one, user = closing.work_in(scene.campaign, scene.open), organisation.user(above.id)
        yesterday = clock.today() - timedelta(days=1)
        with pytest.raises(RuleViolated, match="past"):
            operations.hand_over(scene.campaign, one, user, due_on=yesterday, reason="理由", actor=scene.first)
        with pytest.raises(RuleViolated, match="reason"):
            operations.hand_over(scene.campaign, one, user, due_on=clock.today(), reason=" ", actor=scene.first)
        with pytest.raises(RuleViolated, match="longer"):
            operations.hand_over(scene.campaign, one, user, due_on=clock.today(), reason="因" * 501, actor=scene.first)
        with pytest.raises(RuleViolated, match="Nothing is open"):
            make_handover(scene.campaign, scene.case(scene.finished), above, by=scene.first)
        make_handover(scene.campaign, scene.case(scene.open), above, by=scene.first)


def test_work_is_handed_over_while_the_campaign_runs(work, begun):
    with pytest.raises(RuleViolated, match="under way"), work(begun.first):
        make_handover(begun.campaign, begun.case(begun.open), begun.cast.spare, by=begun.first)


def test_a_close_is_not_confirmed_before_it_is_sealed(work, begun):
    with pytest.raises(RuleViolated, match="not signed yet"), work(begun.second):
        operations.close(begun.campaign, actor=begun.second)
    with work():
        checkpoint = seal_log()
        let_cosign(checkpoint, DISCIPLINE)
    with pytest.raises(RuleViolated, match="1 of 2"), work(begun.second):
        operations.close(begun.campaign, actor=begun.second)
    with work():
        let_cosign(checkpoint, ZHEJIANG)
    with pytest.raises(StepUp), work(begun.unproven):
        operations.close(begun.campaign, actor=begun.unproven)
    with work(begun.second):
        operations.close(begun.campaign, actor=begun.second)


def test_a_checkpoint_before_the_beginning_seals_nothing(work, handed):
    with work():
        let_cosign(seal_log(), DISCIPLINE, ZHEJIANG)
    with work(handed.first):
        operations.begin_close(handed.campaign, actor=handed.first)
    with pytest.raises(RuleViolated, match="not signed yet"), work(handed.second):
        operations.close(handed.campaign, actor=handed.second)


def test_whoever_began_it_does_not_confirm_it(work, sealed):
    with pytest.raises(RuleViolated, match="second person"), work(sealed.first):
        operations.close(sealed.campaign, actor=sealed.first)


def test_the_event_of_the_close_names_the_checkpoint_and_the_witnesses(work, closed):
    with work(closed.first):
        campaign, seal = closed.campaign, closing.seal_of(closed.campaign)
        assert (campaign.state, campaign.closed_on) == (CampaignState.CLOSED, clock.today())
        assert campaign.last_close.confirmed_by == closed.second.id
        assert campaign.last_close.checkpoint is seal.checkpoint
        event = events_of(f"campaign:{campaign.id}")[0]
        assert event.action == "campaign.closed"
        assert event.after == {
            "state": "closed",
            "finished": 1,
            "carried_over": 1,
            "origin": "lianjian.example/audit/1",
            "size": seal.checkpoint.size,
            "root": seal.root,
            "witnesses": [DISCIPLINE.name, ZHEJIANG.name],
        }
        assert seal.checkpoint.size <= event.seq


def test_a_close_called_off_lets_work_go_on_and_can_be_begun_again(work, begun):
    with pytest.raises(RuleViolated, match="reason"), work(begun.first):
        operations.call_off(begun.campaign, actor=begun.first)
    with work(begun.first):
        operations.call_off(begun.campaign, reason="尚有遗漏", actor=begun.first)
    with work(begun.first):
        assert begun.campaign.state is CampaignState.ACTIVE
        assert begun.case(begun.finished).frozen_at is None
        assert actions(begun.campaign)[0] == "campaign.closing_called_off"
        assert events_of(f"case_file:{begun.finished}")[0].action == "case.released"
        operations.begin_close(begun.campaign, actor=begun.first)
        assert len(begun.campaign.closes) == 2


def test_a_closed_campaign_is_opened_again_by_two_persons_with_reasons(work, closed):
    with pytest.raises(RuleViolated, match="Nobody has asked"), work(closed.second):
        operations.reopen(closed.campaign, reason="理由", actor=closed.second)
    with pytest.raises(RuleViolated, match="reason"), work(closed.first):
        operations.ask_reopen(closed.campaign, actor=closed.first)
    with work(closed.first):
        operations.ask_reopen(closed.campaign, reason="遗漏一案", actor=closed.first)
        assert closed.campaign.state is CampaignState.CLOSED
    with pytest.raises(RuleViolated, match="already"), work(closed.second):
        operations.ask_reopen(closed.campaign, reason="理由", actor=closed.second)
    with pytest.raises(RuleViolated, match="second person"), work(closed.first):
        operations.reopen(closed.campaign, reason="理由", actor=closed.first)
    with pytest.raises(StepUp), work(closed.unproven):
        operations.reopen(closed.campaign, reason="理由", actor=closed.unproven)
    with work(closed.second):
        operations.reopen(closed.campaign, reason="情况属实", actor=closed.second)
    with work(closed.first):
        campaign = closed.campaign
        assert (campaign.state, campaign.closed_on) == (CampaignState.ACTIVE, None)
        assert closed.case(closed.finished).frozen_at is None
        assert actions(campaign)[:2] == ["campaign.reopened", "campaign.reopening_asked"]
        assert campaign.last_close.reopened_reason == "情况属实"


def test_a_second_close_is_not_begun_beside_the_first(work, begun):
    with pytest.raises(IllegalTransition), work(begun.second):
        operations.begin_close(begun.campaign, actor=begun.second)
