"""Accountability in the browser: from a fact to a corrected fault, a collective decision, and the two other ends."""

import hashlib
import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.complaining import act, fill, opened, pressed, today
from tests.e2e.conftest import visitor
from tests.e2e.pursuing import (
    MINE,
    NUMBERED,
    OUTCOMES,
    PAPER,
    approved,
    asked,
    at,
    called,
    chosen,
    confirmed,
    confirming,
    corrects,
    delivered,
    drafted,
    drafting,
    established,
    from_signal,
    lead,
    mine,
    opening,
    picked,
    proposed,
    proposed_for,
    proven,
    scan,
    staffed,
    state,
    taken,
    waived,
)

OWN, UNIT, OTHER, OTHERS = "130600JT", "交通运输局", "130600SC", "市场监督管理局"
TEAM = ("局长甲", "副局长乙", "总工程师丙", "纪检组长丁")
MATTER = "停车泊位收费标准的公布"
DISSENT = "没有报核定，也没有公开征求意见，应当先办这两件再定，我不同意。"


@pytest.mark.article("ACC-12-a", "ACC-12-c", "ACC-12-d", "ACC-12-e", "ACC-12-f", "ACC-13-a", "ACC-13-b", "ACC-11-1a")
def test_a_signal_leads_to_a_corrected_fault(browser, city, staff, looked_at):
    office, head, handler, chief = staff("lgo"), staff("lgohead"), staff("clerk"), staff("leader")
    from_signal(office, OWN)
    looked_at(office)
    case = opening(office, "办件超过公开的时限")
    for who, part in ((handler, "handler"), (chief, "chief")):
        username = "clerk" if who is handler else "leader"
        act(office, "subject", part=part, account=username)
    act(office, "subject")
    established(staff, case, "窗口延长了办理时间，科员承办，主管领导同意。")
    looked_at(office)

    statement = mine(chief, "陈述申辩告知书", called(chief))
    looked_at(statement)
    act(statement, "statement", statement="受理量大，系统又在迁移。", points="受理量大\n系统迁移")
    looked_at(statement)
    waived(handler, called(handler))
    waived(handler, UNIT)
    expect(mine(chief, "陈述申辩告知书", called(chief)).locator("main")).not_to_contain_text("采纳：")
    for text in ("受理量与去年相同。", "迁移已于上月完成。"):
        act(at(office, case), "reply", accepted="no", text=text)
    act(office, "hear")
    state(office, "已听取陈述申辩")

    asked(office, case, "由承办人办理", "是", "是", "是", "两者都不是")
    looked_at(office)
    assert proposed_for(office, called(chief)) == "主要责任"
    assert proposed_for(office, called(handler)) == "次要责任"
    assert proposed_for(office, UNIT) == "条文没有规定份额"
    confirmed(office, unit="secondary")
    drafting(office, case)
    picked(office, "ACC-11-1a").first.check()
    picked(office, "ACC-11-1b").last.check()
    corrects(office)
    looked_at(office)
    drafted(office)
    approved(staff, case)
    looked_at(office)

    notices = office.locator("#letters tr", has_text="责任追究通知书")
    expect(notices).to_have_count(3)
    assert NUMBERED.search(notices.first.locator("th").inner_text())
    word = taken(office, notices.first.locator("a:text-is('Word')")).path().read_bytes()
    assert word.startswith(b"PK")
    assert taken(office, notices.first.locator("a:text-is('PDF')")).path().read_bytes().startswith(b"%PDF")
    assert NUMBERED.search(zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode())
    looked_at(mine(chief, "责任追究通知书", called(chief)))
    expect(mine(chief, "陈述申辩告知书", called(chief)).locator("main")).to_contain_text("迁移已于上月完成")
    assert delivered(at(office, case)) == 3
    act(office, "delivered")
    state(office, "改正中")

    _corrected(office, handler, case)
    for who in (chief, handler):
        talk = chosen(at(office, case), "talk", "measure", called(who)) if office.locator("#act-talk").count() else ""
        act(office, "talk", measure=talk, on=today().isoformat(), spoke="办公室主任")
        confirming(who)
    at(office, case)
    expect(office.locator("#following h3 .chip.soon, #following h3 .chip.late")).to_have_count(0)
    act(office, "close", summary="时限已恢复，谈话已进行。")
    state(office, "已办结")
    looked_at(office)

    opened(office, "outcome")
    title = office.input_value("[name=outcome-title]")
    act(office, "outcome")
    act(at(head, case), "publish")
    with visitor(browser, city) as page:
        page.goto(OUTCOMES)
        page.click(f"main a:text-is('{title}')")
        expect(page.locator("main")).to_contain_text("有关责任人")
        for who in (chief, handler):
            expect(page.locator("main")).not_to_contain_text(called(who))
        looked_at(page)


