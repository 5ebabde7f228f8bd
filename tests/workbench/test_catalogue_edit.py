"""修改要素: a clerk fills in a draft."""

import pytest
from django.urls import reverse

from mingjing.ledger.models import Entry
from mingjing.workbench.catalogue.forms import FIELDS
from tests.catalogue.factories import bring, draft, house, official, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


def address(version) -> str:
    return reverse("workbench:version_edit", args=[version.item.number, version.no])


def filled(version, **said) -> dict:
    """What the form of this draft posts when nothing but `said` is changed."""
    values = {name: getattr(version, name) for name in FIELDS}
    values |= {"chief": version.chief_id, "handler": version.handler_id, "revision": version.revision, **said}
    return {name: value for name, value in values.items() if value not in (None, False)}


def post(client, home, version, **said):
    client.force_login(home.clerk)
    return client.post(address(version), filled(version, **said))


def test_what_was_changed_is_stored_and_written_down(client, home):
    version = draft(home)
    answer = post(client, home, version, conditions="有合格车辆", promised_length=8)
    assert answer.url == reverse("workbench:version", args=[version.item.number, 1])
    version.refresh_from_db()
    assert (version.conditions, version.promised_length) == ("有合格车辆", 8)
    entry = Entry.objects.filter(step="修改草稿").latest("seq")
    assert entry.after == {"conditions": "有合格车辆", "promised_length": 8}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"promised_length": 21}, "长于法定时限"),
        ({"promised_length": 30, "promised_unit": "days"}, "长于法定时限"),
        ({"promised_length": "十"}, "整数"),
        ({"statutory_length": -1}, "大于或等于"),
        ({"name": ""}, "必填"),
        ({"service_phone": "打电话"}, "打电话"),
        ({"chief": "00000000-0000-0000-0000-000000000000"}, "选择一个有效的选项"),
        ({"body_nature": "nothing"}, "选择一个有效的选项"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, home, said, why):
    version = draft(home)
    answer = post(client, home, version, conditions="有合格车辆", **said)
    assert answer.status_code == 422
    assert why in answer.text
    assert "有合格车辆</textarea>" in answer.text
    version.refresh_from_db()
    assert version.conditions == ""


def test_the_second_of_two_clerks_is_told_and_keeps_what_was_typed(client, home):
    version = draft(home)
    stale = filled(version, conditions="第二个人写的")
    colleague = official("clerk-2", "unit_clerk", of=home.unit)
    client.force_login(colleague)
    client.post(address(version), filled(version, conditions="第一个人写的"))
    client.force_login(home.clerk)
    answer = client.post(address(version), stale)
    assert answer.status_code == 422
    assert "同事改过这份草稿" in answer.text
    assert "第二个人写的</textarea>" in answer.text
    version.refresh_from_db()
    assert version.conditions == "第一个人写的"


def test_whoever_types_while_the_draft_is_submitted_is_told_and_keeps_what_was_typed(client, home):
    version = draft(home)
    said = filled(version, conditions="正在写")
    bring(version, home, "unit_review")
    client.force_login(home.clerk)
    answer = client.post(address(version), said)
    assert answer.status_code == 422
    assert "不是草稿" in answer.text
    assert "正在写</textarea>" in answer.text


def test_only_posts_of_the_own_unit_are_offered(client, home):
    version = draft(home)
    other = house("130600SJ", "审计局")
    client.force_login(home.clerk)
    text = client.get(address(version)).text
    assert str(home.chief.pk) in text
    assert str(other.chief.pk) not in text


def test_the_page_takes_few_queries(client, home, django_assert_max_num_queries):
    version = draft(home)
    client.force_login(home.clerk)
    with django_assert_max_num_queries(10):
        client.get(address(version))


def test_nothing_published_opens_for_editing(client, home):
    version = published(home)
    client.force_login(home.clerk)
    assert client.get(address(version)).status_code == 404
