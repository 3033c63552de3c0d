"""The seal of the log for a close: a signed checkpoint, and witnesses that cosign it. In the running unit of work."""

from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import Role
from app.audit.log.writing import HEAD
from app.audit.models import AuditWitness, Why
from app.audit.sealing import witnesses
from app.audit.sealing.checkpoints import keep
from app.audit.tlog import note
from app.audit.tlog.note import Checkpoint, SigningKey
from app.audit.tlog.tree import Tree
from app.campaigns import closing
from app.campaigns.models import Campaign, Handover
from app.campaigns.operations import begin_close, hand_over
from app.cases.models import CaseFile
from app.core import clock
from app.core.db import session
from app.organisation import queries as organisation
from tests.factories.organisation import make_actor

LOG_KEY = SigningKey("lianjian.example/audit/1", note.LOG_KEY, bytes(range(32)))
DISCIPLINE = SigningKey("witness.example/discipline", note.WITNESS_KEY, bytes(range(100, 132)))
ZHEJIANG = SigningKey("witness.example/zhejiang", note.WITNESS_KEY, bytes(range(1, 33)))


def make_coordinator() -> Actor:
    """A coordinator of the national office."""
    return make_actor(Role.COORDINATOR, path="cn/")


def make_handover(campaign: Campaign, case: CaseFile, successor: Actor, *, by: Actor) -> Handover:
    """What is open in the case, handed to one of its office until today."""
    assert successor.id is not None
    work, user = closing.work_in(campaign, case.id), organisation.user(successor.id)
    return hand_over(campaign, work, user, due_on=clock.today(), reason="转入日常监管", actor=by)


def seal_log() -> Checkpoint:
    """Sign the log as it stands, without a signer's folder."""
    log, size, peaks = session().connection().execute(select(HEAD.c.log, HEAD.c.size, HEAD.c.peaks)).one()
    checkpoint = Checkpoint(LOG_KEY.name, size, Tree.restored(size, peaks).root)
    keep(log, bytes(checkpoint.signed(LOG_KEY)), Why.CAMPAIGN_CLOSE)
    return checkpoint


def let_cosign(checkpoint: Checkpoint, *keys: SigningKey) -> None:
    """Let these witnesses cosign; the auditor enters them first where nobody has."""
    auditor = make_actor(Role.AUDITOR, path="cn/")
    known = set(session().scalars(select(AuditWitness.name)))
    for key in keys:
        if key.name not in known:
            witnesses.register(str(key.verifier), holder="国家网信办机关纪委", actor=auditor)
        line = str(key.sign(str(checkpoint), time=int(clock.wall().timestamp())))
        witnesses.take_in(line, actor=auditor)


def sealed_close(campaign: Campaign, by: Actor) -> None:
    """A close begun, its checkpoint signed and cosigned: commits, since only what is on the log can be signed."""
    begin_close(campaign, actor=by)
    session().commit()
    let_cosign(seal_log(), DISCIPLINE, ZHEJIANG)
