"""The export of a log: what is in the folder, whose content, and what the two commands say."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.audit.log.erasure import erase
from app.audit.models import AuditCheckpoint, AuditCosignature, AuditWitness
from app.audit.operations import record
from app.audit.tlog.canonical import canonical
from app.audit.tlog.note import LOG_KEY, WITNESS_KEY, Checkpoint, Note, SigningKey, VerifierKey
from app.audit.verifying.archive.lines import Event, read, written
from app.audit.verifying.archive.reading import verify_archive
from app.audit.verifying.chain import Finding
from app.audit.verifying.trust import Trust
from app.core import clock, db
from tests.audit.conftest import CAMPAIGN, ZHANG, Deployment, Thing, disarm
from tests.audit.test_tree import OWN
from tests.factories.organisation import make_office
from tests.hosts import Host

Command = Callable[..., Any]

LOG_VKEY = "audit.example/inspection-log+7815c22d+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS_VKEY = "witness.example/auditor+c448d73c+BAu8NGpXZnw4ASC9nH/X5R0sX9/qN80vW/QFssa/by14"
CHECKPOINT = (
    "audit.example/inspection-log\n3\nkM/ZGYxvBo+k4kISFTb+Z4u2AjSyxvc9rN8OHotCL10=\n\n"
    "— audit.example/inspection-log "
    "eBXCLQ4jw++aNPQL+wjsFoJoA9DRWiDEWkhzpkAeE3kKX/cC2cJqSctYnfLCsUW10O3C3rYgYlyCYHmsXZSO7ztMUQw=\n"
    "— witness.example/auditor "
    "xEjXPAAAAABpVbkAd7k6F2KI6KcvqBISy8PU8j3bwEhpQOhuI7j/HBNQbjc0qSoR+jFHcNDpTiqueutB+ueX/DiG27I1kTWdK/XBBw==\n"
)


@pytest.fixture
def written_by_hand(tmp_path: Path) -> Path:
    """An export of the format's own three events, made without the product."""
    lines = []
    for k, (salt, digest, _leaf_hash) in enumerate(OWN):
        body = f'{{"action":"order.issue","actor":"u{k}","object":"order:{k}","salt":"{salt}","text":"责令整改 {k}"}}'
        leaf = f'{{"body_sha256":"{digest}","seq":{k},"t":"2026-03-01T00:00:0{k}.000000Z","v":1}}'
        whole = {"i": k, "leaf": leaf, "body": body}
        lines.append(json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n")
    for name, text in (
        ("events.jsonl", "".join(lines)),
        ("checkpoint.txt", CHECKPOINT),
        ("vkeys.txt", f"{LOG_VKEY}\n"),
    ):
        (tmp_path / name).write_text(text, newline="")
    return tmp_path


def test_the_formats_own_vector_holds_and_its_witness_vouches(written_by_hand: Path) -> None:
    alone = verify_archive(written_by_hand, Trust())
    assert (alone.fault, alone.size, alone.outside) == (None, 3, 0)
    vouched = verify_archive(written_by_hand, Trust(witnesses=[VerifierKey.parse(WITNESS_VKEY)]))
    assert (vouched.fault, vouched.origin, vouched.outside) == (None, "audit.example/inspection-log", 3)


def test_a_line_has_one_of_three_forms() -> None:
    body = canonical({"a": '"\\\n', "b": "整改"})
    for event, line in (
        (
            Event(b'{"v":1}', body),
            '{"i":7,"leaf":"{\\"v\\":1}","body":' + json.dumps(body.decode(), ensure_ascii=False),
        ),
        (Event(b'{"v":1}'), '{"i":7,"leaf":"{\\"v\\":1}","redacted":true'),
        (Event(leaf_hash=bytes(32)), '{"i":7,"leaf_hash":"' + "0" * 64 + '"'),
    ):
        assert written(7, event) == f"{line}}}\n".encode()
        assert read(written(7, event), 7) == event
        assert read(written(7, event), 8) is None


def exported(command: Command, folder: Path, *options: str) -> dict[str, Any]:
    """What the command says it wrote."""
    done = command("export", str(folder), "--json", *options)
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]


