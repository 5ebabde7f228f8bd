"""投诉举报 in a browser: an anonymous citizen on a small phone without script, and a company that gives its name."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.complaining import SUBMIT, code_on, look_up, on, sent
from tests.e2e.conftest import overflows, serious, visitor

TEXT = "二〇二六年二月，窗口要求另交一份清单上没有的证明，不交不收件。"
PAPER = {"name": "证明.txt", "mimeType": "text/plain", "buffer": "窗口给的清单".encode()}


def looks_right(page: Page) -> None:
    """On a desk and on a small phone."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert serious(page) == []
        assert not overflows(page)


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
        sent(page, "证明.txt")
        code = code_on(page)
        assert page.pdf().startswith(b"%PDF")
        look_up(page, code)
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
