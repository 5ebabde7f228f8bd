"""The pack and the calendar that the rules are tested on. No database."""

import pytest

from mingjing.rules import packs
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.calendar_seed import seed


@pytest.fixture(scope="session")
def pack() -> packs.Pack:
    return packs.load("baoding-2010")


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return seed()
