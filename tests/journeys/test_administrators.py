"""Three administrators: one makes the account, another gives it a role, the third looks on; none sees a case."""

import re

import pytest

from app.rectification.states import OrderState
from tests.factories.rectification import make_order
from tests.journeys.person import Person

ENTERPRISE = "北京海棠（虚构）社区科技有限公司"
OWN = "Own-Secret-2022"


def test_neither_administrator_alone_lets_anybody_in(person, app) -> None:
    system, security = person("gaoyuan"), person("luoanping")
    system.open("/users").follow("新建账号")
    system.press("创建账号", {"用户名": "xinren", "姓名": "新人", "单位": "北京市互联网信息办公室"})
    once = re.search(r"一次性密码 ?([A-Za-z0-9-]{8,})", system.reads("请立即当面转交").page.text)
    assert once is not None
    system.follow("查看账号").reads("安全管理员授予角色后")
    assert not system.can("授予角色")

    newcomer, first = Person(app.test_client(), "xinren"), {"用户名": "xinren", "密码": once[1]}
    newcomer.open("/sign-in").press("登录系统", first, status=422).reads("尚未授予角色")

    assert not security.open("/users").can("新建账号")
    security.open("/users/new", status=403)
    security.open("/users").follow("新人").press("授予角色", {"角色": "检查人员"}).reads("角色已授予")
    newcomer.press("登录系统", first).reads("仅供首次登录")
    newcomer.press("修改密码", {"当前密码": once[1], "新密码": OWN, "再次输入新密码": OWN})
    newcomer.open("/work").reads("没有待办事项")


def test_the_auditor_looks_on(person) -> None:
    auditor = person("shenjiming").open("/users").follow("王建国")
    for step in ("授予角色", "停用账号", "重置为一次性密码", "登记执法证"):
        assert not auditor.can(step)


@pytest.mark.parametrize("username", ["gaoyuan", "luoanping", "shenjiming"])
def test_no_administrator_sees_a_case(arranged, person, username: str) -> None:
    with arranged(ENTERPRISE) as cast:
        order = make_order(cast, OrderState.SERVED)
        case, order_id = order.case_file_id, order.id
    administrator = person(username)
    for address in ("/work", "/board", "/orders", "/inspections", "/findings", "/enterprises", "/deadlines"):
        administrator.open(address, status=403).reads_not(ENTERPRISE)
    for address in (f"/orders/{order_id}", f"/cases/{case}", f"/cases/{case}/evidence", f"/cases/{case}/papers"):
        administrator.open(address, status=403).reads_not(ENTERPRISE)


def test_what_one_administrator_proposes_a_second_person_confirms(person) -> None:
    security, officer = person("luoanping"), person("wangjianguo")
    security.open("/users").follow("王建国")
    security.press("提出授予角色", {"角色": "督办人员", "理由": "代行督办职责"}).reads("待第二人确认")
    assert not security.can("确认变更")
    officer.open("/changes", status=403)

    head = person("zhaoguoqiang").open("/changes").reads("代行督办职责")
    head.press("确认变更", beside="王建国").reads("没有待确认的权限变更")
    officer.open("/account").reads("督办人员")


def test_in_an_emergency_one_person_suspends_and_two_lift_it(person) -> None:
    security, officer = person("luoanping"), person("wangjianguo")
    security.open("/users").follow("王建国").press("暂停账号", {"理由": "口令疑似外泄"}).reads("口令疑似外泄")
    officer.open("/work").reads("登录系统")
    security.press("恢复账号", {"理由": "已核实"}).reads("待第二人确认")

    person("zhaoguoqiang").open("/changes").press("确认变更", beside="王建国")
    officer.sign_in().open("/work")


def test_the_head_lets_somebody_into_one_case_until_a_day(arranged, person) -> None:
    with arranged(ENTERPRISE) as cast:
        case = make_order(cast, OrderState.SERVED).case_file_id
    reader = person("chenguanghui").open(f"/cases/{case}", status=404)
    head = person("zhaoguoqiang").open(f"/cases/{case}").follow("查阅权限").press("查找", {"姓名或用户名": "陈光辉"})
    grant = {"人员": "陈光辉 · 广东省互联网信息办公室", "截止日期": "2022-10-11", "用途": "同类案件比对"}
    head.press("授权查阅", grant).reads("同类案件比对")
    reader.open(f"/cases/{case}").reads(ENTERPRISE)
    head.press("收回授权", {"理由": "比对完成"}, beside="陈光辉")
    reader.open(f"/cases/{case}", status=404)
