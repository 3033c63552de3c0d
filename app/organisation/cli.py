"""Accounts and offices from the console, for whoever runs the machine."""

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import Actor, operator
from app.access.roles import Role
from app.core.errors import DomainError
from app.organisation import operations, passwords, queries
from app.organisation.models import Office, User

users = AppGroup("users", help="Accounts of the staff.")
offices = AppGroup("offices", help="The tree of offices.")

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
because = click.option("--reason", required=True, help="Goes on record.")
ROLE = click.Choice([role.value for role in Role])


@users.command("bootstrap")
@as_json
def bootstrap(as_json: bool) -> None:
    """Make the first system administrator, security administrator and auditor, where no account exists.

    Loads the offices where they are missing. The one-time passwords are printed once and kept nowhere.
    """
    with _at_the_console() as actor:
        operations.load_offices(actor=actor)
        made = [
            _user_row(user) | {"one_time_password": password}
            for user, password in operations.make_first_administrators(actor=actor)
        ]
    _print(made, as_json, _user_line)


@users.command("create")
@click.option("--username", required=True)
@click.option("--name", required=True, help="The person's name.")
@click.option("--office", "office_path", required=True, metavar="PATH", help="Place of the office, such as cn/44/.")
@click.option("--role", "roles", multiple=True, type=ROLE, help="May be repeated.")
@click.option("--email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is made.")
@as_json
def create(
    username: str,
    name: str,
    office_path: str,
    roles: tuple[str, ...],
    email: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account with its roles.

    Without --password-stdin a one-time password is printed, to be changed at the first sign-in.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else passwords.one_time()
    with _at_the_console() as actor:
        user = operations.create_user(
            username=username,
            name=name,
            office=queries.office_at(office_path),
            email=email,
            password=password,
            one_time=not password_stdin,
            actor=actor,
        )
        for role in roles:
            operations.grant_role(user, Role(role), actor=actor)
        made = _user_row(user) | ({} if password_stdin else {"one_time_password": password})
    _print([made], as_json, _user_line)


@users.command("reset-password")
@click.argument("username")
@as_json
def reset_password(username: str, as_json: bool) -> None:
    """Print a new one-time password of USERNAME: the only way for the three administrators."""
    with _at_the_console() as actor:
        user = _user_named(username)
        row = _user_row(user) | {"one_time_password": operations.reset_password(user, actor=actor)}
    _print([row], as_json, _user_line)


@users.command("reset-second-factor")
@click.argument("username")
@click.option("--reason", required=True, help="Goes on record; say how you made sure who asks.")
@as_json
def reset_second_factor(username: str, reason: str, as_json: bool) -> None:
    """Take the second factor of USERNAME away, to be set up anew: the only way for the three administrators."""
    _on_account(username, lambda user, actor: operations.take_away(user, reason=reason, actor=actor), as_json)


@users.command("end-sessions")
@click.argument("username")
@as_json
def end_sessions(username: str, as_json: bool) -> None:
    """Sign USERNAME out everywhere: the only way for the three administrators."""
    _on_account(username, lambda user, actor: operations.end_all_sessions(user, actor=actor), as_json)


@users.command("grant")
@click.argument("username")
@click.argument("role", type=ROLE)
@as_json
def grant(username: str, role: str, as_json: bool) -> None:
    """Give USERNAME the ROLE at once; in the pages it takes two persons."""
    _on_account(username, lambda user, actor: operations.grant_role(user, Role(role), actor=actor), as_json)


@users.command("withdraw")
@click.argument("username")
@click.argument("role", type=ROLE)
@because
@as_json
def withdraw(username: str, role: str, reason: str, as_json: bool) -> None:
    """Take the ROLE from USERNAME at once; in the pages it takes two persons."""
    _on_account(
        username, lambda user, actor: operations.withdraw_role(user, Role(role), reason=reason, actor=actor), as_json
    )


@users.command("suspend")
@click.argument("username")
@because
@as_json
def suspend(username: str, reason: str, as_json: bool) -> None:
    """Let nobody sign in as USERNAME for the time being: the only way for the auditor."""
    _on_account(username, lambda user, actor: operations.suspend(user, reason=reason, actor=actor), as_json)


@users.command("reinstate")
@click.argument("username")
@because
@as_json
def reinstate(username: str, reason: str, as_json: bool) -> None:
    """End the suspension of USERNAME at once; in the pages it takes two persons."""
    _on_account(username, lambda user, actor: operations.reinstate(user, reason=reason, actor=actor), as_json)


def _on_account(username: str, act: Callable[[User, Actor], None], as_json: bool) -> None:
    with _at_the_console() as actor:
        user = _user_named(username)
        act(user, actor)
        row = _user_row(user)
    _print([row], as_json, _user_line)


@users.command("list")
@as_json
def list_users(as_json: bool) -> None:
    """List the accounts in use."""
    with _at_the_console():
        rows = [_user_row(user) for user in queries.users_of([office.id for office in queries.offices_within()])]
    _print(rows, as_json, _user_line)


@offices.command("load")
@as_json
def load(as_json: bool) -> None:
    """Make the national office and the 31 provincial ones; those that exist stay as they are."""
    with _at_the_console() as actor:
        rows = [_office_row(office) for office in operations.load_offices(actor=actor)]
    _print(rows, as_json, _office_line)
    if not as_json:
        click.echo(f"{len(rows)} offices made.")


@offices.command("add-city")
@click.option("--division", required=True, metavar="CODE", help="Four digits, such as 4403.")
@click.option("--short-name", required=True, help="Opens its document numbers, such as 深网信.")
@click.option("--name-en", required=True)
@as_json
def add_city(division: str, short_name: str, name_en: str, as_json: bool) -> None:
    """Make the office of a city under its provincial office."""
    with _at_the_console() as actor:
        row = _office_row(operations.add_city_office(division, short_name=short_name, name_en=name_en, actor=actor))
    _print([row], as_json, _office_line)


@offices.command("add-department")
@click.option("--under", required=True, metavar="PATH", help="Place of the authority, such as cn/44/.")
@click.option("--segment", required=True, help="Its place below, such as telecom, police or market_regulation.")
@click.option("--name-zh", required=True)
@click.option("--name-en", required=True)
@click.option("--short-name", required=True)
@as_json
def add_department(under: str, segment: str, name_zh: str, name_en: str, short_name: str, as_json: bool) -> None:
    """Make a department that inspects jointly with an authority."""
    with _at_the_console() as actor:
        department = operations.add_department(
            queries.office_at(under), segment, name_zh=name_zh, name_en=name_en, short_name=short_name, actor=actor
        )
        row = _office_row(department)
    _print([row], as_json, _office_line)


@offices.command("list")
@as_json
def list_offices(as_json: bool) -> None:
    """List the active offices in the order of the tree."""
    with _at_the_console():
        rows = [_office_row(office) for office in queries.offices_within()]
    _print(rows, as_json, _office_line)


@contextmanager
def _at_the_console() -> Iterator[Actor]:
    """One unit of work for the person at the console; a refusal becomes a message and exit code 1."""
    app: Any = current_app
    actor = operator(getpass.getuser())
    try:
        with app.database.unit_of_work(actor):
            yield actor
    except DomainError as error:
        raise click.ClickException(str(error)) from error


def _user_named(username: str) -> User:
    user = queries.user_named(username)
    if user is None:
        raise click.ClickException(f"There is no account {username}.")
    return user


def _user_row(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "office": user.office.path,
        "roles": sorted(user.roles),
    }


def _user_line(row: dict[str, Any]) -> str:
    line = f"{row['username']:<20} {row['office']:<16} {', '.join(row['roles']):<30} {row['name']}"
    return f"{line}  {row['one_time_password']}" if "one_time_password" in row else line


def _office_row(office: Office) -> dict[str, Any]:
    return {
        "path": office.path,
        "kind": office.kind.value,
        "short_name": office.short_name,
        "name_zh": office.name_zh,
        "name_en": office.name_en,
    }


def _office_line(row: dict[str, Any]) -> str:
    return f"{row['path']:<20} {row['kind']:<12} {row['short_name']:<8} {row['name_zh']}"


def _print(rows: list[dict[str, Any]], as_json: bool, line: Callable[[dict[str, Any]], str]) -> None:
    for text in [json.dumps(rows, ensure_ascii=False)] if as_json else map(line, rows):
        click.echo(text)
