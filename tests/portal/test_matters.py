"""Lists of matters: of one power and of the city, filtered, page by page."""

import re

import pytest

from mingjing.casework.models import Matter
from tests.catalogue.factories import AT, DAY, STEPS, draft, house, published
from tests.portal.factories import deliver, get, happen, walk

pytestmark = pytest.mark.django_db


def shown(answer) -> set[str]:
    return set(re.findall(r'<a href="/matters/[^"]*/">([^<]*)</a>', answer.text))


@pytest.fixture
def city(power):
    """Matters of each kind; the clock of whoever looks is long past their last days."""
    walk(power, "按图", *STEPS)
    walk(power, "超期", *STEPS, every=9)
    walk(power, "多了", "受理", "请示", "审查", "决定", since=AT + 20 * DAY)
    walk(power, "缺了", "受理", "决定")
    happen(power, "没办完", ("受理", AT + DAY))
    return power


@pytest.mark.article("ACC-5-3")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"按图", "超期", "多了", "缺了", "没办完"}),
        ({"state": "open"}, {"没办完"}),
        ({"state": "finished"}, {"按图", "超期", "多了", "缺了"}),
        ({"kind": "overdue"}, {"没办完"}),
        ({"kind": "late"}, {"超期"}),
        ({"kind": "step_late"}, {"超期", "没办完"}),
        ({"kind": "step_late", "step": "审查"}, {"超期", "没办完"}),
        ({"kind": "step_late", "step": "决定"}, {"超期"}),
        ({"kind": "off_chart"}, {"多了", "缺了"}),
        ({"kind": "added"}, {"多了"}),
        ({"kind": "added", "step": "请示", "place": "t0"}, {"多了"}),
        ({"kind": "added", "step": "请示", "place": "t1"}, set()),
        ({"kind": "added", "step": "请示", "place": "-"}, set()),
        ({"kind": "skipped", "step": "审查", "place": "t1"}, {"缺了"}),
        ({"kind": "skipped", "step": "决定"}, set()),
        ({"opened_from": "2026-03-20"}, {"多了"}),
        ({"opened_to": "2026-03-19"}, {"按图", "超期", "缺了", "没办完"}),
        ({"closed_from": "2026-03-21"}, {"超期"} | {"多了"}),
        ({"closed_to": "2026-03-05"}, {"按图", "缺了"}),
        ({"version": "2"}, set()),
    ],
)
def test_a_list_shows_what_was_asked_for(client, city, asked, found):
    assert shown(get(client, "power_matters", city.item.number, **asked)) == found
    assert shown(get(client, "matters_all", **asked)) == found


def test_what_was_added_before_anything_was_done_has_a_place_too(client, power):
    walk(power, "1", "请示", *STEPS)
    asked = {"kind": "added", "step": "请示", "place": "-"}
    assert shown(get(client, "power_matters", power.item.number, **asked)) == {"1"}


def test_the_city_can_be_asked_by_unit(client, city):
    assert len(shown(get(client, "matters_all", unit="130600JT"))) == 5
    house("130600SJ", "审计局")
    assert shown(get(client, "matters_all", unit="130600SJ")) == set()


def test_deviations_stand_in_words(client, city):
    text = get(client, "power_matters", city.item.number).text
    for said in ("多了：请示", "缺了：审查", "超期办结", "已超过期限"):
        assert said in text


@pytest.mark.parametrize(
    "asked",
    [{"kind": "x"}, {"state": "x"}, {"opened_from": "soon"}, {"version": "-1"}, {"step": "字" * 201}],
)
def test_what_nobody_can_ask_for_is_an_error_beside_the_field(client, city, asked):
    answer = get(client, "power_matters", city.item.number, **asked)
    assert answer.status_code == 422
    assert shown(answer) == set()


def test_an_unknown_unit_is_an_error(client, city):
    assert get(client, "matters_all", unit="nobody").status_code == 422


def test_matters_of_what_is_not_public_are_not_shown(client, city):
    type(city).objects.update(attribute="on_request")
    assert get(client, "power_matters", city.item.number).status_code == 404
    assert shown(get(client, "matters_all")) == set()
    assert get(client, "matter", Matter.objects.first().pk).status_code == 404


def test_a_draft_has_no_list(client, db):
    assert get(client, "power_matters", draft(house()).item.number).status_code == 404


def test_a_list_goes_on_page_by_page_and_keeps_what_was_asked(client, power):
    deliver(power, {f"{n:03d}": [("受理", AT + DAY)] for n in range(60)})
    first = get(client, "power_matters", power.item.number, state="open")
    address = re.search(r'rel="next"\s+href="([^"]*)"', first.text).group(1).replace("&amp;", "&")
    second = client.get(f"/powers/{power.item.number}/matters/{address}")
    assert "state=open" in address
    assert (len(shown(first)), len(shown(second))) == (50, 10)
    assert not shown(first) & shown(second)


@pytest.mark.parametrize("count", [2, 40])
def test_lists_cost_the_same_for_many_matters(client, django_assert_num_queries, count):
    power = published(house())
    deliver(power, {f"{n}": [("受理", AT + DAY)] for n in range(count)})
    with django_assert_num_queries(3):
        get(client, "power_matters", power.item.number)
    with django_assert_num_queries(3):
        get(client, "matters_all")
