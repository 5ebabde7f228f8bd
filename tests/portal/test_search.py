"""搜索: one box, exact for one, two and four characters."""

import pytest

from tests.catalogue.factories import AT, DAY
from tests.portal.factories import get, happen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("道", True),
        ("货运", False),
        ("货物", True),
        ("道路货物", True),
        ("道货", False),
        ("经营许可", True),
        ("ＹＩＮＧ", False),
    ],
)
def test_search_is_exact_for_one_two_and_four_characters(client, power, asked, found):
    assert (power.name in get(client, "search", q=asked).text) is found


def test_search_finds_units_articles_and_a_matter_by_its_whole_number(client, power, regulation):
    happen(power, "2026-001", ("受理", AT + DAY))
    assert "2026-001</a>" in get(client, "search", q="2026-001").text
    assert "2026-001</a>" not in get(client, "search", q="2026").text
    assert "/regulations/baoding-2010/" in get(client, "search", q="投诉").text


@pytest.mark.parametrize("asked", ["", "'", '"', "\\", "a'b", "\x00", "%", "。。", "' | '"])
def test_search_takes_anything(client, power, asked):
    assert get(client, "search", q=asked).status_code == 200
