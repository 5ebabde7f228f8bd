"""What the public pages of complaints leave behind: in caches, on other people's screens, on a clock. Nothing."""

import datetime as dt

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from mingjing.complaints.models import Complaint
from mingjing.complaints.services import lookup
from mingjing.core import throttling
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring.models import Wrap
from mingjing.sealing import codes
from tests.complaints.factories import AT, RECEIVED, filed
from tests.portal.complaints.forms import FORM, TEXT, blank, code_of

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.article("CMP-8-b")
@pytest.mark.parametrize("address", ["/complaints/nothing/", "/complaints/lookup/X/"])
def test_no_cache_keeps_a_page_that_is_not_there(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.article("CMP-8-b")
def test_no_cache_keeps_the_refusal_of_a_file(client, centre):
    made = filed(centre)
    answer = client.post("/complaints/lookup/", {"code": made.code, "do": "file", "case": made.complaint.pk})
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.article("GAP-05")
def test_a_form_left_open_somewhere_shows_its_code_for_a_day_and_no_longer(client, centre, time_machine):
    time_machine.move_to(AT, tick=False)
    form = {**blank(client), "text": TEXT}
    time_machine.move_to(AT + dt.timedelta(minutes=1), tick=False)
    code = code_of(client.post(FORM, form))
    assert code_of(client.post(FORM, form)) == code
    time_machine.move_to(AT + dt.timedelta(hours=25), tick=False)
    later = client.post(FORM, form)
    assert later.status_code == 422
    assert code not in later.text
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1


def work(code: str) -> list[int]:
    """How many statements each database is asked to refuse a code."""
    counted = []
    for name in ("default", "keys"):
        with CaptureQueriesContext(connections[name]) as seen, pytest.raises(Refused), lookup.holding(code):
            pass
        counted.append(len(seen))
    return counted


@pytest.mark.article("CMP-8-c", "GAP-05")
def test_unknown_changed_and_destroyed_codes_take_the_same_work(centre):
    changed, destroyed = filed(centre), filed(centre)
    with lookup.holding(changed.code) as held:
        lookup.change(held, codes.new(), today=RECEIVED, at=AT)
    Wrap.objects.filter(case_id=destroyed.complaint.pk).delete()
    assert work(codes.new()) == work(changed.code) == work(destroyed.code)


@pytest.mark.article("GAP-05")
def test_a_code_changed_in_two_windows_at_once_is_changed_once(centre):
    made, first, second = filed(centre), codes.new(), codes.new()
    with lookup.holding(made.code) as one, lookup.holding(made.code) as other:
        one.receipt.refresh_from_db()
        lookup.change(one, first, today=RECEIVED, at=AT)
        with pytest.raises(Refused):
            lookup.change(other, second, today=RECEIVED, at=AT)
    with lookup.holding(first) as held:
        assert held.complaints[0].pk == made.complaint.pk


def test_many_networks_do_not_push_the_count_of_one_out(rf):
    mine = rf.get("/", REMOTE_ADDR="198.51.100.7")
    assert not throttling.too_often(mine, "look", 1)
    for n in range(1000):
        throttling.too_often(rf.get("/", REMOTE_ADDR=f"10.{n // 256}.{n % 256}.1"), "look", 1)
    assert throttling.too_often(mine, "look", 1)
