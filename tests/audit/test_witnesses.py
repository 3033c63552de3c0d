"""Witnesses of the log: who enters them, what they are handed, what is kept of their answers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.audit.log.writing import HEAD
from app.audit.models import AuditCosignature, AuditEvent, Why
from app.audit.sealing import witnesses
from app.audit.sealing.checkpoints import keep
from app.audit.tlog import note
from app.audit.tlog.note import Checkpoint, Note, SigningKey
from app.audit.tlog.proofs import verify_consistency
from app.audit.tlog.tree import Tree
from app.core import clock
from app.core.db import session
from app.core.errors import NotPermitted, RuleViolated, StepUp
from tests.factories.organisation import make_actor

LOG_KEY = SigningKey("lianjian.example/audit/1", note.LOG_KEY, bytes(range(32)))
FIRST = SigningKey("witness.example/discipline", note.WITNESS_KEY, bytes(range(100, 132)))
SECOND = SigningKey("witness.example/zhejiang", note.WITNESS_KEY, bytes(range(1, 33)))
STRANGER = SigningKey("witness.example/stranger", note.WITNESS_KEY, bytes(range(2, 34)))


@pytest.fixture
def auditor(work):
    with work():
        return make_actor(Role.AUDITOR, path="cn/")


@pytest.fixture
def entered(work, auditor):
    """A witness of the discipline office, entered by the auditor."""
    with work(auditor):
        witness = witnesses.register(str(FIRST.verifier), holder="国家网信办机关纪委", actor=auditor)
        session().flush()
        return witness.id


@pytest.fixture
def sealed(work):
    """Signs the log as it stands, without a signer's folder, and answers the checkpoint."""

    def seal() -> Checkpoint:
        with work() as session:
            log, size, peaks = session.connection().execute(select(HEAD.c.log, HEAD.c.size, HEAD.c.peaks)).one()
            checkpoint = Checkpoint(LOG_KEY.name, size, Tree.restored(size, peaks).root)
            keep(log, bytes(checkpoint.signed(LOG_KEY)), Why.PERIODIC)
            return checkpoint

    return seal


def cosigned(checkpoint: Checkpoint, key: SigningKey, ago: timedelta = timedelta()) -> str:
    return str(key.sign(str(checkpoint), time=int((clock.wall() - ago).timestamp())))


def actions(work) -> list[str]:
    with work() as session:
        return [*session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()]


def test_what_the_auditor_hands_out_proves_that_the_log_continues(work, auditor, entered, sealed):
    first = sealed()
    with work(auditor):
        body = witnesses.request(witnesses.witness(entered), actor=auditor)
        assert body.startswith("old 0\n\nlianjian.example/audit/1\n")
        witnesses.take_in(cosigned(first, FIRST), actor=auditor)
    second = sealed()
    with work(auditor):
        body = witnesses.request(witnesses.witness(entered), actor=auditor)

    head, _blank, signed = body.partition("\n\n")
    old, *proof = head.split("\n")
    assert old == f"old {first.size}"
    assert Note.parse(signed.encode()).text == str(second)
    hashes = [note.decode(line) for line in proof]
    verify_consistency(first.size, second.size, hashes, first.root, second.root)
    assert actions(work)[-1] == "witness.asked"


def test_a_cosignature_is_kept_once_with_the_witness_s_own_time(work, auditor, entered, sealed):
    checkpoint = sealed()
    line = cosigned(checkpoint, FIRST, timedelta(hours=1))
    with work(auditor):
        [kept] = witnesses.take_in(line, actor=auditor)
        assert (kept.size, kept.at) == (checkpoint.size, clock.wall() - timedelta(hours=1))
    with work(auditor):
        assert witnesses.take_in(line, actor=auditor) == []
    with work(auditor):
        whole = f"{checkpoint!s}\n{LOG_KEY.sign(str(checkpoint))}\n{line}\n"
        assert witnesses.take_in(whole, actor=auditor) == []
        assert [lines for *_checkpoint, lines in witnesses.cosigned_notes()] == [f"{line}\n".encode()]
    assert actions(work).count("checkpoint.cosigned") == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda checkpoint: "", "no signature line"),
        (lambda checkpoint: "refused: I saw size 5 last", "no signature line"),
        (lambda checkpoint: cosigned(checkpoint, FIRST)[:-3], "copied in part"),
        (lambda checkpoint: cosigned(checkpoint, STRANGER), "no witness of ours"),
        (lambda checkpoint: str(LOG_KEY.sign(str(checkpoint))), "none of a witness"),
        (lambda checkpoint: cosigned(Checkpoint(checkpoint.origin, 1, bytes(32)), FIRST), "none of the newest"),
        (lambda checkpoint: cosigned(checkpoint, FIRST, timedelta(hours=-1)), "ahead of ours"),
        (
            lambda checkpoint: cosigned(checkpoint, FIRST) + "\n" + cosigned(checkpoint, STRANGER),
            "no witness of ours",
        ),
    ],
    ids=["empty", "no line", "part", "stranger", "own", "altered", "future", "one of two"],
)
def test_what_is_no_cosignature_is_named_and_nothing_is_kept(work, auditor, entered, sealed, answer, sentence):
    checkpoint = sealed()
    with pytest.raises(RuleViolated, match=sentence) as refused, work(auditor):
        witnesses.take_in(answer(checkpoint), actor=auditor)
    assert refused.value.field == "answer"
    with work() as session:
        assert session.scalars(select(AuditCosignature)).all() == []


