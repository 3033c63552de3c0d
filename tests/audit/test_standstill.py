"""The drill: an old backup is put back, the product stands still, and the host opens a new log."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import worker
from app.access.actor import Actor, operator
from app.audit import sealing, standstill
from app.audit.erasure import erase
from app.audit.models import Why
from app.audit.note import Checkpoint, Note
from app.audit.operations import record
from app.audit.signing import Signer
from app.audit.verification import verify
from app.audit.views.standing import watch
from app.audit.writing import EVENT, HEAD
from app.core import db
from app.core.db import Database
from app.core.errors import ReadOnly
from app.organisation.models import User
from app.organisation.rules import actor_of
from app.web.dispatch import Application
from tests.databases import Template, opened
from tests.factories.organisation import PASSWORD, PREPARED, make_user

pytestmark = pytest.mark.committed

Work = Callable[..., AbstractContextManager[Any]]
OPERATOR = operator("tests")


@dataclass
class Host:
    """A deployment: its application, which may get another database, and its signer's folder."""

    app: Application
    signer: Path
    patch: pytest.MonkeyPatch

    def runs_on(self, database: Database) -> None:
        """From now on this database is the product's."""
        self.patch.setattr(self.app, "database", database)

    def command(self, *words: str | Path, input: str | None = None) -> Result:
        """What a command on the host says."""
        return self.app.test_cli_runner().invoke(args=[str(word) for word in words], input=input)

    def acts(self, events: int = 3) -> None:
        """Something happens."""
        with self.app.database.unit_of_work(OPERATOR):
            for number in range(events):
                record(PREPARED, f"thing:{number}", actor=OPERATOR)

    def seals(self) -> Checkpoint:
        """The log is signed."""
        return sealing.seal_now(self.app.database, self.app.settings, Why.HOST, actor=OPERATOR).checkpoint

    def looks(self) -> None:
        """A process starts."""
        standstill.look(self.app.database, self.app.settings)

    def memory(self) -> dict[str, bytes]:
        """Every file of the signer."""
        return {path.name: path.read_bytes() for path in self.signer.iterdir() if path.suffix == ".json"}

    def heads(self) -> list[Any]:
        """The heads of all logs."""
        with self.app.database.engine.connect() as connection:
            return list(connection.execute(select(HEAD).order_by(HEAD.c.log)))

    def events(self) -> int:
        """How many events there are."""
        with self.app.database.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(EVENT)) or 0

    def first_of(self, log: int) -> dict[str, Any]:
        """What the first event of a log says."""
        with self.app.database.engine.connect() as connection:
            body: dict[str, Any] = json.loads(
                connection.scalar(select(EVENT.c.body).where(EVENT.c.log == log, EVENT.c.seq == 0)) or b""
            )
        return body


