"""公开缺项: what disclosure owes stands in the same list, each with its id, and goes when it is disclosed."""

import pytest

from mingjing.supervision.models import Gap
from tests.catalogue.factories import published
from tests.disclosure.factories import on, plan, record
from tests.supervision.listing import GAPS, sweep, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation")]


@pytest.fixture
def home():
    found = whole()
    published(found)
    return found


def page(client, person, article: str) -> str:
    client.force_login(person)
    return client.get(GAPS, {"article": article}).text


@pytest.mark.article("ACC-6-1b")
def test_a_scope_narrower_than_planned_is_listed(client, home):
    record(home, "2026-02-10", plan=plan(home), said={"scope": "internal", "reach": "persons"})
    sweep(on("2026-02-11"))
    assert "计划公开范围“全社会”，实际“内部”" in page(client, home.head, "ACC-6-1b")


@pytest.mark.article("ACC-6-1c")
def test_information_formed_in_february_and_published_a_day_late_is_listed(client, home):
    record(home, "2026-03-18", plan=plan(home), said={"formed_on": on("2026-02-11")})
    sweep(on("2026-03-19"))
    assert "最后一日 2026-03-17，2026-03-18 公开，迟 1 天" in page(client, home.head, "ACC-6-1c")


@pytest.mark.article("ACC-6-3")
def test_what_touches_a_county_and_is_shown_in_a_village_is_listed(client, home):
    touching = plan(home, affected="county", affected_who="清苑区")
    record(home, "2026-02-10", plan=touching, said={"reach": "village"})
    sweep(on("2026-02-11"))
    assert "公开到“村组、社区”" in page(client, home.head, "ACC-6-3")


@pytest.mark.article("ASM-5-3-3a")
def test_a_missing_month_is_listed_until_it_is_disclosed(client, home):
    monthly = plan(home, cycle="month", cycle_day=10)
    record(home, "2026-01-12", plan=monthly, period=on("2026-01-01"))
    sweep(on("2026-02-20"))
    assert "2026年2月没有公开" in page(client, home.head, "ASM-5-3-3a")
    record(home, "2026-02-21", plan=monthly, period=on("2026-02-01"))
    sweep(on("2026-02-22"))
    gap = Gap.objects.get(article="ASM-5-3-3a")
    assert (gap.since_on, gap.closed_on) == (on("2026-02-11"), on("2026-02-22"))
