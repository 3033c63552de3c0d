"""Sending outbox messages by SMTP. A mail carries a sentence without names and a link; the case stays inside."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.core.outbox import OutboxMessage
from app.core.text import Text, _
from app.web.language import speaking

TIMEOUT = 20
"""Seconds to wait for the mail server."""


def letter(message: OutboxMessage, *, sender: str, base_url: str) -> EmailMessage:
    """The mail of an outbox row, in the recipient's language, with the row's fixed Message-ID."""
    with speaking(message.payload["language"]):
        subject = str(Text.restored(message.payload["subject"]))
        body = str(
            _(
                "%(subject)s\n\nOpen it in Lianjian: %(url)s\n\nThis mail carries no case content. Do not forward it.",
                subject=subject,
                url=base_url.rstrip("/") + message.payload["path"],
            )
        )
    mail = EmailMessage()
    mail["Message-ID"] = message.message_id
    mail["From"] = sender
    mail["To"] = message.recipient
    mail["Subject"] = subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


class MailServer:
    """A connection to the server named by MAIL_URL: `smtp://user:password@host:port` or `smtps://…`.

    `smtp` switches to TLS where the server offers it; the sender is the query value `from` or the user.
    """

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        query = dict(pair.split("=", 1) for pair in self.parts.query.split("&") if "=" in pair)
        self.sender = unquote(query.get("from", "")) or unquote(self.parts.username or "") or "lianjian@localhost"

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail; raises OSError or smtplib.SMTPException when that fails or stays unanswered."""
        with self._connect() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(mail)

    def _connect(self) -> smtplib.SMTP:
        host = self.parts.hostname or "localhost"
        if self.parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        return server
