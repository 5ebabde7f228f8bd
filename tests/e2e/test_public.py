"""What a citizen can do: without script, by keyboard, in elder mode, in English, and with the database gone."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import POWER, ROOT, enter_by_keyboard, free_port, overflows, visitor

PUBLISHED = ("/", "/powers/", "/powers/{power}/", "/units/", "/units/130600JT/")
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.mark.article("X-06")
@pytest.mark.parametrize("width", [320, 1280])
def test_the_public_site_works_without_script(browser, city, power, width):
    with visitor(browser, city, java_script_enabled=False, viewport={"width": width, "height": 800}) as page:
        page.goto("/")
        page.fill("main [name=q]", POWER)
        page.locator("main form[role=search] button").click()
        page.locator(f"main a[href='/powers/{power}/']").first.click()
        expect(page.locator("h1")).to_contain_text(POWER)
        for said in ("审查材料", "作出许可决定", "配发车辆营运证"):
            expect(page.locator("main")).to_contain_text(said)
        page.locator(f"main a[href='/powers/{power}/matters/']").first.click()
        page.locator("main a[href^='/matters/']").first.click()
        expect(page.locator("main")).to_contain_text("审查材料")


@pytest.mark.article("X-06")
def test_a_citizen_searches_and_opens_a_power_by_keyboard_alone(page, power):
    page.goto("/")
    tab_to(page, "document.activeElement.name === 'q'")
    page.keyboard.type("货物运输")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    tab_to(page, f"document.activeElement.getAttribute('href') === '/powers/{power}/'")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(POWER)


@pytest.mark.article("X-06")
def test_an_official_logs_in_and_opens_the_catalogue_by_keyboard_alone(page):
    page.goto("/workbench/login/")
    tab_to(page, "document.activeElement.name === 'username'")
    enter_by_keyboard(page, "clerk")
    page.wait_for_url("**/workbench/")
    tab_to(page, "document.activeElement.getAttribute('href') === '/workbench/powers/'")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("职权目录")


def tab_to(page: Page, there: str) -> None:
    """Press Tab until `there` holds."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
    raise AssertionError(f"the Tab key never reaches {there}")


@pytest.mark.article("X-06")
def test_elder_mode_enlarges_every_page_until_it_is_switched_off(page, power):
    page.goto("/")
    plain = letters(page)
    page.get_by_role("button", name="长辈模式").click()
    for path in PUBLISHED:
        page.goto(path.format(power=power))
        assert letters(page) >= 1.3 * plain, path
        page.set_viewport_size({"width": 320, "height": 800})
        assert not overflows(page), path
    page.get_by_role("button", name="标准模式").click()
    assert letters(page) == plain


def letters(page: Page) -> float:
    return page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")


def test_the_switch_to_english_changes_the_words_of_the_interface_and_not_what_was_published(page, power):
    page.goto(f"/powers/{power}/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("header")).to_contain_text("Powers")
    expect(page.locator("h1")).to_contain_text(POWER)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("header")).to_contain_text("职权目录")


@pytest.fixture(scope="module")
def orphan(data: Path, city: str) -> Iterator[str]:
    """A second web server on the same published files, with no database behind it."""
    port = free_port()
    env = os.environ | {"MINGJING_DATA": str(data), "DATABASE_URL": NO_DATABASE}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)


def answering(address: str) -> str:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return address
    raise RuntimeError(f"{address} does not answer")


@pytest.mark.parametrize("path", PUBLISHED)
def test_published_pages_are_the_same_bytes_without_a_database(city, power, orphan, path):
    path = path.format(power=power)
    with urllib.request.urlopen(city + path) as served, urllib.request.urlopen(orphan + path) as alone:
        assert alone.status == 200
        assert alone.read() == served.read()
