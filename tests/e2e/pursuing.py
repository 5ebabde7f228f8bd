"""What people do on the pages of accountability: from a lead to its case, and through the steps of the case."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

from docx import Document
from playwright.sync_api import Download, Locator, Page, expect

from tests.e2e.complaining import act, fill, opened, pressed, today
from tests.e2e.conftest import Staff

LEADS, MINE, OUTCOMES = "/workbench/leads/", "/workbench/accountability/mine/", "/accountability/"
NUMBERED = re.compile(r"〔\d{4}〕\d+")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def written(words: str) -> bytes:
    """A Word file that says these words."""
    document, out = Document(), BytesIO()
    document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


PAPER = written("检查了窗口和公示栏，情况如实记录。")  # the evidence of every story


def paper(name: str) -> list[dict[str, Any]]:
    """The evidence as a browser takes it."""
    return [{"name": name, "mimeType": DOCX, "buffer": PAPER}]


def scan(name: str) -> list[dict[str, Any]]:
    """A scanned page as a browser takes it: a white one of a single dot."""
    dot = (
        "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c6360000000020001"
        "48afa4710000000049454e44ae426082"
    )
    return [{"name": name, "mimeType": "image/png", "buffer": bytes.fromhex(dot)}]


def called(page: Page) -> str:
    """The name of whoever is logged in."""
    return page.locator(".rail .small").first.inner_text().split(" · ")[0]


def chosen(page: Page, key: str, name: str, words: str) -> str:
    """The value of the choice that says these words, in the form of an act."""
    option = opened(page, key).locator(f"[name='{key}-{name}'] option", has_text=words).first
    return option.get_attribute("value") or ""


def lead(page: Page, unit: str, **said: object) -> None:
    """Register a lead by hand; its page is open afterwards."""
    page.goto(f"{LEADS}new/")
    page.select_option("[name=unit]", label=unit)
    for name, value in {"happened_on": today().isoformat(), **said}.items():
        fill(page.locator(f"[name={name}]"), value)
    pressed(page, page.locator("main button:text-is('登记')"))
    expect(page.locator("main a.button:text-is('立案')")).to_be_visible()


def from_signal(page: Page, unit: str) -> None:
    """Register a lead from the newest red signal of a unit of which there is none yet; its page is open afterwards."""
    page.goto(f"/workbench/signals/?unit={unit}&colour=red")
    for signal in [link.get_attribute("href") for link in page.locator("main tbody th a").all()]:
        page.goto(signal)
        page.click("main a.button:text-is('登记线索')")
        assert page.input_value("[name=facts]")
        assert page.input_value("[name=unit]")
        if not page.input_value("[name=ground]"):
            page.select_option("[name=ground]", "ACC-7-2c")
        page.fill("[name=evidence]", "监察信号的计算说明。")
        pressed(page, page.locator("main button:text-is('登记')"))
        if not page.locator("main [role=alert]", has_text="不必重复登记").count():
            break
    expect(page.locator("main a.button:text-is('立案')")).to_be_visible()


def opening(page: Page, title: str) -> str:
    """Open a case from the lead that is open; the address of the case."""
    page.click("main a.button:text-is('立案')")
    page.fill("[name=title]", title)
    page.fill("[name=fault_on]", today().isoformat())
    pressed(page, page.locator("main button:text-is('立案')"))
    expect(page.locator("h1")).to_contain_text(title)
    return page.url


def at(page: Page, case: str) -> Page:
    """The page of the case."""
    page.goto(case)
    return page


def state(page: Page, words: str) -> None:
    """What state the case that is open is in."""
    expect(page.locator("main > p .chip").first).to_have_text(words)


def staffed(staff: Staff, case: str) -> None:
    """A plan, two investigators who are barred by nothing, and the investigation begins."""
    office = at(staff("lgo"), case)
    act(office, "plan", text="先查系统内的记录，再向承办人核实，十日内完成。")
    act(office, "investigators", accounts="lgo2，lgo3", leader="lgo2")
    for username in ("lgo2", "lgo3"):
        act(at(staff(username), case), "declare", nothing=1)
    act(at(office, case), "investigate")
    state(office, "调查中")


def proven(staff: Staff, case: str, fact: str, finding: str = "established") -> None:
    """Evidence with a file, a fact that rests on it, and what is found of it."""
    looks = at(staff("lgo2"), case)
    act(
        looks, "evidence", title="办事窗口检查记录", kind="inspection", source="现场检查",
        obtained_on=today().isoformat(), text="检查了窗口和公示栏，情况如实记录，在场人员签字。",
        attached=paper("检查记录.docx"),
    )  # fmt: skip
    act(looks, "fact", text=fact, evidence=1)
    act(
        looks, "find", fact=chosen(looks, "find", "fact", "事实1"), finding=finding, evidence=1,
        text="检查记录和窗口登记能够互相印证。",
    )  # fmt: skip


def established(staff: Staff, case: str, fact: str) -> None:
    """Investigated and established, and everybody told that they may defend themselves."""
    staffed(staff, case)
    proven(staff, case, fact)
    office = at(staff("lgo"), case)
    act(office, "establish")
    state(office, "事实已查清")
    act(office, "inform")


def delivered(page: Page) -> int:
    """Record the delivery of every letter that waits for it; how many."""
    count = 0
    while page.locator("#act-deliver").count():
        box = opened(page, "deliver")
        letter = box.locator("[name='deliver-letter'] option").nth(1).get_attribute("value")
        act(
            page, "deliver", letter=letter, way="in_person", received_on=today().isoformat(),
            received_by="收发室签收人", attached=scan("送达回证.png"),
        )  # fmt: skip
        count += 1
    return count


def mine(page: Page, kind: str, who: str) -> Page:
    """Open a letter of this kind in the own room."""
    page.goto(MINE)
    row = page.locator("main tbody tr", has_text=who).filter(has_text=kind).first
    row.locator("a").first.click()
    expect(page.locator("h1")).to_contain_text(kind)
    return page


def waived(page: Page, who: str) -> None:
    """Waive the defence in the own room."""
    act(mine(page, "陈述申辩告知书", who), "waive", statement="对告知的事实没有意见，自愿放弃陈述申辩。")


def asked(page: Page, case: str, *answers: str, meeting: str = "", parts: dict[str, str] | None = None) -> None:
    """Go through the questions of the division; what is proposed is open afterwards."""
    at(page, case).click("#division a.button")
    for who, part in (parts or {}).items():
        page.get_by_label(who, exact=False).first.select_option(part)
    if meeting:
        page.locator("main label", has_text=meeting).locator("input").check()
    pressed(page, page.locator("main button[type=submit]"))
    for answer in answers:
        page.locator("main label", has_text=answer).locator("input").first.check()
        pressed(page, page.locator("main button[type=submit]"))
    expect(page.locator("main h2").first).to_have_text("建议")


def proposed(page: Page) -> list[str]:
    """The shares that are proposed, in the order of the page."""
    return page.locator("main form fieldset:has(legend .chip) p b").all_inner_texts()


def proposed_for(page: Page, who: str) -> str:
    """The share that is proposed for one of them."""
    return page.locator("main form fieldset", has=page.locator("legend", has_text=who)).locator("p b").inner_text()


def confirmed(page: Page, *, unit: str = "main") -> None:
    """Keep the division as it is proposed; of what the text leaves open, the decider's own choice with its reason."""
    for row in page.locator("main form fieldset:has(select)").all():
        if row.locator("select").input_value() == "":
            row.locator("select").select_option(unit)
            row.locator("textarea").fill("单位没有建立核对制度，领导集体应当负责。")
    page.fill("[name=weighing]", "情节轻微，发现后主动改正，没有造成损失。")
    pressed(page, page.locator("main button:text-is('确认区分')"))
    state(page, "责任已区分")


