"""首页: figures that lead to their lists, and what changed."""

import datetime as dt

import pytest
from django.utils import timezone

from mingjing.catalogue import services
from mingjing.portal.home import figures, lists
from tests.catalogue.factories import AT, DAY, STEPS, amended, house
from tests.portal.factories import get, happen, walk

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 31)


def test_the_home_page_counts_what_is_public(client, power):
    text = get(client, "home").text
    assert power.name in text
    assert "1 个单位的 1 项权力" in text


@pytest.mark.parametrize("name", ["home", "powers", "units", "regulations", "changes", "search", "matters_all"])
def test_an_empty_city_says_what_will_come(client, db, name):
    assert get(client, name).status_code == 200


def test_figures_count_matters_under_way_late_and_ended_this_month(power):
    walk(power, "办结", *STEPS)
    walk(power, "偏离", "受理", "决定")
    walk(power, "超期", *STEPS, every=9)
    happen(power, "正在办", ("受理", AT + 28 * DAY))
    happen(power, "已超期", ("受理", AT + DAY))
    assert figures(TODAY) == {
        "running": 2, "overdue": 1, "ended": 3, "in_time": 2, "off_chart": 1, "share": 66.7,
    }  # fmt: skip


def test_before_anything_ended_there_is_no_share(client, power):
    assert figures(TODAY)["share"] is None
    assert "按期" not in get(client, "home").text


@pytest.mark.parametrize("name", ["running", "overdue", "ended", "off_chart"])
def test_each_figure_leads_to_the_list_of_what_it_counts(client, power, name):
    today = timezone.localdate()
    start = timezone.now() - 3 * DAY
    type(power).objects.update(published_at=start - 90 * DAY)
    walk(power, "办结", *STEPS, since=start, every=0, now=timezone.now())
    walk(power, "偏离", "受理", "决定", since=start, every=0, now=timezone.now())
    happen(power, "正在办", ("受理", start), now=timezone.now())
    happen(power, "已超期", ("受理", start - 60 * DAY), now=timezone.now())
    rows = client.get(lists(today)[name]).text.count('<th scope="row"')
    assert rows == figures(today)[name]


@pytest.mark.article("ASM-5-4-1b")
def test_what_changed_stands_on_the_first_page(client, power):
    amended(power, house(), at=AT + DAY, promised_length=5)
    assert "承诺时限由 10 改为 5" in get(client, "home").text


@pytest.mark.parametrize("count", [1, 20])
def test_home_costs_the_same_for_many_matters(client, power, django_assert_num_queries, count):
    for n in range(count):
        happen(power, f"{n}", ("受理", AT + DAY))
    with django_assert_num_queries(6):
        get(client, "home")


def test_a_power_suspended_today_counts_as_a_change(client, power):
    services.suspend(power.item, reason="汛期禁采", by=house().head, at=timezone.now())
    text = get(client, "home").text
    assert "汛期禁采" in text
    assert "<b>1</b><span>项职权今天有变动" in text
