"""反映最多的问题: counted once after the quarter; no small number can be worked out, the sum of all being known."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.complaints.enums import Hidden
from mingjing.complaints.models import CauseCount
from mingjing.complaints.selectors import causes as selectors
from mingjing.complaints.services import causes
from mingjing.rules import packs
from tests.complaints.factories import filed

ACTS = list(packs.load("baoding-2010").acts)
LATER = dt.date(2026, 4, 16)  # half a month after the first quarter


def possible(figures: selectors.Figures, act: str) -> set[int]:
    """Every count of a hidden act that fits what is told, as somebody with a pencil would find them."""
    small = range(selectors.FEW)
    if figures.total is None:
        return set(small)
    few = [name for name, why in figures.hidden.items() if why == Hidden.FEW and name != act]
    apart = sum(why == Hidden.APART for why in figures.hidden.values())
    rest = figures.total - sum(figures.shown.values())
    found = set()
    for mine in small:
        sums = {sum(others) for others in product(small, repeat=len(few))}
        left = {rest - mine - total for total in sums}
        if any(n >= selectors.FEW * apart if apart else n == 0 for n in left):
            found.add(mine)
    return found


@pytest.mark.article("GAP-04", "CMP-8-c")
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_small_count_can_be_worked_out(numbers):
    counts = {f"act-{n}": number for n, number in enumerate(numbers)}
    figures = selectors.public_figures(counts)
    assert all(number >= selectors.FEW for number in figures.shown.values())
    assert figures.shown.keys() | figures.hidden.keys() == counts.keys()
    for act, why in figures.hidden.items():
        if why == Hidden.FEW:
            assert len(possible(figures, act)) >= selectors.UNSURE


@pytest.mark.parametrize(
    ("counts", "apart", "total"),
    [
        ({"a": 9, "b": 7}, set(), 16),  # nothing small: all is told
        ({"a": 30, "b": 12, "c": 3}, {"b"}, 45),  # one small one: the next smallest goes with it
        ({"a": 30, "b": 3, "c": 2, "d": 4}, set(), 39),  # three small ones hide each other
        ({"a": 1}, set(), None),  # nothing to hide behind: no sum
    ],
)
def test_what_is_kept_back(counts, apart, total):
    figures = selectors.public_figures(counts)
    assert {act for act, why in figures.hidden.items() if why == Hidden.APART} == apart
    assert figures.total == total


@pytest.mark.parametrize(
    ("day", "quarter", "bounds"),
    [
        (dt.date(2026, 1, 1), "2026-Q1", (dt.date(2026, 1, 1), dt.date(2026, 4, 1))),
        (dt.date(2026, 6, 30), "2026-Q2", (dt.date(2026, 4, 1), dt.date(2026, 7, 1))),
        (dt.date(2026, 12, 31), "2026-Q4", (dt.date(2026, 10, 1), dt.date(2027, 1, 1))),
    ],
)
def test_quarters(day, quarter, bounds):
    assert (selectors.quarter_of(day), selectors.bounds(quarter)) == (quarter, bounds)


@pytest.mark.django_db(databases="__all__")
@pytest.mark.article("CMP-1-a", "CMP-4-2b")
def test_each_act_is_counted_apart_and_only_what_may_be_told_is_kept(centre):
    for _n in range(6):
        filed(centre, act="CMP-4-2b")
    for _n in range(2):
        filed(centre, act="CMP-4-2a")
    assert causes.count(acts=ACTS, today=LATER - dt.timedelta(days=1)) == []
    assert causes.count(acts=ACTS, today=LATER) == ["2026-Q1"]
    rows = {row.act: row for row in CauseCount.objects.all()}
    assert len(rows) == 15
    assert (rows["CMP-4-2a"].shown, rows["CMP-4-2a"].hidden) == (None, Hidden.FEW)
    assert 2 not in {row.shown for row in rows.values()}
    filed(centre, act="CMP-4-2b")
    assert causes.count(acts=ACTS, today=LATER) == []  # counted once: two counts cannot be compared
    assert CauseCount.objects.count() == 15
