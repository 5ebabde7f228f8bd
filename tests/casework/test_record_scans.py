"""A scanned ledger or recording instead of the form (ASM-5-4-2c): its index, and whether it shows the whole process."""

import datetime as dt

import pytest

from mingjing.casework.enums import SignalKind
from mingjing.casework.models import Matter, Signal
from mingjing.casework.registering import lines
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import records
from mingjing.casework.services.sweeping import sweep
from mingjing.core.errors import Refused
from tests.casework.registers import Register, scan
from tests.casework.signals import on
from tests.catalogue.factories import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Register:
    return Register()


def lack(record) -> selectors.Completeness:
    return selectors.completeness(record, lines(record.steps.all()))


@pytest.mark.article("ASM-5-4-2c")
def test_a_scan_without_an_index_is_incomplete_and_the_missing_steps_are_named(register):
    record = register.opened(kind="scan")
    assert (lack(record).no_file, lack(record).missing) == (True, ("受理", "审查", "决定"))
    file = register.scanned(record)
    assert (lack(record).no_file, lack(record).no_index, lack(record).complete) == (False, True, False)
    register.index(record, file, "受理", "2026-04-28", "1-2")
    assert (lack(record).no_index, lack(record).missing) == (False, ("审查", "决定"))
    register.index(record, file, "审查", "2026-04-29", "3-4")
    register.index(record, file, "决定", "2026-04-30", "5")
    assert lack(record).complete
    assert Matter.objects.get().cost == 0


def test_a_scan_without_an_index_is_not_sent_to_the_leader(register):
    record = register.opened(kind="scan")
    register.scanned(record)
    with pytest.raises(Refused, match="没有登记任何环节"):
        register.finish(record)


def test_a_recording_is_indexed_by_time(register):
    record = register.opened(kind="scan")
    step = register.index(record, register.scanned(record), "受理", "2026-04-28", "0:12:30-0:20:00")
    assert lines([step])[0].place == "0:12:30–0:20:00"


@pytest.mark.parametrize("pages", ["", "0", "x", "3-2", "0:20:00-0:12:30", "3-0:12:30", "0:61:00"])
def test_places_that_cannot_be(register, pages):
    record = register.opened(kind="scan")
    file = register.scanned(record)
    with pytest.raises(Refused, match="页码"):
        register.index(record, file, "受理", "2026-04-28", pages)


def test_an_index_points_to_a_scan_of_the_same_record(register):
    record, other = register.opened(kind="scan"), register.opened(kind="scan")
    with pytest.raises(Refused, match="哪份扫描件"):
        register.index(record, register.scanned(other), "受理", "2026-04-28", "1")


def test_a_form_filled_in_step_by_step_takes_no_scan(register):
    record = register.opened()
    with pytest.raises(Refused, match="逐环节登记"):
        register.scanned(record)
    other = register.opened(kind="scan")
    with pytest.raises(Refused, match="不用写扫描件的页码"):
        register.enter(record, "受理", "2026-04-28", scan=register.scanned(other).pk)


def test_files_come_from_the_clerk_while_the_record_is_filled_in(register):
    record = register.opened(kind="scan")
    for who in (register.home.leader, house("130600SJ", "审计局").clerk):
        with pytest.raises(Refused, match="经办人填写"):
            records.attach(record, scan(), purpose="scan", by=who, at=on("2026-05-06"))
    done = register.filed()
    with pytest.raises(Refused, match="不能再附文件"):
        records.attach(done, scan(), purpose="signature", by=register.home.clerk, at=on("2026-05-14", 12))


@pytest.mark.article("ACC-5-3")
def test_an_important_power_without_a_record_for_the_period_is_told_yellow_and_a_record_ends_the_silence(register):
    sweep(today=dt.date(2026, 4, 3), at=on("2026-04-03"))
    signal = Signal.objects.get(kind=SignalKind.NO_RECORD)
    assert (signal.colour, signal.status, signal.item) == ("yellow", "open", register.version.item)
    register.filled()
    sweep(today=dt.date(2026, 5, 20), at=on("2026-05-20"))
    assert Signal.objects.filter(kind=SignalKind.NO_RECORD).count() == 1
    sweep(today=dt.date(2026, 6, 10), at=on("2026-06-10"))
    assert Signal.objects.filter(kind=SignalKind.NO_RECORD).count() == 2
