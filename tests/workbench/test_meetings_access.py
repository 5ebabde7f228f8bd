"""Which page of 集体决定 opens for whom: route by role, for a meeting of another unit and for one's own."""

import pytest
from django.urls import reverse

from mingjing.people.enums import Role
from tests.catalogue.factories import official, unit
from tests.meetings.factories import of_person, picture, sent, signed, team

pytestmark = pytest.mark.django_db
ALL = {role.value for role in Role} - {"system"}
OFFICE = {"lgo_clerk", "lgo_head", "lg_member"}
UNIT = {"unit_clerk", "unit_leader"}


@pytest.fixture
def there():
    """A signed meeting of another unit, and one that waits for signatures."""
    staff = team("130600SW", "水务局")
    return {"signed": signed(staff), "open": sent(staff), "member": staff.members[0]}


PAGES = [
    ("meetings", "", (), OFFICE | UNIT),
    ("meeting_new", "", (), {"unit_clerk"}),
    ("meeting", "open", (), OFFICE),
    ("meeting", "signed", (), OFFICE),
    ("meeting_edit", "open", (), set()),
    ("meeting_document", "signed", ("docx",), OFFICE),
]
KEYS = ("send", "take-back", "withdraw", "add", "say", "sign")


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize(("name", "what", "words", "opens"), PAGES, ids=[f"{page[0]} {page[1]}" for page in PAGES])
def test_a_page_opens_for_those_it_is_for_and_is_not_there_for_others(client, there, name, what, words, opens, role):
    client.force_login(official("viewer", role, of=unit()))
    args = [there[what].pk, *words] if what else []
    answer = client.get(reverse(f"workbench:{name}", args=args))
    assert answer.status_code == (200 if role in opens else 404)


@pytest.mark.parametrize("role", sorted(ALL))
def test_nobody_of_elsewhere_presses_a_button_of_another_unit_s_record(client, there, role):
    client.force_login(official("viewer", role, of=unit()))
    meeting, row = there["open"], of_person(there["open"], there["member"])
    said = {"reason": "x", "text": "x", "view": "agree", "words": ""}
    for key in KEYS:  # the office sees the record and is told whose business it is; others do not see it
        status = client.post(reverse("workbench:meeting_act", args=[meeting.pk, key]), said).status_code
        assert status == (422 if role in OFFICE and key not in ("say", "sign") else 404), key
    for key in ("paper", "unsigned"):
        address = reverse("workbench:meeting_person", args=[meeting.pk, row.pk, key])
        status = client.post(address, {**said, "scan": picture()}).status_code
        assert status == (422 if role in OFFICE else 404), key
    meeting.refresh_from_db()
    assert meeting.status == "signing"
    assert not meeting.attendances.exclude(signed_at=None).exists()


def test_the_own_leader_reads_and_only_the_clerk_keeps(client, there):
    staff = team("130600SW", "水务局")
    leader = official("boss", "unit_leader", of=staff.unit)
    client.force_login(leader)
    assert client.get(reverse("workbench:meeting", args=[there["open"].pk])).status_code == 200
    assert client.get(reverse("workbench:meeting_new")).status_code == 404
    answer = client.post(reverse("workbench:meeting_act", args=[there["open"].pk, "take-back"]), {"reason": "改"})
    assert (answer.status_code, "经办人办理" in answer.text) == (422, True)


def test_a_stranger_is_sent_to_the_login(client, there):
    for name, what, words, _opens in PAGES:
        answer = client.get(reverse(f"workbench:{name}", args=[there[what].pk, *words] if what else []))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("workbench:login")), name


def test_an_unknown_button_is_not_there(client, there):
    client.force_login(official("viewer", "lgo_clerk", of=unit()))
    assert client.post(reverse("workbench:meeting_act", args=[there["open"].pk, "erase"])).status_code == 404
