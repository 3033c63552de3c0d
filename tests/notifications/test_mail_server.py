"""Handing mail over to a real server: TLS, passwords, refusals, broken conversations."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from importlib.resources import files

import pytest
from aiosmtpd.smtp import AuthResult

from app.notifications import mail
from app.notifications.mail import MailServer
from config import UnsafeSettings
from tests.mailbox import mailbox

pytestmark = pytest.mark.real_time

LETTER = EmailMessage()
LETTER["Message-ID"] = "<1@lianjian>"
LETTER["From"], LETTER["To"] = "lianjian@office.example", "wang@office.example"
LETTER.set_content("内容")


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://mail.example?from=lianjian%2Bcases@office.example", "lianjian+cases@office.example"),
        ("smtp://robot%40office.example:p%3Aw@mail.example", "robot@office.example"),
        ("smtp://robot:secret@mail.example", "lianjian@localhost"),
        ("smtp://mail.example", "lianjian@localhost"),
    ],
)
def test_the_sender_is_named_or_the_user_where_that_is_an_address(url, sender):
    assert MailServer(url).sender == sender


def test_user_and_password_are_read_as_written_in_an_address():
    server = MailServer("smtps://robot%40office.example:p%3Aw%2F@mail.example")

    assert (server.user, server.password, server.host, server.port) == (
        "robot@office.example",
        "p:w/",
        "mail.example",
        465,
    )
    assert MailServer("smtp://mail.example").port == 25
    assert MailServer("smtp://mail.example:587").port == 587


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x", "smtp://mail.example?from=a,b"],
)
def test_an_address_that_can_not_be_used_is_refused_at_the_start(url):
    with pytest.raises(UnsafeSettings, match="MAIL_URL"):
        MailServer(url)


CERTIFICATES = files("aiosmtpd.tests") / "certs"


@pytest.fixture
def tls():
    """A server's side of TLS with a certificate nobody has signed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(str(CERTIFICATES / "server.crt"), str(CERTIFICATES / "server.key"))
    return context


@pytest.fixture
def trusting(monkeypatch):
    """The machine trusts that certificate, whatever name and age it has."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    monkeypatch.setattr(mail.ssl, "create_default_context", lambda *_args, **_kwargs: context)


def signed_in(_server, _session, _envelope, _mechanism, credentials):
    return AuthResult(handled=False, success=(credentials.login, credentials.password) == (b"robot", b"secret"))


def send(url):
    MailServer(url).send(LETTER)


def test_a_letter_arrives():
    with mailbox() as box:
        send(box.url)

    assert box.recipients == ["wang@office.example"]
    assert box.message_ids == ["<1@lianjian>"]
    assert box.was_encrypted == [False]


def test_tls_is_used_where_the_server_offers_it_and_the_password_goes_through_it(tls, trusting):
    with mailbox(tls_context=tls, require_starttls=True, authenticator=signed_in, auth_required=True) as box:
        send(box.url.replace("//", "//robot:secret@"))

    assert box.was_encrypted == [True]


def test_a_server_nobody_vouches_for_gets_no_letter(tls):
    with mailbox(tls_context=tls) as box, pytest.raises(ssl.SSLCertVerificationError):
        send(box.url)
    assert box.letters == []


def test_smtps_speaks_tls_from_the_first_word(tls, trusting):
    with mailbox(ssl_context=tls) as box:
        send(box.url.replace("smtp:", "smtps:"))

    assert len(box.letters) == 1


def test_a_wrong_password_is_a_failure():
    with mailbox(authenticator=signed_in, auth_require_tls=False) as box:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            send(box.url.replace("//", "//robot:wrong@"))
        send(box.url.replace("//", "//robot:secret@"))
    assert len(box.letters) == 1


def test_another_machine_is_never_given_the_password_in_the_clear(monkeypatch):
    heard = []
    monkeypatch.setattr(mail, "OWN_MACHINE", ())
    monkeypatch.setattr(smtplib.SMTP, "login", lambda *words: heard.append(words))
    box_without_tls = mailbox(authenticator=signed_in, auth_require_tls=False)
    with box_without_tls as box, pytest.raises(smtplib.SMTPNotSupportedError, match="no TLS"):
        send(box.url.replace("//", "//robot:secret@"))
    assert (heard, box.letters) == ([], [])


def test_a_refused_letter_is_a_failure():
    with mailbox(lambda _arrived: "550 no such user") as box, pytest.raises(smtplib.SMTPDataError, match="550"):
        send(box.url)


def test_an_answer_cut_off_is_a_failure():
    with mailbox(lambda _arrived: None) as box, pytest.raises((OSError, smtplib.SMTPException)):
        send(box.url)
    assert len(box.letters) == 1


def test_how_the_conversation_ends_changes_nothing_about_an_accepted_letter(monkeypatch):
    monkeypatch.setattr(smtplib.SMTP, "quit", lambda _server: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected()))
    with mailbox() as box:
        send(box.url)
    assert len(box.letters) == 1


def test_a_server_that_is_away_is_a_failure():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            send(f"smtp://127.0.0.1:{taken.getsockname()[1]}")
