"""Accounts and offices from the console."""

import json

import pytest

from app.access.roles import Role
from app.organisation import passwords, queries


@pytest.fixture
def run(app):
    """Runs a command; returns its exit code and output."""

    def invoke(*arguments, typed=None):
        result = app.test_cli_runner().invoke(args=arguments, input=typed)
        return result.exit_code, result.output

    return invoke


def test_bootstrap_makes_three_administrators_once(run, work, recorded):
    code, output = run("users", "bootstrap", "--json")
    assert code == 0
    made = json.loads(output)
    assert [row["roles"] for row in made] == [["system_admin"], ["security_admin"], ["auditor"]]
    with work():
        for row in made:
            user = queries.user_named(row["username"])
            assert passwords.matches(row["one_time_password"], user.password_hash)
            assert user.password_changed_at is None
    assert recorded().count("user.created") == 3
    assert run("users", "bootstrap")[0] == 1
    assert recorded().count("user.created") == 3


def test_offices_are_loaded_idempotently(run):
    assert len(json.loads(run("offices", "load", "--json")[1])) == 32
    assert json.loads(run("offices", "load", "--json")[1]) == []
    assert len(json.loads(run("offices", "list", "--json")[1])) == 32


def test_a_user_is_created_with_roles_and_an_own_password(run, work):
    run("offices", "load")
    code, output = run(
        "users", "create", "--username", "li.ming", "--name", "李明", "--office", "cn/44/",
        "--role", "inspector", "--role", "registrar", "--password-stdin", "--json", typed="Fictitious-2022\n",
    )  # fmt: skip
    assert code == 0
    assert json.loads(output) == [
        {"username": "li.ming", "name": "李明", "office": "cn/44/", "roles": ["inspector", "registrar"]}
    ]
    with work():
        user = queries.user_named("li.ming")
        assert user.roles == {Role.INSPECTOR, Role.REGISTRAR}
        assert user.password_changed_at is not None
    assert "li.ming" in run("users", "list")[1]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--office", "cn/99/", "--role", "head"),
        ("--office", "cn/44/", "--role", "head", "--role", "auditor"),
        ("--office", "cn/44/", "--role", "coordinator"),
    ],
)
def test_a_refused_user_leaves_nothing_behind(run, work, wrong):
    run("offices", "load")
    code, output = run("users", "create", "--username", "li.ming", "--name", "李明", *wrong)
    assert code == 1
    assert "Error" in output
    assert "Traceback" not in output
    with work():
        assert queries.user_named("li.ming") is None


def test_cities_and_departments_are_added_from_the_console(run):
    run("offices", "load")
    assert run("offices", "add-city", "--division", "4403", "--short-name", "深网信", "--name-en", "Shenzhen")[0] == 0
    under = ("--under", "cn/44/4403/", "--segment", "police")
    names = ("--name-zh", "深圳市公安局", "--name-en", "Shenzhen Police", "--short-name", "深公")
    assert run("offices", "add-department", *under, *names)[0] == 0
    assert "cn/44/4403/police/" in run("offices", "list")[1]
    assert run("offices", "add-city", "--division", "1101", "--short-name", "x", "--name-en", "x")[0] == 1


def test_an_administrator_gets_a_new_password_at_the_console(run, work, recorded):
    run("users", "bootstrap")
    code, output = run("users", "reset-password", "auditor", "--json")
    assert code == 0
    with work():
        auditor = queries.user_named("auditor")
        assert passwords.matches(json.loads(output)[0]["one_time_password"], auditor.password_hash)
    assert recorded()[-1] == "password.reset"
    assert run("users", "reset-password", "nobody")[0] == 1


def test_rights_are_changed_at_once(run, work, recorded):
    run("offices", "load")
    run("users", "create", "--username", "li.ming", "--name", "李明", "--office", "cn/44/", "--role", "inspector")
    for command in (["grant", "li.ming", "supervisor"], ["withdraw", "li.ming", "inspector", "--reason", "调岗"]):
        assert run("users", *command)[0] == 0
    with work():
        assert queries.user_named("li.ming").roles == {Role.SUPERVISOR}
    assert run("users", "suspend", "li.ming", "--reason", "口令外泄")[0] == 0
    with work():
        assert not queries.user_named("li.ming").usable
    assert run("users", "suspend", "li.ming", "--reason", "口令外泄")[0] == 1
    assert run("users", "reinstate", "li.ming", "--reason", "核实")[0] == 0
    assert recorded()[-4:] == ["role.granted", "role.withdrawn", "user.suspended", "user.reinstated"]
