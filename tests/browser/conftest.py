"""The demo behind a real server, and people with a real Chromium in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.core import clock
from app.demo.days import AS_OF, OPENING_HOUR
from tests.browser.visitor import Visitor
from tests.demonstration import demo_process

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds until the server has to answer."""


@pytest.fixture(scope="session")
def server(loaded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo on the morning of its visitors, in a copy of its own."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(loaded_folder, folder)
    with demo_process(folder):
        clock.shift_to(clock.at(AS_OF, OPENING_HOUR))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--threads=4", f"--bind=127.0.0.1:{port}", "wsgi:app"]
    environment = {**os.environ, "APP_ENV": "demo", "INSTANCE_DIR": str(folder), "PORT": str(port)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Callable[..., Visitor]]:
    """Somebody at an own browser: `visitor("wangjianguo")` signed in, `visitor()` at the door."""
    contexts = []

    def open_browser(username: str | None = None, *, language: str = "zh-CN", **options: object) -> Visitor:
        context = browser.new_context(
            base_url=server, locale=language, viewport={"width": 1366, "height": 768}, **options
        )
        contexts.append(context)
        somebody = Visitor(context.new_page())
        return somebody.sign_in(username) if username else somebody

    yield open_browser
    for context in contexts:
        context.close()
