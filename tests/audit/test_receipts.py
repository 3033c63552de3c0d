"""Receipts, read as somebody reads them who has nothing but the file, the leaf and the log's key."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.access.actor import Actor, ActorKind
from app.access.roles import Role
from app.audit.models import Why
from app.audit.sealing import receipts
from app.audit.sealing import rounds as sealing
from app.audit.sealing.signing import Signer
from app.audit.tlog.note import opened
from app.audit.tlog.proofs import verify_inclusion
from app.core.errors import RuleViolated
from app.web.dispatch import Application
from tests.audit.conftest import CASE, ZHANG, Log

ORIGIN = "localhost/audit/1"
AUDITOR = Actor(ActorKind.USER, label="user:auditor", id=ZHANG.id, roles=frozenset({Role.AUDITOR}))


def verify_receipt(app: Application, text: bytes, leaf: bytes) -> tuple[int, int]:
    """Index and size of a receipt that holds for this leaf."""
    proof, _blank, note = text.decode().partition("\n\n")
    heading, index, *hashes = proof.split("\n")
    assert heading == "c2sp.org/tlog-proof@v1"
    word, _space, number = index.partition(" ")
    assert word == "index"
    keys = [own.key for own in Signer(app.settings.signer_dir).verifiers(ORIGIN)]
    checkpoint = opened(note.encode(), ORIGIN, keys)
    verify_inclusion(leaf, int(number), checkpoint.size, list(map(base64.b64decode, hashes)), checkpoint.root)
    return int(number), checkpoint.size


@pytest.fixture
def seal(app: Application, database: Any) -> Callable[[], None]:
    def now() -> None:
        sealing.seal_now(database, app.settings, Why.HOST, actor=ZHANG)

    return now


@pytest.fixture
def sealed(log: Log, seal: Callable[[], None]) -> Log:
    """Six events under a checkpoint (the first announces the key), then four more under another."""
    seal()
    log.write(5)
    seal()
    log.write(4)
    seal()
    return log


def test_every_event_has_a_receipt_that_holds(app: Application, sealed: Log) -> None:
    for row in sealed.rows():
        with sealed.unit():
            text = receipts.receipt(1, row.seq).text
        size = 1 if row.seq == 0 else 6 if row.seq < 6 else 10
        assert verify_receipt(app, text, row.leaf_hash) == (row.seq, size)


def test_a_receipt_is_written_to_the_byte(sealed: Log) -> None:
    with sealed.unit():
        handed = receipts.receipt(1, 3)
        note = receipts.checkpoints.covering(1, 3).note
        read = receipts.stored(receipts.db.session().connection(), 1)
        proof = "".join(f"{base64.b64encode(digest).decode()}\n" for digest in receipts.inclusion(3, 6, read))
    assert handed.text == b"c2sp.org/tlog-proof@v1\nindex 3\n" + proof.encode() + b"\n" + note
    assert handed.filename == "localhost_audit_1-000000000006-event-3.tlog-proof"


def test_a_receipt_says_the_same_whenever_it_is_asked_for(sealed: Log, seal: Callable[[], None]) -> None:
    with sealed.unit():
        before = receipts.receipt(1, 3)
    sealed.write(50)
    seal()
    with sealed.unit():
        assert receipts.receipt(1, 3) == before


def test_an_event_under_no_checkpoint_yet_has_to_wait(sealed: Log) -> None:
    sealed.write()
    with sealed.unit(), pytest.raises(RuleViolated, match="signed within a minute"):
        receipts.receipt(1, 10)


def test_a_receipt_does_not_hold_for_another_event(app: Application, sealed: Log) -> None:
    with sealed.unit():
        text = receipts.receipt(1, 3).text
    with pytest.raises(ValueError, match="is not in the tree"):
        verify_receipt(app, text, sealed.rows()[4].leaf_hash)


def test_a_redacted_event_keeps_its_receipt(app: Application, sealed: Log) -> None:
    with sealed.unit() as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET body = NULL WHERE seq = 3")
    with sealed.unit():
        assert verify_receipt(app, receipts.receipt(1, 3).text, sealed.rows()[3].leaf_hash) == (3, 6)


def test_the_auditor_takes_a_receipt_home_and_the_log_says_so(
    app: Application, sealed: Log, acting: Callable[[Actor], FlaskClient]
) -> None:
    answer = acting(AUDITOR).get("/audit/events/1/3/receipt")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="localhost_audit_1-000000000006-event-3.tlog-proof"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert verify_receipt(app, answer.data, sealed.rows()[3].leaf_hash) == (3, 6)
    event = sealed.bodies()[-1]
    assert (event["action"], event["object"], event["case"]) == ("receipt.downloaded", "audit_event:1:3", str(CASE))
    assert event["after"] == {"log": 1, "seq": 3, "size": 6}


def test_a_refused_receipt_is_no_download(sealed: Log, acting: Callable[[Actor], FlaskClient]) -> None:
    sealed.write()
    client = acting(AUDITOR)
    assert client.get("/audit/events/1/10/receipt").status_code == 422
    assert client.get("/audit/events/1/99/receipt").status_code == 404
    assert client.get("/audit/events/2/3/receipt").status_code == 404
    assert "receipt.downloaded" not in sealed.actions()
