"""A backup holds everything or says what it lacks; a restore writes everything or nothing."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core import backup, clock
from app.core.backup import Manifest, Unusable, making, tables
from app.core.db import Database
from app.core.storage import LocalStorage, Stored, read_verified
from app.evidence.models import Evidence
from app.evidence.states import EvidenceKind
from tests.databases import Template, opened
from tests.factories.cases import added, make_case
from tests.factories.organisation import make_user

pytestmark = pytest.mark.committed

PHOTOGRAPH = b"a photograph of an office"


@pytest.fixture
def store(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files")


@pytest.fixture
def evidence(database: Database, work: Any, store: LocalStorage) -> str:
    """The hash of one stored file that a row names."""
    stored = store.put(io.BytesIO(PHOTOGRAPH), limit=1000)
    with work():
        make_photograph(stored)
    return stored.sha256


@pytest.fixture
def made(database: Database, store: LocalStorage, evidence: str, tmp_path: Path) -> Path:
    """A backup."""
    folder = tmp_path / "backup"
    make(database, store, folder)
    return folder


@pytest.fixture
def empty(template: Template) -> Iterator[Database]:
    """A migrated database in which nothing has happened."""
    with template.copy() as url, opened(url) as database:
        yield database


def make_photograph(stored: Stored) -> None:
    added(
        Evidence(
            case_file_id=make_case().id,
            subject_ref="finding:1",
            kind=EvidenceKind.ELECTRONIC_DATA,
            title="办公室",
            filename="office.jpg",
            media_type="image/jpeg",
            size=stored.size,
            sha256=stored.sha256,
            occurred_at=clock.now(),
            collected_by=make_user().id,
            source="现场",
        )
    )


def make(database: Database, store: LocalStorage, folder: Path) -> Manifest:
    return backup.make(database, store, folder, id="1", logs=lambda _connection: [{"log": 1}])


def rows(database: Database) -> dict[str, list[Any]]:
    """Everything in every table."""
    with database.engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(table.select()))) for table in tables.in_order()}


def stored_at(folder: Path, sha256: str) -> Path:
    return folder / "files" / sha256[:2] / sha256[2:4] / sha256


def test_everything_comes_back(database: Database, empty: Database, made: Path, evidence: str, tmp_path: Path) -> None:
    other = LocalStorage(tmp_path / "other")

    manifest = backup.restore(empty, other, made)

    assert rows(empty) == rows(database)
    assert read_verified(other, evidence) == PHOTOGRAPH
    assert (manifest.rows["evidence"], manifest.lost, manifest.logs) == (1, {}, [{"log": 1}])
    assert not list(tmp_path.glob("*.part"))


def test_the_triggers_stand_again_after_a_restore(empty: Database, made: Path, store: LocalStorage) -> None:
    backup.restore(empty, store, made)

    with pytest.raises(Exception, match="append-only"), empty.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event"))


def test_the_dump_is_of_one_moment(database: Database, made: Path, work: Any, tmp_path: Path, evidence: str) -> None:
    with tables.dumped(database, tmp_path) as snapshot:
        with work():
            make_case()
        during = tables.counted(snapshot)

    assert during["case_file"] == 1
    with database.engine.connect() as connection:
        assert tables.counted(connection)["case_file"] == 2


def test_a_name_that_is_taken_is_not_overwritten(database: Database, store: LocalStorage, made: Path) -> None:
    before = sorted(made.rglob("*"))

    with pytest.raises(Unusable, match="exists already"):
        make(database, store, made)

    assert sorted(made.rglob("*")) == before


def test_what_is_broken_off_leaves_nothing(database: Database, store: LocalStorage, tmp_path: Path) -> None:
    def fail(_connection: Any) -> list[Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        backup.make(database, store, tmp_path / "backup", id="1", logs=fail)

    assert not list(tmp_path.glob("backup*"))


def change_manifest(made: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    manifest = made / "manifest.json"
    fields = json.loads(manifest.read_text())
    change(fields)
    manifest.write_text(json.dumps(fields))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def dump_of(made: Path) -> Path:
    """The largest file of the database's dump."""
    return max((made / "database").iterdir(), key=lambda path: path.stat().st_size)


