"""A case per channel, from filing to its end, anonymous and by name, and nothing of it in the clear after."""

import re
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from config import postgres
from tests.canaries import Canaries
from tests.e2e.complaining import (
    DESK,
    act,
    change_code,
    code_on,
    decided,
    fill,
    look_up,
    number_on,
    on,
    open_case,
    pressed,
    sent,
    today,
    told,
    unlock,
)
from tests.e2e.conftest import Staff, overflows, visitor

MARK = "暗哨禁闻"  # stands in every word that is typed: one thing to look for is fast, a hundred are slow
PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
NAME, ID, TELEPHONE, ADDRESS = "欧阳暗哨禁闻", "130602197307317319", "13973197319", "暗哨禁闻路七十三号"
ACCUSED, PICTURE, BYTES = "慕容暗哨禁闻", "暗哨禁闻证据照.txt", "暗哨禁闻文件内容丁四零，一字不能外传。".encode()
PACKAGE = re.compile("转〔[0-9]+〕[0-9]+")
FEWEST = 6  # words, with the code of one story
SENDER = "anshao-kanari@qq.example"
PLANTED: dict[str, str | bytes] = {"mark": MARK, "id": ID, "telephone": TELEPHONE, "sender": SENDER}
SHORT = {
    "phone": "暗哨禁闻来电人说办事要托人",
    "fax": "暗哨禁闻传真说收费没有票据",
    "mail": "暗哨禁闻邮件说公示的日期不对",
    "visit": "暗哨禁闻来访说窗口提前下班",
}
WAYS = {"phone": "mailbox", "fax": "mailbox", "mail": "letter", "visit": "hand", "transfer": "office"}


def secret(words: str) -> str:
    """Words that nobody may find anywhere but on the pages of the case."""
    assert MARK in words
    return words


def file(name: str) -> list[dict[str, object]]:
    """A file as a browser takes it."""
    return [{"name": secret(name), "mimeType": "text/plain", "buffer": BYTES}]


def code_planted(code: str) -> str:
    """A code is nobody's to read either."""
    PLANTED[code], PLANTED["bare " + code] = code, code.replace("-", "")
    return code


@pytest.fixture(scope="module")
def began() -> float:
    """When the stories began."""
    return time.time()


@pytest.fixture(scope="module")
def desk(staff: Staff, began: float) -> Callable[[str], Page]:
    """Somebody of the story with the sealing key open."""
    opened: dict[str, Page] = {}

    def page(username: str) -> Page:
        if username not in opened:
            opened[username] = unlock(staff(username), "/workbench/")
        return opened[username]

    return page


@pytest.mark.article("CMP-4-0", "CMP-7-2a", "CMP-7-2b", "CMP-7-2c", "CMP-7-2d", "CMP-6-f")
def test_an_anonymous_complaint_goes_from_a_phone_to_its_end(browser, city, desk, looked_at):
    with visitor(browser, city, **PHONE) as page:
        page.goto("/complaints/new/")
        page.fill("[name=text]", secret("暗哨禁闻甲一七三：局长的外甥承包了食堂。"))
        page.select_option("[name=act]", "CMP-4-2a")
        on(page, 2)
        page.fill("[name=persons]", secret(ACCUSED))
        page.set_input_files("[name=files]", files=file(PICTURE))
        on(page, 3)
        sent(page, PICTURE)
        code, number = code_planted(code_on(page)), number_on(page)

    clerk, head = desk("centre"), desk("centrehead")
    open_case(clerk, number)
    looked_at(clerk)
    expect(clerk.locator("main")).to_contain_text("暗哨禁闻甲一七三")
    expect(clerk.locator("main")).to_contain_text(ACCUSED)
    act(clerk, "classify", act="CMP-4-2a", ours="yes")
    act(clerk, "summary", text=secret("暗哨禁闻摘要己六二"))
    act(clerk, "note", text=secret("暗哨禁闻附注乙二八"))
    act(clerk, "accept")
    own = clerk.locator(".rail .small").first.inner_text().split(" · ")[0]
    clerk.locator("#act-hand a").click()
    option = clerk.locator("#act-hand option", has_text=own).first.get_attribute("value")
    clerk.select_option("#act-hand select", option)
    pressed(clerk, clerk.locator("#act-hand button[type=submit]"))
    act(clerk, "ask", text=secret("暗哨禁闻请示庚七五"))
    decided(head, number, secret("暗哨禁闻批示辛八六"))
    looked_at(head)
    open_case(clerk, number)
    act(clerk, "investigate", plan=secret("暗哨禁闻方案壬九七"), investigators=2)
    act(clerk, "evidence", text=secret("暗哨禁闻证据癸零八"), attached=file("暗哨禁闻调查材料.txt"))
    act(clerk, "conclude", finding="true", facts=secret("暗哨禁闻查明子一九"), measures=secret("暗哨禁闻处理丑二零"))
    told(clerk, "result", secret("暗哨禁闻告知寅三一：您反映的情况属实。"), "mailbox")
    act(clerk, "close")
    looked_at(clerk)
    expect(clerk.locator("#facts")).to_contain_text("已办结")

    with visitor(browser, city, **PHONE) as page:
        look_up(page, code)
        assert not overflows(page)
        expect(page.locator("main")).to_contain_text("暗哨禁闻告知寅三一")
        expect(page.locator("main")).not_to_contain_text("暗哨禁闻附注乙二八")
        page.check("[name=stars][value='2']")
        pressed(page, page.locator("button[value=rate]"))
        expect(page.locator("main")).to_contain_text("您的评价：2 星")
        page.locator("summary:text-is('不同意这个结果')").click()
        page.fill("details[open] [name=text]", secret("暗哨禁闻异议卯四二"))
        pressed(page, page.locator("button[value=object]"))
        expect(page.locator("[role=status]")).to_contain_text("异议已经收到")
    with visitor(browser, city) as page:
        look_up(page, code)
        looked_at(page)
    open_case(clerk, number)
    expect(clerk.locator("main")).to_contain_text("暗哨禁闻异议卯四二")


