"""The signer by command, and its keys on the log: made, told, replaced."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.audit.models import Why
from app.audit.tlog.note import Note, VerifierKey
from app.core import clock
from tests.audit.conftest import ORIGIN, ZHANG, Deployment


def test_the_first_key_is_announced_before_it_signs(deployment: Deployment) -> None:
    deployment.look()
    (event,) = deployment.log.bodies()
    (own,) = deployment.signer.verifiers(ORIGIN)
    assert (event["action"], event["actor"], event["object"]) == (
        "audit.key_made",
        "job:seal",
        f"log_key:{own.key.id.hex()}",
    )
    assert VerifierKey.parse(event["after"]["vkey"]) == own.key
    assert deployment.sizes() == []
    deployment.look()
    deployment.look()
    assert deployment.log.actions() == ["audit.key_made"]
    assert deployment.sizes() == [1]


def test_an_operator_signs_at_once_on_the_host(deployment: Deployment, command: Callable[..., Any]) -> None:
    told = command("checkpoint")
    assert (told.exit_code, told.output.encode()) == (0, deployment.sealed()[-1].note)
    said = json.loads(command("checkpoint", "--json").output)
    assert (said["origin"], said["size"], said["note"]) == (ORIGIN, 1, told.output)
    assert [row.why for row in deployment.sealed()] == [Why.HOST]


def test_the_command_refuses_in_the_signers_own_words(running: Deployment, command: Callable[..., Any]) -> None:
    running.log.tamper("UPDATE audit_head SET log = 2")
    refused = command("checkpoint")
    assert refused.exit_code == 1
    assert "the database has another newest log than the signer" in refused.output


def test_no_keys_are_told_before_the_first_checkpoint(deployment: Deployment, command: Callable[..., Any]) -> None:
    assert command("vkeys").exit_code == 1
    command("checkpoint")
    (own,) = deployment.signer.verifiers(ORIGIN)
    (said,) = json.loads(command("vkeys", "--json").output)
    assert said == {"vkey": str(own.key), "since": clock.wall().isoformat(), "until": None}
    assert command("vkeys").output.startswith(f"{own.key}  # signs since ")


def test_a_key_is_replaced_by_command_and_on_the_log(running: Deployment, command: Callable[..., Any]) -> None:
    running.log.write()
    (old,) = running.signer.verifiers(ORIGIN)
    said = json.loads(command("rotate-key", "--json").output)
    new, retiring = running.signer.verifiers(ORIGIN)
    assert [key["vkey"] for key in said] == [str(new.key), str(old.key)]
    event = running.log.bodies()[-1]
    assert (event["action"], event["actor"]) == ("audit.key_rotated", "operator:audit rotate-key")
    assert (event["before"]["vkey"], event["after"]["vkey"]) == (str(old.key), str(new.key))
    assert retiring.until == clock.wall() + timedelta(days=1)
    last, both = [Note.parse(row.note) for row in running.sealed()[-2:]]
    assert [found.key for found in last.verified([old.key, new.key])] == [old.key]
    assert [found.key for found in both.verified([old.key, new.key])] == [new.key, old.key]
    assert [row.why for row in running.sealed()] == [Why.PERIODIC, Why.ROTATION, Why.HOST]


def test_a_new_key_whose_event_failed_is_announced_by_the_worker(running: Deployment) -> None:
    running.signer.rotate()
    running.look()
    assert running.log.actions()[-1] == "audit.key_rotated"
    assert running.log.bodies()[-1]["actor"] == "job:seal"
    running.look()
    assert running.log.actions().count("audit.key_rotated") == 1


def test_only_the_signing_process_has_a_folder_of_keys(deployment: Deployment) -> None:
    """A web node that asks for a checkpoint makes no key."""
    deployment.demand(Why.DOCUMENT)
    assert not deployment.settings.signer_dir.exists()
    assert deployment.log.bodies()[0]["actor"] == f"user:{ZHANG.id}"
