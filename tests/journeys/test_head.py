"""The office head decides what the office puts before the head, and only that."""

from app.inspections import operations as inspections
from app.inspections.states import Declaration, InspectionState
from app.rectification import operations as rectification
from app.rectification.states import OrderState
from tests.factories.inspections import make_inspection
from tests.factories.rectification import make_order

FIRST, SECOND = "北京橙子树（虚构）电子商务有限公司", "北京风铃（虚构）音乐科技有限公司"


def test_the_head_decides_on_notice_recusal_and_order(arranged, person) -> None:
    with arranged(FIRST) as cast:
        planned = make_inspection(cast, InspectionState.TEAM_READY)
        inspections.draft_notice(planned, actor=cast.leader)
    with arranged(SECOND) as cast:
        rectification.review(make_order(cast, OrderState.IN_REVIEW), actor=cast.spare)

    head = person("zhaoguoqiang")
    assert head.address == "/work"
    head.reads("待审批", FIRST, SECOND)
    head.follow("批准通知书", beside=FIRST).press("批准通知书").reads("通知书已批准")
    head.open("/work").follow("审批整改文书", beside=SECOND)
    head.press("不予批准并退回", {"理由": "期限过短，请调整。"}).reads("退回起草人")
    head.open("/work").reads("没有待审批事项")


def test_the_head_decides_on_a_declared_conflict(arranged, person) -> None:
    with arranged(FIRST) as cast:
        planned = make_inspection(cast)
        inspections.declare(planned, declaration=Declaration.CONFLICT, conflict="配偶在该企业任职", actor=cast.second)
    head = person("zhaoguoqiang").reads("待审批", FIRST)
    head.follow("决定是否回避", beside=FIRST).reads("配偶在该企业任职")
    head.press("决定回避", {"理由": ""}, beside="李娜", status=422)
    head.open("/work").follow("决定是否回避", beside=FIRST).press(
        "决定回避", {"理由": "配偶任职，应当回避。"}, beside="李娜"
    )
    head.reads("已回避", "配偶任职，应当回避。")
    person("lina").open(head.address, status=404)