def entered(page: Page, channel: str, words: str, **who: object) -> str:
    """Enter what came by a channel: first its day, then its words. The receipt is open afterwards."""
    page.goto(f"{DESK}new/{channel}/")
    if channel == "letter":
        for name in ("postmark_on", "opened_on"):
            page.fill(f"[name={name}]", today().isoformat())
    pressed(page, page.locator("main form button[type=submit]").first)
    page.fill("[name=text]", secret(words))
    for name, value in who.items():
        fill(page.locator(f"[name={name}]"), value)
    pressed(page, page.locator("main button:text-is('封存并登记')"))
    expect(page.locator(".slip")).to_be_visible()
    return number_on(page)


@pytest.mark.article("CMP-6-a", "CMP-7-3", "CMP-7-5", "CMP-8-a")
def test_a_letter_by_name_is_forwarded_answered_and_closed(browser, city, desk, looked_at):
    who = {"name": NAME, "id_number": ID, "phone": TELEPHONE, "address": ADDRESS}
    typist, clerk, unit = desk("centre2"), desk("centre"), desk("clerk-130600SC")
    typist.goto(f"{DESK}new/letter/")
    looked_at(typist)
    number = entered(typist, "letter", "暗哨禁闻来信辰五三：超市卖过期奶粉。", **who)
    looked_at(typist)
    code = code_planted(code_on(typist))
    with typist.expect_download() as printed:
        typist.click("button:text-is('A5 回执（PDF）')")
    assert printed.value.path().read_bytes().startswith(b"%PDF")
    typist.goto(DESK)
    expect(typist.locator("main")).not_to_contain_text(number)  # whoever typed it opens it no more

    with visitor(browser, city) as page:
        look_up(page, code)
        looked_at(page)
        new = code_planted(change_code(page))
        expect(page.locator("main")).to_contain_text(number)
        look_up(page, code)
        expect(page.locator(".error")).to_be_visible()

    open_case(clerk, number)
    expect(clerk.locator("main")).not_to_contain_text(NAME)
    act(clerk, "classify", act="CMP-4-2a", ours="yes")
    act(clerk, "confirm-name", means="signature", on=today().isoformat())
    told(clerk, "state", secret("暗哨禁闻处理情况巳六四"), "letter")
    clerk.locator("#act-forward a").click()
    option = clerk.locator("#act-forward option", has_text="市场监督管理局").first.get_attribute("value")
    act(clerk, "forward", unit=option, text=secret("暗哨禁闻转办午七五：核查过期奶粉。"))
    package = PACKAGE.search(clerk.locator("main [role=status]").inner_text()).group()
    unit.goto("/workbench/forwards/")
    unit.click(f"main table a:text-is('{package}')")
    expect(unit.locator("main")).to_contain_text("暗哨禁闻转办午七五")
    looked_at(unit)
    pressed(unit, unit.locator("main button:text-is('签收')"))
    unit.locator("summary:text-is('答复')").click()
    unit.fill("[name=answer-words]", secret("暗哨禁闻答复未八六：已经下架。"))
    pressed(unit, unit.locator("main details[open] button"))
    expect(unit.locator("main .chip").first).to_have_text("已答复")
    open_case(clerk, number)
    expect(clerk.locator("main")).to_contain_text("暗哨禁闻答复未八六")
    looked_at(clerk)
    act(clerk, "conclude", finding="partly", facts=secret("暗哨禁闻查实申九七"), measures=secret("暗哨禁闻整改酉零八"))
    told(clerk, "result", secret("暗哨禁闻结果戌一九：部分属实，已经整改。"), "letter")
    act(clerk, "close")
    with visitor(browser, city, **PHONE) as page:
        look_up(page, new)
        expect(page.locator("main")).to_contain_text("暗哨禁闻结果戌一九")
        expect(page.locator("main")).to_contain_text("已办结")


