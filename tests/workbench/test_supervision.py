"""电子监察: rules of a power, answers with files, reminders, digests, months. Nothing of it opens a case (X-08)."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from mingjing.casework.models import AlertRule, Chase, Signal
from mingjing.casework.services.sweeping import sweep
from mingjing.people.models import Notice
from mingjing.supervision.models import Lead
from tests.casework.signals import in_force, on, power, take, told
from tests.catalogue.factories import house, official, unit

pytestmark = pytest.mark.django_db
TODO = reverse("workbench:todo")
LINK = re.compile(r'href="(/workbench/signals/\?[^"]*)">(?:[^<\d]* )?([\d,]+)(?: 条)?</a>')


def address(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def swept(day: str) -> None:
    sweep(today=dt.date.fromisoformat(day), at=on(day, 1))


@pytest.fixture
def home(db):
    in_force()
    return house()


@pytest.fixture
def office(home):
    return official("office", "lgo_clerk", of=unit("130600LGO"))


@pytest.fixture
def at(request):
    """It is the day that the test asks for."""
    with time_machine.travel(on(request.param), tick=False):
        yield request.param


def late(home, count: int = 1) -> list[Signal]:
    """Red signals: 审查 of each matter was due on 8 May; to be answered by 15 May."""
    version = power(home)
    take(version, [(f"{n}", "受理", on("2026-04-28")) for n in range(count)], now="2026-05-09")
    return list(Signal.objects.order_by("pk"))


SAID = {"about": "step", "length": "3", "counted_in": "working_days", "from_on": "2026-04-29", "reason": "人手少"}


@pytest.mark.article("ACC-7-2c")
@pytest.mark.parametrize("at", ["2026-04-29"], indirect=True)
def test_a_unit_sets_its_own_lead_and_the_signal_comes_by_it(client, home, at):
    """Step limit 5 working days from 28 April: due on 8 May; yellow three working days before, red on 9 May."""
    version = power(home)
    take(version, [("1", "受理", on("2026-04-28"))], now="2026-04-28")
    client.force_login(home.leader)
    page = address("alert_rule", version.item.number)
    assert client.post(page, SAID).status_code == 302
    assert "第 1 版，自 2026-04-29" in client.get(page).text
    given = {}
    for day in ("2026-04-29", "2026-04-30", "2026-05-08", "2026-05-09"):
        call_command("sweep", today=dt.date.fromisoformat(day))
        given[day] = [(kind, raised, status) for kind, _, raised, status in told(status="open")]
    assert given == {
        "2026-04-29": [],
        "2026-04-30": [("near", "2026-04-30", "open")],
        "2026-05-08": [("near", "2026-04-30", "open")],
        "2026-05-09": [("passed", "2026-05-09", "open")],
    }
    yellow, red = Signal.objects.order_by("raised_on")
    assert (yellow.basis, red.basis) == ("ACC-7-2c", "ACC-7-2c")
    assert yellow.rule == "baoding-2010 监察规则“临近期限”，本职权自有规则第1版：3个工作日"
    assert red.rule == "baoding-2010 监察规则“超过期限”"
    assert yellow.rule in client.get(address("signal", yellow.pk)).text


@pytest.mark.parametrize("at", ["2026-04-30"], indirect=True)
def test_an_old_signal_keeps_its_rule(client, home, office, at):
    version = power(home)
    client.force_login(office)
    page = address("alert_rule", version.item.number)
    client.post(page, {**SAID, "from_on": "2026-04-30"})
    take(version, [("1", "受理", on("2026-04-28"))], now="2026-04-30")
    client.post(page, {**SAID, "length": "1", "from_on": "2026-05-06", "reason": "够了"})
    swept("2026-05-06")
    take(version, [("2", "受理", on("2026-04-28"))], now="2026-05-06")
    signal = Signal.objects.get()
    assert (signal.status, signal.own_rule.no) == ("open", 1)
    assert [rule.no for rule in AlertRule.objects.all()] == [2, 1]


@pytest.mark.parametrize("at", ["2026-04-29"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "这个字段是必填项"),
        ({"length": "0"}, "大于或等于1"),
        ({"length": "300"}, "时长应为 1 至 250"),
        ({"from_on": "2026-04-28"}, "不能改已经过去的日子"),
        ({"from_on": "昨天"}, "输入一个有效的日期"),
        ({"about": "colour"}, "不在可用的选项中"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_and_what_was_typed_stays(client, home, at, wrong, said):
    version = power(home)
    client.force_login(home.leader)
    answer = client.post(address("alert_rule", version.item.number), {**SAID, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="人手少"' in answer.text or "reason" in wrong
    assert not AlertRule.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "form"),
    [("leader", 200, True), ("clerk", 200, False), ("office", 200, True), ("stranger", 404, False)],
)
def test_who_sets_the_rules_of_a_power(client, home, office, who, status, form):
    version = power(home)
    people = {"leader": home.leader, "clerk": home.clerk, "office": office}
    client.force_login(people.get(who) or house("130600SJ", "审计局").leader)
    page = address("alert_rule", version.item.number)
    answer = client.get(page)
    assert (answer.status_code, 'name="length"' in answer.text) == (status, form)
    posted = client.post(page, {**SAID, "from_on": "2099-01-01"}).status_code
    assert posted == (302 if form else 404 if status == 404 else 422)


def test_the_table_says_what_gives_which_colour_on_which_ground(client, home, office):
    client.force_login(office)
    text = client.get(address("alert_rules")).text
    for word in (
        "超过期限",
        "ACC-7-2c",
        "ACC-7-2a",
        "ACC-7-2b",
        "ACC-5-3",
        "本地政策",
        "不予许可没有说明理由",
        "单位答复监察信号",
    ):
        assert word in text
    version = power(home)
    assert version.item.name in client.get(address("alert_rules"), {"power": "道路"}).text
    assert load_workbook(io.BytesIO(client.get(address("alert_rules_xlsx")).content)).active.max_row == 1


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile("现场.png", out.getvalue(), "image/png")


@pytest.mark.article("ACC-7-2c")
def test_an_answer_comes_with_files_that_only_those_concerned_may_open(client, home, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (signal,) = late(home)
    assert signal.answer_due_on == dt.date(2026, 5, 15)
    client.force_login(home.clerk)
    step = address("signal_step", signal.pk, "answer")
    assert client.post(step, {"words": "已整改", "attachments": [picture()]}).status_code == 302
    file = signal.files.get()
    where = address("signal_file", signal.pk, file.pk)
    assert b"".join(client.get(where)).startswith(b"\x89PNG")
    client.force_login(office)
    assert "现场.png" in client.get(address("signal", signal.pk)).text
    client.force_login(house("130600SJ", "审计局").clerk)
    assert client.get(where).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_and_the_words_stay(client, home):
    (signal,) = late(home)
    client.force_login(home.clerk)
    bad = SimpleUploadedFile("现场.png", b"MZ not a picture", "image/png")
    answer = client.post(address("signal_step", signal.pk, "answer"), {"words": "已整改", "attachments": [bad]})
    assert answer.status_code == 422
    assert "内容和扩展名不符" in answer.text
    assert "已整改" in answer.text
    signal.refresh_from_db()
    assert (signal.status, signal.files.count()) == ("open", 0)


@pytest.mark.article("ACC-7-2c")
def test_answers_are_chased_by_rule_before_and_after_their_last_day_once_each(client, home):
    (signal,) = late(home)
    chased = {}
    for day in ("2026-05-13", "2026-05-14", "2026-05-15", "2026-05-16", "2026-05-18", "2026-05-19"):
        swept(day)
        swept(day)
        chased[day] = list(Chase.objects.order_by("at").values_list("occasion", flat=True))
    assert chased == {
        "2026-05-13": [],
        "2026-05-14": ["before"],  # Thursday, one working day before Friday 15 May
        "2026-05-15": ["before"],
        "2026-05-16": ["before"],
        "2026-05-18": ["before", "after"],  # Monday, the working day after
        "2026-05-19": ["before", "after"],
    }
    client.force_login(home.clerk)
    text = client.get(TODO).text
    assert "已催办 2 次" in text
    assert "监察信号逾期未答复：1 条" in text
    assert {notice.sent_by for notice in Notice.objects.all()} == {None}


@pytest.mark.parametrize("at", ["2026-05-20"], indirect=True)
def test_the_office_chases_by_hand_and_the_unit_is_told(client, home, office, at):
    one, other = late(home, 2)
    client.force_login(office)
    answer = client.post(address("signals_chase"), {"signal": [one.pk], "words": "请今天答复"}, follow=True)
    assert "已催办 1 条" in answer.text
    assert [(chase.signal, chase.by) for chase in Chase.objects.filter(occasion="manual")] == [(one, office)]
    client.force_login(home.clerk)
    assert "办公室催办监察信号：1 条" in client.get(TODO).text
    assert "请今天答复" in client.get(address("signal", one.pk)).text
    assert not other.chases.filter(occasion="manual").exists()


@pytest.mark.parametrize(("asked", "said"), [({"words": ""}, "请写明催办要求"), ({"signal": []}, "不用催办")])
def test_a_chase_of_nothing_or_without_words_is_refused_and_keeps_both(client, home, office, asked, said):
    (signal,) = late(home)
    client.force_login(office)
    answer = client.post(address("signals_chase"), {"signal": [signal.pk], "words": "请答复", **asked})
    assert answer.status_code == 422
    assert said in answer.text
    assert (" checked" in answer.text) is ("signal" not in asked)
    assert not Chase.objects.exists()


def test_only_the_office_chases(client, home):
    (signal,) = late(home)
    client.force_login(home.leader)
    assert client.post(address("signals_chase"), {"signal": [signal.pk], "words": "x"}).status_code == 404


@pytest.mark.article("X-08")
@pytest.mark.parametrize("at", ["2026-06-01"], indirect=True)
def test_a_hundred_red_signals_that_nobody_answers_are_listed_and_open_nothing(client, home, office, at):
    late(home, 100)
    for day in ("2026-05-18", "2026-05-25", "2026-06-01"):
        swept(day)
    client.force_login(office)
    text = client.get(address("signals"), {"answer": "overdue"}).text
    assert text.count('data-label="编号"') == 50
    assert "系统不会自己立线索" in text
    assert Signal.objects.filter(colour="red", status="open").count() == 100
    assert Lead.objects.count() == 0
