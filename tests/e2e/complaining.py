"""What people do on the pages of complaints: file by the form, look up by a code, open a sealing key, act on a case."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import overflows

CODE = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){4}")
PASSPHRASE = "mingjing-demo-seal-2026"  # noqa: S105 - of the demo city only
SUBMIT = "button[type=submit]:text-is('提交')"
LOOKUP, DESK = "/complaints/lookup/", "/workbench/complaints/"
TRIES = 20


def today() -> date:
    """The day in the city."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def on(page: Page, step: int) -> None:
    """Go on to a step; the others are out of sight."""
    page.click(f"#step-{step - 1} a.button:not(.quiet)")
    expect(page.locator(".step:visible")).to_have_count(1)
    assert not overflows(page)


def code_on(page: Page) -> str:
    """The code of the receipt that is open."""
    assert not overflows(page)
    assert "#" not in page.url.partition("/complaints/new/")[2]
    return CODE.search(page.locator(".slip .code").inner_text().replace("\n", "")).group()


def number_on(page: Page) -> str:
    """The registration number of the receipt that is open."""
    return page.locator(".slip dd").first.inner_text().strip()


def sent(page: Page, kept: str) -> None:
    """Send the form without script: it waits, and what was typed and the file of this name stay in it."""
    text = page.input_value("[name=text]")
    pressed(page, page.locator(SUBMIT))
    for _ in range(TRIES):
        if page.locator(".slip").count():
            return
        expect(page.locator("[role=alert]")).to_contain_text("20 秒")
        expect(page.locator("[name=text]")).to_have_value(text)
        expect(page.locator("#step-2")).to_contain_text(kept)
        page.wait_for_timeout(2_000)
        pressed(page, page.locator(SUBMIT))
    expect(page.locator(".slip")).to_be_visible()


def look_up(page: Page, code: str) -> None:
    """Send a code."""
    page.goto(LOOKUP)
    page.fill("[name=code]", code)
    pressed(page, page.locator("main button[type=submit]"))


def change_code(page: Page) -> str:
    """Take the new code that is shown; it is in force afterwards."""
    new = CODE.search(page.locator(".receipt-code code").inner_text()).group()
    page.fill("[name=typed]", new)
    pressed(page, page.locator("button[value=confirm]"))
    return new


def unlock(page: Page, path: str = DESK) -> Page:
    """Open one's sealing key and go on."""
    page.goto(f"/workbench/keys/unlock/?next={path}")
    page.fill("[name=passphrase]", PASSPHRASE)
    pressed(page, page.locator("main button[type=submit]"))
    return page


def open_case(page: Page, number: str) -> None:
    """Find a case on the desk."""
    page.goto(DESK)
    page.locator(f"main a:text-is('{number}')").first.click()
    expect(page.locator("h1")).to_have_text(number)


def opened(page: Page, key: str) -> Locator:
    """What lets one do a thing on the page of a case, with its form in sight."""
    box = page.locator(f"#act-{key}")
    if not box.locator("form").count():
        box.locator("a").click()
        box.locator("form").wait_for()
    elif not box.locator("form").is_visible():
        box.locator("summary").click()
    return box


def act(page: Page, key: str, **said: object) -> None:
    """Do one thing on the page of a case; it is said to be done."""
    box = opened(page, key)
    for name, value in said.items():
        fill(box.locator(f"[name='{key}-{name}']"), value)
    pressed(page, box.locator("button[type=submit]"))
    expect(page.locator("main [role=status]").first).to_be_visible()
    expect(page.locator("main [role=alert]")).to_have_count(0)


def told(page: Page, kind: str, words: str, way: str) -> None:
    """Tell the reporter; the draft is there to be changed."""
    day = {} if way == "mailbox" else {"told_on": today().isoformat()}
    act(page, f"tell-{kind}", text=words, way=way, **day)


def decided(page: Page, number: str, opinion: str) -> None:
    """A head agrees."""
    open_case(page, number)
    act(page, "decide", answer="yes", text=opinion)


def fill(field: Locator, value: object) -> None:
    """Put a value into a field: text, a choice, how many to tick, or files (dicts as playwright takes them)."""
    kind = field.first.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
    if kind == "select":
        field.select_option(str(value))
    elif kind == "file":
        field.set_input_files(files=value)
    elif kind == "checkbox":
        for place in range(int(value)):
            field.nth(place).check()
    else:
        field.fill(str(value))


def pressed(page: Page, button: Locator) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        button.click()