def mailed(page: Page) -> str:
    """A mail with a sender, a subject and a file, read in from its file."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{NAME} <{SENDER}>", "jubao@mingjing.example"
    mail["Subject"], mail["Message-ID"] = secret("暗哨禁闻主题亥二零"), f"<{time.time_ns()}@qq.example>"
    mail.set_content(secret(SHORT["mail"]))
    mail.add_attachment(BYTES.decode(), filename="暗哨禁闻附件信.txt")
    page.goto(f"{DESK}new/mail/")
    page.set_input_files("[name=message]", files=[
        {"name": "来信.eml", "mimeType": "message/rfc822", "buffer": mail.as_bytes()}
    ])  # fmt: skip
    pressed(page, page.locator("button:text-is('读入')"))
    pressed(page, page.locator("main button:text-is('封存并登记')"))
    return number_on(page)


def transferred(page: Page) -> str:
    """An order of 12345 as a sheet; its number here."""
    order, words = f"HX{time.time_ns()}", secret("工单说暗哨禁闻路口的收费亭多收钱")
    sheet = f"工单编号,转来时间,内容,姓名,电话\n{order},{today()},{words},{NAME},{TELEPHONE}\n"
    page.goto(f"{DESK}transfers/")
    page.set_input_files("[name=file]", files=[{"name": "工单.csv", "mimeType": "text/csv", "buffer": sheet.encode()}])
    pressed(page, page.locator("main button:text-is('导入')"))
    expect(page.locator("main [role=status]")).to_contain_text("1")
    return order


@pytest.mark.article("CMP-6-b", "CMP-6-c", "CMP-6-d", "CMP-6-e", "CMP-6-f", "CMP-7-6")
def test_a_case_of_every_other_channel_is_entered_and_brought_to_its_end(browser, city, desk, looked_at):
    typist, clerk, head = desk("centre2"), desk("centre"), desk("centrehead")
    numbers = {
        "phone": entered(typist, "phone", SHORT["phone"], read_back="yes"),
        "fax": entered(typist, "fax", SHORT["fax"], files=file("暗哨禁闻传真件.txt")),
        "visit": entered(typist, "visit", SHORT["visit"], signed_off=1, name=NAME, phone=TELEPHONE),
    }
    numbers["mail"] = mailed(typist)
    code = code_planted(code_on(typist))
    order = transferred(typist)
    clerk.goto(f"{DESK}transfers/")
    looked_at(clerk)
    numbers["transfer"] = clerk.locator("tr", has_text=order).locator("td").first.inner_text().strip()
    for channel, number in numbers.items():
        clerk.goto(f"{DESK}?channel={channel}")
        clerk.locator(f"main table a:text-is('{number}')").first.click()
        act(clerk, "classify", act="CMP-4-2a", ours="no")
        act(clerk, "decline", code="elsewhere", text=secret(f"暗哨禁闻不受理{channel}"))
        decided(head, number, secret(f"暗哨禁闻同意不受理{channel}"))
        open_case(clerk, number)
        told(clerk, "declined", secret(f"暗哨禁闻不予受理告知{channel}"), WAYS[channel])
        expect(clerk.locator("#facts")).to_contain_text("不予受理")
    with visitor(browser, city, **PHONE) as page:
        look_up(page, code)
        code_planted(change_code(page))
        expect(page.locator("main")).to_contain_text("暗哨禁闻不予受理告知mail")


@pytest.mark.article("CMP-8-b", "CMP-8-c")
def test_nothing_of_all_that_was_typed_lies_anywhere_in_the_clear(data, began):
    if len(PLANTED) < FEWEST:
        pytest.skip("no story ran before")
    cluster, canaries = postgres.at(data), Canaries(PLANTED)
    for database in (postgres.DATABASE, postgres.DATABASE + postgres.KEYS_SUFFIX):
        with psycopg.connect(cluster.url("postgres", database), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            assert canaries.found_in_database(connection) == {}
    folders = {Path(data), cluster.data}
    assert canaries.found_under(sorted(folders), since=began) == {}
