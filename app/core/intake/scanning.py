"""The virus scanner, where one is set (`CLAMD_URL`). No answer is a refusal: what was not scanned is not taken."""

from typing import BinaryIO
from urllib.parse import urlsplit

import clamd
import structlog

from app.core.errors import RuleViolated
from app.core.intake.refusal import refused
from app.core.text import _

log = structlog.get_logger()

PATIENCE = 60
"""Seconds to wait for the scanner."""

_url: str | None = None


def use(url: str | None) -> None:
    """Scan with the clamd at this address (`tcp://host:port` or `unix:/path`), or not at all."""
    global _url
    _url = url


def require_clean(stream: BinaryIO) -> None:
    """Raise RuleViolated for a file the scanner objects to, and where the scanner can't say."""
    if _url is None:
        return
    stream.seek(0)
    try:
        [(verdict, name)] = _scanner(_url).instream(stream).values()
    except (clamd.ClamdError, OSError, AttributeError, TypeError, ValueError) as error:
        log.error("scanner gave no verdict", error=str(error))
        raise _not_scanned() from error
    if verdict == "FOUND":
        log.warning("scanner objected to a file", name=name)
        raise refused(_("The virus scanner objects to this file. Have it cleaned and send it again."))
    if verdict != "OK":
        log.error("scanner gave no verdict", error=name)
        raise _not_scanned()


def _not_scanned() -> RuleViolated:
    return refused(_("The file could not be scanned for viruses and is not taken. Try again in some minutes."))


def _scanner(url: str) -> clamd.ClamdNetworkSocket:
    address = urlsplit(url)
    if address.scheme == "unix":
        return clamd.ClamdUnixSocket(address.path, timeout=PATIENCE)
    return clamd.ClamdNetworkSocket(address.hostname or "", address.port or 3310, timeout=PATIENCE)