def _corrected(office: Page, unit: Page, case: str) -> None:
    """The unit reports on every task, is sent back once, reports again, and the office accepts."""
    links = at(office, case).locator("#following li a[href*='/assignments/']").all()
    tasks = [link.get_attribute("href") for link in links]
    for task in tasks:
        _reported(unit, task, "时限已恢复。")
    state(at(office, case), "已报告改正情况")
    office.goto(tasks[0])
    office.fill("#words_send-back", "没有写明怎样防止再犯。")
    pressed(office, office.locator("form[action$='/send-back/'] button"))
    state(at(office, case), "改正中")
    _reported(unit, tasks[0], "时限已恢复，并建立每月核对制度。")
    state(at(office, case), "已报告改正情况")
    for task in tasks:
        office.goto(task)
        pressed(office, office.locator("form[action$='/accept/'] button"))
    state(at(office, case), "改正已核实")


def _reported(unit: Page, task: str, words: str) -> None:
    unit.goto(task)
    unit.fill("[name=text]", words)
    fill(unit.locator("[name=attached]"), scan("窗口照片.png"))
    pressed(unit, unit.locator("main button:text-is('报告')"))
    expect(unit.locator("main [role=status]")).to_contain_text("已报告")


def _met(clerk: Page, leader: Page) -> str:
    """A meeting of one head and four members, recorded and signed, one of whom dissents in person; its number."""
    clerk.goto("/workbench/meetings/new/")
    said = {"held_on": today().isoformat(), "place": "局会议室", "matter": MATTER, "decided": "自下月起提高。"}
    for name, value in said.items():
        clerk.fill(f"[name={name}]", value)
    clerk.select_option("[name=p-4-official]", label=_option(clerk, "p-4-official", called(leader)))
    for place, name in enumerate(TEAM):
        clerk.fill(f"[name=p-{place}-name]", name)
        clerk.select_option(f"[name=p-{place}-seat]", "member" if place else "head")
        clerk.select_option(f"[name=p-{place}-view]", "agree")
    pressed(clerk, clerk.locator("main button:text-is('保存草稿')"))
    pressed(clerk, clerk.locator("form[action$='/send/'] button"))
    record, number = clerk.url, clerk.locator("h1").inner_text().split(" ")[0]
    leader.goto(record)
    leader.select_option("[name=view]", "dissent")
    leader.fill("[name=words]", DISSENT)
    pressed(leader, leader.locator("main button:text-is('确认并签字')"))
    while clerk.locator("main summary", has_text="的签字").count():
        row = clerk.locator("main details", has_text="的签字").first
        row.locator("summary").click()
        row.locator("[name=scan]").set_input_files(files=scan("签字页.png"))
        pressed(clerk, row.locator("form[action$='/paper/'] button"))
    clerk.goto(record)
    expect(clerk.locator("main")).to_contain_text("记录已锁定")
    return number


def _option(page: Page, name: str, words: str) -> str:
    return page.locator(f"[name={name}] option", has_text=words).first.inner_text()


@pytest.mark.article("ACC-10-3a", "ACC-10-3b")
def test_of_a_team_that_decided_whoever_dissented_bears_nothing(staff, looked_at):
    office, clerk, leader = staff("lgo"), staff("clerk"), staff("leader")
    meeting = _met(clerk, leader)
    lead(office, UNIT, ground="ACC-5-2a", facts="收费标准提高没有公布依据，由班子会议决定。", evidence="会议记录。")
    case = opening(office, "班子会议决定提高收费而未公布依据")
    for place, name in enumerate(TEAM):
        act(office, "subject", part="member" if place else "head", name=name, post="局领导")
    act(office, "subject", part="member", account="leader")
    established(staff, case, "班子会议决定提高收费，没有公布依据。")
    waived(leader, called(leader))
    assert delivered(at(office, case)) == len(TEAM)
    for name in TEAM:
        act(
            office, "statement", hearing=chosen(office, "statement", "hearing", name), mode="waived",
            came_on=today().isoformat(), statement="本人自愿放弃陈述申辩。",
        )  # fmt: skip
    act(office, "hear")

    asked(office, case, "经领导班子集体讨论决定", meeting=meeting)
    looked_at(office)
    assert Counter(proposed(office)) == {"主要责任": 1, "次要责任": 3, "不承担责任": 1}
    assert proposed_for(office, TEAM[0]) == "主要责任"
    assert proposed_for(office, called(leader)) == "不承担责任"
    expect(office.locator("main")).to_contain_text("签字锁定的不同意见")
    confirmed(office)

    drafting(office, case)
    expect(picked(office, "ACC-11-1a")).to_have_count(len(TEAM))
    expect(office.locator("main")).not_to_contain_text(called(leader))
    for box in picked(office, "ACC-11-1b").all():
        box.check()
    corrects(office)
    drafted(office)
    approved(staff, case)
    following = at(office, case).locator("#following")
    expect(following.locator("h3", has_text="批评教育")).to_have_count(len(TEAM))
    expect(following).not_to_contain_text(called(leader))
    looked_at(office)
    expect(mine(leader, "责任追究通知书", called(leader)).locator("main")).to_contain_text("不承担责任")


