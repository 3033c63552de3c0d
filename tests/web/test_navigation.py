"""The menu and the first page follow the roles."""

from dataclasses import replace

import pytest

from app.access.permissions import Permission
from app.access.roles import Role
from app.core.errors import NotPermitted
from app.core.text import _
from app.web.navigation import Home, Menu, MenuEntry, Section, here
from app.web.templating import url_with

LOG = MenuEntry("house.log", _("Log"), Section.ADMINISTRATION, 10, Permission.AUDIT_READ, "audit")
NOTES = MenuEntry("house.note", _("Notes"), Section.CASEWORK, 20, Permission.CASE_READ, "file")
WORK = MenuEntry("house.absent", _("Work"), Section.WORK, 10, Permission.WORK_READ, "work")
ORDERS = MenuEntry("house.stale", _("Orders"), Section.CASEWORK, 10, Permission.CASE_READ, "order")


@pytest.fixture
def menu():
    menu = Menu()
    for entry in (LOG, NOTES, WORK, ORDERS, NOTES):
        menu.add(entry)
    return menu


def test_only_what_the_roles_allow_is_shown_in_order(menu, inspector):
    assert menu.sections(inspector) == [(Section.WORK, [WORK]), (Section.CASEWORK, [ORDERS, NOTES])]


def test_an_auditor_sees_the_log_alone(menu, inspector):
    auditor = replace(inspector, roles=frozenset({Role.AUDITOR}))

    assert menu.visible_to(auditor) == [LOG]


@pytest.mark.parametrize(("path", "entry"), [("/note", NOTES), ("/note/1", NOTES), ("/notebook", None), ("/", None)])
def test_the_entry_of_the_page_is_marked(house_app, path, entry):
    with house_app.test_request_context(path):
        assert here([NOTES, WORK]) is entry


def test_the_first_page_is_that_of_the_foremost_role(house_app, inspector):
    home = Home()
    home.add(Role.INSPECTOR, "house.note")
    home.add(Role.HEAD, "house.stale")
    both = replace(inspector, roles=frozenset({Role.INSPECTOR, Role.HEAD}))

    with house_app.test_request_context("/"):
        assert home.url_for(inspector) == "/note"
        assert home.url_for(both) == "/stale"


def test_without_a_first_page_and_without_menu_nothing_may_be_opened(house_app, inspector):
    with house_app.test_request_context("/"), pytest.raises(NotPermitted):
        Home().url_for(replace(inspector, roles=frozenset()))


@pytest.mark.parametrize("name", ["endpoint", "_anchor", "_method", "_scheme", "_external"])
def test_the_next_page_of_a_list_is_this_address_whatever_its_query_holds(house_app, name):
    with house_app.test_request_context(f"/note?{name}=javascript&q=恒泰&q=2&page=3"):
        assert url_with(page=4) == f"/note?{name}=javascript&q=%E6%81%92%E6%B3%B0&q=2&page=4"
        assert url_with(q=None, size=50) == f"/note?{name}=javascript&size=50"
