"""承诺时限: a unit may promise less than the law allows, never more."""

from mingjing.rules.limits import CountUnit

WEEK = 7
WORKED = 5


def is_longer(promised: int, unit: CountUnit, statutory: int, statutory_unit: CountUnit) -> bool:
    """True if the promise can end after the law's limit, started on any working day of weeks without holidays."""
    if unit is statutory_unit:
        return promised > statutory
    return any(_last(promised, unit, day) > _last(statutory, statutory_unit, day) for day in range(WORKED))


def _last(length: int, unit: CountUnit, start: int) -> int:
    """How many days after a start on weekday `start` (Monday 0) the limit ends; a rest day moves the end."""
    last = 0 if unit is CountUnit.WORKING_DAYS else length
    left = length if unit is CountUnit.WORKING_DAYS else 0
    while left or not _worked(start + last):
        last += 1
        left -= bool(left) and _worked(start + last)
    return last


def _worked(day: int) -> bool:
    return day % WEEK < WORKED
