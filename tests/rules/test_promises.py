"""A promise may not end after the law's limit."""

import pytest

from mingjing.rules.limits import CountUnit
from mingjing.rules.promises import is_longer

WD, D = CountUnit.WORKING_DAYS, CountUnit.DAYS


@pytest.mark.parametrize(
    ("promised", "statutory", "longer"),
    [
        ((10, WD), (20, WD), False),
        ((20, WD), (20, WD), False),
        ((21, WD), (20, WD), True),
        ((7, D), (7, D), False),
        ((8, D), (7, D), True),
        ((5, WD), (7, D), False),  # five working days are a week, whatever working day it starts on
        ((10, WD), (14, D), False),
        ((3, WD), (3, D), True),  # from a Thursday: Tuesday against Monday
        ((6, WD), (7, D), True),
        ((20, WD), (20, D), True),
        ((7, D), (5, WD), False),
        ((14, D), (10, WD), False),
        ((10, D), (10, WD), False),
        ((15, D), (10, WD), True),
        ((0, WD), (1, D), False),  # on the spot
    ],
)
def test_a_promise_is_compared_over_every_week_day(promised, statutory, longer):
    assert is_longer(*promised, *statutory) is longer