def test_an_export_is_whole_and_stands_alone(running: Deployment, command: Command, tmp_path: Path) -> None:
    running.log.write(4)
    folder = tmp_path / "export"
    said = exported(command, folder)
    assert (said["size"], said["visible"], said["hidden"], said["left_out"]) == (7, 7, 0, 0)
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
        "checkpoint.txt",
        "checkpoints/localhost_audit_1-000000000002.txt",
        "events.jsonl",
        "vkeys.txt",
    ]
    modes = {oct(path.stat().st_mode & 0o777) for path in folder.rglob("*") if path.is_file()}
    assert modes | {oct(folder.stat().st_mode & 0o777)} == {"0o600", "0o700"}
    rows = running.log.rows()
    assert [line["leaf"].encode() for line in lines_of(folder)] == [row.leaf for row in rows]
    assert [line["body"].encode() for line in lines_of(folder)] == [row.body for row in rows]
    key = running.signer.verifiers(said["origin"])[0].key
    assert (folder / "vkeys.txt").read_text().splitlines()[0] == str(key)
    finding = verify_archive(folder, Trust(keys=[key]))
    assert (finding.fault, finding.size, finding.held, finding.outside) == (None, 7, 7, 0)


def test_the_export_ends_with_its_own_event(running: Deployment, command: Command, tmp_path: Path) -> None:
    exported(command, tmp_path / "export")
    last = json.loads(lines_of(tmp_path / "export")[-1]["body"])
    assert (last["action"], last["object"]) == ("audit.exported", "audit_head:1")
    assert last["after"] == {"log": 1, "campaign": None, "office": None}


