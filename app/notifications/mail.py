"""Sending outbox messages by SMTP. A mail carries a sentence without names and a link; the case stays inside."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from app.core import clock
from app.core.outbox import OutboxMessage
from app.core.text import Text, _
from app.web.language import speaking
from config.settings import UnsafeSettings

TIMEOUT = 10
"""Seconds to wait for each answer of the mail server; a whole conversation stays within the outbox's lease."""
ADDRESS = re.compile(r'[^\s@,;:<>()\[\]"\\]+@[^\s@,;:<>()\[\]"\\]+')
"""One address without a name or a quoted part, so that it can bring neither a second recipient nor a header."""
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


def letter(message: OutboxMessage, *, sender: str, base_url: str) -> EmailMessage:
    """The mail of an outbox row, in the recipient's language, with the row's fixed Message-ID.

    It leads to a page (`path`), or brings public text of its own along (`enclosed`).
    Raises ValueError where the recipient is not one address.
    """
    with speaking(message.payload["language"]):
        subject = " ".join(str(Text.restored(message.payload["subject"])).split())
        body = str(_body(subject, message.payload, base_url))
    mail = EmailMessage()
    mail["Message-ID"] = message.message_id
    mail["Date"] = format_datetime(clock.wall())
    mail["From"] = _address(sender)
    mail["To"] = _address(message.recipient)
    mail["Subject"] = subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


def _body(subject: str, payload: dict[str, Any], base_url: str) -> Text:
    if "enclosed" in payload:
        return _(
            "%(subject)s\n\n%(enclosed)s\nKeep this mail: with it anyone can show later whether the log was changed.",
            subject=subject,
            enclosed=payload["enclosed"],
        )
    return _(
        "%(subject)s\n\nOpen it in Lianjian: %(url)s\n\nThis mail carries no case content. Do not forward it.",
        subject=subject,
        url=base_url + payload["path"],
    )


def _address(text: str) -> Address:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f"not one mail address: {text!r}")
    user, _at, domain = text.partition("@")
    return Address(username=user, domain=domain)


class MailServer:
    """The server named by MAIL_URL: `smtp://user:password@host:port?from=address`, or `smtps://…` for TLS throughout.

    `smtp` switches to TLS where the server offers it, and never gives a password to another machine without it. The
    sender is `from`, else the user where that is an address. Raises UnsafeSettings for an address that can't be used.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = unquote(query.get("from", "")) or (self.user if "@" in self.user else "lianjian@localhost")
        try:
            self.host, self.port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 25)
            _address(self.sender)
        except ValueError as error:
            raise UnsafeSettings(f"MAIL_URL can't be used: {error}") from error
        if parts.scheme not in ("smtp", "smtps") or not self.host:
            raise UnsafeSettings("MAIL_URL must be smtp://host:port or smtps://host:port.")
        self.is_tls = parts.scheme == "smtps"

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail; raises OSError or smtplib.SMTPException when that fails or stays unanswered."""
        with self._connected() as server:
            if self.user:
                server.login(self.user, self.password)
            server.send_message(mail)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A conversation; how it is closed changes nothing about what was said before."""
        context = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if not self.is_tls:
                self._switch_to_tls(server, context)
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _switch_to_tls(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif self.user and self.host not in OWN_MACHINE:
            raise smtplib.SMTPNotSupportedError("the server offers no TLS, so it is not given the password")
