"""Without a mouse, and without JavaScript."""

from collections.abc import Callable

import pytest

from app.demo.people import PASSWORD
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.real_time]


def test_one_signs_in_and_reaches_the_content_by_keyboard_alone(visitor: Callable[..., Visitor]) -> None:
    page = visitor().open("/sign-in").page
    assert page.evaluate("document.activeElement.id") == "username"
    page.keyboard.type("wangjianguo")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/work")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "lj-skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


def test_the_pages_work_without_javascript(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor("wangjianguo", java_script_enabled=False)
    somebody.open("/inspections").page.locator("[name=q]").fill("云帆")
    somebody.press("查询").page.locator("#list tbody a").first.click()
    somebody.reads("北京云帆（虚构）科技有限公司", "办理记录")
    somebody.follow("整改文书", within=".lj-tabs").reads("整改文书")
    somebody.open("/inspections/new").page.get_by_role("link", name="制定检查计划").first.click()
    somebody.press("制定计划").reads("请核对填写的内容")
    somebody.open("/inbox?state=sent").press("确认").reads("收件箱")
