"""单位: the card of each unit."""

import pytest

from tests.catalogue.factories import unit
from tests.portal.factories import get

pytestmark = pytest.mark.django_db


@pytest.mark.article("ACC-5-2b", "ASM-5-3-2b")
def test_a_unit_has_a_card(client, power):
    text = get(client, "unit", "130600JT").text
    assert power.name in text
    assert "局长" in text


def test_an_unknown_unit_is_not_found(client, db):
    assert get(client, "unit", "nobody").status_code == 404


def test_phones_can_be_called(client, power):
    unit("130600SJ", "审计局", service_phone="0312-3012345")
    assert 'href="tel:0312-3012345"' in get(client, "unit", "130600SJ").text


@pytest.mark.parametrize("count", [1, 30])
def test_all_units_cost_two_queries(client, db, django_assert_num_queries, count):
    for n in range(count):
        unit(f"1306{n:02d}SJ", f"第{n}审计局")
    with django_assert_num_queries(2):
        assert get(client, "units").text.count("审计局") == count
