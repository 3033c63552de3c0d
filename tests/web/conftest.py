"""A house with nothing in it but the web room and a few plain views."""

import re
import uuid
from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Blueprint, flash, redirect
from flask.testing import FlaskClient

from app import web
from app.access.actor import Actor, ActorKind
from app.access.permissions import Permission
from app.access.roles import Role
from app.core import events
from app.core.db import Database
from app.core.errors import IllegalTransition, NotFound, RuleViolated, Stale
from app.core.events import Refused
from app.core.text import _
from app.web import frame, identity, navigation
from app.web.dispatch import Application
from app.web.fields import TextField, UploadField
from app.web.forms import Form
from app.web.guards import permit, public, signed_in
from app.web.pages import render

SETTINGS = SimpleNamespace(secret_key="a secret of the tests", is_https=False, upload_limit=1 << 20, proxies=0)


class NoteForm(Form):
    note = TextField(_("Note"), required=True, max_length=20)
    file = UploadField(_("File"))


blueprint = Blueprint("house", __name__, template_folder="templates")


@blueprint.get("/broken-rule")
@signed_in
def broken_rule():
    raise RuleViolated(_("Two officers are needed."), field="officers")


@blueprint.get("/absent")
@public
def absent():
    raise NotFound()


@blueprint.get("/moved-on")
@signed_in
def moved_on():
    raise IllegalTransition(_("The order is closed."))


@blueprint.get("/stale")
@signed_in
def stale():
    raise Stale(seen=3, current=4)


@blueprint.get("/log")
@permit(Permission.AUDIT_READ)
def log():
    return "the log"


@blueprint.get("/undone")
@signed_in
def undone():
    flash("It is done.")
    raise Stale(seen=1, current=2)


@blueprint.get("/fault")
@public
def fault():
    raise ValueError("a fault")


@blueprint.route("/note", methods=["GET", "POST"])
@signed_in
def note():
    form = NoteForm()
    if form.validate_on_submit():
        with form.attempting():
            if form.note.data == "refused":
                raise RuleViolated(_("Write something else."), field="note")
            if form.note.data == "bad file":
                raise RuleViolated(_("This is no PDF."), field="file", code="upload_refused")
            if form.note.data == "stale":
                raise Stale(seen=1, current=2)
            return redirect("/done")
    return render("house/note.html", form=form)


@pytest.fixture(scope="session")
def house_app(tmp_path_factory: pytest.TempPathFactory) -> Application:
    app = Application("app", static_folder="web/static", template_folder=None)
    app.settings = SETTINGS
    app.database = Database(f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.db'}")
    web.init_app(app)
    app.register_blueprint(blueprint)
    return app


@pytest.fixture(autouse=True)
def no_other_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """This house has no room that knows users or keeps a log, whatever another application of the run plugged in."""
    monkeypatch.setattr(identity, "_identify", None)
    monkeypatch.setattr(events, "_handlers", defaultdict(list))
    for module in (frame, navigation):
        for socket in vars(module).values():
            if isinstance(socket, events.Socket):
                monkeypatch.setattr(socket, "_plugs", [])
    monkeypatch.setattr(navigation.menu._entries, "_plugs", [])
    monkeypatch.setattr(navigation.home, "_endpoints", {})


@pytest.fixture
def inspector() -> Actor:
    return Actor(
        ActorKind.USER,
        "wang",
        id=uuid.uuid4(),
        name="Wang",
        reach="cn/33/",
        roles=frozenset({Role.INSPECTOR}),
        language="en",
    )


@pytest.fixture
def house(house_app: Application, inspector: Actor, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser in which the inspector is signed in."""
    monkeypatch.setattr(identity, "_identify", lambda renew: inspector)
    return house_app.test_client()


@pytest.fixture
def stranger(house_app: Application, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser in which nobody is signed in; it asks for English."""
    monkeypatch.setattr(identity, "_identify", lambda renew: None)
    client = house_app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[Refused]:
    """What was announced as refused."""
    heard: list[Refused] = []
    monkeypatch.setitem(events._handlers, Refused, [heard.append])
    return heard


@pytest.fixture
def posting(house: FlaskClient) -> Callable:
    """Send a form with the token of a page just opened."""

    def post(url: str, **data):
        page = house.get("/note").get_data(as_text=True)
        token = re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)
        return house.post(url, data={"csrf_token": token, **data}, content_type="multipart/form-data")

    return post
