"""How powers run, side by side and to take away; of a few matters no shares are told."""

import io
import re

import pytest
import time_machine
from openpyxl import load_workbook

from mingjing.catalogue.models import PowerVersion
from tests.catalogue.factories import STEPS, house, published
from tests.portal.factories import NOW, get, walk

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/powers/[^"]*/matters/\?[^"]*)"[^>]*>([\d,]+)(?: 件[^<]*)?</a>')


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def busy(power) -> PowerVersion:
    for n in range(4):
        walk(power, f"按图{n}", *STEPS)
    walk(power, "超期", *STEPS, every=9)
    walk(power, "多了", "受理", "请示", "审查", "决定")
    return power


@pytest.fixture
def quiet() -> PowerVersion:
    version = published(house("130602JT", "竞秀区交通运输局"))
    walk(version, "一", *STEPS)
    walk(version, "二", *STEPS, every=9)
    return version


def rows(text: str) -> list[str]:
    return text.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]


@pytest.mark.article("ACC-7-2c", "ACC-7-2a")
def test_units_that_hold_the_same_power_stand_side_by_side(client, busy, quiet):
    published(house("130600SJ", "审计局"), "审计")
    text = get(client, "power_compare", busy.item.number).text
    one, other = rows(text)
    assert "交通运输局" in one
    assert "竞秀区交通运输局" in other
    assert "一半不超过" in one
    assert "请示（1 件）" in one
    assert "审计局" not in text
    assert get(client, "power_compare", quiet.item.number).text.count("竞秀区交通运输局") == 1


def test_of_fewer_than_five_no_share_and_no_median_is_told(client, busy, quiet):
    _, few = rows(get(client, "power_compare", busy.item.number).text)
    assert "%" not in few.replace("%E", "").replace("%9", "").replace("%B", "")
    assert "一半不超过" not in few
    assert ">2</a>" in few
    page = get(client, "power", quiet.item.number).text
    summary = page.split('id="running"')[1].split("</p>")[0]
    assert "1 件按期" in summary
    assert "<b>" not in summary


def test_each_number_leads_to_a_list_of_just_as_many(client, busy, quiet):
    found = LINK.findall(get(client, "power_compare", busy.item.number).text)
    assert len(found) >= 5
    for address, number in found:
        listed = client.get(address.replace("&amp;", "&")).text
        assert listed.count('<th scope="row"') == int(number), address


def test_the_comparison_can_be_taken_home(client, busy, quiet):
    answer = get(client, "power_compare_xlsx", busy.item.number)
    sheet = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[1] for row in sheet] == ["单位", "交通运输局", "竞秀区交通运输局"]
    assert (sheet[1][4], sheet[2][4], sheet[2][12]) == (6, 2, None)


def test_how_a_version_ran_can_be_taken_home(client, busy):
    answer = get(client, "power_running_xlsx", busy.item.number, 1)
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["每月", "环节用时", "偏离"]
    assert sum(row[2] for row in book["每月"].iter_rows(min_row=2, values_only=True)) == 6
    times = {row[0]: row[3] for row in book["环节用时"].iter_rows(min_row=2, values_only=True)}
    assert times == {"全程": 6, **dict.fromkeys(STEPS, 6)}
    assert [row[1] for row in book["偏离"].iter_rows(min_row=2, values_only=True)] == ["请示"]


def test_a_power_that_never_ran_or_is_not_public_has_nothing_to_take_home(client, power):
    assert get(client, "power_running_xlsx", power.item.number, 1).status_code == 404
    assert get(client, "power_compare", power.item.number).status_code == 200
    PowerVersion.objects.update(attribute="on_request")
    for name in ("power_compare", "power_compare_xlsx"):
        assert get(client, name, power.item.number).status_code == 404


@pytest.mark.parametrize("units", [1, 6])
def test_the_comparison_costs_the_same_for_many_units(client, busy, django_assert_max_num_queries, units):
    for n in range(units):
        walk(published(house(f"13060{n}XX", f"某局{n}")), "一", *STEPS)
    with django_assert_max_num_queries(6):
        get(client, "power_compare", busy.item.number)
