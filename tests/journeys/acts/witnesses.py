"""Acts on the witnesses of the log."""

from app.access.roles import Role
from app.audit.sealing import witnesses
from app.audit.tlog import note
from app.audit.tlog.note import SigningKey
from app.core.db import session
from tests.factories.inspections import Cast
from tests.factories.organisation import make_actor
from tests.journeys.acts.act import REASON, Ready, act

KEY = SigningKey("witness.example/archive", note.WITNESS_KEY, bytes(range(40, 72)))
ANOTHER = SigningKey("witness.example/newcomer", note.WITNESS_KEY, bytes(range(41, 73)))
HOLDER = "国家网信办机关纪委"


def a_witness(cast: Cast) -> Ready:
    """A witness that counts."""
    entered = witnesses.register(str(KEY.verifier), holder=HOLDER, actor=make_actor(Role.AUDITOR, path="cn/"))
    session().flush()
    return Ready({"witness_id": entered.id})


def a_key(cast: Cast) -> Ready:
    """The key of a witness that is not entered yet."""
    return Ready(fields={"vkey": str(ANOTHER.verifier)})


WITNESSES = [
    act("audit.new_witness", Role.AUDITOR, a_key, "witness.registered", {"holder": HOLDER}),
    act("audit.retire_witness", Role.AUDITOR, a_witness, "witness.retired", REASON),
]
