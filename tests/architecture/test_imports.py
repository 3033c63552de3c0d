"""The contracts of pyproject.toml: rooms run downhill, layers inside a room, who may know web and database."""

import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import ROOT


def test_every_import_contract_is_kept(capsys):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_room_stands_under_the_contract_for_rooms():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    contained = set(contracts[1]["containers"])
    rooms = {f"app.{models.parent.name}" for models in (ROOT / "app").glob("*/models.py")}

    assert rooms <= contained, "name the new room among the containers in pyproject.toml"
