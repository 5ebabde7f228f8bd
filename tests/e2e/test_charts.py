"""A chart in a real browser: drawn by keyboard as a list, drawn by mouse with its steps beside it, printed on A4."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import overflows, serious

WIDTHS = (320, 768, 1280)
STEPS = ("收件登记", "资料审查", "现场核查", "作出决定")
NAME = "户外广告设置备案"


@pytest.fixture(scope="module")
def draft(staff) -> str:
    """A draft of the clerk's that lacks nothing but its chart; its address."""
    clerk = staff("clerk")
    clerk.goto("/workbench/powers/new/")
    clerk.fill("[name=name]", NAME)
    clerk.select_option("[name=power_type]", label="行政检查")
    clerk.click("text=登记并填写")
    for name, value in (("statutory_length", "20"), ("promised_length", "10")):
        clerk.fill(f"[name={name}]", value)
    for name in ("chief", "handler"):
        clerk.select_option(f"[name={name}]", index=1)
    clerk.click("text=保存草稿")
    address = clerk.url
    clerk.goto(address + "rows/bases/")
    clerk.select_option("[name=basis]", index=1)
    clerk.fill("[name=article]", "第十条")
    clerk.click("text=加上")
    return address


@pytest.mark.article("ASM-5-3-2b")
def test_a_clerk_draws_five_steps_and_a_branch_by_keyboard_checks_and_submits(staff, draft):
    clerk = staff("clerk")
    clerk.goto(draft + "chart/steps/")
    new_step(clerk, STEPS[0])
    for place, name in enumerate(STEPS[1:], start=1):
        clerk.goto(f"{draft}chart/steps/{place}/")
        open_by_keyboard(clerk, "填写新的一步")
        new_step(clerk, name)
    clerk.goto(draft + "chart/steps/2/")
    open_by_keyboard(clerk, "填写另一种情况")
    clerk.focus("#branch_condition")
    clerk.keyboard.type("材料不齐")
    clerk.keyboard.press("Tab")
    clerk.keyboard.type("补正告知")
    clerk.select_option("#branch_target", label=f"1. {STEPS[0]}")
    clerk.focus("#branch_otherwise")
    clerk.keyboard.type("材料齐全")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("ol.nodes > li")).to_have_count(5)
    expect(clerk.locator("main")).to_contain_text("若“材料不齐”，到第")
    expect(clerk.locator("main .note.late")).to_contain_text("“补正告知”：没有岗位、时限")
    refused(clerk, draft)
    clerk.goto(draft + "chart/steps/")
    clerk.get_by_role("link", name="修改“补正告知”").press("Enter")
    clerk.focus("#change_post")
    typed(clerk, post="窗口人员", limit="1", first="change")
    expect(clerk.locator("main")).to_contain_text("检查过了")
    check_pages(clerk, draft)


def new_step(clerk: Page, name: str) -> None:
    """Fill in the open form of a new step by keyboard and send it."""
    form = clerk.locator("form:has([name=name]):has([name=do][value=add])").first
    form.locator("[name=name]").focus()
    clerk.keyboard.type(name)
    clerk.keyboard.press("Tab")
    typed(clerk, post="窗口人员", limit="2")
    expect(clerk.locator("ol.nodes")).to_contain_text(name)


def typed(clerk: Page, *, post: str, limit: str, first: str = "") -> None:
    clerk.keyboard.type(post)
    clerk.keyboard.press("Tab")
    clerk.keyboard.type(limit)
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(re.compile(r"/chart/steps/#step-\d+$"))


def open_by_keyboard(clerk: Page, summary: str) -> None:
    clerk.get_by_text(summary, exact=True).focus()
    clerk.keyboard.press("Enter")


def refused(clerk: Page, draft: str) -> None:
    """A step that lacks post or limit keeps the draft back, with the reason."""
    clerk.goto(draft)
    clerk.get_by_role("button", name="提交审核", exact=True).click()
    expect(clerk.locator("main")).to_contain_text("环节“补正告知”没有岗位、时限")


def check_pages(clerk: Page, draft: str) -> None:
    """Every page of the chart at three widths."""
    faults = []
    for path in ("chart/", "chart/steps/", "chart/steps/2/", "chart/draw/", "chart/print/"):
        clerk.goto(draft + path)
        for width in WIDTHS:
            clerk.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} at {width}: {fault}" for fault in serious(clerk)]
            if overflows(clerk):
                faults.append(f"{path} scrolls sideways at {width}")
    clerk.set_viewport_size({"width": 1280, "height": 900})
    assert not faults


@pytest.mark.article("ASM-5-3-2b")
def test_the_editor_shows_problems_on_the_chart_lays_lanes_and_saves_the_steps_with_it(staff, draft):
    clerk = staff("clerk")
    clerk.goto(draft + "chart/draw/")
    clerk.locator(".djs-shape:has-text('作出决定')").first.click()
    clerk.locator(".djs-context-pad [data-action='append.append-task']").click()
    clerk.locator(".djs-direct-editing-content").fill("送达")
    clerk.keyboard.press("Enter")
    clerk.click("[data-act=check]")
    expect(clerk.locator("[data-chart-said]")).to_contain_text("处问题")
    expect(clerk.locator(".chart-marks").first).to_be_visible()
    expect(clerk.locator("[data-chart-findings]")).to_contain_text("送达：没有流出的连线")
    clerk.get_by_role("button", name="到图上看：送达").first.click()
    expect(clerk.locator("#panel-title")).to_contain_text("送达")
    clerk.locator(".djs-context-pad [data-action='append.end-event']").click()
    clerk.locator(".djs-shape:has-text('送达')").first.click()
    clerk.fill("#panel_post", "送达员")
    clerk.fill("#panel_limit_length", "1")
    clerk.click("[data-act=lanes]")
    expect(clerk.locator("[data-chart-said]")).to_contain_text("已重新排版")
    expect(clerk.locator(".djs-container")).to_contain_text("送达员")
    clerk.reload()
    clerk.get_by_role("button", name="恢复它").click()
    expect(clerk.locator("[data-chart-said]")).to_contain_text("已恢复")
    clerk.click("text=保存流程图")
    expect(clerk.locator("main")).to_contain_text("流程图和各环节已保存")
    expect(clerk.locator("ol.nodes")).to_contain_text("送达员")
    clerk.goto(draft)
    clerk.get_by_role("button", name="提交审核", exact=True).click()
    expect(clerk.locator("main .chip").first).to_have_text("单位审核中")


def test_a_published_chart_zooms_by_keyboard_and_prints_whole(page, power):
    page.goto(f"/powers/{power}/")
    viewer = page.locator("[data-chart-viewer]")
    expect(viewer.locator(".djs-shape").first).to_be_visible()
    before = viewer.locator(".viewport").get_attribute("transform")
    viewer.focus()
    page.keyboard.press("+")
    assert viewer.locator(".viewport").get_attribute("transform") != before
    page.goto(f"/powers/{power}/1/chart/")
    page.wait_for_load_state("networkidle")
    assert all(page.eval_on_selector_all(".sheets img", "all => all.map(img => img.naturalWidth > 0)"))
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not overflows(page)
        assert not serious(page)