def test_nothing_is_overwritten(running: Deployment, command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    before = len(running.log.rows())
    for folder in (tmp_path, tmp_path / "file"):
        refused = command("export", str(folder))
        assert (refused.exit_code, "系统不会覆盖任何内容" in refused.output) == (1, True)
    assert (tmp_path / "file").read_text() == "kept"
    assert len(running.log.rows()) == before


def test_an_office_gets_its_own_events_and_those_below(running: Deployment, command: Command, tmp_path: Path) -> None:
    with running.log.unit():
        offices = [make_office(path).id for path in ("cn/44/", "cn/44/4403/", "cn/33/")]
        for office in offices:
            record("test.done", "thing:1", actor=replace(ZHANG, office_id=office))
    said = exported(command, tmp_path / "export", "--office", str(offices[0]))
    assert (said["visible"], said["redacted"], said["hidden"]) == (2, 0, said["size"] - 2)
    bodies = [json.loads(line["body"]) for line in lines_of(tmp_path / "export") if "body" in line]
    assert [body["actor_office"] for body in bodies] == [str(office) for office in offices[:2]]
    finding = verify_archive(tmp_path / "export", Trust())
    assert (finding.fault, finding.hidden) == (None, said["hidden"])


def test_of_a_campaign_its_events_alone_are_visible(running: Deployment, command: Command, tmp_path: Path) -> None:
    running.log.write(2)
    with running.log.unit():
        thing = Thing(id=1, campaign_id=CAMPAIGN)
        db.session().add(thing)
        record("test.done", thing, actor=ZHANG)
    said = exported(command, tmp_path / "export", "--campaign", str(CAMPAIGN))
    assert said["visible"] == 1
    assert verify_archive(tmp_path / "export", Trust()).fault is None


def test_who_or_what_is_not_there_is_named(running: Deployment, command: Command, tmp_path: Path) -> None:
    unknown = "01890000-0000-7000-8000-0000000000ff"
    for options, words in (
        (("--office", unknown), "没有该机构"),
        (("--campaign", unknown), "没有该专项行动的事件"),
        (("--log", "9"), "没有编号为 9 的日志"),
    ):
        refused = command("export", str(tmp_path / "export"), *options)
        assert (refused.exit_code, words in refused.output) == (1, True)
    assert "audit.exported" not in running.log.actions()


def test_a_redacted_event_keeps_its_leaf(running: Deployment, command: Command, tmp_path: Path) -> None:
    running.log.write(2)
    with running.log.unit():
        erase(1, 3)
        record("audit.redacted", "audit_event:1:3", actor=ZHANG, after={"log": 1, "seq": 3})
    exported(command, tmp_path / "export")
    assert lines_of(tmp_path / "export")[3].keys() == {"i", "leaf", "redacted"}
    finding = verify_archive(tmp_path / "export", Trust())
    assert (finding.fault, finding.redacted, finding.undeclared) == (None, 1, 0)


def test_a_database_that_was_changed_is_not_exported_as_whole(
    running: Deployment, command: Command, tmp_path: Path
) -> None:
    running.log.tamper("UPDATE audit_event SET leaf = body WHERE seq = 1")
    refused = command("export", str(tmp_path / "export"))
    assert (refused.exit_code, "flask audit verify" in refused.output) == (1, True)
    assert not (tmp_path / "export" / "checkpoint.txt").exists()


def test_after_a_rotation_the_first_key_has_signed(running: Deployment, command: Command, tmp_path: Path) -> None:
    assert command("rotate-key").exit_code == 0
    exported(command, tmp_path / "export")
    keys = (tmp_path / "export" / "vkeys.txt").read_text().splitlines()
    note = Note.parse((tmp_path / "export" / "checkpoint.txt").read_bytes())
    assert len(keys) == 2
    assert {str(found.key) for found in note.verified(map(VerifierKey.parse, keys))} == set(keys)
    assert verify_archive(tmp_path / "export", Trust()).fault is None


def judged(told: Any) -> tuple[int, str, str | None, int | None]:
    """Exit code, verdict, kind and first bad index."""
    said = json.loads(told.stdout)
    return told.exit_code, said["verdict"], said["fault"], said["first_bad"]


INTERNAL, VOUCHED = "internally consistent only", "consistent with a checkpoint from outside"


def test_the_command_verifies_an_export_and_says_what_it_can_not_know(
    running: Deployment, command: Command, tmp_path: Path
) -> None:
    folder, kept = tmp_path / "export", tmp_path / "kept.txt"
    exported(command, folder)
    kept.write_bytes((folder / "checkpoint.txt").read_bytes())
    of = ("verify", "--dir", str(folder), "--json")
    assert judged(command(*of)) == (0, INTERNAL, None, None)
    assert judged(command(*of, "--checkpoint", str(kept))) == (0, VOUCHED, None, None)
    own = command(*of, "--checkpoint", str(folder / "checkpoint.txt"))
    assert (own.exit_code, "part of the export itself" in own.output) == (1, True)
    events = folder / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b"operator", b"0perator", 1))
    assert judged(command(*of)) == (1, "fault", "body_hash", 2)
    assert "first bad index 2, body_hash: " in command(*of[:-1]).output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--dir", "/nowhere"), "no_file"),
        (("--checkpoint", "/nowhere"), "No such file"),
        (("--vkey", "x"), "key_form"),
        (("--vkey", WITNESS_VKEY), "type 0x04, not 0x01"),
        (("--witness-vkey", LOG_VKEY), "type 0x01, not 0x04"),
        (("--witness-vkey", WITNESS_VKEY), "no_witness"),
    ],
)
def test_what_is_brought_and_no_good_is_named(
    running: Deployment, command: Command, options: tuple[str, str], words: str
) -> None:
    told = command("verify", *options)
    assert told.exit_code == 1
    assert words in told.output


def signed(checkpoint: Checkpoint, folder: Path, *keys: SigningKey) -> Path:
    """A note in a file."""
    path = folder / "note.txt"
    path.write_bytes(bytes(checkpoint.signed(*keys)))
    return path


