"""How a power really runs: the database's figures against the same counted in plain Python."""

import datetime as dt
from collections import Counter
from math import ceil
from random import Random

import pytest

from mingjing.casework.models import Matter
from mingjing.casework.selectors.running import Month, Totals, Window, as_of, running, share
from mingjing.catalogue.models import PowerVersion
from tests.catalogue.factories import AT, DAY, STEPS, amended, house, published
from tests.portal.factories import NOW, deliver, happen

pytestmark = pytest.mark.django_db
UNTIL = NOW.date()


def busy(version: PowerVersion, count: int, *, seed: int = 7) -> None:
    """Matters of every kind: to the chart, late, with steps too many or too few, still under way."""
    chance, matters = Random(seed), {}
    for n in range(count):
        names = list(STEPS)
        if chance.random() < 0.3:
            names.insert(chance.randrange(4), chance.choice(["补正", "请示"]))
        if chance.random() < 0.3:
            names.pop(chance.randrange(len(names)))
        at, happened = AT + chance.randrange(1, 30) * DAY, []
        for name in names:
            at += chance.randrange(6) * DAY
            happened.append((name, at))
        matters[f"{seed}-{n}"] = happened[: chance.choice([2, 9, 9, 9])]
    deliver(version, matters)


def ended(version: PowerVersion) -> list[Matter]:
    return [m for m in Matter.objects.filter(version=version).prefetch_related("steps") if m.state == "finished"]


def nearest_rank(values: list[int], percent: int) -> int:
    """The least value that so many of 100 do not exceed."""
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]


@pytest.fixture
def version() -> PowerVersion:
    version = published(house(), promised_length=4)
    busy(version, 40)
    return version


def test_totals_are_those_of_plain_counting(version):
    matters = ended(version)
    found = running(version, until=UNTIL)
    assert found.all == found.own
    assert found.own == Totals(
        ended=len(matters),
        timed=sum(m.due_on is not None for m in matters),
        late=sum(m.late for m in matters),
        deviating=sum(bool(m.cost) for m in matters),
        undecided=0,
        added=sum(bool(m.added) for m in matters),
        skipped=sum(bool(m.skipped) for m in matters),
    )
    assert found.own.deviating > 3
    assert found.own.late > 3


@pytest.mark.article("ACC-7-2c")
def test_percentiles_per_step_are_those_of_plain_sorting(version):
    found = running(version, until=UNTIL).nodes
    for node in ("t0", "t1", "t2"):
        steps = [s for m in ended(version) for s in m.steps.all() if s.node == node and s.kind == "matched"]
        used = [step.used for step in steps]
        assert (found[node].done, found[node].late) == (len(used), sum(step.late for step in steps))
        assert (found[node].median, found[node].p90) == (nearest_rank(used, 50), nearest_rank(used, 90))


@pytest.mark.article("ACC-7-2a")
def test_deviations_name_what_and_where(version):
    expected: Counter[tuple[str, str, str]] = Counter()
    for matter in ended(version):
        last = ""
        for step in matter.steps.all():
            if step.kind != "matched":
                expected[step.kind, step.name, step.node if step.kind == "skipped" else last] += 1
            else:
                last = step.node
    found = running(version, until=UNTIL).deviations
    assert {(d.kind, d.name, d.node): d.times for d in found} == dict(expected)
    assert [d.matters for d in found] == sorted((d.matters for d in found), reverse=True)


def test_months_count_openings_and_endings_apart(version):
    months = {month.first: month for month in running(version, until=UNTIL).months}
    assert len(months) == 12
    march = months[dt.date(2026, 3, 1)]
    opened = [m for m in Matter.objects.all() if m.opened_at.month == 3]
    assert march.opened == len(opened)
    assert march.ended == sum(m.closed_at.month == 3 for m in ended(version))
    assert months[dt.date(2025, 6, 1)] == Month(dt.date(2025, 6, 1))


def test_what_ended_outside_the_window_is_left_out(version):
    assert running(version, until=dt.date(2026, 2, 28)).all == Totals()
    assert running(version, until=dt.date(2027, 6, 1)).all == Totals()
    assert running(version, until=dt.date(2027, 2, 28)).all.ended == len(ended(version))


def test_the_day_begins_at_midnight_in_china():
    version = published(house())
    late_evening = dt.datetime(2026, 3, 31, 15, 59, tzinfo=dt.UTC)  # 23:59 in Baoding
    happen(version, "1", *((name, late_evening) for name in STEPS))
    happen(version, "2", *((name, late_evening + dt.timedelta(minutes=2)) for name in STEPS))
    assert [month.ended for month in running(version, until=dt.date(2026, 3, 31)).months][-1] == 1
    ends = [month.ended for month in running(version, until=dt.date(2026, 4, 1)).months][-2:]
    assert ends == [1, 1]


def test_each_version_has_its_own_figures_and_all_add_up():
    home = house()
    first = published(home)
    happen(first, "旧", *((name, AT + DAY) for name in STEPS))
    second = amended(first, home, at=AT + 10 * DAY, promised_length=5)
    happen(second, "新", *((name, AT + 11 * DAY) for name in STEPS[::2]))
    old, new = running(first, until=UNTIL), running(second, until=UNTIL)
    assert (old.own.ended, old.own.deviating, new.own.ended, new.own.deviating) == (1, 0, 1, 1)
    assert old.all == new.all == old.own + new.own
    assert old.deviations == ()


@pytest.mark.parametrize("count", [3, 30])
def test_three_queries_whatever_the_number_of_matters(count, django_assert_num_queries):
    version = published(house())
    busy(version, count)
    with django_assert_num_queries(3):
        running(version, until=UNTIL)


def test_a_power_without_matters_has_no_figures():
    version = published(house())
    assert as_of(version) is None
    found = running(version, until=UNTIL)
    assert (found.all, found.nodes, found.deviations) == (Totals(), {}, ())
    assert found.all.on_time is None


def test_figures_stand_as_of_the_last_judging(version):
    assert as_of(version) == NOW


def test_figures_of_a_replaced_version_stand_as_of_its_last_matter():
    home = house()
    first = published(home)
    happen(first, "旧", *((name, AT + DAY) for name in STEPS))
    amended(first, home, at=AT + 10 * DAY)
    first.refresh_from_db()
    assert as_of(first) == AT + DAY


@pytest.mark.parametrize(
    ("until", "since"),
    [("2026-11-25", "2025-12-01"), ("2026-12-31", "2026-01-01"), ("2026-01-01", "2025-02-01")],
)
def test_a_window_is_the_month_and_the_eleven_before(until, since):
    window = Window.ending(dt.date.fromisoformat(until))
    assert window.since == dt.date.fromisoformat(since)
    assert len(window.months()) == 12
    assert window.months()[-1] == dt.date.fromisoformat(until).replace(day=1)


def test_a_share_of_nothing_is_none():
    assert (share(0, 0), share(1, 3)) == (None, 33.3)
