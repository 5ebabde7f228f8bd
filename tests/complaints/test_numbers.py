"""Small numbers are hidden so that the others do not give them away."""

from hypothesis import given
from hypothesis import strategies as st

from mingjing.complaints.selectors.numbers import FEWEST, hidden


@given(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)))
def test_no_small_number_is_told_nor_left_to_be_worked_out(numbers):
    counts = dict(zip(("waiting", "open", "over"), numbers, strict=True))
    told = hidden(counts)
    gone = [name for name, n in told.items() if n is None]
    assert all(n is None or n == 0 or n >= FEWEST for n in told.values())
    assert all(told[name] in (None, n) for name, n in counts.items())
    others = [n for name, n in counts.items() if n and name not in gone]
    assert len(gone) != 1 or not others
