"""The demo's sealing keys: those of the centre and of some clerks, and three custodians who can open together."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from mingjing.demo.accounts import CENTRE, clerk_of
from mingjing.demo.seeding import city, keys, masters
from mingjing.demo.seeding.diary import Years
from mingjing.people.models import Official
from mingjing.regulations.selectors import current_calendar
from mingjing.sealing.models import Custodian, PersonKey
from mingjing.sealing.services import devices, persons

NOW = dt.datetime(2026, 9, 16, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> int:
    masters.found(at=NOW)
    return keys.make(Years(NOW, current_calendar()))


def test_the_printed_passphrase_unlocks_and_the_written_identities_open_in_pairs(made):
    assert made == len(CENTRE) + len(keys.UNITS)
    for username in ("centre", "centre2", "centrehead", "disc", *map(clerk_of, keys.UNITS)):
        assert persons.unlock(Official.objects.get(username=username), keys.PASSPHRASE)
    seats = list(Custodian.objects.order_by("place"))
    assert len({seat.body for seat in seats}) == 3
    cards = [{"name": seat.name, "recipient": seat.recipient} for seat in seats]
    files = [keys.identity_file(seat.official.username) for seat in seats]
    assert len(devices.tried_all(cards, [devices.identity_of(file.read_bytes(), "") for file in files])) == 3
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_a_second_start_makes_none(made):
    before = set(PersonKey.objects.values_list("pk", flat=True))
    assert keys.make(Years(NOW, current_calendar())) == 0
    assert set(PersonKey.objects.values_list("pk", flat=True)) == before
    assert Custodian.objects.count() == 3


def test_accounts_and_passphrase_are_printed_at_start(monkeypatch, capsys):
    monkeypatch.setattr(city, "is_foreign", lambda: False)
    monkeypatch.setattr(city, "is_seeded", lambda: True)
    call_command("seed_city")
    told = capsys.readouterr().out
    for word in (keys.PASSPHRASE, "centrehead", "keeper3", "demo-custodians"):
        assert word in told
