"""职权目录: the list of powers, found by name, unit, type and stage, page by page."""

import pytest
from django.urls import reverse

from mingjing.catalogue.models import PowerItem
from tests.catalogue.factories import bring, draft, house, power_type, published

pytestmark = pytest.mark.django_db
LIST = reverse("workbench:powers")


@pytest.fixture
def home():
    return house()


def page(client, person, **asked) -> str:
    client.force_login(person)
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"道路货运许可", "公路养护检查", "出租车处罚"}),
        ({"q": "养护"}, {"公路养护检查"}),
        ({"q": "车"}, {"出租车处罚"}),
        ({"q": "交通运输局"}, {"道路货运许可", "公路养护检查", "出租车处罚"}),
        ({"q": "没有这样的事"}, set()),
        ({"type": "行政处罚"}, {"出租车处罚"}),
        ({"status": "in_force"}, {"道路货运许可"}),
        ({"stage": "unit_review"}, {"公路养护检查"}),
        ({"stage": "draft"}, {"出租车处罚"}),
        ({"unit": "130600JT", "status": "new"}, {"公路养护检查", "出租车处罚"}),
    ],
)
def test_powers_are_found_by_word_type_state_stage_and_unit(client, home, asked, found):
    published(home, "道路货运许可")
    bring(draft(home, "公路养护检查"), home, "unit_review")
    item = draft(home, "出租车处罚").item
    PowerItem.objects.filter(pk=item.pk).update(type=power_type("行政处罚", "02"))
    text = page(client, home.head, **asked)
    assert {name for name in ("道路货运许可", "公路养护检查", "出租车处罚") if f"{name}</a>" in text} == found


def test_an_empty_answer_says_what_to_do_next(client, home):
    assert "登记一项新职权" in page(client, home.head, q="没有这样的事")


def test_a_filter_that_does_not_exist_is_said_and_lists_nothing(client, home):
    published(home, "道路货运许可")
    client.force_login(home.head)
    answer = client.get(LIST, {"unit": "nothing"})
    assert answer.status_code == 422
    assert "道路货运许可</a>" not in answer.text


def test_the_stage_under_way_is_shown_beside_the_state_in_force(client, home):
    version = published(home)
    client.force_login(home.clerk)
    client.post(reverse("workbench:power_amend", args=[version.item.number]), {"reason": "法律修改"})
    text = page(client, home.clerk)
    assert reverse("workbench:version", args=[version.item.number, 2]) in text
    assert "起草中" in text


def test_another_units_draft_under_way_is_not_shown(client, home):
    version = published(home)
    client.force_login(home.clerk)
    client.post(reverse("workbench:power_amend", args=[version.item.number]), {"reason": "法律修改"})
    text = page(client, house("130600SJ", "审计局").clerk)
    assert version.item.name in text
    assert reverse("workbench:version", args=[version.item.number, 2]) not in text


def test_the_list_goes_on_page_by_page_and_keeps_the_filter(client, home):
    many(home, 60)
    first = page(client, home.head, status="new")
    assert first.count("/workbench/powers/130600JT-") == 50
    assert "status=new&amp;after=" in first


@pytest.mark.parametrize("rows", [3, 60])
def test_the_list_takes_the_same_few_queries_for_any_length(client, home, django_assert_num_queries, rows):
    many(home, rows)
    client.force_login(home.head)
    with django_assert_num_queries(5):
        client.get(LIST)


def many(home, count: int) -> None:
    kind = power_type()
    PowerItem.objects.bulk_create(
        PowerItem(unit=home.unit, type=kind, number=f"130600JT-{n:04d}", name=f"第{n}项", status="new")
        for n in range(count)
    )


def test_a_clerk_is_offered_to_start_one_and_a_leader_is_not(client, home):
    new = reverse("workbench:power_new")
    assert new in page(client, home.clerk)
    assert new not in page(client, home.leader)
