"""运行统计 on the workbench: who sees which, and that each number is as long as its list."""

import io
import re

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from tests.catalogue.factories import STEPS, official, published, unit
from tests.portal.factories import NOW, walk

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/workbench/matters/\?[^"]*)">([\d,]+)</a>')


def address(name: str, *args: str) -> str:
    return reverse(f"workbench:{name}", args=args)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(db):
    return official("office", "lgo_clerk", of=unit("130600LGO"))


@pytest.fixture
def busy(home):
    version = published(home)
    for n in range(5):
        walk(version, f"{n}", *STEPS)
    walk(version, "迟", *STEPS, every=9)
    walk(version, "多", "受理", "请示", *STEPS[1:])
    walk(published(home, "旅客运输经营许可"), "一", *STEPS)
    return version


@pytest.mark.article("ACC-7-2a", "ACC-7-2c")
@pytest.mark.parametrize("name", ["statistics_unit", "statistics", "statistics_powers"])
def test_each_number_is_as_long_as_its_list(enter, office, busy, name):
    client = enter(office)
    text = client.get(address(name, *([busy.item.unit.code] if name == "statistics_unit" else []))).text
    found = LINK.findall(text)
    assert len(found) >= 5
    for where, number in found:
        listed = client.get(where.replace("&amp;", "&")).text
        assert listed.count('<th scope="row"') == int(number), where


def test_the_months_of_a_unit_add_up_to_its_powers(enter, home, busy):
    text = enter(home.clerk).get(address("statistics_unit", home.unit.code)).text
    powers, months = (part.split("</table>")[0] for part in text.split("<table")[1:])
    ended = re.compile(r'data-label="办结"><span><a[^>]*>(\d+)')
    assert sum(map(int, ended.findall(powers))) == sum(map(int, ended.findall(months))) == 8


def test_a_unit_sees_its_own_and_no_other(enter, home, other, busy):
    client = enter(other.clerk)
    assert client.get(address("statistics")).url == address("statistics_unit", other.unit.code)
    for name in ("statistics_unit", "statistics_unit_xlsx"):
        assert client.get(address(name, home.unit.code)).status_code == 404
        assert client.get(address(name, other.unit.code)).status_code == 200
    for name in ("statistics_xlsx", "statistics_powers", "statistics_powers_xlsx"):
        assert client.get(address(name)).status_code == 404


def test_a_stranger_must_log_in(client, db):
    assert client.get(address("statistics")).status_code == 302


def test_the_worst_can_be_put_first(enter, office, busy):
    client = enter(office)
    for name in ("statistics_unit", "statistics_powers"):
        args = [busy.item.unit.code] if name == "statistics_unit" else []
        text = client.get(address(name, *args), {"sort": "late"}).text
        assert text.index("道路货物运输经营许可") < text.index("旅客运输经营许可")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"name": "旅客"}, {"旅客运输经营许可"}),
        ({"unit": "130600LGO"}, set()),
        ({}, {"旅客运输经营许可", "道路货物运输经营许可"}),
    ],
)
def test_all_powers_can_be_filtered(enter, office, busy, asked, shown):
    text = enter(office).get(address("statistics_powers"), asked).text
    assert {name for name in ("旅客运输经营许可", "道路货物运输经营许可") if name in text} == shown


def test_another_month_can_be_looked_at(enter, home, busy):
    text = enter(home.clerk).get(address("statistics_unit", home.unit.code), {"until": "2025-12", "span": "3"}).text
    assert "2025-10 至 2025-12" in text
    assert not LINK.findall(text)


def test_what_makes_no_sense_as_a_month_says_so(enter, office, busy):
    answer = enter(office).get(address("statistics_powers"), {"until": "yesterday"})
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_figures_can_be_taken_home(enter, office, busy):
    client, code = enter(office), busy.item.unit.code
    book = load_workbook(io.BytesIO(client.get(address("statistics_unit_xlsx", code)).content))
    assert book.sheetnames == ["各项职权", "逐月"]
    assert sum(row[3] for row in book["各项职权"].iter_rows(min_row=2, values_only=True)) == 8
    assert sum(row[4] for row in book["逐月"].iter_rows(min_row=2, values_only=True)) == 8
    for name in ("statistics_xlsx", "statistics_powers_xlsx"):
        sheet = load_workbook(io.BytesIO(client.get(address(name)).content)).active
        assert sheet.max_row >= 2


@pytest.mark.parametrize("powers", [1, 12])
@pytest.mark.parametrize("name", ["statistics_unit", "statistics", "statistics_powers"])
def test_pages_cost_the_same_for_many_powers(enter, office, home, django_assert_max_num_queries, powers, name):
    for n in range(powers):
        walk(published(home, f"事项{n}"), "一", *STEPS)
    client = enter(office)
    with django_assert_max_num_queries(10):
        client.get(address(name, *([home.unit.code] if name == "statistics_unit" else [])))
