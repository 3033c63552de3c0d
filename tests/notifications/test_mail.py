"""Mail as it is written: language, link, no name, no forged header."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import _
from app.notifications.mail import ADDRESS, letter
from app.web import language

SUBJECT = _("%(label)s: due on %(day)s, %(distance)s", label=_("Deadline"), day="2022-10-11", distance=_("due today"))


def written(app, recipient="wang@office.example", **changes):
    payload = {"subject": SUBJECT.stored(), "path": "/orders/1#demand-1", "language": "en"} | changes
    row = SimpleNamespace(message_id="<1@lianjian>", recipient=recipient, payload=payload)
    with app.app_context():
        return letter(row, sender="lianjian@office.example", base_url="https://lianjian.example")


def test_a_letter_says_what_is_due_and_leads_into_the_system(application):
    sent = written(application)

    assert sent["Subject"] == "Deadline: due on 2022-10-11, due today"
    assert "https://lianjian.example/orders/1#demand-1" in sent.get_content()
    assert (sent["From"], sent["To"]) == ("lianjian@office.example", "wang@office.example")
    assert sent["Message-ID"] == "<1@lianjian>"
    assert sent["Date"].datetime.isoformat() == "2022-09-28T01:00:00+00:00"
    assert sent["Auto-Submitted"] == "auto-generated"


def test_a_letter_is_written_in_the_language_of_its_reader(application, monkeypatch):
    monkeypatch.setattr("app.core.text._translate", lambda msgid: f"{mail_language()}|{msgid}")

    assert written(application, language="en")["Subject"].startswith("en|")
    assert written(application, language="zh")["Subject"].startswith("zh|")
    assert written(application, language="")["Subject"].startswith("zh|")


def mail_language():
    return language.current().language


def test_chinese_survives_the_journey(application):
    sent = written(application, subject=_("深网信责改〔2022〕第1号").stored())

    assert sent["Subject"] == "深网信责改〔2022〕第1号"
    assert "深网信责改〔2022〕第1号" in sent.get_content()


def test_a_line_break_in_a_value_makes_no_header(application):
    sent = written(application, subject=_("%(x)s", x="due\r\nBcc: all@example.org\n\n<html>").stored())

    assert sent["Bcc"] is None
    assert sent["Subject"] == "due Bcc: all@example.org <html>"


@pytest.mark.parametrize(
    "recipient", ["a@x.example, b@x.example", "a@x.example\nBcc: b@x.example", "<a@x.example>", "nobody", ""]
)
def test_a_recipient_that_is_not_one_address_makes_no_letter(application, recipient):
    with pytest.raises(ValueError, match="not one mail address"):
        written(application, recipient=recipient)


@given(st.from_regex(ADDRESS, fullmatch=True))
def test_one_address_is_one_recipient_however_odd(application, recipient):
    sent = written(application, recipient=recipient)

    assert len(sent["To"].addresses) == 1
    assert set(sent.keys()) == {
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
