"""A person at a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page

from app.demo.people import PASSWORD

PATIENCE = 15_000
"""Milliseconds that a page may take."""


class Visitor:
    """A page of the browser, used by the words on it. What the browser complains of is kept in `complaints`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, username: str) -> Visitor:
        """Sign in with the demo's password, and with the code the page tells where it asks for one."""
        self.page.goto("/sign-in")
        self.page.locator("#username").fill(username)
        self.page.locator("#password").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        if "/sign-in/code" in self.page.url:
            self.show_code()
        return self

    def show_code(self) -> Visitor:
        """Enter the code that the demo tells; where two were used just now, wait for the next."""
        asked = self.page.url
        while not self.page.locator(".lj-code").count():
            self.page.wait_for_timeout(1000)
            self.page.reload()
        self.page.locator("#proof_code").fill(self.page.locator(".lj-code").inner_text())
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url(lambda url: url != asked)
        return self

    def open(self, address: str) -> Visitor:
        """Type an address."""
        self.page.goto(address)
        return self

    def follow(self, words: str, *, within: str = "body") -> Visitor:
        """Click the link that says this."""
        self.page.locator(within).get_by_role("link", name=words, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def press(self, words: str) -> Visitor:
        """Click the button that says this."""
        self.page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def press_with_reason(self, words: str, reason: str) -> Visitor:
        """Click the button that asks for a reason, give it, and click again."""
        self.press(words)
        dialog = self.page.locator("[popover]:popover-open")
        dialog.get_by_role("textbox").fill(reason)
        dialog.get_by_role("button", name=words, exact=True).click()
        self.page.wait_for_load_state()
        return self

    def fill(self, **fields: Any) -> Visitor:
        """Fill in fields by their names: text, a choice's value, True for a tick, a file as a dictionary."""
        for name, value in fields.items():
            self._fill(self.page.locator(f"main form.lj-form [name={name}]"), value)
        return self

    def _fill(self, control: Locator, value: Any) -> None:
        kind = control.first.get_attribute("type")
        if isinstance(value, dict):
            control.set_input_files(value)  # type: ignore[arg-type]
        elif kind == "radio":
            control.and_(self.page.locator(f"[value={value}]")).check()
        elif value is True:
            control.check()
        elif control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(re.compile(str(value)).pattern)
        else:
            control.fill(str(value))

    def reads(self, *words: str) -> Visitor:
        """Wait until the page says all of this."""
        for said in words:
            self.page.locator("main, #toasts").get_by_text(said).filter(visible=True).first.wait_for()
        return self

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
