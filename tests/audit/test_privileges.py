"""The web's database role works with everything and changes nothing that is on the log (PostgreSQL)."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import ProgrammingError

from app.access.roles import Role
from app.audit.log.erasure import erase
from app.audit.log.privileges import APPEND_ONLY, GROWING, Unfit, apply
from app.audit.models import AuditRedaction
from app.audit.operations import record
from app.audit.verifying.verification import verify
from app.cases import operations as cases
from app.core import db
from app.core.backup import Unusable, tables
from app.core.db import Database
from app.web.dispatch import Application
from tests.databases import opened
from tests.factories.cases import make_case
from tests.factories.organisation import PASSWORD, make_actor, make_user

pytestmark = pytest.mark.committed

WEB = "lianjian web"
"""A name that has to be quoted."""


def run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def owned(database: Database) -> Database:
    """A database as its owner sees it."""
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite knows no roles")
    return database


@pytest.fixture
def role(owned: Database) -> Iterator[str]:
    """A role of its own, without rights."""
    run(owned, f'CREATE ROLE "{WEB}" LOGIN')
    yield WEB
    run(owned, f'DROP OWNED BY "{WEB}"', f'DROP ROLE "{WEB}"')


@pytest.fixture
def web(owned: Database, role: str) -> Iterator[Database]:
    """The same database as the web sees it."""
    with owned.engine.begin() as connection:
        apply(connection, role)
    url = make_url(owned.engine.url).set(username=role)
    with opened(url.render_as_string(hide_password=False)) as database:
        yield database


def test_the_web_signs_people_in_and_does_their_work(
    app: Application, web: Database, work: Callable[..., AbstractContextManager[Any]], monkeypatch: Any
) -> None:
    with work():
        person, case = make_user(), make_case()
        head = make_actor(Role.HEAD)
        username, case_id = person.username, case.id
    monkeypatch.setattr(app, "database", web)
    client = app.test_client()

    answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    with web.unit_of_work(head):
        cases.admit(db.session().get_one(cases.CaseFile, case_id), head.id, actor=head)

    with web.unit_of_work(head) as session:
        (finding,) = verify(session.connection())
    assert finding.fault is None


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_web_changes_nothing_on_the_log(web: Database, verb: str) -> None:
    statement = {"UPDATE": "UPDATE {} SET log = log", "DELETE": "DELETE FROM {}", "TRUNCATE": "TRUNCATE {}"}[verb]
    for table in APPEND_ONLY if verb == "UPDATE" else [*APPEND_ONLY, GROWING]:
        with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
            run(web, statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "DROP TRIGGER audit_event_no_update ON audit_event",
        "DROP TABLE audit_event",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "UPDATE alembic_version SET version_num = '0001'",
        "SET session_replication_role = replica",
    ],
)
def test_the_web_takes_no_protection_away(web: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(web, statement)


def test_the_web_restores_nothing(owned: Database, web: Database, tmp_path: Path) -> None:
    with tables.dumped(owned, tmp_path) as snapshot:
        rows = tables.counted(snapshot)

    with pytest.raises(Unusable, match="does not own the tables"):
        tables.load(web, tmp_path, rows)


def test_the_web_erases_through_the_one_function(
    web: Database, work: Callable[..., AbstractContextManager[Any]]
) -> None:
    with work():
        actor = make_actor()
    with web.unit_of_work(actor) as session:
        session.add(AuditRedaction(log=1, seq=0, reason="更正", legal_basis="PIPL 47", asked_by=actor.id))
        erase(1, 0)
        record("audit.redacted", "audit_event:1:0", actor=actor, after={"log": 1, "seq": 0})

    with web.unit_of_work(actor) as session:
        (finding,) = verify(session.connection())
        row = session.connection().exec_driver_sql("SELECT body, actor, actor_id FROM audit_event WHERE seq = 0").one()
    assert (finding.fault, finding.redacted) == (None, 1)
    assert tuple(row) == (None, None, None)


def test_the_function_is_nobody_elses_and_takes_no_table_of_the_callers(
    owned: Database, role: str, work: Callable[..., AbstractContextManager[Any]]
) -> None:
    with work():
        make_user()
    url = make_url(owned.engine.url).set(username=role).render_as_string(hide_password=False)
    with opened(url) as stranger, pytest.raises(ProgrammingError, match="permission denied for function audit_redact"):
        run(stranger, "SELECT audit_redact(1, 0)")

    with owned.engine.begin() as connection:
        apply(connection, role)
    with opened(url) as web:
        run(
            web,
            "CREATE TEMP TABLE audit_event AS SELECT * FROM public.audit_event",
            "SET search_path = pg_temp, public",
            "SELECT audit_redact(1, 0)",
        )
    with owned.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_event WHERE body IS NULL").scalar() == 1


def test_every_table_of_the_log_that_triggers_keep_is_kept_from_the_web(owned: Database) -> None:
    kept = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname ~ '^audit_.*_no_truncate$'"
    with owned.engine.connect() as connection:
        assert set(connection.exec_driver_sql(kept).scalars()) == {*APPEND_ONLY, GROWING}


def test_a_role_from_which_nothing_can_be_kept_is_refused(owned: Database, role: str) -> None:
    with owned.engine.connect() as connection:
        with pytest.raises(Unfit, match="There is no role nobody_here"):
            apply(connection, "nobody_here")
        with pytest.raises(Unfit, match="postgres acts as postgres, who owns tables"):
            apply(connection, "postgres")


def test_a_right_that_everybody_has_is_found(owned: Database, role: str) -> None:
    run(owned, "GRANT UPDATE (body) ON audit_event TO PUBLIC")

    said = re.escape(f"{role} would still have UPDATE on audit_event")
    with pytest.raises(Unfit, match=said), owned.engine.begin() as connection:
        apply(connection, role)

    with owned.engine.connect() as connection:
        granted = f"SELECT has_table_privilege('{role}', 'audit_event', 'SELECT')"
        assert connection.exec_driver_sql(granted).scalar() is False


def test_the_command_prints_or_applies(app: Application, owned: Database, role: str) -> None:
    runner = app.test_cli_runner()

    printed = runner.invoke(args=["db", "roles", "--web", role, "--sql"])
    with owned.engine.connect() as connection:
        granted = f"SELECT has_table_privilege('{role}', 'audit_event', 'INSERT')"
        assert connection.exec_driver_sql(granted).scalar() is False
    applied = runner.invoke(args=["db", "roles", "--web", role])

    assert (printed.exit_code, applied.exit_code) == (0, 0)
    assert printed.output == applied.output
    kept = ", ".join(f"public.{table}" for table in APPEND_ONLY)
    assert f'REVOKE UPDATE, DELETE, TRUNCATE ON {kept} FROM "{WEB}";' in printed.output
    refused = runner.invoke(args=["db", "roles", "--web", "postgres"])
    assert (refused.exit_code, "owns tables" in refused.output) == (1, True)


def test_sqlite_says_that_it_knows_no_roles(app: Application, database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows roles")
    refused = app.test_cli_runner().invoke(args=["db", "roles", "--web", "web"])

    assert refused.exit_code == 1
    assert "SQLite knows no roles" in refused.output
