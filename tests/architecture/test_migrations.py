"""The schema that migrations build is the schema of the models, on both databases, and the chain is one line."""

import re
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from app.core import migrations
from app.core.db import Base
from tests.databases import Template, opened


@pytest.fixture(scope="module")
def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    return ScriptDirectory.from_config(config)


def schema(engine: Engine) -> dict[str, dict[str, Any]]:
    """Everything the database knows about each table, in a form that can be compared."""
    inspector = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": by_name(inspector.get_foreign_keys(table)),
            "unique": by_name(inspector.get_unique_constraints(table)),
            "indexes": by_name(inspector.get_indexes(table)),
            "checks": {
                check["name"]: re.sub(r"\s+", " ", check["sqltext"]) for check in inspector.get_check_constraints(table)
            },
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def by_name(constraints: list[Any]) -> dict[str, Any]:
    return {constraint["name"]: plain(constraint) for constraint in constraints}


def plain(value: Any) -> Any:
    """Lists and dictionaries as they are, everything else as text: an index's condition can't be compared otherwise."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else str(value)


def test_the_revisions_are_one_line_numbered_from_1(scripts: ScriptDirectory):
    revisions = list(reversed(list(scripts.walk_revisions())))
    numbers = [f"{number:04}" for number in range(1, len(revisions) + 1)]

    assert [revision.revision for revision in revisions] == numbers
    assert [revision.down_revision for revision in revisions] == [None, *numbers[:-1]]


def test_a_file_is_named_by_its_revision(scripts: ScriptDirectory):
    for revision in scripts.walk_revisions():
        assert re.fullmatch(rf"{revision.revision}_[a-z0-9_]+\.py", revision.path.rsplit("/", 1)[-1])


def test_the_head_file_holds_the_head(scripts: ScriptDirectory):
    head = (migrations.FOLDER / "HEAD").read_text()

    assert head == f"{scripts.get_current_head()}\n", "write the new head into migrations/HEAD"


def test_migrations_build_what_the_models_say(template: Template):
    with template.copy() as url, opened(url) as migrated:
        built = schema(migrated.engine)
    with template.empty() as url, opened(url) as modelled:
        Base.metadata.create_all(modelled.engine)
        wanted = schema(modelled.engine)

    assert built.keys() == wanted.keys()
    for table in wanted:
        assert built[table] == wanted[table], table


def test_the_check_of_the_command_line_finds_nothing(template: Template):
    with template.copy() as url, opened(url) as database:
        assert migrations.differences(database) == []


def test_the_check_of_the_command_line_finds_a_lost_table(template: Template):
    with template.copy() as url, opened(url) as database:
        Base.metadata.tables["number_series"].drop(database.engine)

        assert "number_series" in migrations.differences(database)[0]


def test_the_schema_can_be_taken_down_and_built_again(template: Template):
    with template.copy() as url, opened(url) as database:
        before = schema(database.engine)
        migrations.downgrade(database, "base")
        assert schema(database.engine) == {}
        assert migrations.current(database) is None

        migrations.upgrade(database)
        assert schema(database.engine) == before
