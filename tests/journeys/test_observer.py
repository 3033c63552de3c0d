"""The discipline observer reads a case with its history, and changes nothing."""

import pytest

from app.rectification.states import OrderState
from tests.factories.rectification import make_order
from tests.journeys.trail import Trail, by

ENTERPRISE = "北京鹿鸣（虚构）信息服务有限公司"


def test_the_observer_reads_the_case_and_its_history(arranged, person, app, work) -> None:
    with arranged(ENTERPRISE) as cast:
        make_order(cast, OrderState.SERVED)
    trail = Trail(app, work)
    observer = person("guanshi").open("/orders").follow("京网信改〔2022〕第1号")
    observer.reads("王建国", "赵国强", "整改文书送达")
    for part in ("现场检查", "检查问题", "文书", "证据"):
        observer.follow(part, beside="案卷各部分").reads(ENTERPRISE)
    buttons = {button.label for button in observer.page.all("main")[0].all("button") if button.get("type") == "submit"}
    assert buttons == set()
    trail.tells()


@pytest.mark.parametrize(
    "address", ["/inspections/new", "/enterprises/new", "/filing-imports/new", "/users", "/users/new"]
)
def test_the_observer_has_no_way_to_change_anything(person, address: str) -> None:
    person("guanshi").open(address, status=403).reads("您的角色无权进行此操作")


def test_reading_a_case_goes_on_record(arranged, person, app, work) -> None:
    with arranged(ENTERPRISE) as cast:
        order = make_order(cast, OrderState.SERVED).id
    observer, trail = person("guanshi"), Trail(app, work)
    observer.open(f"/orders/{order}")
    assert trail.everything() == by("关诗", "case.read")
