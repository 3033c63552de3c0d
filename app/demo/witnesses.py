"""The two witnesses of the demo. They cosign by themselves, so that a visitor sees how a watched log looks.

Their keys lie in the instance's own folder, on the machine of the log they watch: so they prove nothing, and their
entries say so. A witness that proves something runs `scripts/witness.py` in another office.
"""

import secrets
from datetime import timedelta
from pathlib import Path

from app.access.actor import Actor
from app.audit.models import AuditCheckpoint, Why
from app.audit.sealing import checkpoints, witnesses
from app.audit.sealing.witnesses import Standing
from app.audit.tlog.note import WITNESS_KEY, Note, SigningKey
from app.core import clock, db
from app.core.jobs import Job

HOLDERS = {
    "witness-jiwei.demo": "国家网信办机关纪委（演示，密钥在本机）",
    "witness-zhejiang.demo": "浙江省网信办（演示，密钥在本机）",
}
AGAIN = timedelta(hours=1)
"""How often one cosigns: each cosignature is an event, so a log that was cosigned at once would never come to rest …"""
MANY = 100
"""… but sooner after so many events."""
LOOK = timedelta(seconds=10)

_folder: Path | None = None


def provide(folder: Path) -> None:
    """Give the folder of their keys."""
    global _folder
    _folder = folder


def enter(*, actor: Actor) -> None:
    """Make their keys, and enter them as the auditor would enter any other's."""
    assert _folder is not None
    for name, holder in HOLDERS.items():
        path = _folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
        witnesses.register(str(_key(path).verifier), holder=holder, actor=actor)


def cosign() -> None:
    """Cosign the newest checkpoint for each of them whose time has come; where there are none, nothing is done."""
    checkpoint = checkpoints.newest()
    if checkpoint is None or _folder is None:
        return
    for standing in witnesses.standings():
        path = _folder / standing.witness.name
        if standing.witness.retired_at is None and path.is_file() and _is_due(standing, checkpoint):
            text = Note.parse(checkpoint.note).text
            line = _key(path).sign(text, time=int(clock.wall().timestamp()))
            witnesses.take_in(str(line), actor=db.session().info["actor"])


JOB = Job("demo-witnesses", cosign, every=LOOK)


def _is_due(standing: Standing, checkpoint: AuditCheckpoint) -> bool:
    """After an hour or many events, and at once for the close of a campaign, which waits for witnesses."""
    if standing.at is None or standing.at + AGAIN <= clock.wall():
        return True
    seen = standing.size or 0 if standing.log == checkpoint.log else 0
    if checkpoint.why is Why.CAMPAIGN_CLOSE:
        return seen < checkpoint.size
    return seen + MANY <= checkpoint.size


def _key(path: Path) -> SigningKey:
    return SigningKey(path.name, WITNESS_KEY, path.read_bytes())
