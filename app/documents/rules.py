"""What must hold for papers and their service. Pure."""

import hashlib
from datetime import date
from typing import Any

from app.audit.tlog.canonical import canonical
from app.core.calendar import Calendar, Roll, Unit, count
from app.core.errors import RuleViolated
from app.core.text import Text, _
from app.documents.contents import FIELDS, REQUIRED, WITHOUT_APPROVAL


def approval_missing(document: Any, actor: Any) -> Text | None:
    """Only records made on site and papers of two officers are numbered without approval."""
    if document.kind in WITHOUT_APPROVAL:
        return None
    return _("This kind of paper has to be approved by a second person before it gets its number.")


def missing_fields(kind: str, content: dict[str, Any]) -> list[str]:
    """The fields the kind must contain and the content lacks or leaves empty."""
    return [name for name in REQUIRED.get(kind, ()) if content.get(name) in (None, "", [], {})]


def require_complete(kind: str, content: dict[str, Any]) -> None:
    """Raise RuleViolated, naming what is missing, unless the paper says all that its kind must say."""
    missing = missing_fields(kind, content)
    if missing:
        raise RuleViolated(
            _("The paper is not complete. Fill in first: %(fields)s.", fields=_listed(missing)), field=missing[0]
        )


def _listed(names: list[str]) -> Text:
    first, *others = (FIELDS[name] for name in names)
    for other in others:
        first = _("%(some)s, %(more)s", some=first, more=other)
    return first


def content_hash(document: Any) -> str:
    """SHA-256, in hex, over the canonical JSON of what was numbered: kind, number, issue date, title and content."""
    return hashlib.sha256(
        canonical(
            {
                "content": document.content,
                "issued_on": document.issued_on.isoformat(),
                "kind": document.kind,
                "number": document.number,
                "title": document.title,
            }
        )
    ).hexdigest()


def require_service_day(served_on: date, *, issued_on: date, today: date) -> None:
    """Raise RuleViolated for a service in the future or before the paper was issued."""
    if served_on > today:
        raise RuleViolated(
            _("The day of service lies in the future. Record it when it has happened."), field="served_on"
        )
    if served_on < issued_on:
        raise RuleViolated(
            _("The paper was issued on %(day)s; it cannot have been served earlier.", day=issued_on),
            field="served_on",
        )


def require_witnessed(manner: str, witness: str | None) -> None:
    """Raise RuleViolated for a paper left at the address without a witness (Civil Procedure Law (2021) art. 89)."""
    if manner == "left" and not (witness or "").strip():
        raise RuleViolated(_("Service by leaving the paper needs a witness. Enter the name."), field="witness")


def require_consent(manner: str, consent: bool) -> None:
    """Raise RuleViolated for electronic service without a signed consent form (APL art. 61; D24)."""
    if manner == "electronic" and not consent:
        raise RuleViolated(
            _("Electronic service needs the party's signed consent (APL art. 61). Confirm that it is in the file."),
            field="consent",
        )


def notice_effective_day(published_on: date, amount: int, unit: Unit, roll: Roll, calendar: Calendar) -> date:
    """The day service by public notice takes effect: the end of its period (Civil Procedure Law (2021) art. 95).

    In every other manner it is the day of receipt.
    """
    return count(published_on, amount, unit, roll=roll, calendar=calendar).date
