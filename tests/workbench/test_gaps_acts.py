"""What the office does with gaps: gives them to their units, judges them, looks at coverage."""

import pytest
from django.urls import reverse

from mingjing.assignments.models import Assignment
from mingjing.supervision.models import Gap
from tests.catalogue.factories import house, published
from tests.supervision.listing import GAPS, ago, listed, sweep, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return whole()


@pytest.mark.article("ACC-5-1a")
def test_the_office_gives_a_gap_to_its_unit_with_one_click_and_it_ends_with_the_gap(client, home):
    published(home)
    type(home.unit).objects.filter(pk=home.unit.pk).update(duties="")
    sweep()
    gap = Gap.objects.get()
    client.force_login(home.clerk)
    assert client.post(reverse("workbench:gap_assign", args=[gap.pk])).status_code == 404
    client.force_login(home.head)
    answer = client.post(reverse("workbench:gap_assign", args=[gap.pk]), {"back": "article=ACC-5-1a"}, follow=True)
    task = Assignment.objects.get()
    assert f"最后一日 {task.due_on}" in answer.text
    assert listed(client, home.head, assigned="no") == []
    type(home.unit).objects.filter(pk=home.unit.pk).update(duties="管理道路运输")
    swept = client.post(reverse("workbench:gaps_sweep"), {"unit": home.unit.code}, follow=True)
    assert "新发现 0 项，消除 1 项" in swept.text
    task.refresh_from_db()
    assert task.status == "fulfilled"


def test_the_office_judges_a_gap_and_a_refusal_keeps_what_was_typed(client, home):
    sweep()
    gap = Gap.objects.get(article="ACC-5-2a")
    act = reverse("workbench:gap_judge", args=[gap.pk, "aside"])
    client.force_login(home.clerk)
    assert client.post(act, {"reason": "不算"}).status_code == 404
    client.force_login(home.head)
    assert client.post(act, {"reason": " "}).status_code == 422
    client.post(act, {"reason": "由上级单位统一公布"})
    assert listed(client, home.head) == []
    assert "由上级单位统一公布" in client.get(reverse("workbench:gap", args=[gap.pk])).text
    bad = {"unit": home.unit.code, "article": "ACC-6-3", "number": "无此编码", "what": "范围不符"}
    assert "没有编码为“无此编码”的职权" in client.post(reverse("workbench:gap_mark"), bad).text
    client.post(reverse("workbench:gap_mark"), {**bad, "number": ""})
    assert listed(client, home.head) == [("ACC-6-3", "交通运输局", "", 0)]


@pytest.mark.parametrize("size", [2, 12])
def test_the_pages_take_few_queries_for_any_length(client, home, django_assert_max_num_queries, size):
    for n in range(size):
        house(f"1306{n:02d}XX", f"第{n}局")
    sweep()
    client.force_login(home.head)
    for url in (GAPS, reverse("workbench:coverage"), reverse("workbench:gap", args=[Gap.objects.first().pk])):
        with django_assert_max_num_queries(15):
            client.get(url)


@pytest.mark.article("ASM-5-3-1")
def test_coverage_tells_the_share_of_what_concerns_everybody_and_how_much_is_up_to_date(client, home, regulation):
    published(home, "新近更新的", key_concern=True, at=ago(20))
    published(home, "多年未更新的", key_concern=True, at=ago(600))
    for n in range(2):
        published(home, f"一般的{n}", at=ago(20))
    client.force_login(home.head)
    page = client.get(reverse("workbench:coverage")).text
    assert "2 项</a>，占 50%，按时更新 50%" in page
    found = client.get(reverse("workbench:powers"), {"key_concern": "on"}).context["page"]
    assert {item.name for item in found} == {"新近更新的", "多年未更新的"}
