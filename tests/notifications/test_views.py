"""The inbox as a browser sees it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from app.access.actor import job
from app.access.roles import Role
from app.audit.models import AuditEvent
from app.core import db
from app.core.text import _
from app.notifications import operations
from app.notifications.models import Notification
from app.notifications.operations import Message
from app.organisation.rules import actor_of
from tests.factories.organisation import make_user

MESSAGE = Message(
    kind="deadline",
    object_ref="deadline:1",
    step=-3,
    planned_on=date(2022, 9, 28),
    subject=_("%(days)s working days left", days=3),
    path="/orders/1#demand-1",
)


@pytest.fixture
def wang(work):
    with work():
        return actor_of(make_user(username="wang", language="en"))


@pytest.fixture
def tell(work, frozen):
    """Send the actor a message about an object; answers its id."""

    def send(actor, **changes):
        frozen.shift(timedelta(minutes=1))
        with work() as session:
            message = replace(MESSAGE, **changes)
            users = [user for user in session.scalars(select(operations.User)) if user.id == actor.id]
            operations.notify(message, users, actor=job("remind"))
            found = session.scalars(select(Notification).where(Notification.object_ref == message.object_ref))
            return next(row.id for row in found if row.recipient_id == actor.id)

    return send


def page_of(client, **query):
    answer = client.get("/inbox", query_string=query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_empty_inbox_says_what_will_arrive(acting, wang):
    page = page_of(acting(wang))

    assert "No notifications yet" in page
    assert "Reminders of deadlines" in page


def test_the_newest_comes_first_with_its_link_and_what_is_late_says_so(acting, wang, tell):
    tell(wang, object_ref="deadline:1", path="/orders/1")
    tell(wang, object_ref="deadline:2", path="/orders/2", late=True, planned_on=date(2022, 9, 26))

    page = page_of(acting(wang))

    assert page.index('href="/orders/2"') < page.index('href="/orders/1"')
    assert "3 working days left" in page
    assert page.count("sent late") == 1
    assert "26 Sep 2022" in page


def test_a_reader_of_chinese_reads_chinese(acting, wang, tell):
    tell(wang)

    assert "收件箱" in page_of(acting(replace(wang, language="zh")))


def test_every_cell_names_its_column_for_the_phone(acting, wang, tell):
    tell(wang)

    row = re.search(r"<tbody>(.*?)</tbody>", page_of(acting(wang)), re.DOTALL)[1]

    assert re.findall(r'<td data-label="([^"]+)"', row) == ["Notification", "Sent at", "State", "Next step"]
    assert row.count("<td") == 4


def test_tabs_show_what_is_left_and_what_was_noted(acting, wang, tell):
    noted = tell(wang, object_ref="deadline:1", path="/orders/noted")
    tell(wang, object_ref="deadline:2", path="/orders/left")
    browser = acting(wang)
    browser.post(f"/inbox/{noted}/acknowledge")

    def shown(**query):
        return sorted(re.findall(r"/orders/(\w+)", page_of(browser, **query)))

    assert shown() == ["left", "noted"]
    assert shown(state="sent") == ["left"]
    assert shown(state="acknowledged") == ["noted"]
    assert shown(state="cancelled") == shown(state="nonsense") == ["left", "noted"]


def test_the_bell_counts_what_is_left(acting, wang, tell):
    tell(wang)
    browser = acting(wang)
    assert bell(page_of(browser)) == "1"
    browser.post(f"/inbox/{tell(wang, object_ref='deadline:2')}/acknowledge")
    assert bell(page_of(browser)) == "1"


def bell(page):
    return re.search(r'href="/inbox"[^>]*>.*?(\d+)', page, re.DOTALL)[1]


def test_taking_note_leads_back_to_where_one_was_and_is_logged(work, acting, wang, tell):
    identifier = tell(wang)

    answer = acting(wang).post(f"/inbox/{identifier}/acknowledge", data={"next": "/inbox?state=sent"})

    assert (answer.status_code, answer.location) == (303, "/inbox?state=sent")
    with work():
        logged = db.session().scalars(select(AuditEvent).where(AuditEvent.action == "notification.acknowledged")).all()
        assert [(entry.object, entry.actor) for entry in logged] == [(f"notification:{identifier}", f"user:{wang.id}")]


def test_a_second_click_is_no_error(acting, wang, tell):
    identifier = tell(wang)
    browser = acting(wang)

    assert [browser.post(f"/inbox/{identifier}/acknowledge").status_code for _ in range(2)] == [303, 303]


def test_nobody_is_led_off_the_site(acting, wang, tell):
    answer = acting(wang).post(f"/inbox/{tell(wang)}/acknowledge", data={"next": "https://elsewhere.example/"})

    assert answer.location == "/"


def test_somebody_elses_notification_does_not_exist(work, acting, wang, tell):
    with work():
        other = actor_of(make_user(roles=[Role.HEAD]))
    identifier = tell(wang)
    browser = acting(other)

    assert browser.post(f"/inbox/{identifier}/acknowledge").status_code == 404
    assert browser.post(f"/inbox/{uuid4()}/acknowledge").status_code == 404
    assert "/orders/1" not in page_of(browser)
    with work() as session:
        assert session.get_one(Notification, identifier).state == "sent"


def test_a_stranger_is_asked_to_sign_in(client, wang, tell):
    assert client.get("/inbox").location.startswith("/sign-in")
    assert client.post(f"/inbox/{tell(wang)}/acknowledge").location.startswith("/sign-in")


def test_the_page_costs_the_same_number_of_statements_however_long(app, acting, wang, tell):
    browser = acting(wang)

    def statements():
        heard = []
        listener = lambda *_args: heard.append(1)  # noqa: E731
        event.listen(app.database.engine, "before_cursor_execute", listener)
        page_of(browser)
        event.remove(app.database.engine, "before_cursor_execute", listener)
        return len(heard)

    tell(wang)
    few = statements()
    for number in range(2, 12):
        tell(wang, object_ref=f"deadline:{number}")
    assert statements() == few <= 8
