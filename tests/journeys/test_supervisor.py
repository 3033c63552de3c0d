"""The supervisor watches over the terms of the office."""

from datetime import date

from app import worker
from app.core import clock
from app.core.calendar import Unit
from app.rectification.rules import Term
from app.rectification.states import OrderState
from tests.factories.rectification import make_order

LATE, EARLY = "北京迟报（虚构）科技有限公司", "北京从容（虚构）科技有限公司"


def test_the_supervisor_finds_what_is_overdue_and_opens_its_order(arranged, person, app, frozen) -> None:
    with arranged(LATE) as cast:
        make_order(cast, OrderState.SERVED, term=Term(amount=5, unit=Unit.WORKING_DAYS))
    with arranged(EARLY) as cast:
        make_order(cast, OrderState.SERVED, term=Term(amount=30, unit=Unit.WORKING_DAYS))
    frozen.move_to(clock.at(date(2022, 10, 11), 9))
    worker.run_jobs(app)

    supervisor = person("wuxiuying")
    assert supervisor.address == "/board"
    supervisor.reads("期限看板", LATE, EARLY, "王建国", "超期1天", "超期1个工作日", "未确认")
    supervisor.press("查询", {"临期程度": "超期"}).reads(LATE).reads_not(EARLY)
    supervisor.follow(LATE).reads("未建立算法安全管理制度").open("/board?bucket=overdue")
    supervisor.follow("京网信改〔2022〕第1号 第1项要求").reads("第1项要求", "超期1天", "王建国")
    assert not supervisor.can("录入整改报告")

    supervisor.open("/inbox").reads("待确认").press("确认")
    supervisor.open("/inbox?state=sent").reads("暂无通知")
    supervisor.open("/board").reads("超期1天")


def test_where_nothing_is_due_the_board_says_what_will_stand_there(person) -> None:
    person("wuxiuying").reads("没有进行中的期限", "载明期限的文书送达后")
