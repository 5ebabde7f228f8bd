"""Real names: confirmed by call, visit or signature; given up after the set days; the clock keeps the receipt date."""

import datetime as dt

import pytest

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.enums import RealName
from mingjing.complaints.selectors import naming as selectors
from mingjing.complaints.selectors.naming import Means
from mingjing.complaints.services import naming
from mingjing.core.errors import Refused
from tests.complaints.factories import AT, RECEIVED, WHO, filed, keys

pytestmark = pytest.mark.django_db(databases="__all__")
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 2, 13)


class Desk:
    """A clerk before one case."""

    def __init__(self, centre, **said) -> None:
        self.centre, self.case = centre, filed(centre, **said).complaint

    def __call__(self, verb, *words, by=None, **said):
        by = by or self.centre.clerk
        with access.shown_to(by):
            return verb(self.case, *words, **{"by": by, "at": AT, **said})

    def attempt(self, at=AT) -> None:
        keyed = keys(self.case, self.centre.clerk)
        self(naming.attempt, Means.CALL, note="无人接听", keys=keyed, at=at)

    def confirm(self, on=TODAY, **said) -> None:
        keyed = keys(self.case, self.centre.clerk)
        self(naming.confirm, Means.VISIT, on=on, note="", keys=keyed, today=TODAY, **said)

    @property
    def clocks(self) -> list[tuple[str, str, dt.date]]:
        rows = Clock.objects.filter(case_id=self.case.pk, limit__startswith="CMP-7-5").order_by("limit")
        return list(rows.values_list("limit", "status", "due_on"))


@pytest.mark.article("CMP-7-5", "GAP-22")
def test_who_when_and_how_is_on_record_and_the_clock_keeps_the_receipt_date(centre):
    desk = Desk(centre, identity=WHO)
    desk.attempt()
    desk.confirm()
    assert desk.case.real_name == RealName.CONFIRMED
    tried, changed = selectors.history(desk.case)
    assert (tried.step, tried.after) == ("核实署名", {"means": "call"})
    assert (changed.before, changed.after) == (
        {"real_name": "claimed"}, {"real_name": "confirmed", "means": "visit", "on": "2026-02-13"},
    )  # fmt: skip
    assert centre.clerk.name not in changed.by
    assert desk.clocks == [("CMP-7-5", "running", dt.date(2026, 2, 24))]


@pytest.mark.article("GAP-22")
def test_it_is_anonymous_only_after_a_try_on_each_of_the_set_days(centre):
    desk = Desk(centre, identity=WHO)
    for n in range(5):
        desk.attempt(AT + dt.timedelta(minutes=n))
    with pytest.raises(Refused, match="1 天里"):
        desk(naming.give_up, today=TODAY)
    desk.attempt(AT + DAY)
    desk.attempt(AT + 2 * DAY)
    desk(naming.give_up, today=TODAY)
    assert desk.case.real_name == RealName.UNCONFIRMED
    assert desk.clocks == [("CMP-7-5", "stopped", dt.date(2026, 2, 24))]
    desk.confirm()  # they came after all: owed from the receipt on
    assert desk.clocks[1] == ("CMP-7-5·2", "running", dt.date(2026, 2, 24))


@pytest.mark.article("GAP-22")
def test_who_signs_later_is_owed_the_letter_from_the_receipt_on(centre):
    desk = Desk(centre)
    assert desk.clocks == []
    desk(naming.claim, today=TODAY)
    assert desk.case.real_name == RealName.CLAIMED
    assert desk.clocks == [("CMP-7-5", "running", dt.date(2026, 2, 24))]


def test_what_is_refused(centre):
    desk = Desk(centre, identity=WHO)
    with pytest.raises(Refused, match="署名待核实"):
        desk(naming.claim, today=TODAY)
    with pytest.raises(Refused, match="权限"):
        desk(naming.claim, today=TODAY, by=centre.head)
    for on in (RECEIVED - DAY, TODAY + DAY):
        with pytest.raises(Refused, match="核实日期"):
            desk.confirm(on)
    desk.confirm()
    with pytest.raises(Refused, match="实名"):
        desk.attempt()
    desk.case.real_name = RealName.CLAIMED  # what an old page still shows
    with pytest.raises(Refused, match="刷新"):
        desk.confirm()


def test_what_was_met_with_is_sealed(centre):
    desk = Desk(centre, identity=WHO)
    desk.attempt()
    with access.shown_to(centre.clerk):
        paper = desk.case.papers.get(kind="record")
    assert paper.purpose == "work"
