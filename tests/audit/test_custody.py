"""Backups on the log, and the signer's folder apart from them."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit.log.writing import EVENT
from app.core.db import Database
from tests.factories.organisation import PREPARED
from tests.hosts import Host

pytestmark = pytest.mark.committed


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