@pytest.mark.article("ACC-12-b")
def test_what_is_not_established_clears_whoever_was_named(staff, looked_at):
    office, head, clerk = staff("lgo"), staff("lgohead"), staff(f"clerk-{OTHER}")
    lead(office, OTHERS, ground="ACC-5-2a", facts="来电说没有公开职权目录。", evidence="来电记录。")
    source, case = office.url, opening(office, "被指没有公开职权目录")
    act(office, "subject")
    staffed(staff, case)
    proven(staff, case, "职权目录没有公开。", "not_established")
    act(at(head, case), "acquit", text="目录一直公开，来电说的是另一页面的故障。")
    state(head, "不予追究")
    looked_at(at(office, case))
    letter = office.locator("#letters tr", has_text="澄清函")
    assert NUMBERED.search(letter.locator("th").inner_text())
    assert taken(office, letter.locator("a:text-is('PDF')")).path().read_bytes().startswith(b"%PDF")
    expect(office.locator("#act-evidence, #act-inform, #act-plan")).to_have_count(0)
    office.goto(source)
    expect(office.locator("main")).to_contain_text("目录一直公开")
    expect(office.locator("main p .chip").first).to_have_text("已了结")
    clerk.goto(MINE)
    clerk.locator("main tbody tr", has_text="澄清函").first.locator("a").first.click()
    expect(clerk.locator("main")).to_contain_text("目录一直公开")
    looked_at(clerk)


@pytest.mark.article("ACC-11-4")
def test_a_transferred_case_goes_with_a_package_that_checks_itself(staff, looked_at):
    office, head = staff("lgo"), staff("lgohead")
    lead(office, OTHERS, ground="ACC-5-2a", facts="收费项目没有公开，有人私收现金。", evidence="票据。")
    case = opening(office, "私收费用而未公开")
    act(office, "subject")
    staffed(staff, case)
    proven(staff, case, "窗口收取现金，没有开具票据。")
    expect(at(office, case).locator("#act-transfer")).to_have_count(0)
    act(at(head, case), "transfer", addressee="市纪委监委", text="涉嫌违反廉洁纪律，由该机关处理。")
    state(head, "移交中，待回执")
    looked_at(head)
    expect(head.locator("#act-take-back")).to_have_count(1)
    expect(at(office, case).locator("#act-take-back")).to_have_count(0)
    token = office.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    said = {"csrfmiddlewaretoken": token, "take-back-text": "材料要补。"}
    assert office.request.post(f"{case}do/take-back/", form=said, headers={"Referer": case}).status == 404
    state(at(office, case), "移交中，待回执")

    link = office.locator("#exports li", has_text="移交包").locator("a")
    link.wait_for(timeout=60_000)
    _checked(taken(office, link).path())
    act(office, "received", received_on=today().isoformat(), received_by="案管室", attached=scan("回执.png"))
    state(office, "已移交")
    looked_at(office)
    for person in (office, at(staff("lgo2"), case), at(head, case)):
        expect(person.locator("#act-evidence, #act-plan, #act-subject, #act-acquit, #act-take-back")).to_have_count(0)
    looks = staff("lgo2")
    token = looks.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    said = {"csrfmiddlewaretoken": token, "set-aside-piece": "x", "set-aside-text": "没有用。"}
    assert looks.request.post(f"{case}do/set-aside/", form=said, headers={"Referer": case}).status == 422


def _checked(path: Path) -> None:
    """Every file of the package is listed with its digest, and the evidence is there as it was handed in."""
    with zipfile.ZipFile(path) as package:
        sums = dict(reversed(line.split("  ", 1)) for line in package.read("SHA256SUMS").decode().splitlines())
        contents = {name: package.read(name) for name in package.namelist() if name != "SHA256SUMS"}
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    assert {"index.pdf", "index.xlsx"} < sums.keys()
    assert PAPER in contents.values()
