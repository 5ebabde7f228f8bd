"""职权目录: found by word, unit and type, taken home as a file."""

import pytest

from tests.catalogue.factories import house, published, unit
from tests.portal.factories import copy_of, get

pytestmark = pytest.mark.django_db


@pytest.mark.article("ACC-5-2a", "ASM-5-3-2c")
def test_the_catalogue_finds_by_word_unit_and_type(client, power):
    other = published(house("130600SJ", "审计局"), "内部审计")
    for query, found, not_found in [
        ({"q": "道路货物"}, power.name, other.name),
        ({"unit": "130600SJ"}, other.name, power.name),
        ({"type": "行政许可"}, power.name, "没有找到"),
    ]:
        table = get(client, "powers", **query).text.split("<h2>")[0]
        assert found in table
        assert not_found not in table


def test_a_unit_that_is_none_is_an_error_beside_the_field(client, power):
    answer = get(client, "powers", unit="nobody")
    assert answer.status_code == 422


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "bnVsbA"])
def test_a_made_up_cursor_shows_the_first_page(client, power, cursor):
    assert power.name in get(client, "powers", after=cursor).text


@pytest.mark.parametrize("count", [3, 60])
def test_the_catalogue_costs_the_same_for_many_powers(client, django_assert_num_queries, count):
    first = published(house())
    for n in range(count):
        copy_of(first.item, f"130600JT-9{n:03d}")
    with django_assert_num_queries(10):
        get(client, "powers")


@pytest.mark.article("ASM-5-3-2c")
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_the_whole_catalogue_can_be_taken_home(client, power, kind):
    answer = get(client, "powers_download", kind)
    assert answer.status_code == 200
    assert f"powers.{kind}" in answer["Content-Disposition"]
    assert answer.content[:2] == b"PK" if kind == "xlsx" else power.name in answer.content.decode("utf-8-sig")


def test_there_is_no_other_kind_of_download(client, power):
    assert get(client, "powers_download", "exe").status_code == 404


@pytest.mark.article("ACC-5-2a", "ACC-5-2b")
def test_units_without_a_published_power_are_listed_as_such(client, power):
    unit("130600SJ", "审计局")
    coverage = get(client, "powers").text.split("各单位公布了多少")[1]
    assert coverage.count("没有公布") == 1
    assert "/regulations/baoding-2010/ACC-5/#ACC-5-2a" in coverage
