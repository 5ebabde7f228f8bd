"""目录缺什么: every gap with its id and its days, for a person to judge."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from mingjing.catalogue import services
from mingjing.catalogue.models import FlowChart
from mingjing.core.sheets import Row
from mingjing.regulations.models import Basis
from mingjing.regulations.services import bases
from tests.catalogue.factories import AT, DAY, basis, bring, draft, house, official, published

pytestmark = pytest.mark.django_db
GAPS = reverse("workbench:power_gaps")


@pytest.fixture
def home():
    return house()


def page(client, person) -> str:
    client.force_login(person)
    answer = client.get(GAPS)
    assert answer.status_code == 200
    return answer.text


def listed(client, person) -> list[tuple[str, str, str, int | None]]:
    client.force_login(person)
    rows = client.get(GAPS).context["gaps"]
    return [(gap.article, gap.unit.name, gap.item.name if gap.item else "", gap.days) for gap in rows]


def ago(days: int) -> dt.datetime:
    return timezone.now() - days * DAY


@pytest.mark.article("ACC-5-2a")
def test_a_unit_without_any_published_power_is_listed(client, home):
    house("130600SJ", "审计局")
    published(home)
    found = listed(client, home.head)
    assert [(article, unit) for article, unit, _power, _days in found if article == "ACC-5-2a"] == [
        ("ACC-5-2a", "审计局")
    ]
    assert reverse("portal:article", args=["baoding-2010", "ACC-5-2a"]) in page(client, home.head)


@pytest.mark.article("ACC-5-2b")
def test_a_published_power_without_a_chart_is_listed_and_counts_against_coverage(client, home):
    published(home, "有图的")
    version = published(home, "没图的", at=ago(10))
    FlowChart.objects.filter(version=version).delete()  # as old records come without one
    assert ("ACC-5-2b", "交通运输局", "没图的", 10) in listed(client, home.head)
    assert "已公布 2 项职权，其中 1 项有流程图" in page(client, home.head)


@pytest.mark.article("ACC-6-2")
def test_of_ten_approved_powers_the_one_not_published_is_named(client, home):
    for n in range(3):
        published(home, f"第{n}项")
    bring(draft(home, "没公布的", at=ago(4)), home, "approved", at=ago(4))
    assert ("ACC-6-2", "交通运输局", "没公布的", 4) in listed(client, home.head)
    covered = next(unit for unit in client.get(GAPS).context["coverage"] if unit == home.unit)
    assert (covered.approved, covered.published) == (1, 3)


@pytest.mark.article("ACC-6-4b")
def test_a_revision_approved_and_not_published_is_listed_the_next_day_with_its_age(client, home):
    version = published(home, at=ago(9))
    new = services.amend(version.item, reason="法律修改", by=home.clerk, at=ago(3))
    bring(new, home, "approved", at=ago(1))
    assert ("ACC-6-4b", "交通运输局", version.item.name, 1) in listed(client, home.head)
    services.publish(new, by=home.leader, at=timezone.now())
    assert "ACC-6-4b" not in {row[0] for row in listed(client, home.head)}


@pytest.mark.article("ACC-7-1")
def test_a_power_whose_only_law_is_repealed_is_listed_with_its_days(client, home):
    version = published(home, at=ago(30))
    gone = timezone.localdate() - 5 * DAY
    Basis.objects.filter(cited_by__version=version).update(status="repealed", changed_on=gone)
    assert ("ACC-7-1", "交通运输局", version.item.name, 5) in listed(client, home.head)


@pytest.mark.article("ACC-7-1")
def test_a_power_that_another_law_still_carries_is_not_listed(client, home):
    version = draft(home)
    services.add_basis(version, basis=basis("公路法"), article="第八条", by=home.clerk, at=AT)
    bring(version, home, "published")
    Basis.objects.filter(name="公路法").update(status="repealed", changed_on=timezone.localdate())
    assert "ACC-7-1" not in {row[0] for row in listed(client, home.head)}


@pytest.mark.article("ACC-6-1a")
def test_a_power_imported_as_published_elsewhere_is_listed_until_it_has_passed_the_reviews(client, home):
    said = dict.fromkeys(
        ("number", "conditions", "statutory_length", "statutory_unit", "promised_length", "promised_unit", "basis",
         "article", "chief", "handler", "service_phone", "complaint_phone"), "",
    )  # fmt: skip
    draft(home, "一般的")
    row = Row(2, {**said, "name": "旧网站上的", "power_type": "行政许可", "bypassed": "yes"})
    services.import_powers([row], by=home.clerk, at=ago(2))
    assert ("ACC-6-1a", "交通运输局", "旧网站上的", 2) in listed(client, home.head)


@pytest.mark.article("ACC-6-4a", "ACC-1-b")
def test_recording_a_repealed_basis_gives_every_power_that_cites_it_a_task_and_says_when_it_is_late(client, home):
    first, second = published(home, "第一项", at=ago(90)), published(home, "第二项", at=ago(90))
    other = draft(home, "别的法的", at=ago(90))
    other.bases.update(basis=basis("公路法"))
    bring(other, home, "published", at=ago(90))
    law, today = first.bases.get().basis, timezone.localdate()
    office = official("lgo", "lgo_clerk", of=home.head.unit)
    bases.record(law, "repealed", changed_on=today - 2 * DAY, by=office, at=timezone.now())
    tasks = tasks_of(client, home.clerk)
    assert {name for name, _late in tasks} == {first.name, second.name}
    assert not any(late for _name, late in tasks)
    Basis.objects.filter(pk=law.pk).update(changed_on=today - 60 * DAY)
    assert tasks_of(client, home.clerk) == [("第一项", True), ("第二项", True)]
    assert "已超期" in page(client, home.clerk)


def tasks_of(client, person) -> list[tuple[str, bool]]:
    client.force_login(person)
    return [(task.item.name, late) for task, late in client.get(GAPS).context["tasks"]]


def test_a_unit_sees_its_own_gaps_only(client, home):
    other = house("130600SJ", "审计局")
    assert {row[1] for row in listed(client, other.clerk)} == {"审计局"}
    assert {row[1] for row in listed(client, home.head)} == {"审计局", "交通运输局"}


@pytest.mark.parametrize("rows", [2, 12])
def test_the_page_takes_the_same_few_queries_for_any_length(client, home, django_assert_num_queries, rows):
    for n in range(rows):
        bring(draft(home, f"第{n}项"), home, "approved")
        house(f"1306{n:02d}XX", f"第{n}局")
    client.force_login(home.head)
    with django_assert_num_queries(13):
        client.get(GAPS)
