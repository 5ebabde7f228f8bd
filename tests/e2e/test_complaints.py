"""投诉举报 in a browser: an anonymous citizen on a small phone without script, and a company that gives its name."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import overflows, serious, visitor

TEXT = "二〇二六年二月，窗口要求另交一份清单上没有的证明，不交不收件。"
PAPER = {"name": "证明.txt", "mimeType": "text/plain", "buffer": "窗口给的清单".encode()}
CODE = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){4}")
SUBMIT = "button[type=submit]:text-is('提交')"


def looks_right(page: Page) -> None:
    """On a desk and on a small phone."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert serious(page) == []
        assert not overflows(page)


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


@pytest.mark.article("CMP-4-0", "CMP-6-f", "GAP-05")
def test_a_citizen_without_script_files_on_a_phone_and_prints_the_receipt(browser, city, power):
    small = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
    with visitor(browser, city, **small) as page:
        page.goto(f"/powers/{power}/")
        page.click(".helpful a:text-is('投诉')")
        page.fill("[name=text]", TEXT)
        page.select_option("[name=act]", "CMP-4-3")
        on(page, 2)
        expect(page.locator("#step-2")).to_contain_text(power)
        page.set_input_files("[name=files]", files=[PAPER])
        on(page, 3)
        page.click(SUBMIT)
        for _ in range(20):  # without script the form waits; what was typed and sent stays in it
            if page.locator(".slip").count():
                break
            expect(page.locator("[role=alert]")).to_contain_text("20 秒")
            expect(page.locator("[name=text]")).to_have_value(TEXT)
            expect(page.locator("#step-2")).to_contain_text("证明.txt")
            page.wait_for_timeout(2_000)
            page.click(SUBMIT)
        code = code_on(page)
        assert page.pdf().startswith(b"%PDF")
        page.goto("/complaints/lookup/")
        page.fill("[name=code]", code)
        page.click("main button[type=submit]")
        expect(page.locator("main")).to_contain_text("已登记")


@pytest.mark.article("CMP-4-0")
def test_a_company_files_by_name_and_takes_its_promise_home(browser, city):
    with visitor(browser, city) as page:
        page.goto("/complaints/new/")
        page.fill("[name=text]", TEXT)
        looks_right(page)
        on(page, 2)
        looks_right(page)
        on(page, 3)
        looks_right(page)
        page.check("[name=complainant][value=company]")
        expect(page.locator("[name=name]")).to_be_hidden()
        page.check("[name=named][value=named]")
        page.fill("[name=name]", "陈秀兰")
        page.click(SUBMIT)
        expect(page.locator("[role=alert]")).to_contain_text("第 3 步")
        looks_right(page)
        page.fill("[name=organisation]", "保定某物流有限公司")
        page.click(SUBMIT)
        page.wait_for_selector(".slip")
        code = code_on(page)
        looks_right(page)
        expect(page.locator("main")).to_contain_text("法人")
        with page.expect_download() as kept:
            page.click("a[download]")
        assert b'"signature"' in kept.value.path().read_bytes()
        page.goto(f"/complaints/lookup/#{code}")
        expect(page.locator("[name=code]")).to_have_value(code)
