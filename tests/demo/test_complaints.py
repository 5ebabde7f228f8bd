"""The demo's complaints: every fate is reached, and each code opens its own case."""

import datetime as dt
from pathlib import Path

import pytest

from mingjing.complaints.enums import ComplaintStatus
from mingjing.complaints.models import Complaint
from mingjing.complaints.services import lookup
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.demo.seeding import complaints, keys, masters
from mingjing.demo.seeding.diary import Years
from mingjing.demo.stories import stories
from mingjing.ledger.selectors import faults
from mingjing.regulations.selectors import current_calendar

pytestmark = pytest.mark.django_db(databases="__all__")
NOW = dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC)
REACHED = {"answered": "forwarded"}


@pytest.mark.slow
def test_every_story_reaches_its_fate_and_its_code_opens_it(settings, tmp_path):
    settings.DEMO_CUSTODIANS = tmp_path
    masters.found(at=NOW)
    years = Years(NOW, current_calendar())
    keys.make(years)
    assert complaints.tell_stories(years) == len(stories())
    with seeing(SYSTEM):
        states = dict(Complaint.objects.values_list("number", "status"))
    told = [line.split() for line in Path(tmp_path, complaints.CODES).read_text().splitlines()]
    assert {number: REACHED.get(fate, fate) for number, _, fate in told} == states
    for number, code, _ in told:
        with lookup.holding(code) as held:
            assert [complaint.number for complaint in held.complaints] == [number]
    assert set(states.values()) >= set(ComplaintStatus) - {"merged", "referred"}
    assert list(faults()) == []
    complaints.person.cache_clear()
    complaints.unlocked.cache_clear()
