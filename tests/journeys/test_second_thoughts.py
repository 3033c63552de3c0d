"""People change their minds: plans, teams, notices, drafts and orders are altered and taken back, all on record."""

import pytest

from app.findings.states import FindingState
from app.inspections import operations as inspections
from app.inspections.states import Declaration, InspectionState
from app.rectification.states import OrderState
from tests.factories.findings import make_finding
from tests.factories.inspections import make_inspection
from tests.factories.rectification import make_confirmed, make_order
from tests.journeys.trail import Trail, by

ENTERPRISE = "北京拾光（虚构）视频技术有限公司"
LEADER, HEAD, SUPERVISOR = "王建国", "赵国强", "吴秀英"


@pytest.fixture
def trail(app, work, town) -> Trail:
    return Trail(app, work)


def test_a_plan_and_its_team_change_before_the_notice(arranged, person, trail) -> None:
    with arranged(ENTERPRISE) as cast:
        planned = make_inspection(cast)
        page = f"/inspections/{planned.id}"
    supervisor = person("wuxiuying").open(page)
    trail.since()
    supervisor.follow("变更计划").press("保存计划", {"检查地点": "北京市朝阳区示例路9号"}).reads("计划已变更")
    supervisor.press("退出检查组", beside="李娜").reads("该人员已退出检查组")
    trail.tells(by(SUPERVISOR, "inspection.replanned", "case.dismissed", "inspection.member_removed"))


def test_a_declared_conflict_can_be_no_ground_for_recusal(arranged, person, trail) -> None:
    with arranged(ENTERPRISE) as cast:
        planned = make_inspection(cast)
        inspections.declare(planned, declaration=Declaration.CONFLICT, conflict="曾在该企业实习", actor=cast.second)
        page = f"/inspections/{planned.id}"
    head = person("zhaoguoqiang").open(page)
    trail.since()
    head.press("不予回避", {"理由": "六年前的短期实习，不影响公正。"}, beside="李娜").reads("六年前的短期实习")
    trail.tells(by(HEAD, "inspection.member_kept"))


def test_a_notice_is_withdrawn_before_its_service(arranged, person, trail) -> None:
    with arranged(ENTERPRISE) as cast:
        planned = make_inspection(cast, InspectionState.TEAM_READY)
        inspections.draft_notice(planned, actor=cast.leader)
        page = f"/inspections/{planned.id}"
    head = person("zhaoguoqiang").open(page)
    trail.since()
    head.press("撤回通知书", {"理由": "检查日期需调整。"}).reads("通知书已撤回")
    trail.tells(by(HEAD, "document.voided", "inspection.notice_withdrawn"))


def test_a_draft_of_a_finding_is_changed(arranged, person, trail) -> None:
    with arranged(ENTERPRISE) as cast:
        found = make_finding(make_inspection(cast, InspectionState.ON_SITE), cast, FindingState.DRAFT)
        page = f"/findings/{found.id}"
    leader = person("wangjianguo").open(page)
    trail.since()
    leader.follow("编辑").press("保存草稿", {"标题": "制度不完整"}).reads("草稿已修改", "制度不完整")
    trail.tells(by(LEADER, "finding.changed"))


def test_demands_of_a_draft_are_reworded_and_removed(arranged, person, trail) -> None:
    with arranged(ENTERPRISE) as cast:
        visit = make_inspection(cast, InspectionState.ON_SITE)
        both = [make_confirmed(cast, visit, title=title) for title in ("未建立制度", "未公示规则")]
        page = f"/orders/{make_order(cast, findings=both).id}"
    leader = person("wangjianguo").open(page)
    trail.since()
    leader.follow("修改要求", beside="未建立制度").press("保存要求", {"整改要求": "建立制度并报送文本。"})
    leader.reads("要求已修改", "建立制度并报送文本。").press("移除", beside="未公示规则")
    leader.reads("要求已移除").follow("整改文书", beside="案卷各部分").reads("起草责令限期改正通知书")
    trail.tells(by(LEADER, "demand.changed", "demand.removed"))


def test_an_issued_order_is_withdrawn_and_its_finding_is_free_again(arranged, person, trail) -> None:
    with arranged(ENTERPRISE) as cast:
        page = f"/orders/{make_order(cast, OrderState.ISSUED).id}"
    head = person("zhaoguoqiang").open(page)
    trail.since()
    head.press("撤回文书", {"理由": "文书表述有误，另行下达。"}).reads("文书表述有误，另行下达。")
    trail.tells(by(HEAD, "document.voided", "finding.taken_back", "order.withdrawn"))


def test_a_served_order_stands(arranged, person) -> None:
    with arranged(ENTERPRISE) as cast:
        page = f"/orders/{make_order(cast, OrderState.SERVED).id}"
    assert not person("zhaoguoqiang").open(page).can("撤回文书")