def picked(page: Page, measure: str) -> Locator:
    """The boxes by which this measure is chosen, one for each who bears something."""
    return page.locator(f"main [name^='pick-'][name$='-{measure}']")


def corrects(page: Page) -> None:
    """Choose for each person that they correct it by a day, which goes along with every other measure of the least."""
    for box in picked(page, "ACC-11-1c").all():
        box.check()
    for field in page.locator("main [name^='due-'][name$='-ACC-11-1c']").all():
        field.fill((today() + timedelta(days=20)).isoformat())


def drafting(page: Page, case: str, severity: str = "ACC-11-1") -> None:
    """Open the form of a draft of this severity."""
    page.goto(f"{case}decision/?severity={severity}")
    expect(page.locator("main h1")).to_have_text("拟定决定")


def drafted(page: Page) -> None:
    """Say the rest of the draft and send it to the legal check."""
    for field in page.locator("main textarea[name^='spared-']").all():
        subject = (field.get_attribute("name") or "").removeprefix("spared-")
        if not page.locator(f"main [name^='pick-{subject}-']:checked").count():
            field.fill("已责令改正，不另给予追究方式。")
    page.fill("[name=rectify_what]", "纠正上述做法，建立每月核对制度。")
    page.fill("[name=reasons]", "事实清楚，证据充分，情节轻微，影响较小。")
    pressed(page, page.locator("main button:text-is('拟定，送法制审核')"))
    state(page, "决定已拟定，待法制审核")


def approved(staff: Staff, case: str) -> None:
    """The legal check, the approval by another, and the notices go out."""
    act(at(staff("legal"), case), "legal-pass", text="事实、依据、程序均无不当。")
    head = at(staff("lgohead"), case)
    act(head, "approve", text="同意。")
    office = at(staff("lgo"), case)
    act(office, "notify")
    state(office, "已下达书面通知")


def taken(page: Page, link: Locator) -> Download:
    """What a link lets one download."""
    with page.expect_download() as found:
        link.click()
    return found.value


def confirming(page: Page) -> None:
    """Whoever was spoken to confirms it, from their list of what is to be done."""
    page.goto("/workbench/")
    while page.locator("main a[href*='/accountability/talks/']").count():
        page.locator("main a[href*='/accountability/talks/']").first.click()
        pressed(page, page.locator("main form button[type=submit]"))
        expect(page.locator("main [role=status]")).to_have_text("已确认。")
        page.goto("/workbench/")
