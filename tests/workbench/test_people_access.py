"""Which page of the people room opens for whom: the whole matrix, route by role."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.people.enums import Role
from mingjing.people.models import Notice, NoticeReceipt, Official
from tests.people.factories import AT, official, post, unit

pytestmark = pytest.mark.django_db
ALL = {role.value for role in Role} - {"system"}
KEEPERS = {"system_admin", "lgo_clerk", "lgo_head"}
OFFICE = {"lgo_clerk", "lgo_head", "lg_member"}
SENDERS = {"lgo_clerk", "lgo_head"}
SEES_ALL = OFFICE | {"system_admin", "security_admin", "audit_admin"}


@pytest.fixture
def there() -> dict[str, list[object]]:
    """What the addresses name: things of another unit than the viewer's."""
    place = unit("130600SW", "水务局")
    notice = Notice.objects.create(title="通知", body="…", sent_by=official("sender", of=place), sent_at=AT)
    NoticeReceipt.objects.create(notice=notice, unit=place)
    return {
        "unit": [place.code],
        "post": [place.code, post(place).pk],
        "person": [official("person", "unit_clerk", of=place).pk],
        "notice": [notice.pk],
        "": [],
    }


PAGES = [
    ("units", "", (), ALL),
    ("unit_tree", "", (), ALL),
    ("unit_new", "", (), KEEPERS),
    ("unit", "unit", (), ALL),
    ("unit_edit", "unit", (), KEEPERS),
    ("post_new", "unit", (), KEEPERS),
    ("post_edit", "post", (), KEEPERS),
    ("officials", "", (), ALL),
    ("official_new", "", (), {"system_admin"}),
    ("official", "person", (), SEES_ALL),
    ("official_edit", "person", (), {"system_admin"}),
    ("people_template", "", ("units",), ALL),
    ("people_export", "", ("units",), ALL),
    ("people_export", "", ("posts",), ALL),
    ("people_export", "", ("officials",), ALL),
    ("people_import", "", ("units",), KEEPERS),
    ("people_import", "", ("posts",), KEEPERS | {"unit_clerk"}),
    ("people_import", "", ("officials",), {"system_admin"}),
    ("notices", "", (), ALL),
    ("notice_new", "", (), SENDERS),
    ("notice", "notice", (), OFFICE),
    ("notice_receipts", "notice", (), OFFICE),
    ("ledger", "", (), {"audit_admin", "lgo_head", "lg_member"}),
]
PRESSES = [  # and what each would say, had the person the right: nothing, which is 422
    ("unit_close", "unit", KEEPERS),
    ("unit_reopen", "unit", KEEPERS),
    ("unit_scope", "unit", SENDERS),
    ("official_leave", "person", {"system_admin"}),
    ("official_back", "person", {"system_admin"}),
    ("role_grant", "person", {"security_admin"}),
    ("role_withdraw", "person", {"security_admin"}),
]


def viewer(role: str) -> Official:
    return official("viewer", role, of=unit())


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize(
    ("name", "what", "words", "opens"), PAGES, ids=[" ".join([page[0], *page[2]]) for page in PAGES]
)
def test_a_page_opens_for_those_it_is_for_and_is_not_there_for_others(client, there, name, what, words, opens, role):
    client.force_login(viewer(role))
    answer = client.get(reverse(f"workbench:{name}", args=[*there[what], *words]))
    assert answer.status_code == (200 if role in opens else 404)


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize(("name", "what", "may"), PRESSES, ids=[press[0] for press in PRESSES])
def test_a_button_is_not_there_for_others(client, there, name, what, may, role):
    client.force_login(viewer(role))
    answer = client.post(reverse(f"workbench:{name}", args=there[what]), {})
    assert answer.status_code == (422 if role in may else 404)


@pytest.mark.parametrize("name", ["unit_edit", "post_new"])
def test_a_clerk_keeps_the_card_of_the_own_unit(client, name):
    clerk = official("clerk", "unit_clerk", of=unit())
    client.force_login(clerk)
    assert client.get(reverse(f"workbench:{name}", args=[clerk.unit.code])).status_code == 200


def test_a_stranger_is_sent_to_the_login(client, there):
    for name, what, words, _opens in PAGES:
        answer = client.get(reverse(f"workbench:{name}", args=[*there[what], *words]))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("workbench:login")), name


def test_who_is_switched_off_is_out_at_once(client):
    person = viewer("lgo_clerk")
    client.force_login(person)
    assert client.get(reverse("workbench:units")).status_code == 200
    Official.objects.filter(pk=person.pk).update(is_active=False, until_on=dt.date(2026, 3, 2))
    assert client.get(reverse("workbench:units")).status_code == 302


@pytest.mark.article("X-02")
def test_whose_role_is_withdrawn_loses_its_pages_at_once(client):
    person = viewer("lgo_clerk")
    client.force_login(person)
    assert client.get(reverse("workbench:notice_new")).status_code == 200
    person.grants.all().delete()
    assert client.get(reverse("workbench:notice_new")).status_code == 404


def test_an_unknown_kind_of_sheet_is_not_there(client):
    client.force_login(viewer("system_admin"))
    for name in ("people_template", "people_export", "people_import"):
        assert client.get(reverse(f"workbench:{name}", args=["powers"])).status_code == 404
