"""The inspector's whole case, from the plan to the closed order, each step by the person who may take it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from app import worker
from app.core import clock
from tests.factories.enterprises import make_enterprise
from tests.factories.findings import photo
from tests.journeys.person import Person
from tests.journeys.trail import Trail, by

ENTERPRISE = "北京云帆（虚构）科技有限公司"
SHOWN = "我们已出示执法证件（行政处罚法第五十五条）"
TOLD = "我们已告知被检查单位所享有的权利，包括申请回避的权利（行政处罚法第四十三条）"
LEADER, SECOND, HEAD, SUPERVISOR = "王建国", "李娜", "赵国强", "吴秀英"


@dataclass
class Team:
    """The people of the case at their browsers, and the log beside them."""

    leader: Person
    second: Person
    head: Person
    supervisor: Person
    trail: Trail

    def morning(self) -> None:
        """A new day: yesterday's sessions have ended, everybody signs in."""
        for person in (self.leader, self.second, self.head, self.supervisor):
            person.sign_in()
        self.trail.since()


@pytest.fixture
def team(person: Callable[[str], Person], app, work) -> Team:
    with work():
        make_enterprise("110108", name=ENTERPRISE, address="北京市海淀区示例路1号", contact_name="甄法务")
    people = (person(name) for name in ("wangjianguo", "lina", "zhaoguoqiang", "wuxiuying"))
    return Team(*people, Trail(app, work))


def test_a_case_from_the_plan_to_the_closed_order(team: Team, app, frozen) -> None:
    inspection = plan(team)
    notify(team, inspection)
    frozen.move_to(clock.at(date(2022, 9, 29), 9, 30))
    team.morning()
    visit(team, inspection)
    finding = find(team, inspection)
    sign_the_record(team, inspection)
    frozen.move_to(clock.at(date(2022, 9, 30), 9))
    team.morning()
    order = demand(team, finding)
    frozen.move_to(clock.at(date(2022, 10, 9), 9))
    team.morning()
    remind(team, app, order)
    frozen.move_to(clock.at(date(2022, 10, 10), 9))
    team.morning()
    answer(team, order)
    verify(team, order)
    team.trail.tells()
    team.trail.require_consistent()


def plan(team: Team) -> str:
    """From the campaign to a planned inspection of an enterprise, with two officers who have declared."""
    leader, second, trail = team.leader, team.second, team.trail
    leader.open("/campaigns").follow("清朗·2022年算法综合治理").reads("算法")
    leader.open("/enterprises").follow(ENTERPRISE).reads("北京市海淀区示例路1号")
    leader.open("/inspections").follow("制定检查计划").press("查询", {"名称、信用代码或备案编号": "云帆"})
    leader.follow("制定检查计划", beside=ENTERPRISE)
    leader.press("制定计划", status=422).reads("检查事项：请填写此项。")
    leader.press(
        "制定计划",
        {
            "检查事项": "算法安全能力",
            "检查日期": "20220929",
            "被检查单位应准备的材料": "算法清单、管理制度",
            "专项行动": "清朗·2022年算法综合治理",
            "类别": "属地检查",
            "检查对象的确定方式": "专项计划",
        },
    )
    inspection = leader.reads("检查计划已制定", ENTERPRISE).address
    trail.tells(by(LEADER, "list.searched", "case.opened", "case.admitted", "inspection.planned"))

    second.open(inspection, status=404)
    for officer, capacity in ((LEADER, "组长"), (SECOND, "检查人员")):
        leader.open(inspection).follow("增加检查人员")
        leader.press("加入检查组", {"检查人员": f"{officer} · 北京市互联网信息办公室", "在检查组中担任": capacity})
    trail.tells(by(LEADER, *("case.admitted", "inspection.member_added") * 2))
    return inspection


def notify(team: Team, inspection: str) -> None:
    """Declarations, the team confirmed, the notice drafted, approved by the head, served."""
    leader, second, head, trail = team.leader, team.second, team.head, team.trail
    leader.open(inspection).reads("利害关系申报")
    assert not leader.can("确认检查组")
    for officer in (leader, second):
        officer.open(inspection).follow("申报利害关系").press("申报", {"本人申报": "无利害关系"})
    trail.tells(by(LEADER, "inspection.declared"), by(SECOND, "inspection.declared"))
    leader.open(inspection).press("确认检查组")
    leader.press("起草检查通知书")
    assert not leader.can("批准通知书")
    trail.tells(by(LEADER, "inspection.team_ready", "document.drafted", "inspection.notice_drafted"))
    head.open(inspection).press("批准通知书")
    leader.open(inspection).follow("送达检查通知书")
    leader.press("登记送达", {"送达方式": "直接送达", "签收人": "李前台"})
    leader.reads("通知书已送达", "检案〔2022〕第1号")
    trail.tells(
        by(HEAD, "document.approved", "inspection.notice_approved"),
        by(LEADER, "document.numbered", "document.served", "case.embargo_lifted", "inspection.notice_served"),
    )


def visit(team: Team, inspection: str) -> None:
    """Arrival, with the certificates shown and the rights told."""
    leader, trail = team.leader, team.trail
    leader.open(inspection).follow("登记到场")
    leader.press("登记到场", {"现场接待人": "甄法务"}, status=422).reads("出示执法证件")
    leader.press("登记到场", {"现场接待人": "甄法务", SHOWN: True, TOLD: True}).reads("检查组已到场")
    trail.tells(by(LEADER, "inspection.arrived"))


