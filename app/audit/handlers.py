"""Facts of the lower rooms that belong in the log."""

from datetime import timedelta
from urllib.parse import quote

from app.audit.operations import record, records
from app.audit.sealing import standstill
from app.audit.sealing.signing import Inconsistent
from app.core import events, throttle
from app.core.events import Refused, Searched

KEPT = 5
"""Attempts of nobody signed in that are kept by themselves, for each source and code …"""
SPAN = timedelta(minutes=1)
"""… in such a time; those beyond are told together."""


def init_app() -> None:
    """Listen to refusals, to searches of lists, and to what the signer finds."""
    events.on(Refused, keep_refusal)
    events.on(Searched, keep_search)
    events.on(Inconsistent, standstill.heed)


@records(sometimes=("access.refused",))
def keep_refusal(refused: Refused) -> None:
    """Keep an attempt that was turned away: who, where, and for what reason. A flood from outside is only counted."""
    if refused.actor.id is None and not _kept_by_itself(refused):
        return
    record(
        "access.refused",
        f"endpoint:{quote(refused.endpoint)}"[:200],
        actor=refused.actor,
        after={"code": refused.code, "status": refused.status, "detail": refused.detail},
    )


def _kept_by_itself(refused: Refused) -> bool:
    key = f"{refused.code} {throttle.source(refused.actor.ip)}"
    return throttle.among_first("refusal", key[: throttle.KEY], most=KEPT, span=SPAN)


@records("list.searched")
def keep_search(searched: Searched) -> None:
    """Keep what a person looked for in a list; a reader who only turned pages or chose among filters is not kept."""
    record(
        "list.searched",
        f"list:{quote(searched.endpoint)}"[:200],
        actor=searched.actor,
        after={"words": searched.words} if searched.words else None,
    )
