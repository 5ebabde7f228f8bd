"""A power's own rules: which holds on a day, and that a silence is told once whatever becomes of the rule."""

import datetime as dt

import pytest

from mingjing.casework.enums import RuleAbout
from mingjing.casework.models import Signal
from mingjing.casework.selectors.ruling import law_on, rules_of
from mingjing.casework.services.ruling import set_rule
from mingjing.casework.services.sweeping import sweep
from mingjing.core.errors import Refused
from mingjing.regulations.selectors import current_calendar
from tests.casework.signals import in_force, on, power, told
from tests.catalogue.factories import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    in_force()
    return house()


def swept(day: str) -> None:
    sweep(today=dt.date.fromisoformat(day), at=on(day, 1))


def ruled(version, home, length: int, day: str, *, about: str = RuleAbout.SILENCE, unit: str = "days"):
    return set_rule(
        version.item, about=about, length=length, counted_in=unit, from_on=dt.date.fromisoformat(day),
        reason="试行", by=home.leader, at=on(day, 0),
    )  # fmt: skip


def limit_on(version, about: str, day: str) -> str:
    today = dt.date.fromisoformat(day)
    return str(rules_of(version.item_id, law_on(today), today, current_calendar()).limit(about))


@pytest.mark.article("ACC-7-2c")
def test_the_version_that_has_begun_last_holds(home):
    version = power(home)
    ruled(version, home, 3, "2026-03-10", about=RuleAbout.STEP, unit="working_days")
    ruled(version, home, 5, "2026-04-01", about=RuleAbout.STEP, unit="working_days")
    days = ("2026-03-09", "2026-03-10", "2026-03-31", "2026-04-01")
    assert [limit_on(version, RuleAbout.STEP, day) for day in days] == [
        "1个工作日", "3个工作日", "3个工作日", "5个工作日",
    ]  # fmt: skip
    assert limit_on(version, RuleAbout.WHOLE, "2026-04-01") == "1个工作日"
    assert limit_on(power(home, "另一项"), RuleAbout.STEP, "2026-04-01") == "1个工作日"


@pytest.mark.article("ACC-5-3")
def test_a_silence_is_told_by_the_powers_own_rule_and_once(home):
    version = power(home, important=True)  # published on Monday 2 March
    ruled(version, home, 10, "2026-03-02")
    swept("2026-03-12")
    assert told() == []
    swept("2026-03-13")
    signal = Signal.objects.get(kind="no_record")
    assert (signal.colour, signal.basis, str(signal.raised_on)) == ("yellow", "ACC-5-3", "2026-03-13")
    assert signal.rule.endswith("本职权自有规则第1版：10日")
    ruled(version, home, 20, "2026-03-16")
    swept("2026-04-30")
    assert [row[0] for row in told(item=version.item)] == ["no_record"]


def test_a_stranger_sets_no_rule(home):
    version = power(home)
    with pytest.raises(Refused, match="由交通运输局的主管领导或领导小组办公室设定"):
        ruled(version, house("130600SJ", "审计局"), 3, "2026-03-10")
