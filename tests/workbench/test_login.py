"""Coming in: with the right password only, and not for ever."""

import pytest
from django.urls import reverse

from mingjing.people.models import Official
from tests.catalogue.factories import unit

pytestmark = pytest.mark.django_db
LOGIN = reverse("workbench:login")


@pytest.fixture
def clerk() -> Official:
    return Official.objects.create_user("clerk", "correct-horse-9", name="张三", unit=unit())


def enter(client, password: str):
    return client.post(LOGIN, {"username": "clerk", "password": password, "next": reverse("workbench:calendar")})


def test_the_right_password_leads_to_where_one_wanted_to_go(client, clerk):
    answer = enter(client, "correct-horse-9")
    assert (answer.status_code, answer.url) == (302, reverse("workbench:calendar"))


def test_a_wrong_password_keeps_the_name_and_says_so(client, clerk):
    answer = enter(client, "wrong")
    assert 'value="clerk"' in answer.text
    assert 'role="alert"' in answer.text


def test_nobody_is_sent_to_another_site(client, clerk):
    answer = client.post(LOGIN, {"username": "clerk", "password": "correct-horse-9", "next": "https://example.org/"})
    assert answer.url == reverse("workbench:todo")


def test_five_failures_lock_the_account_on_that_machine_even_for_the_right_password(client, clerk):
    for _ in range(5):
        answer = enter(client, "wrong")
    assert answer.status_code == 429
    assert "15 分钟" in answer.text
    assert enter(client, "correct-horse-9").status_code == 429


def test_who_left_the_office_does_not_come_in(client, clerk):
    Official.objects.update(is_active=False)
    assert enter(client, "correct-horse-9").status_code == 200


def test_every_staff_page_sends_a_stranger_to_the_login(client):
    for name in ("todo", "powers", "matters", "regulations", "calendar", "ledger", "password"):
        answer = client.get(reverse(f"workbench:{name}"))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, LOGIN), name


def test_logging_out_needs_a_post(client, clerk):
    client.force_login(clerk)
    assert client.get(reverse("workbench:logout")).status_code == 405
    assert client.post(reverse("workbench:logout")).status_code == 302
    assert client.get(reverse("workbench:todo")).status_code == 302
