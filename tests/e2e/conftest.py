"""A whole city in a real browser: its own cluster, server and worker, as `make demo` starts them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
START_SECONDS = 420
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update")
POWER = "道路货物运输经营许可"
NARROW = 320  # px, a small phone
PASSWORDS = {"seeded": "mingjing-demo-2026"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not e2e"` leaves them out."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def data() -> Iterator[Path]:
    """A data directory that the database server's user may enter, which pytest's own folders do not allow.

    E2E_DATA names that of a city which runs already.
    """
    if running := os.environ.get("E2E_DATA"):
        yield Path(running)
        return
    with tempfile.TemporaryDirectory(prefix="mingjing-city-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="package")
def city(data: Path) -> Iterator[str]:
    """The address of a seeded city that runs until the tests end; E2E_CITY names one that runs already."""
    if running := os.environ.get("E2E_CITY"):
        yield running
        return
    port = free_port()
    outside = {"DATABASE_URL", "MIGRATE_DATABASE_URL", "KEYS_DATABASE_URL", "KEY_FOLDER"}
    env = {name: value for name, value in os.environ.items() if name not in outside}
    env |= {"MINGJING_DATA": str(data), "PORT": str(port), "SEED_CASES": "300", "COMPLAINTS_AN_HOUR": "500"}
    with (data / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mingjing.console", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        try:
            yield _answering(f"http://127.0.0.1:{port}", server, data / "serve.log")
        finally:
            server.terminate()
            server.wait(30)


def _answering(address: str, server: subprocess.Popen, log: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"the city does not answer:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium: the machine's, else the one that playwright installed."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def power(city: str) -> str:
    """The code of the power that the stories are about, as the open catalogue tells it."""
    with urllib.request.urlopen(f"{city}/powers.json", timeout=20) as answer:
        return next(row["编码"] for row in json.load(answer) if row["名称"] == POWER)


@contextmanager
def visitor(browser: Browser, city: str, **wants: Any) -> Iterator[Page]:
    """A page in a fresh context. Errors of scripts and of the content policy fail the test."""
    looks = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **wants}
    context = browser.new_context(base_url=city, **looks)
    context.set_default_timeout(10_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert not faults


@pytest.fixture
def page(browser: Browser, city: str) -> Iterator[Page]:
    """A fresh visitor."""
    with visitor(browser, city) as page:
        yield page


def enter(page: Page, username: str) -> Page:
    """Log in as one of the demo accounts."""
    page.goto("/workbench/login/")
    page.focus("[name=username]")
    enter_by_keyboard(page, username)
    page.wait_for_url("**/workbench/")
    return page


def enter_by_keyboard(page: Page, username: str) -> None:
    """Type name and password, the name's field having the focus."""
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORDS["seeded"])
    page.keyboard.press("Enter")


@pytest.fixture
def login(page: Page) -> Callable[[str], Page]:
    """Log the visitor in."""
    return partial(enter, page)


class Staff:
    """People of a story, each logged in once in a browser of the own."""

    def __init__(self, browser: Browser, city: str) -> None:
        self.open = partial(visitor, browser, city)
        self.rooms = ExitStack()
        self.pages: dict[str, Page] = {}

    def __enter__(self) -> "Staff":
        return self

    def __exit__(self, *error: object) -> None:
        self.rooms.close()

    def __call__(self, username: str) -> Page:
        """This person's page."""
        if username not in self.pages:
            self.pages[username] = enter(self.rooms.enter_context(self.open()), username)
        return self.pages[username]


@pytest.fixture(scope="module")
def staff(browser: Browser, city: str) -> Iterator[Staff]:
    """The people of a module's stories."""
    with Staff(browser, city) as people:
        yield people


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical on the open page, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({resultTypes: ['violations'], runOnly: rules})", RULES)
    return [
        f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:3]}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def overflows(page: Page) -> bool:
    """True if the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


@pytest.fixture
def looked_at() -> Iterator[Callable[[Page], None]]:
    """Look at a page on a small phone: nothing that axe calls serious, nothing that goes over the edge."""

    def look(page: Page) -> None:
        size = page.viewport_size
        page.set_viewport_size({"width": NARROW, "height": 640})
        assert not overflows(page), page.url
        assert serious(page) == [], page.url
        page.set_viewport_size(size)

    yield look
