"""A new case from the plan to the closed order in a real browser, in Chinese."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.browser.visitor import Visitor
from tests.factories.findings import photo

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

ENTERPRISE = "北京中关（虚构）问答科技有限公司"


@dataclass
class Team:
    """The people of the case, each at an own browser."""

    leader: Visitor
    second: Visitor
    head: Visitor
    reviewer: Visitor


@pytest.fixture
def team(visitor: Callable[..., Visitor]) -> Team:
    return Team(*map(visitor, ("wangjianguo", "lina", "zhaoguoqiang", "wuxiuying")))


def test_an_inspector_takes_a_new_case_to_its_end(team: Team) -> None:
    inspection = plan(team)
    visit(team, inspection)
    order = demand(team, find(team, inspection))
    finish(team, order)
    timeline = team.leader.page.locator(".lj-timeline")
    for happened in ("整改文书办结", "第二名执法人员确认复查结果", "整改报告附意见退回", "录入企业整改报告"):
        assert timeline.get_by_text(happened, exact=True).count(), happened
    assert not [said for person in vars(team).values() for said in person.complaints]


def plan(team: Team) -> str:
    """A plan, its team, the declarations, the notice."""
    leader, second = team.leader, team.second
    leader.open("/inspections").follow("制定检查计划").page.locator("[name=q]").fill("问答")
    leader.press("查询").page.get_by_role("link", name=f"制定检查计划 {ENTERPRISE}").click()
    leader.fill(subject="算法安全能力", planned_on="2022-09-28", materials="算法清单", kind="local", basis="planned")
    leader.press("制定计划").reads("检查计划已制定", ENTERPRISE)
    inspection = leader.page.url
    for name in ("王建国", "李娜"):
        leader.open(inspection).follow("增加检查人员").page.locator("[name=user]").select_option(
            label=f"{name} · 北京市互联网信息办公室"
        )
        leader.press("加入检查组").reads(f"{name}已加入检查组")
    for officer in (leader, second):
        officer.open(inspection).follow("申报利害关系").fill(declaration="no_conflict").press("申报")
    leader.open(inspection).press("确认检查组").press("起草检查通知书").reads("待单位负责人批准")
    team.head.open(inspection).press("批准通知书").reads("通知书已批准")
    leader.open(inspection).follow("送达检查通知书").fill(manner="direct", receiver="李前台").press("登记送达")
    leader.reads("通知书已送达")
    return inspection


def visit(team: Team, inspection: str) -> None:
    """Arrival with certificates, and the record of what was seen."""
    leader = team.leader.open(inspection).follow("登记到场")
    leader.fill(received_by="甄问答", certificates_shown=True, rights_told=True).press("登记到场").reads("检查组已到场")


def find(team: Team, inspection: str) -> str:
    """A finding with a photo, confirmed by the second officer; the record signed."""
    leader, second = team.leader, team.second
    leader.open(inspection).follow("添加问题")
    leader.fill(title="未告知算法推荐", facts="首页未作告知。", family="breach", article="16").press("保存草稿")
    finding = leader.page.url
    picture = {"name": "现场照片.png", "mimeType": "image/png", "buffer": photo().read()}
    leader.follow("添加证据").fill(file=picture, kind="electronic_data", title="首页截图", source="甄问答")
    leader.press("登记证据").reads("首页截图", "SHA-256")
    leader.press("登记问题").reads("问题已登记")
    second.open(finding).press("作为第二名检查人员确认").reads("问题已确认")
    leader.open(inspection).follow("制作笔录").fill(facts="一、首页未作告知。", materials_seen="首页").press("保存笔录")
    leader.press("宣读笔录").press("检查人员签字").reads("您已签字")
    second.open(inspection).press("检查人员签字").reads("您已签字")
    leader.open(inspection).follow("被检查单位签字").press("记录在案")
    leader.press("笔录签署完毕").press("结束检查").reads("检查已结束")
    return finding


def demand(team: Team, finding: str) -> str:
    """An order, drafted, reviewed, approved, issued, served."""
    leader = team.leader.open(finding)
    leader.follow("整改文书", within=".lj-tabs").follow("起草责令限期改正通知书")
    leader.fill(amount="5", unit="working_days").press("保存草稿").reads("草稿已保存")
    order = leader.page.url
    leader.press("提交审核")
    team.reviewer.open(order).press("审核通过").reads("审核已通过")
    team.head.open(order).press("批准").reads("文书已获批准")
    leader.open(order).press("编号并制发").follow("登记送达").fill(manner="direct", receiver="李前台").press("登记送达")
    leader.reads("10月10日", "剩5个工作日")
    return order


def finish(team: Team, order: str) -> None:
    """The answer returned once, answered again, verified by two officers; the order closed."""
    leader, second = team.leader, team.second
    leader.open(order).follow("录入整改报告").fill(measure="已在首页告知。", responsible_person="甄问答")
    leader.press("保存整改报告").reads("整改报告已录入")
    second.open(order).press_with_reason("附意见退回", "请补充推荐页。").reads("请补充推荐页。")
    leader.open(order).follow("录入整改报告").fill(measure="推荐页也已告知。", responsible_person="甄问答")
    leader.press("保存整改报告").follow("作为第一名执法人员复查")
    leader.fill(result="done", method="on_paper", observations="均已告知。").press("记录结果")
    second.open(order).press("确认：已完成").reads("复查意见书已编号")
    leader.open(order).press("办结").reads("文书已办结")
