"""A person at a browser without JavaScript: reads the page, follows links, fills in forms by their labels."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.access.actor import operator
from app.web.dispatch import Application
from tests.factories.organisation import PASSWORD
from tests.factories.second_factor import unused_code
from tests.journeys.forms import Form
from tests.journeys.markup import Element, read

REDIRECTS = 5
AROUND = {"tr", "li", "section"}
"""What holds a link or a button together with the words that tell which one it is."""


class Person:
    """Somebody with a user name, at an own browser, in Chinese.

    Whatever page comes up is checked on the way: each link and form leads to an address that exists, each label names
    a field, no two things have the same id.
    """

    def __init__(self, client: FlaskClient, username: str = "") -> None:
        self.client = client
        self.username = username
        self.address = "/"
        self.page = read("")
        self.status = 0

    @property
    def application(self) -> Application:
        """The application this browser talks to."""
        return self.client.application

    def sign_in(self, password: str = PASSWORD) -> Person:
        """Sign in, with a code where the account has a second factor, and arrive at the first page of the role."""
        self.open("/sign-in").press("登录系统", {"用户名": self.username, "密码": password})
        if urlsplit(self.address).path == "/sign-in/code":
            self.press("登录系统", {"动态口令": self._code()})
        return self

    def _code(self) -> str:
        with self.application.database.unit_of_work(operator("phone"), appends=False):
            return unused_code(self.username)

    def open(self, address: str, status: int = 200) -> Person:
        """Type an address."""
        return self._arrive(self.client.get(address), address, status)

    def follow(self, words: str, *, beside: str = "") -> Person:
        """Click the link that says this; `beside` tells it from others by what stands in the same row or card, or by
        the name of the part of the page."""
        links = [link for link in self.page.all("a") if link.has("href")]
        return self.open(urljoin(self.address, self._one(links, words, beside).get("href")))

    def press(self, words: str, fields: dict[str, Any] | None = None, *, beside: str = "", status: int = 200) -> Person:
        """Fill in fields by their labels, then press the button that says this."""
        buttons = [button for button in self.page.all("button") if button.get("type", "submit") == "submit"]
        button = self._one(buttons, words, beside)
        form = Form.around(button)
        data = form.filled(fields or {}, button)
        action = urljoin(self.address, form.action)
        answer = self._post(action, form, data) if form.posts else self.client.get(action, query_string=data)
        return self._arrive(answer, action, status)

    def _post(self, action: str, form: Form, data: MultiDict[str, Any]) -> TestResponse:
        if not form.sends_files:
            return self.client.post(action, data=MultiDict((k, v) for k, v in data.items(multi=True) if v != ""))
        sent = {name: [_as_file(value) for value in data.getlist(name)] for name in data}
        return self.client.post(action, data=sent, content_type="multipart/form-data")

    def can(self, words: str) -> bool:
        """Whether a button or link with these words can be used here; one that only says why not does not count."""
        return any(
            element.label == words
            for element in self.page.all("a", "button")
            if not element.classes & {"lj-refused"} and (element.has("href") or element.tag == "button")
        )

    def reads(self, *words: str) -> Person:
        """Make sure that the page says all of this."""
        missing = [word for word in words if word not in self.page.text]
        assert not missing, f"{self.address} does not say {missing}: {self._contents()}"
        return self

    def reads_not(self, *words: str) -> Person:
        """Make sure that the page says nothing of this."""
        found = [word for word in words if word in self.page.text]
        assert not found, f"{self.address} says {found}"
        return self

    def _one(self, among: list[Element], words: str, beside: str) -> Element:
        named = [element for element in among if words in (element.label, element.text)]
        found = [element for element in named if not beside or _stands_beside(element, beside)]
        assert found, f"nothing to use says “{words}” {beside} on {self.address}: {sorted({e.label for e in among})}"
        assert len({_target(element) for element in found}) == 1, f"“{words}” stands on {self.address} more than once"
        return found[0]

    def _arrive(self, answer: TestResponse, address: str, status: int) -> Person:
        for _hop in range(REDIRECTS):
            if answer.status_code not in (302, 303):
                break
            address = urljoin(address, answer.headers["Location"])
            answer = self.client.get(address)
        self.address, self.status, self.page = address, answer.status_code, read(answer.text)
        assert answer.status_code == status, f"{address} answered {answer.status_code}: {self._contents()}"
        require_sound(self.page, self.address, self._leads_somewhere)
        return self

    def _leads_somewhere(self, address: str, method: str) -> bool:
        adapter = self.application.url_map.bind("localhost")
        try:
            adapter.match(urlsplit(urljoin(self.address, address)).path, method=method)
        except HTTPException:
            return False
        return True

    def _contents(self) -> str:
        main = next((element for element in self.page.all("main")), self.page)
        return main.text[:1500]


def _as_file(value: Any) -> Any:
    if isinstance(value, tuple):
        name, content = value
        return io.BytesIO(content), name
    return value


def _stands_beside(element: Element, words: str) -> bool:
    row = next((around.text for around in element.above() if around.tag in AROUND), "")
    return words in row or any(around.get("aria-label") == words for around in element.above())


def _target(element: Element) -> str:
    if element.tag == "a":
        return element.get("href")
    form = Form.around(element)
    return f"{form.action} {element.get('name')} {element.get('value')}"


def require_sound(page: Element, address: str, leads_somewhere: Callable[[str, str], bool]) -> None:
    """Fail where a page cannot be used as it stands."""
    elements = list(page.walk())
    ids = [element.get("id") for element in elements if element.has("id")]
    assert len(ids) == len(set(ids)), f"{address}: {sorted({i for i in ids if ids.count(i) > 1})} is there twice"
    for attribute in ("for", "popovertarget", "aria-labelledby", "aria-describedby"):
        named = {name for element in elements for name in element.get(attribute).split()}
        assert named <= set(ids), f"{address}: {attribute} names what is not there: {sorted(named - set(ids))}"
    for element in elements:
        if element.tag == "a" and element.get("href").startswith("/"):
            assert leads_somewhere(element.get("href"), "GET"), f"{address}: {element.get('href')} leads nowhere"
        if element.tag == "form":
            action, method = element.get("action") or address, element.get("method", "get").upper()
            assert leads_somewhere(action, method), f"{address}: the form to {action} leads nowhere"
