"""A clerk walks a record from opening to publicity with one extra step; the leader sees it, a citizen objects."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import overflows, serious

POWER = "农村公路养护工程补助"
STEPS = ("受理申请", "现场核查", "局务会研究", "作出补助决定", "拨付补助")
EXTRA = "第三方审计"
WHO = "欧阳建国"
OBJECTION = "这条路去年已经补助过一次。"


def narrow(page: Page) -> list[str]:
    """What is wrong with the open page on a small phone."""
    page.set_viewport_size({"width": 320, "height": 800})
    found = serious(page) + (["scrolls sideways"] if overflows(page) else [])
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def opened(clerk: Page) -> str:
    """The address of a new record, without the host."""
    clerk.goto("/workbench/records/new/")
    chosen = clerk.locator("[name=power] option", has_text=POWER).get_attribute("value")
    clerk.select_option("[name=power]", chosen)
    clerk.get_by_role("button", name="下一步").click()
    clerk.fill("[name=title]", f"{WHO}承包路段养护补助")
    clerk.fill("[name=counterpart]", WHO)
    clerk.get_by_label("养护里程（公里）").fill("3.2")
    clerk.get_by_role("button", name="开表").click()
    expect(clerk.locator("h1")).to_contain_text("登〔")
    return re.sub(r"^https?://[^/]+", "", clerk.url)


def enter(clerk: Page, record: str, what: str, **words: str) -> None:
    clerk.goto(f"{record}enter/")
    clerk.select_option("[name=what]", what)
    minute = dt.datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")
    clerk.fill("[name=started_at]", minute)
    clerk.fill("[name=ended_at]", minute)
    clerk.select_option("[name=handler]", index=1)
    for name, said in words.items():
        clerk.fill(f"[name={name}]", said)
    clerk.get_by_role("button", name="登记", exact=True).click()


@pytest.mark.article("ASM-5-4-2a", "ASM-5-4-2b", "ACC-7-2a")
def test_a_record_from_its_opening_to_the_answer_of_an_objection(staff, page):
    clerk, leader = staff("clerk"), staff("leader")
    record, faults = opened(clerk), []
    for step in STEPS[:2]:
        enter(clerk, record, f"step:{step}", opinion=f"{WHO}的材料无误")
    enter(clerk, record, "other", other=EXTRA)
    expect(clerk.get_by_role("alert")).to_contain_text("第七条第二项")
    expect(clerk.locator("[name=other]")).to_have_value(EXTRA)
    faults += narrow(clerk)
    clerk.fill("[name=reason]", "金额较大，增加审计")
    clerk.get_by_role("button", name="登记", exact=True).click()
    expect(clerk.locator("main")).to_contain_text("流程图或清单以外")
    leader.goto("/workbench/")
    expect(leader.locator("main")).to_contain_text(EXTRA)
    for step in STEPS[2:]:
        enter(clerk, record, f"step:{step}")
    clerk.goto(record)
    clerk.fill("[name=result]", f"准予{WHO}补助3万元")
    clerk.fill("[name=result_on]", dt.datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())
    clerk.get_by_role("button", name="办结送审").click()
    leader.goto(record)
    expect(leader.locator("main")).to_contain_text("有增加的环节、条件或材料")
    faults += narrow(leader)
    leader.get_by_role("button", name="批准公示").click()
    expect(leader.locator("main")).to_contain_text("公示页")

    page.goto("/records/")
    faults += narrow(page)
    page.locator("main a", has_text="欧***").first.click()
    expect(page.locator("main")).not_to_contain_text(WHO)
    expect(page.locator("main")).to_contain_text("准予欧***补助3万元")
    faults += narrow(page)
    page.get_by_label("您有什么异议").fill(OBJECTION)
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("status")).to_contain_text("已收到")
    expect(page.locator("main")).to_contain_text("收到 1 件，已答复 0 件")

    clerk.goto("/workbench/")
    expect(clerk.locator("main")).to_contain_text("公示收到异议")
    clerk.goto(record)
    expect(clerk.locator("main")).to_contain_text(OBJECTION)
    clerk.get_by_label("异议是否成立").select_option("no")
    clerk.get_by_label("答复和理由").fill("去年补助的是另一路段，里程不重复。")
    clerk.get_by_role("button", name="答复异议").click()
    expect(clerk.locator("main")).to_contain_text("异议不成立")
    page.reload()
    expect(page.locator("main")).to_contain_text("收到 1 件，已答复 1 件")
    expect(page.locator("main")).not_to_contain_text(OBJECTION)
    assert not faults
