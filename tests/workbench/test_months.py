"""监察月历 and 监察摘要: the month on screen, on paper and to take away; numbers for leaders, nobody's name."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.urls import reverse
from docx import Document as Word
from openpyxl import load_workbook

from mingjing.casework.models import Digest, Signal
from mingjing.casework.services.digesting import make_digests
from tests.casework.signals import in_force, on, power, take
from tests.catalogue.factories import house, official, unit

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/workbench/signals/\?[^"]*)">(?:[^<\d]* )?(\d+)(?: 条)?</a>')
MAY = {"month": "2026-05"}


def address(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(on("2026-05-20"), tick=False):
        yield


@pytest.fixture
def home(db):
    """Three red signals for 审查 too late on 9 May, one for a step too many on 6 May."""
    in_force()
    home = house()
    version = power(home)
    take(version, [(f"{n}", "受理", on("2026-04-28")) for n in range(3)], now="2026-05-09")
    take(version, [("多", "受理", on("2026-05-06")), ("多", "请示", on("2026-05-06", 11))], now="2026-05-09")
    return home


@pytest.fixture
def office(home):
    return official("office", "lgo_clerk", of=unit("130600LGO"))


@pytest.mark.article("ACC-7-2c", "ACC-7-2a")
@pytest.mark.parametrize("whose", ["unit", "city"])
def test_each_number_of_a_month_is_as_long_as_its_list(client, home, office, whose):
    client.force_login(office)
    page = address("signals_month_unit", home.unit.code) if whose == "unit" else address("signals_month")
    found = LINK.findall(client.get(page, MAY).text)
    assert sum(int(number) for _, number in found) >= 8
    for where, number in found:
        assert client.get(where.replace("&amp;", "&")).text.count('data-label="编号"') == int(number), where


def test_the_calendar_has_the_day_and_the_kind_in_words(client, home):
    client.force_login(home.clerk)
    text = client.get(address("signals_month_unit", home.unit.code), MAY).text
    day = text.split('datetime="2026-05-09"')[1].split("</td>")[0]
    assert "超过期限 3" in day
    assert "增加环节 1" in text.split('datetime="2026-05-06"')[1].split("</td>")[0]
    assert "月报 PDF" in text


def test_a_month_that_makes_no_sense_is_this_month(client, home):
    client.force_login(home.clerk)
    answer = client.get(address("signals_month_unit", home.unit.code), {"month": "soon"})
    assert "2026年5月监察月历" in answer.text


def test_a_unit_sees_its_own_month_only(client, home, office):
    other = house("130600SJ", "审计局")
    client.force_login(other.clerk)
    assert client.get(address("signals_month")).url == address("signals_month_unit", other.unit.code)
    assert client.get(address("signals_month_unit", home.unit.code)).status_code == 404
    assert client.get(address("signals_month_file", home.unit.code, "docx")).status_code == 404
    assert client.get(address("signals_month_xlsx")).status_code == 404


@pytest.mark.article("X-07")
def test_the_report_of_a_month_as_word_and_sheet(client, home, office):
    client.force_login(office)
    answer = client.get(address("signals_month_file", home.unit.code, "docx"), MAY)
    words = "\n".join(paragraph.text for paragraph in Word(io.BytesIO(answer.content)).paragraphs)
    assert "2026年5月电子监察月报" in words
    assert "共有监察信号 4 条，其中红牌 4 条" in words
    assert "不会自动立案" in words
    sheet = load_workbook(io.BytesIO(client.get(address("signals_month_file", home.unit.code, "xlsx"), MAY).content))
    assert [row[0] for row in sheet.active.iter_rows(min_row=2, values_only=True)] == ["2026-05-06", "2026-05-09"]
    city = load_workbook(io.BytesIO(client.get(address("signals_month_xlsx"), MAY).content)).active
    assert [row[1] for row in city.iter_rows(min_row=2, values_only=True)] == ["交通运输局"]
    assert client.get(address("signals_month_file", home.unit.code, "exe")).status_code == 404


def digest_on(day: str) -> int:
    return make_digests(today=dt.date.fromisoformat(day), at=on(day, 8))


def test_digests_come_on_the_first_working_day_of_the_week_once(home):
    assert digest_on("2026-05-12") == 0  # Tuesday
    assert digest_on("2026-05-11") == 2  # Monday: the unit's leader, and the head of the office
    assert digest_on("2026-05-11") == 0
    found = {digest.official.username: digest for digest in Digest.objects.all()}
    assert set(found) == {"leader-130600JT", "head"}
    own = found["leader-130600JT"]
    assert (str(own.since), str(own.until)) == ("2026-05-04", "2026-05-10")
    assert own.counts == {"red": 4, "yellow": 0, "answered": 0, "waiting": 4, "overdue": 0}
    assert found["head"].counts == {"units": {"130600JT": own.counts}}


@pytest.mark.parametrize(("every", "made"), [("daily", 2), ("off", 0)])
def test_how_often_is_a_setting(home, settings, every, made):
    settings.DIGEST_EVERY = every
    assert digest_on("2026-05-12") == made
    assert digest_on("2026-05-17") == 0  # Sunday


def test_a_digest_waits_for_its_leader_and_is_nobody_elses(client, home, office):
    digest_on("2026-05-18")
    digest = Digest.objects.get(official=home.leader)
    assert digest.counts["overdue"] == 4
    page = address("digest", digest.pk)
    client.force_login(home.leader)
    assert page in client.get(address("todo")).text
    assert "逾期未答复 4 条" in client.get(page).text
    assert page not in client.get(address("todo")).text
    for person in (home.clerk, office):
        client.force_login(person)
        assert client.get(page).status_code == client.get(address("digest_eml", digest.pk)).status_code == 404


def test_a_digest_can_be_sent_on_and_names_nobody(client, home, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MAIL_OUTBOX = str(tmp_path / "out")
    with django_capture_on_commit_callbacks(execute=True):
        digest_on("2026-05-18")
    assert len(list((tmp_path / "out").glob("digest-*.eml"))) == 2
    client.force_login(home.head)
    digest = Digest.objects.get(official=home.head)
    assert "交通运输局" in client.get(address("digest", digest.pk)).text
    mail = client.get(address("digest_eml", digest.pk)).content
    for signal in Signal.objects.select_related("matter"):
        assert signal.number.encode() not in mail
    assert home.clerk.name.encode() not in mail


@pytest.mark.parametrize("units", [1, 9])
def test_the_citys_month_costs_the_same_for_many_units(client, home, office, django_assert_max_num_queries, units):
    for n in range(units):
        take(power(house(f"13060{n}XX", f"某局{n}")), [("1", "受理", on("2026-04-28"))], now="2026-05-09")
    client.force_login(office)
    with django_assert_max_num_queries(8):
        client.get(address("signals_month"), MAY)
