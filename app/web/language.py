"""Which language a person reads: the one chosen on the page, else the account's, else the browser's, else Chinese."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from babel import Locale
from flask import g, has_app_context, has_request_context, request
from flask_babel import force_locale, get_locale, gettext

from app.core import clock
from app.core.text import Text, _
from app.web.security import cookie_name

COOKIE = "lang"
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
"""The names used in cookies, accounts and addresses, with the catalogue of each."""


def choose() -> str:
    """The catalogue for the running request; Chinese outside one."""
    if not has_request_context():
        return LANGUAGES["zh"]
    chosen = request.cookies.get(cookie_name(COOKIE)) or (g.actor.language if "actor" in g else "")
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES) or "zh"
    return LANGUAGES[chosen]


def translate(msgid: str) -> str:
    """A source string in the reader's language; the source itself where there is no application at all."""
    return str(gettext(msgid)) if has_app_context() else msgid


def written_day(value: date) -> str:
    """A date inside a sentence, in the sentence's language; ISO where there is no application at all."""
    return day(value) if has_app_context() else value.isoformat()


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return current().language == "zh"


def current() -> Locale:
    """The reader's locale."""
    return get_locale() or Locale.parse(LANGUAGES["zh"])


def day(value: date | datetime | None, short: bool = False) -> str:
    """A date: 2022年10月11日 or 11 Oct 2022; `short` leaves out the year. A moment gives its day in Shanghai."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = clock.local(value).date()
    if is_chinese():
        return f"{'' if short else f'{value.year}年'}{value.month}月{value.day}日"
    month = current().months["format"]["abbreviated"][value.month]
    return f"{value.day} {month}" if short else f"{value.day} {month} {value.year}"


def moment(value: datetime | None) -> str:
    """A moment (UTC) on a clock in Shanghai: 2022-10-11 09:12."""
    return "—" if value is None else clock.local(value).strftime("%Y-%m-%d %H:%M")


def file_size(size: int) -> Text:
    """A size in bytes in the unit a person would use."""
    if size < 1 << 20:
        return _("%(size)s KB", size=max(1, round(size / 1024)))
    return _("%(size)s MB", size=f"{size / (1 << 20):.1f}")


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Write in another person's language (`zh`, `en`), for instance a mail; Chinese where it is unknown."""
    with force_locale(LANGUAGES.get(name, LANGUAGES["zh"])):
        yield