def find(team: Team, inspection: str) -> str:
    """A breach with a photo, recorded by one officer and confirmed by another."""
    leader, second, trail = team.leader, team.second, team.trail
    leader.open(inspection).follow("添加问题")
    leader.press(
        "保存草稿",
        {
            "问题类别": "违法违规",
            "标题": "未以显著方式告知用户算法推荐服务情况",
            "事实": "首页及推荐页均未告知用户提供算法推荐服务的情况。",
            "违反条款": "第16条 告知与公示",
        },
    )
    finding = leader.address
    leader.follow("添加证据").press(
        "登记证据",
        {
            "文件": ("现场照片.png", photo().read()),
            "证据种类": "电子数据",
            "证明内容": "推荐页面未作告知",
            "证据来源": "甄法务",
        },
    )
    leader.press("登记问题")
    assert not leader.can("作为第二名检查人员确认")
    second.open(finding).press("作为第二名检查人员确认").reads("已确认")
    trail.tells(
        by(LEADER, "finding.drafted", "evidence.collected", "finding.recorded"), by(SECOND, "finding.confirmed")
    )
    return finding


def sign_the_record(team: Team, inspection: str) -> None:
    """The record written, read back, signed by both officers and the enterprise; the inspection concluded."""
    leader, second, trail = team.leader, team.second, team.trail
    leader.open(inspection).follow("制作笔录")
    leader.press("保存笔录", {"检查情况（逐项）": "一、未告知算法推荐服务情况。", "查阅的材料和系统": "推荐页面"})
    leader.press("宣读笔录").press("检查人员签字")
    assert not leader.can("笔录签署完毕")
    second.open(inspection).press("检查人员签字")
    leader.open(inspection).follow("被检查单位签字").press("记录在案", {"被检查单位人员": "甄法务"})
    leader.press("笔录签署完毕").press("结束检查").reads("已结束")
    trail.tells(
        by(
            LEADER,
            "document.drafted",
            "inspection.record_written",
            "inspection.record_read_back",
            "inspection.officer_signed",
        ),
        by(SECOND, "inspection.officer_signed"),
        by(
            LEADER,
            "inspection.enterprise_signed",
            "document.revised",
            "document.numbered",
            "inspection.record_signed",
            "inspection.concluded",
        ),
    )


def demand(team: Team, finding: str) -> str:
    """An order to correct: drafted, reviewed by one person, approved by another, issued, served."""
    leader, head, supervisor, trail = team.leader, team.head, team.supervisor, team.trail
    leader.open(finding).follow("整改文书", beside="案卷各部分").follow("起草责令限期改正通知书")
    leader.press("保存草稿", {"期限": "5", "计算单位": "工作日，自送达之日起"})
    order = leader.address
    trail.tells(by(LEADER, "order.drafted", "demand.added"))
    leader.press("提交审核")
    supervisor.open(order).press("审核通过")
    head.open(order).press("批准")
    leader.open(order).press("编号并制发").follow("登记送达")
    leader.press("登记送达", {"送达方式": "直接送达", "签收人": "李前台"})
    leader.reads("10月12日", "剩5个工作日", "京网信")
    trail.tells(
        by(LEADER, "document.drafted", "order.submitted"),
        by(SUPERVISOR, "order.reviewed"),
        by(HEAD, "document.approved", "order.approved"),
        by(
            LEADER,
            "document.numbered",
            "document.sealed",
            "finding.fed_back",
            "order.issued",
            "document.served",
            "deadline.started",
            "finding.rectification_started",
            "order.served",
        ),
    )
    return order


def remind(team: Team, app, order: str) -> None:
    """Three working days before the due date the responsible officer is reminded, once, and takes note."""
    worker.run_jobs(app)
    worker.run_jobs(app)
    team.trail.tells(by("job:remind", "notification.sent"), by("job:seal", "audit.key_made"))
    leader = team.leader.open("/inbox")
    leader.reads("待确认").press("确认")
    team.trail.tells(by(LEADER, "notification.acknowledged"))


def answer(team: Team, order: str) -> None:
    """The enterprise's answer with proof, returned with remarks, and its second answer."""
    leader, second, trail = team.leader, team.second, team.trail
    leader.open(order).follow("录入整改报告")
    leader.press("保存整改报告", {"整改措施": "已在首页增加告知。", "企业责任人": "甄法务"})
    leader.follow("添加证明材料").press(
        "作为证据保存", {"文件": ("整改截图.png", photo().read()), "证明内容": "整改报告"}
    )
    second.open(order).press("附意见退回", {"理由": "推荐页仍未告知，请补充。"}).reads("推荐页仍未告知")
    trail.tells(
        by(LEADER, "deadline.met", "demand.answered", "evidence.collected"),
        by(SECOND, "deadline.resumed", "demand.remarks_sent"),
    )
    leader.open(order).follow("录入整改报告")
    leader.press("保存整改报告", {"整改措施": "推荐页也已告知。", "完成日期": "2022-10-10", "企业责任人": "甄法务"})
    trail.tells(by(LEADER, "deadline.met", "demand.answered"))


def verify(team: Team, order: str) -> None:
    """Verified by the first officer, confirmed by the second; the order is closed."""
    leader, second, trail = team.leader, team.second, team.trail
    leader.open(order).follow("作为第一名执法人员复查")
    leader.press("记录结果", {"结果": "已完成", "复查方式": "书面复查", "复查情况和结论": "首页和推荐页均已告知。"})
    assert not leader.can("确认：已完成")
    second.open(order).press("确认：已完成").reads("复查意见书")
    leader.open(order).press("办结").reads("已办结")
    trail.tells(
        by(LEADER, "demand.verified_by_first"),
        by(SECOND, "document.drafted", "document.numbered", "finding.verified", "demand.verified"),
        by(LEADER, "order.closed"),
    )
