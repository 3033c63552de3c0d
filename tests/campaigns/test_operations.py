"""A campaign is data: loaded, loaded again, changed, started; another one needs nothing else."""

from datetime import date

import pytest

from app.access.actor import operator
from app.access.roles import Role
from app.audit.queries import events_of
from app.campaigns import queries
from app.campaigns.definition import read_definition
from app.campaigns.operations import activate, load_campaign
from app.campaigns.states import CampaignState
from app.core import clock
from app.core.errors import NotFound, NotPermitted, RuleViolated, Stale
from tests.factories.organisation import make_actor

OPERATOR = operator("tests")
KEY = "qinglang-2022-algorithms"


def load(content: bytes):
    return load_campaign(read_definition(content), actor=OPERATOR)


def actions_of(campaign):
    return [event.action for event in events_of(f"campaign:{campaign.id}")]


def test_the_real_campaign_has_five_workstreams(work, law, qinglang):
    with work():
        campaign, changed = load(qinglang)
        assert changed
        assert (campaign.name_zh, campaign.state) == ("清朗·2022年算法综合治理", CampaignState.PREPARING)
        assert (campaign.announced_on, campaign.planned_close) == (date(2022, 4, 8), date(2022, 12, 2))
        assert [line.name_zh for line in campaign.workstreams] == [
            "组织自查自纠",
            "开展现场检查",
            "督促算法备案",
            "压实主体责任",
            "限期问题整改",
        ]
    with work():
        assert actions_of(queries.campaign(KEY)) == ["campaign.loaded"]


def test_loading_again_changes_nothing(work, law, qinglang):
    with work():
        load(qinglang)
    with work():
        assert not load(qinglang)[1]
        assert actions_of(queries.campaign(KEY)) == ["campaign.loaded"]
        assert len(queries.campaigns()) == 1


def test_a_changed_file_changes_what_differs_and_says_so(work, law, qinglang):
    with work():
        load(qinglang)
    with work():
        changed = qinglang.replace(b'"planned_close": "2022-12-02"', b'"planned_close": "2022-12-05"')
        assert load(changed.replace("督促算法备案".encode(), "算法备案".encode()))[1]
    with work():
        campaign = queries.campaign(KEY)
        assert campaign.planned_close == date(2022, 12, 5)
        event = events_of(f"campaign:{campaign.id}")[0]
        assert event.action == "campaign.changed"
        assert (event.before, event.after) == ({"planned_close": "2022-12-02"}, {"planned_close": "2022-12-05"})
        (event,) = events_of(f"workstream:{campaign.workstreams[2].id}")
        assert event.action == "workstream.changed"
        assert (event.before, event.after) == ({"name_zh": "督促算法备案"}, {"name_zh": "算法备案"})


def test_another_campaign_needs_only_data(work, law, qinglang, invented, written, frozen):
    frozen.move_to(clock.at(date(2025, 3, 3), 9))
    with work():
        load(qinglang)
        campaign, _changed = load(written(invented))
        activate(campaign, actor=OPERATOR)
        assert queries.current_campaign() is campaign
        assert [line.key for line in campaign.workstreams] == ["stocktaking", "algorithm_filing"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"planned_close": "2025-02-01"}, "closes before it is announced"),
        ({"announced_on": "3 March"}, r"campaign\.announced_on has to be a day"),
        ({"name_en": " "}, r"campaign\.name_en has to be text"),
        ({"colour": "blue"}, "needs exactly these entries"),
        ({"workstreams": []}, "needs “workstreams”"),
        ({"instrument": "no_such_law"}, "No law “no_such_law”"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(work, law, invented, written, change, said):
    with pytest.raises(RuleViolated, match=said), work():
        load(written(invented | change))


def test_a_workstream_that_does_not_hold_together_is_refused(work, law, invented, written):
    first, second = invented["workstreams"]
    for lines, said in (
        ([first | {"ends_on": "2026-01-01"}], "window of the workstream stocktaking"),
        ([first, first], "same key"),
        ([first, {"key": "x"}], r"workstreams\[2\] needs exactly"),
    ):
        with pytest.raises(RuleViolated, match=said):
            read_definition(written(invented | {"workstreams": lines}))
    with pytest.raises(RuleViolated, match="no valid JSON"):
        read_definition(b"{")
    with work():
        load(written(invented))
    with pytest.raises(RuleViolated, match="stay, in their order"), work():
        load(written(invented | {"workstreams": [second, first]}))


def test_only_the_coordinator_starts_a_campaign(work, law, qinglang):
    with work():
        load(qinglang)
        coordinator = make_actor(Role.COORDINATOR, path="cn/")
        head = make_actor(Role.HEAD, path="cn/")
    with pytest.raises(NotPermitted), work(head):
        activate(queries.campaign(KEY), actor=head)
    with pytest.raises(NotPermitted), work(head):
        load_campaign(read_definition(qinglang), actor=head)
    with pytest.raises(Stale), work(coordinator):
        activate(queries.campaign(KEY), version=7, actor=coordinator)
    with work(coordinator):
        assert queries.current_campaign() is None
        activate(queries.campaign(KEY), version=1, actor=coordinator)
    with work(coordinator):
        campaign = queries.campaign(KEY)
        assert queries.current_campaign() is campaign
        assert actions_of(campaign) == ["campaign.started", "campaign.loaded"]
        with pytest.raises(NotFound):
            queries.campaign("another")


def test_a_campaign_that_is_closing_keeps_what_was_asked(work, law, qinglang):
    with work() as session:
        campaign, _changed = load(qinglang)
        campaign.state = CampaignState.CLOSING
        session.flush()
    with pytest.raises(RuleViolated, match="closing"), work():
        load(qinglang.replace(b"2022-12-02", b"2022-12-09"))