def test_the_database_is_compared_with_a_checkpoint_from_outside(
    running: Deployment, command: Command, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_bytes(running.sealed()[0].note)
    assert judged(command("verify", "--json")) == (0, INTERNAL, None, None)
    assert judged(command("verify", "--json", "--checkpoint", str(kept))) == (0, VOUCHED, None, None)
    other = signed(
        Checkpoint("other.example/1", 2, bytes(32)), tmp_path, SigningKey("other.example/1", LOG_KEY, bytes(32))
    )
    assert judged(command("verify", "--json", "--checkpoint", str(other))) == (1, "fault", "origin", None)
    forged = signed(
        Checkpoint("localhost/audit/1", 2, bytes(32)), tmp_path, SigningKey("localhost/audit/1", LOG_KEY, bytes(32))
    )
    assert judged(command("verify", "--json", "--checkpoint", str(forged))) == (1, "fault", "wrong_key", None)


def test_what_the_signer_remembers_is_held_against_the_database(running: Deployment, command: Command) -> None:
    """A database cut off and made right again, checkpoints and all, by whoever owns it."""
    running.log.tamper(
        "DELETE FROM audit_node",
        "DELETE FROM audit_event WHERE seq = 1",
        "UPDATE audit_head SET size = 1, peaks = (SELECT leaf_hash FROM audit_event WHERE seq = 0)",
    )
    with running.log.unit() as session:
        disarm(session.connection(), ["audit_checkpoint"])
        session.connection().exec_driver_sql("DELETE FROM audit_checkpoint")
    assert judged(command("verify", "--json")) == (1, "fault", "cut_off", 1)


def test_a_checkpoint_of_the_database_that_was_forged_is_found(running: Deployment, command: Command) -> None:
    forged = Checkpoint("localhost/audit/1", 2, bytes(32)).signed(SigningKey("localhost/audit/1", LOG_KEY, bytes(32)))
    with running.log.unit() as session:
        disarm(session.connection(), ["audit_checkpoint"])
        session.connection().execute(update(AuditCheckpoint.__table__).values(note=bytes(forged)))
    assert judged(command("verify", "--json")) == (1, "fault", "wrong_key", None)


def test_the_database_is_verified_without_the_signers_folder(
    running: Deployment, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(running.app, "settings", replace(running.settings, signer_dir=tmp_path / "none"))
    assert judged(command("verify", "--json")) == (0, INTERNAL, None, None)
    assert not (tmp_path / "none").exists()


@pytest.mark.committed
def test_what_a_restore_lost_is_told_once_the_next_log_says_so(behind: Host) -> None:
    behind.looks()
    assert behind.command("audit", "verify", "--json").exit_code == 1
    assert behind.command("audit", "open-origin", "--reason", "Restored", "--yes").exit_code == 0
    told = behind.command("audit", "verify", "--json")
    assert told.exit_code == 0, told.output
    old, new = (Finding(**log) for log in json.loads(told.stdout)["logs"])
    assert (old.log, old.fault, old.lost > 0, new.log, new.lost) == (1, None, True, 2, 0)


@pytest.mark.committed
def test_an_older_log_is_exported_up_to_its_last_checkpoint(behind: Host, tmp_path: Path) -> None:
    behind.looks()
    assert behind.command("audit", "open-origin", "--reason", "Restored", "--yes").exit_code == 0
    done = behind.command("audit", "export", tmp_path / "old", "--log", "1", "--json")
    assert done.exit_code == 0, done.output
    finding = verify_archive(tmp_path / "old", Trust())
    assert (finding.fault, finding.size) == (None, json.loads(done.stdout)["size"])


def test_witnesses_and_their_signatures_go_into_the_export(
    running: Deployment, command: Command, tmp_path: Path
) -> None:
    witness = SigningKey("witness.example/auditor", WITNESS_KEY, bytes(range(100, 132)))
    (row,) = running.sealed()
    signature = witness.sign(Note.parse(row.note).text, time=int(clock.wall().timestamp()))
    with running.log.unit() as session:
        entered = AuditWitness(name=witness.name, vkey=str(witness.verifier), holder="纪检监察组")
        session.add(entered)
        session.flush()
        place = {"log": 1, "size": row.size, "witness_id": entered.id, "at": clock.wall()}
        session.add(AuditCosignature(**place, line=str(signature)))
        record("test.done", entered, actor=ZHANG)
    exported(command, tmp_path / "export")
    assert (tmp_path / "export" / "vkeys.txt").read_text().splitlines()[-1] == WITNESS_VKEY
    of = ("verify", "--dir", str(tmp_path / "export"), "--json")
    assert judged(command(*of)) == (0, INTERNAL, None, None)
    assert judged(command(*of, "--witness-vkey", WITNESS_VKEY)) == (0, VOUCHED, None, None)
    assert judged(command("verify", "--json", "--witness-vkey", WITNESS_VKEY)) == (0, VOUCHED, None, None)
