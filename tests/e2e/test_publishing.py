"""A power on its way to the public in a real browser: four people, one drawing, and nobody approves the own draft."""

import re

import pytest
from playwright.sync_api import Page, expect

NAME = "机动车停车场备案核查"
STEPS = ("收件登记", "现场核查", "出具备案回执")


def test_a_clerk_drafts_draws_and_describes_and_the_public_finds_it_after_four_people(staff, page):
    clerk = staff("clerk")
    address = drafted(clerk)
    with_basis(clerk, address)
    drawn(clerk, address)
    described(clerk)
    clerk.goto(address)
    expect(clerk.locator("main")).not_to_contain_text("提交前还缺")
    press(clerk, address, "提交审核", "单位审核中")
    press(staff("leader"), address, "单位审核通过", "保密审查中")
    secrecy = staff("secrecy")
    secrecy.goto(address)
    secrecy.fill("#said_clear", "不涉密")
    press(secrecy, address, "保密审查通过", "待批准", stay=True)
    press(staff("lgohead"), address, "批准", "已批准，未公布")
    press(staff("leader"), address, "公布", "已公布")
    found_by_the_public(page)


def drafted(clerk: Page) -> str:
    """Start a power and fill in what a draft needs; the address of its version."""
    clerk.goto("/workbench/powers/new/")
    clerk.fill("[name=name]", NAME)
    clerk.select_option("[name=power_type]", label="行政检查")
    clerk.click("text=登记并填写")
    clerk.fill("[name=statutory_length]", "20")
    clerk.fill("[name=promised_length]", "10")
    clerk.select_option("[name=chief]", index=1)
    clerk.select_option("[name=handler]", index=1)
    clerk.fill("[name=conditions]", "依法设立，场地符合规划")
    clerk.click("text=保存草稿")
    expect(clerk.locator("main")).to_contain_text("草稿已保存")
    return clerk.url


def with_basis(clerk: Page, address: str) -> None:
    clerk.goto(address + "rows/bases/")
    clerk.select_option("[name=basis]", index=1)
    clerk.fill("[name=article]", "第三十三条")
    clerk.click("text=加上")
    expect(clerk.locator("table")).to_contain_text("第三十三条")


def drawn(clerk: Page, address: str) -> None:
    """Append each step to the one before with the editor's own tools, name it, and end."""
    clerk.goto(address + "chart/draw/")
    clerk.locator("[data-element-id=start] >> visible=true").first.click()
    for name in STEPS:
        append(clerk, "append.append-task")
        clerk.locator(".djs-direct-editing-content").fill(name)
        clerk.keyboard.press("Enter")
    append(clerk, "append.end-event")
    clerk.click("text=保存流程图")
    for name in STEPS:
        expect(clerk.locator("main")).to_contain_text(name)


def append(clerk: Page, what: str) -> None:
    clerk.locator(f".djs-context-pad [data-action='{what}']").click()


def described(clerk: Page) -> None:
    clerk.click("text=填写各环节")
    for field in clerk.locator("[name$=-post]").all():
        field.fill("停车管理科科员")
    for field in clerk.locator("[name$=-limit_length]").all():
        field.fill("2")
    clerk.click("text=保存各环节")
    expect(clerk.locator("main")).to_contain_text("环节已保存")


def press(person: Page, address: str, step: str, then: str, *, stay: bool = False) -> None:
    if not stay:
        person.goto(address)
    person.get_by_role("button", name=step, exact=True).click()
    expect(person.locator("main .chip").first).to_have_text(then)


def found_by_the_public(page: Page) -> None:
    """The worker renders the page; a citizen finds it by a word of its name."""
    page.goto("/search/?q=停车场备案")
    page.click(f"main a:has-text('{NAME}')")
    expect(page.locator("h1")).to_contain_text(NAME)
    for said in (*STEPS, "停车管理科科员", "依法设立，场地符合规划", "第三十三条"):
        expect(page.locator("main")).to_contain_text(said)


def test_a_clerk_who_posts_the_approval_all_the_same_is_refused_in_words(staff):
    """There is no button; the table of steps guards the address as well."""
    clerk = staff("clerk")
    clerk.goto("/workbench/powers/new/")
    clerk.fill("[name=name]", "货车通行证核发")
    clerk.select_option("[name=power_type]", index=1)
    clerk.click("text=登记并填写")
    address = re.sub("edit/$", "", clerk.url)
    clerk.goto(address)
    assert clerk.get_by_role("button", name="批准", exact=True).count() == 0
    said = clerk.evaluate(POST, [address + "step/approve/"])
    assert said["status"] == 422
    assert "“批准”由领导小组办公室负责人办理" in said["text"]


POST = """async ([address]) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {method: "POST", headers: {"X-CSRFToken": token}});
  return {status: answer.status, text: await answer.text()};
}"""


@pytest.mark.article("X-02", "ACC-6-1a")
def test_an_author_who_is_made_leader_does_not_review_the_own_draft(staff):
    """Roles add up; authorship stays. The security administrator grants, the author submits and may not go on."""
    author = "clerk-130600GA"
    grant(staff("secadmin"), author, "单位主管领导")
    clerk = staff(author)
    address = amended(clerk, "130600GA")
    press(clerk, address, "提交审核", "单位审核中")
    assert clerk.get_by_role("button", name="单位审核通过", exact=True).count() == 0
    said = clerk.evaluate(POST, [address + "step/review/"])
    assert said["status"] == 422
    assert "起草和审批必须是两个人（第六条第一项）" in said["text"]


def grant(keeper: Page, username: str, role: str) -> None:
    keeper.goto(f"/workbench/officials/?name={username}")
    keeper.locator("tbody tr", has_text=username).locator("a").first.click()
    keeper.click("summary:has-text('授予角色')")
    keeper.locator("details[open] select").select_option(label=role)
    keeper.get_by_role("button", name="授予", exact=True).click()
    expect(keeper.locator("main table").first).to_contain_text(role)


def amended(clerk: Page, unit: str) -> str:
    """Start the next version of any of the unit's powers that may be amended; the address of the draft."""
    clerk.goto(f"/workbench/powers/?unit={unit}&status=in_force")
    for link in clerk.eval_on_selector_all("tbody th a", "all => all.map(a => a.getAttribute('href'))"):
        clerk.goto(link)
        if clerk.locator("#amend_reason").count():
            clerk.click("summary:has-text('修订')")
            clerk.fill("#amend_reason", "公安机关职责调整")
            clerk.click("text=从现行版本开始修订")
            clerk.wait_for_url(re.compile(r"/\d+/$"))
            return clerk.url
    raise AssertionError("no power of the unit may be amended")