OUTSIDE = {"../../etc/passwd": {"sha256": "0" * 64, "size": 1}}
DAMAGE: dict[str, tuple[Callable[[Path, Path], Any], str]] = {
    "missing": (lambda made, photograph: photograph.unlink(), "incomplete: files/.* is missing"),
    "altered": (lambda made, photograph: photograph.write_bytes(PHOTOGRAPH.swapcase()), "damaged: files/"),
    "cut": (lambda made, photograph: cut(dump_of(made)), "damaged: database/"),
    "foreign": (lambda made, photograph: (made / "database" / "more.copy").touch(), "not name: database/more.copy"),
    "unfinished": (lambda made, photograph: (made / "manifest.json").unlink(), "holds no manifest.json"),
    "cut manifest": (lambda made, photograph: cut(made / "manifest.json"), "is not JSON"),
    "format": (lambda made, photograph: change_manifest(made, lambda m: m.update(format=2)), "not of format 1"),
    "field": (lambda made, photograph: change_manifest(made, lambda m: m.pop("rows")), "is damaged: .*rows"),
    "outside": (
        lambda made, photograph: change_manifest(made, lambda m: m["files"].update(OUTSIDE)),
        "no file of a backup lies: ../../etc/passwd",
    ),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_backup_is_named_and_nothing_is_written(
    empty: Database, made: Path, evidence: str, tmp_path: Path, how: str
) -> None:
    before = rows(empty)
    damage, said = DAMAGE[how]
    damage(made, stored_at(made, evidence))

    with pytest.raises(Unusable, match=said):
        backup.restore(empty, LocalStorage(tmp_path / "other"), made)

    assert rows(empty) == before
    assert not (tmp_path / "other").exists()


def test_a_database_in_use_is_not_overwritten(database: Database, made: Path, tmp_path: Path) -> None:
    before = rows(database)

    with pytest.raises(Unusable, match=r"not empty: .*audit_event.*case_file"):
        backup.restore(database, LocalStorage(tmp_path / "other"), made)

    assert rows(database) == before
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"revision": "0001"}, "is of revision 0001"), ({"dialect": "oracle"}, "made on oracle; it can't be restored")],
)
def test_another_revision_or_database_is_refused(
    empty: Database, made: Path, store: LocalStorage, change: dict[str, str], said: str
) -> None:
    change_manifest(made, lambda manifest: manifest.update(change))
    before = rows(empty)

    with pytest.raises(Unusable, match=said):
        backup.restore(empty, store, made)

    assert rows(empty) == before


@pytest.mark.parametrize("how", ["missing", "altered"])
def test_a_lost_file_is_told_and_taken_only_when_said_so(
    database: Database, empty: Database, store: LocalStorage, evidence: str, tmp_path: Path, how: str
) -> None:
    path = store.folder / evidence[:2] / evidence[2:4] / evidence
    path.unlink()
    if how == "altered":
        path.write_bytes(b"another picture")

    manifest = make(database, store, tmp_path / "backup")

    assert manifest.lost == {evidence: how}
    assert not stored_at(tmp_path / "backup", evidence).exists()
    with pytest.raises(Unusable, match=rf"{evidence} \({how}\)"):
        backup.restore(empty, store, tmp_path / "backup")
    backup.restore(empty, store, tmp_path / "backup", despite_losses=True)
    assert rows(empty) == rows(database)


def test_only_tables_with_rows_of_the_migrations_are_replaced(empty: Database) -> None:
    with empty.engine.connect() as connection:
        held = {name for name, count in tables.counted(connection).items() if count}

    assert held == tables.seeded()


def test_a_dump_without_the_counted_rows_is_undone(empty: Database, made: Path, store: LocalStorage) -> None:
    manifest = Manifest.read(made)
    before = rows(empty)

    with pytest.raises(Unusable, match="rows that its manifest counts"):
        tables.load(empty, made / "database", dict(manifest.rows) | {"case_file": 7})

    assert rows(empty) == before


def test_every_column_of_this_name_names_a_stored_file() -> None:
    named = {table.name for table in tables.in_order() if making.STORED in table.c}

    assert named == {"evidence", "filing_import"}, "a backup takes the files that columns named sha256 name"
