"""The host opens a new log after a standstill; the old one stays as it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from app import worker
from app.audit.log.erasure import erase
from app.audit.operations import record
from app.audit.sealing import rounds as sealing
from app.audit.sealing.signing import Signer
from app.audit.tlog.note import Checkpoint
from app.audit.verifying.verification import verify
from app.core import db
from tests.databases import Template, opened
from tests.hosts import OPERATOR, Host

pytestmark = pytest.mark.committed


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
    assert behind.signs_in(username).status_code == 303
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
    assert Checkpoint.noted(before["signed_note"].encode()) == sealed


def test_a_damaged_memory_is_named_and_kept(behind: Host) -> None:
    state = behind.signer / "state.json"
    state.write_bytes(state.read_bytes()[:-9])
    memory = behind.memory()

    behind.looks()
    refused = behind.command("audit", "open-origin", "--reason", "Drill", "--yes")

    assert refused.exit_code == 1
    assert str(state) in refused.output
    assert (behind.memory(), len(behind.heads())) == (memory, 1)


def test_an_event_of_the_old_log_can_still_be_erased(behind: Host) -> None:
    behind.command("audit", "open-origin", "--reason", "Drill", "--yes")
    with behind.app.database.unit_of_work(OPERATOR):
        erase(1, 0)
        record("audit.redacted", "audit_event:1:0", actor=OPERATOR, after={"log": 1, "seq": 0})
    with behind.app.database.unit_of_work(OPERATOR, appends=False):
        findings = list(verify(db.session().connection()))
    assert [(finding.fault, finding.redacted) for finding in findings] == [(None, 1), (None, 0)]
