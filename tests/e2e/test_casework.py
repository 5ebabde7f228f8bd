"""Events come in by file, are judged in public, and raise a signal that the unit answers and the office accepts."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

WAY = ("收到申请", "审查材料", "作出许可决定", "制发许可证", "配发车辆营运证", "归档")
SKIPPED = "审查材料"
SKIPPED_SAID = re.compile(f"(缺|少|跳过).{{0,4}}“{SKIPPED}”")
PATIENCE = 20_000  # milliseconds: the worker reads in the background


def log(*, broken: bool) -> bytes:
    """Two cases of recent days, one of them past a step; broken: a row whose time is none."""
    day = dt.datetime.combine(dt.date.today() - dt.timedelta(days=12), dt.time(9), tzinfo=dt.UTC)
    rows = ["办件编号,环节,时间"]
    for number, steps in (("浏览器-1", WAY), ("浏览器-2", [step for step in WAY if step != SKIPPED])):
        rows += [f"{number},{step},{day + dt.timedelta(minutes=n):%Y-%m-%d %H:%M}" for n, step in enumerate(steps)]
    if broken:
        rows[3] = "浏览器-1,作出许可决定,大概下午"
    return "\n".join(rows).encode("gb18030")


def deliver(clerk: Page, power: str, data: bytes) -> None:
    clerk.goto("/workbench/imports/new/")
    clerk.select_option("[name=power]", power)
    clerk.set_input_files("[name=file]", {"name": "办件.csv", "mimeType": "text/csv", "buffer": data})
    clerk.check("[name=finished]")
    clerk.check("[name=not_secret]")
    clerk.get_by_role("button", name="导入", exact=True).click()


@pytest.mark.article("ACC-5-3", "ACC-7-2a")
def test_a_file_with_a_bad_row_is_reported_by_row_and_the_good_one_is_judged_in_public(staff, page, power):
    clerk = staff("clerk")
    deliver(clerk, power, log(broken=True))
    expect(clerk.locator("main")).to_contain_text("整批未采纳", timeout=PATIENCE)
    expect(clerk.locator("main table")).to_contain_text("大概下午")
    expect(clerk.locator("main table th[scope=row]")).to_have_text("4")
    deliver(clerk, power, log(broken=False))
    expect(clerk.locator("main")).to_contain_text("采纳 11 个事件", timeout=PATIENCE)
    for number, verdict in (("浏览器-1", "按公布的流程图办理"), ("浏览器-2", SKIPPED_SAID)):
        page.goto(f"/search/?q={number}")
        page.locator("main a[href^='/matters/']").first.click()
        expect(page.locator("main")).to_contain_text(verdict)


@pytest.mark.article("ACC-7-2a", "X-08")
def test_a_signal_is_answered_by_the_unit_and_accepted_by_the_office(staff):
    clerk, office = staff("clerk"), staff("lgo")
    clerk.goto("/workbench/signals/?matter=浏览器-2")
    row = clerk.locator("tbody tr", has_text="浏览器-2")
    expect(row).to_contain_text(SKIPPED)
    row.locator("th a").click()
    address = re.sub(r"^https?://[^/]+", "", clerk.url)
    clerk.fill("[name=words]", "材料当场审查，漏记一步，已补登并提醒经办人。")
    clerk.get_by_role("button", name="答复", exact=True).click()
    office.goto(address)
    expect(office.locator("main")).to_contain_text("漏记一步")
    office.get_by_role("button", name="采纳答复", exact=True).click()
    expect(office.locator("main")).to_contain_text("已采纳")
    clerk.goto("/workbench/")
    expect(clerk.locator("main")).not_to_contain_text("浏览器-2")
