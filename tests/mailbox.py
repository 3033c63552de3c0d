"""A real SMTP server on this machine, whose answers a test decides."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"


@dataclass
class Mailbox:
    """What arrived. `answer` says, by how many mails have arrived, what is answered; None drops the connection."""

    answer: Callable[[int], str | None] = lambda _arrived: ACCEPTED
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The MAIL_URL of this server."""
        return f"smtp://127.0.0.1:{self.port}?from=lianjian@office.example"

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each mail that arrived."""
        return [letter["Message-ID"] for letter in self.letters]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by the server with a whole mail."""
        letter: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.letters.append(letter)
        self.recipients += envelope.rcpt_tos
        self.was_encrypted.append(session.ssl is not None)
        answer = self.answer(len(self.letters))
        if answer is None:
            assert server.transport is not None
            server.transport.abort()
        return answer or ACCEPTED


@contextmanager
def mailbox(answer: Callable[[int], str | None] = lambda _arrived: ACCEPTED, **server: Any) -> Iterator[Mailbox]:
    """A server that runs until the end of the block."""
    box = Mailbox(answer, port=_free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **server)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
