"""待办: each sees what waits for him or her, and only that."""

import pytest
from django.urls import reverse

from mingjing.people.models import Notice, NoticeReceipt, Official
from tests.catalogue.factories import AT, bring, draft, house, official

pytestmark = pytest.mark.django_db
TODO = reverse("workbench:todo")


def page(client, person: Official) -> str:
    client.force_login(person)
    answer = client.get(TODO)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("status", "who"),
    [("draft", "clerk"), ("unit_review", "leader"), ("secrecy_review", "secrecy"), ("approval", "head")],
)
def test_a_version_waits_for_whoever_takes_the_next_step(client, status, who):
    home = house()
    version = bring(draft(home), home, status)
    for person in ("clerk", "leader", "secrecy", "head"):
        found = page(client, getattr(home, person))
        assert (reverse("workbench:version", args=[version.item.number, 1]) in found) is (person == who)


def test_another_unit_sees_nothing_of_a_draft(client):
    home = house()
    draft(home)
    other = house("130600SJ", "审计局")
    assert "没有要办的事" in page(client, other.clerk)


@pytest.mark.article("NOT-3")
def test_a_notice_waits_until_it_is_read(client):
    home = house()
    notice = Notice.objects.create(title="报送目录的通知", body="…", sent_by=home.head, sent_at=AT)
    receipt = NoticeReceipt.objects.create(notice=notice, unit=home.unit)
    assert "报送目录的通知" in page(client, home.leader)
    receipt.read_at, receipt.read_by = AT, home.leader
    receipt.save()
    assert "报送目录的通知" not in page(client, home.leader)


def test_the_page_costs_the_same_for_many_rows(client, django_assert_max_num_queries):
    home = house()
    for n in range(12):
        bring(draft(home, f"第{n}项职权"), home, "unit_review")
    client.force_login(official("leader-130600JT", of=home.unit))
    with django_assert_max_num_queries(15):
        client.get(TODO)
