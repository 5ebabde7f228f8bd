"""One power: its versions, and what the office or a clerk does with it as a whole."""

import pytest
from django.urls import reverse

from mingjing.catalogue import services
from mingjing.catalogue.models import PowerVersion
from mingjing.ledger.models import Entry
from tests.catalogue.factories import AT, DAY, amended, draft, house, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


def address(item) -> str:
    return reverse("workbench:power", args=[item.number])


def act(client, person, item, key: str, reason: str = "法律修改"):
    client.force_login(person)
    name, args = ("power_amend", []) if key == "amend" else ("power_step", [key])
    return client.post(reverse(f"workbench:{name}", args=[item.number, *args]), {"reason": reason})


@pytest.mark.parametrize(
    ("before", "key", "after", "says"),
    [
        ((), "suspend", "suspended", "暂停行使"),
        (("suspend",), "resume", "in_force", "现行"),
        ((), "abolish", "abolished", "已取消"),
        (("suspend",), "abolish", "abolished", "已取消"),
    ],
)
def test_the_offices_head_suspends_resumes_and_abolishes_with_a_reason(client, home, before, key, after, says):
    item = published(home).item
    for earlier in before:
        act(client, home.head, item, earlier)
    assert act(client, home.head, item, key, "机构改革").url == address(item)
    item.refresh_from_db()
    assert item.status == after
    text = client.get(address(item)).text
    assert says in text
    assert "机构改革" in text
    assert Entry.objects.filter(case_id=item.pk, reason="机构改革", by_id=home.head.pk).count() == 1


@pytest.mark.parametrize("key", ["suspend", "resume", "abolish"])
@pytest.mark.parametrize("who", ["clerk", "leader", "secrecy"])
def test_nobody_else_does(client, home, key, who):
    item = published(home).item
    answer = act(client, getattr(home, who), item, key)
    item.refresh_from_db()
    assert (answer.status_code, item.status) == (422, "in_force")
    assert "领导小组办公室负责人" in answer.text


@pytest.mark.parametrize(("key", "who"), [("suspend", "head"), ("abolish", "head"), ("amend", "clerk")])
def test_a_reason_is_needed(client, home, key, who):
    item = published(home).item
    answer = act(client, getattr(home, who), item, key, "   ")
    assert (answer.status_code, "要写明理由" in answer.text) == (422, True)


def test_of_two_heads_who_press_at_once_the_second_is_told_and_keeps_the_reason(client, home):
    item = published(home).item
    services.abolish(item, reason="机构改革", by=home.head, at=AT)
    answer = act(client, home.head, item, "suspend", "我写的理由")
    assert answer.status_code == 422
    assert "状态已变化" in answer.text


@pytest.mark.article("ASM-5-4-1a")
def test_a_clerk_amends_what_is_in_force_once_at_a_time(client, home):
    item = published(home).item
    assert "从现行版本开始修订" in opened(client, home.clerk, item)
    assert act(client, home.clerk, item, "amend").status_code == 302
    assert PowerVersion.objects.get(item=item, no=2).change_reason == "法律修改"
    assert "从现行版本开始修订" not in opened(client, home.clerk, item)
    answer = act(client, home.clerk, item, "amend", "又改")
    assert (answer.status_code, "请先办完或退回" in answer.text) == (422, True)


@pytest.mark.parametrize("who", ["leader", "head", "secrecy"])
def test_only_a_clerk_amends(client, home, who):
    item = published(home).item
    assert "从现行版本开始修订" not in opened(client, getattr(home, who), item)
    assert act(client, getattr(home, who), item, "amend").status_code == 422
    assert item.versions.count() == 1


def test_what_was_never_published_is_not_amended(client, home):
    item = draft(home).item
    assert act(client, home.clerk, item, "amend").status_code == 422


def opened(client, person, item) -> str:
    client.force_login(person)
    answer = client.get(address(item))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("versions", [2, 6])
def test_the_page_takes_the_same_few_queries_for_any_number_of_versions(
    client, home, django_assert_num_queries, versions
):
    version = published(home)
    for no in range(1, versions):
        version = amended(version, home, at=AT + no * DAY)
        version.item.refresh_from_db()
    client.force_login(home.head)
    url = address(version.item)
    with django_assert_num_queries(5):
        client.get(url)