def test_nothing_is_handed_out_before_the_first_checkpoint(work, auditor, entered):
    with pytest.raises(RuleViolated, match="Nothing is signed yet"), work(auditor):
        witnesses.request(witnesses.witness(entered), actor=auditor)


def test_a_witness_that_claims_to_have_seen_more_gets_no_proof(work, entered, sealed):
    checkpoint = sealed()
    with work(), pytest.raises(RuleViolated, match=f"has {checkpoint.size} events"):
        witnesses.request_from(checkpoint.size + 1)


@pytest.mark.parametrize(
    ("vkey", "sentence"),
    [
        (str(LOG_KEY.verifier), "key of a log"),
        (str(FIRST.verifier)[:-4], "copied in part"),
        (str(FIRST.verifier), "entered already"),
    ],
)
def test_only_a_witness_s_own_key_is_entered_once(work, auditor, entered, vkey, sentence):
    with pytest.raises(RuleViolated, match=sentence) as refused, work(auditor):
        witnesses.register(vkey, holder="某处", actor=auditor)
    assert refused.value.field == "vkey"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_the_auditor_alone_keeps_the_witnesses(work, entered, sealed, role):
    checkpoint = sealed()
    with work():
        other = make_actor(role, path="cn/")
    for act in (
        lambda: witnesses.register(str(SECOND.verifier), holder="某处", actor=other),
        lambda: witnesses.retire(witnesses.witness(entered), reason="理由", actor=other),
        lambda: witnesses.request(witnesses.witness(entered), actor=other),
        lambda: witnesses.take_in(cosigned(checkpoint, FIRST), actor=other),
    ):
        with pytest.raises(NotPermitted), work(other):
            act()


def test_entering_and_retiring_ask_for_proof(work, entered):
    with work():
        unproven = make_actor(Role.AUDITOR, path="cn/", proven=False)
    with pytest.raises(StepUp), work(unproven):
        witnesses.register(str(SECOND.verifier), holder="某处", actor=unproven)
    with pytest.raises(StepUp), work(unproven):
        witnesses.retire(witnesses.witness(entered), reason="理由", actor=unproven)


def test_a_retired_witness_counts_no_more(work, auditor, entered, sealed):
    checkpoint = sealed()
    with work(auditor):
        witnesses.take_in(cosigned(checkpoint, FIRST), actor=auditor)
        assert witnesses.cosigners(1, checkpoint.size) != []
    with pytest.raises(RuleViolated, match="reason"), work(auditor):
        witnesses.retire(witnesses.witness(entered), reason=" ", actor=auditor)
    with work(auditor):
        witnesses.retire(witnesses.witness(entered), reason="机器调离", actor=auditor)
    with work(auditor):
        assert witnesses.cosigners(1, checkpoint.size) == []
    with pytest.raises(RuleViolated, match="no witness of ours"), work(auditor):
        witnesses.take_in(cosigned(checkpoint, FIRST), actor=auditor)
    with pytest.raises(RuleViolated, match="retired already"), work(auditor):
        witnesses.retire(witnesses.witness(entered), reason="再次", actor=auditor)


def test_a_later_checkpoint_counts_for_an_earlier_one_but_not_the_other_way_round(work, auditor, entered, sealed):
    first = sealed()
    with work(auditor):
        witnesses.take_in(cosigned(first, FIRST), actor=auditor)
    second = sealed()
    with work(auditor):
        assert witnesses.cosigners(1, second.size) == []
        witnesses.take_in(cosigned(second, FIRST), actor=auditor)
        assert [(one.witness.name, one.size) for one in witnesses.cosigners(1, first.size)] == [
            (FIRST.name, first.size)
        ]
