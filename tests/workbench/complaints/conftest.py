"""A complaint centre, and a browser in which somebody has unlocked their sealing key."""

import pytest

from mingjing.sealing.services.persons import Unlocked
from mingjing.workbench import keys
from tests.complaints.conftest import centre, regulation  # noqa: F401 - fixtures
from tests.complaints.factories import unlocked
from tests.workbench.conftest import enter  # noqa: F401 - a fixture

MORNING = "2026-02-11T01:30:00Z"  # half past nine in China


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def opened(enter, monkeypatch):  # noqa: F811
    """Enter with the key unlocked: unlocking itself is tested where it is written."""

    def _opened(person):
        def found(request) -> Unlocked | None:
            return unlocked(request.user) if request.user.is_authenticated else None

        monkeypatch.setattr(keys, "_taken_up", found)
        return enter(person)

    return _opened