@pytest.fixture
def host(app: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    signer = tmp_path / "signer"
    monkeypatch.setattr(app, "settings", replace(app.settings, signer_dir=signer, base_url="https://lianjian.example"))
    return Host(app, signer, monkeypatch)


@pytest.fixture
def empty(template: Template) -> Iterator[Database]:
    """A migrated database in which nothing has happened."""
    with template.copy() as url, opened(url) as database:
        yield database


@pytest.fixture
def username(work: Work) -> str:
    """Of somebody who can sign in."""
    with work():
        username: str = make_user().username
    return username


@pytest.fixture
def behind(host: Host, username: str, empty: Database, tmp_path: Path) -> Host:
    """A host whose database was put back from a backup that is older than the last signed checkpoint."""
    host.seals()
    assert host.command("backup", tmp_path / "backup").exit_code == 0
    host.acts()
    host.seals()
    host.runs_on(empty)
    restored = host.command("restore", tmp_path / "backup")
    assert restored.exit_code == 0, restored.output
    return host


def somebody(host: Host) -> Actor:
    """A person of the restored database."""
    with host.app.database.unit_of_work(OPERATOR, appends=False) as session:
        return actor_of(session.scalars(select(User)).one(), proven=True)


def sign_in(host: Host, username: str, language: str = "en") -> Any:
    client: FlaskClient = host.app.test_client()
    return client.post(
        "/sign-in", data={"username": username, "password": PASSWORD}, headers={"Accept-Language": language}
    )


def test_a_restored_old_backup_stops_the_product(behind: Host, username: str) -> None:
    (head,) = behind.heads()
    assert (head.halted_at is not None, head.halted_for) == (True, "smaller")
    before, memory = behind.events(), behind.memory()

    for language, sentence in {"en": "do not match the signed log", "zh": "audit open-origin"}.items():
        answer = sign_in(behind, username, language)
        assert answer.status_code == 503
        assert sentence in answer.text

    assert (behind.events(), behind.memory()) == (before, memory)


def test_pages_without_events_answer_with_the_strip(behind: Host, acting: Any) -> None:
    door = behind.app.test_client().get("/sign-in", headers={"Accept-Language": "en"})
    assert door.status_code == 200
    assert 'role="alert"' in door.text
    assert "The system has stood still since" in door.text

    person = somebody(behind)
    page = acting(person).get("/account", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "The system has stood still since" in page.text


def test_a_refusal_that_can_not_be_kept_is_told_as_the_standstill(behind: Host, acting: Any) -> None:
    person = replace(somebody(behind), roles=frozenset())

    answer = acting(person).get("/orders", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json["code"]) == (503, "read_only")


def test_whatever_does_not_append_still_runs(behind: Host) -> None:
    with pytest.raises(ReadOnly):
        behind.acts()
    with behind.app.database.unit_of_work(OPERATOR) as session:
        (finding,) = verify(session.connection())
    assert finding.fault is None
    with pytest.raises(Exception, match="append-only"), behind.app.database.engine.begin() as connection:
        connection.execute(HEAD.update().values(halted_at=None, halted_for=None))
    with pytest.raises(Exception, match="append-only"), behind.app.database.engine.begin() as connection:
        connection.execute(HEAD.update().values(size=HEAD.c.size + 1))


def test_the_worker_says_it_once_and_waits_until_a_new_log_is_open(
    behind: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = worker.Watch(behind.app)
    assert [watch.waits() for _round in range(3)] == [True] * 3
    assert capsys.readouterr().out.count("jobs and mail wait") == 1

    behind.command("audit", "open-origin", "--reason", "Drill", "--yes")

    assert watch.waits() is False


def test_the_host_opens_a_new_log_that_names_the_old_checkpoint(behind: Host, username: str) -> None:
    signed = Signer(behind.signer).promises()[1]
    assert signed.note is not None
    assert signed.checkpoint is not None
    (old,) = behind.heads()

    opened = behind.command("audit", "open-origin", "--reason", "Disk failure on 24 November", "--yes")

    assert opened.exit_code == 0, opened.output
    body = behind.first_of(2)
    assert (body["action"], body["reason"]) == ("audit.origin_opened", "Disk failure on 24 November")
    assert body["after"] == {"log": 2, "origin": "lianjian.example/audit/2"}
    assert body["before"] | {"halted_at": None, "root": None} == {
        "log": 1,
        "size": old.size,
        "root": None,
        "missing": signed.checkpoint.size - old.size,
        "contradiction": "smaller",
        "halted_at": None,
        "signed_origin": "lianjian.example/audit/1",
        "signed_size": signed.checkpoint.size,
        "signed_root": signed.checkpoint.root.hex(),
        "signed_note": signed.note.decode(),
    }
    assert sign_in(behind, username).status_code == 303
    with behind.app.database.unit_of_work(OPERATOR, appends=False) as session:
        findings = list(verify(session.connection()))
    assert [(finding.log, finding.fault) for finding in findings] == [(1, None), (2, None)]
    assert findings[0].size == old.size
    assert behind.seals().origin == "lianjian.example/audit/2"
    assert Signer(behind.signer).promises()[1] == signed


def test_the_operator_is_told_and_asked(behind: Host) -> None:
    memory = behind.memory()

    told = behind.command("audit", "open-origin", "--reason", "Drill", input="n\n")

    assert told.exit_code == 1
    assert "smaller; the product stands still since" in told.output
    assert "missing:      3 signed events" in told.output
    assert len(behind.heads()) == 1
    assert behind.memory() == memory


def test_without_a_standstill_no_log_is_opened(host: Host, username: str) -> None:
    host.seals()
    memory = host.memory()

    refused = host.command("audit", "open-origin", "--reason", "Because", "--yes")

    assert refused.exit_code == 1
    assert "there is no standstill" in refused.output
    assert (len(host.heads()), host.memory()) == (1, memory)
    assert host.command("audit", "open-origin", "--yes").exit_code == 2


def test_a_standstill_ends_once(behind: Host) -> None:
    assert behind.command("audit", "open-origin", "--reason", "Drill", "--yes").exit_code == 0
    assert behind.command("audit", "open-origin", "--reason", "Drill", "--yes").exit_code == 1
    behind.looks()
    behind.acts()
    assert [head.log for head in behind.heads()] == [1, 2]


def test_an_attempt_that_failed_half_way_is_taken_up(behind: Host) -> None:
    Signer(behind.signer).open(2, "lianjian.example/audit/2")

    assert behind.command("audit", "open-origin", "--reason", "Drill", "--yes").exit_code == 0

    assert [head.log for head in behind.heads()] == [1, 2]


def test_a_backup_from_before_the_new_log_leads_to_a_third(behind: Host, template: Template, tmp_path: Path) -> None:
    behind.command("audit", "open-origin", "--reason", "Drill", "--yes")
    with template.copy() as url, opened(url) as third:
        behind.runs_on(third)
        assert "stands still" in behind.command("restore", tmp_path / "backup").output

        assert behind.command("audit", "open-origin", "--reason", "Again", "--yes").exit_code == 0

        assert [head.log for head in behind.heads()] == [1, 3]
        before = behind.first_of(3)["before"]
        assert (before["contradiction"], before["signed_origin"]) == ("unknown_log", "lianjian.example/audit/2")
        behind.acts()


def test_a_process_that_starts_finds_a_copy_put_back_by_other_means(host: Host, username: str, empty: Database) -> None:
    host.acts()
    host.seals()
    host.runs_on(empty)
    host.looks()
    (head,) = host.heads()
    assert head.halted_for == "smaller"


def test_other_events_than_were_signed_stop_the_product(host: Host, username: str, empty: Database) -> None:
    host.seals()
    size = host.heads()[0].size
    host.runs_on(empty)
    host.acts(size + 2)

    host.looks()

    assert host.heads()[0].halted_for == "unproven"


def test_the_job_that_signs_stops_the_product_too(host: Host, username: str, empty: Database) -> None:
    host.acts()
    host.seals()
    memory = host.memory()
    host.runs_on(empty)
    host.acts(1)

    worker.run_job(host.app, sealing.job(host.app.settings))
    worker.run_job(host.app, sealing.job(host.app.settings))

    assert host.heads()[0].halted_for == "smaller"
    assert host.memory() == memory


def test_a_folder_that_is_not_mounted_stops_nothing_but_lets_a_new_log_be_opened(
    host: Host, username: str, tmp_path: Path
) -> None:
    sealed = host.seals()
    host.patch.setattr(host.app, "settings", replace(host.app.settings, signer_dir=tmp_path / "lost"))
    host.looks()
    worker.run_job(host.app, sealing.job(host.app.settings))
    host.acts()

    opened = host.command("audit", "open-origin", "--reason", "The signer's host burnt", "--yes")

    assert opened.exit_code == 0, opened.output
    assert [(head.log, head.halted_for) for head in host.heads()] == [(1, "lost_state"), (2, None)]
    before = host.first_of(2)["before"]
    assert (before["signed_size"], before["missing"]) == (sealed.size, 0)
    assert Checkpoint.parse(Note.parse(before["signed_note"].encode()).text) == sealed


def test_a_damaged_memory_is_named_and_kept(behind: Host) -> None:
    state = behind.signer / "state.json"
    state.write_bytes(state.read_bytes()[:-9])
    memory = behind.memory()

    behind.looks()
    refused = behind.command("audit", "open-origin", "--reason", "Drill", "--yes")

    assert refused.exit_code == 1
    assert str(state) in refused.output
    assert (behind.memory(), len(behind.heads())) == (memory, 1)


def test_where_database_and_signer_agree_the_log_goes_on(
    host: Host, username: str, empty: Database, tmp_path: Path
) -> None:
    host.seals()
    assert "Not in it" in host.command("backup", tmp_path / "backup").output
    host.runs_on(empty)

    restored = host.command("restore", tmp_path / "backup")

    assert "the log goes on" in restored.output
    host.acts()
    with empty.engine.connect() as connection:
        actions = list(connection.scalars(select(EVENT.c.action).order_by(EVENT.c.seq)))
    assert actions[-5:] == ["backup.made", "backup.restored", PREPARED, PREPARED, PREPARED]


def test_the_signers_folder_is_copied_apart_and_put_back_with_a_standstill(
    host: Host, username: str, empty: Database, tmp_path: Path
) -> None:
    host.seals()
    backup, apart = tmp_path / "backup", tmp_path / "apart"
    for inside in (backup, backup / "signer", tmp_path):
        assert "keep them apart" in host.command("backup", backup, "--signer-to", inside).output
    assert host.command("backup", backup, "--signer-to", apart).exit_code == 0
    assert {path.name: path.stat().st_mode & 0o777 for path in apart.glob("*.json")} == {
        "keys.json": 0o600,
        "state.json": 0o600,
    }
    assert not list(backup.rglob("*.json"))[1:]
    kept = host.memory()
    assert "nothing is overwritten" in host.command("backup", tmp_path / "more", "--signer-to", apart).output

    host.runs_on(empty)
    assert "nothing is overwritten" in host.command("restore", backup, "--signer-from", apart).output
    new = tmp_path / "new" / "signer"
    host.patch.setattr(host.app, "settings", replace(host.app.settings, signer_dir=new))
    restored = host.command("restore", backup, "--signer-from", apart)

    assert "as old as its copy" in restored.output
    assert {path.name: path.read_bytes() for path in new.glob("*.json")} == kept
    assert host.heads()[0].halted_for == "old_memory"
    assert host.command("audit", "open-origin", "--reason", "New host", "--yes").exit_code == 0
    host.acts()


def test_the_first_request_of_a_process_looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    monkeypatch.setattr(standstill, "look", lambda database, settings: looks.append(database))
    app: Any = Flask("small")
    app.database, app.settings = "database", None
    watch(app)

    for _request in range(3):
        app.test_client().get("/")

    assert looks == ["database"]


def test_an_event_of_the_old_log_can_still_be_erased(behind: Host) -> None:
    behind.command("audit", "open-origin", "--reason", "Drill", "--yes")
    with behind.app.database.unit_of_work(OPERATOR):
        erase(1, 0)
        record("audit.redacted", "audit_event:1:0", actor=OPERATOR, after={"log": 1, "seq": 0})
    with behind.app.database.unit_of_work(OPERATOR, appends=False):
        findings = list(verify(db.session().connection()))
    assert [(finding.fault, finding.redacted) for finding in findings] == [(None, 1), (None, 0)]
