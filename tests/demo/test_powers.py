"""The demo's powers as written: every type, held by real units, lawful limits, charts that cases can run on."""

import re
from collections import Counter
from pathlib import Path

import pytest

from mingjing.demo import catalogue
from mingjing.demo.catalogue import CatalogueError, Power, demo_powers
from mingjing.demo.notation import Choice, Loop, Parallel, Sequence, longest, steps
from mingjing.people.enums import UnitNature
from mingjing.procedure import Chart
from mingjing.rules.limits import CountUnit
from mingjing.rules.promises import is_longer

TYPES = {"许可", "处罚", "强制", "征收", "征用", "给付", "确认", "裁决", "奖励", "检查", "备案", "其他"}
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条(之[一二三])?")
WORKED, WEEK = 5, 7
QUICK = 0.3  # pace of powers done on the spot: their steps may each take the day that all of them have

each_power = pytest.mark.parametrize("power", demo_powers(), ids=lambda power: f"{power.unit.code}-{power.name}")


def test_there_are_powers_of_every_type_held_by_every_kind_of_unit() -> None:
    powers = demo_powers()
    assert len(powers) >= 60
    assert {power.type for power in powers} == TYPES
    assert {power.unit.addressee_class for power in powers} >= {"county", "zone", "department", "concerned"}
    sectors = {power.unit.sector for power in powers if power.unit.nature == UnitNature.PUBLIC}
    assert sectors >= {"供水", "供气", "供热", "供电", "公共交通", "医疗", "教育"}
    assert len({power.unit.code for power in powers}) >= 40
    assert sum(count > 1 for count in Counter(power.name for power in powers).values()) >= 3


def test_stories_leave_something_for_everybody_to_do() -> None:
    stories = {version.story for power in demo_powers() for version in power.versions}
    assert stories >= {"draft", "unit_review", "secrecy_review", "approval", "approved", "returned", "published"}
    assert sum(len(power.versions) == 2 for power in demo_powers()) >= 5
    reasons = Counter(name for power in demo_powers() for name in power.reasons)
    assert set(reasons) == {"suspended_for", "abolished_for", "returned_for"}
    assert any(power.silent and power.versions[-1].elements["important"] for power in demo_powers())


@each_power
def test_each_chart_can_be_read_run_and_ended(power: Power) -> None:
    for version in power.versions:
        chart = Chart.read(version.chart.xml)
        assert not chart.check()
        assert not chart.warnings
        names = [step.name for step in steps(version.flow)]
        assert [node.name for node in chart.steps] and len(set(names)) == len(names)


@each_power
def test_each_case_is_known_to_have_ended(power: Power) -> None:
    """A last step that may be left out would keep cases running for ever: no event says that it will not come."""
    assert not any(is_open_ended(version.flow) for version in power.versions)


def is_open_ended(flow: Sequence) -> bool:
    """True if a case could stop here or go on."""
    match flow[-1] if flow else None:
        case None | Loop():
            return True
        case Choice(branches):
            return any(is_open_ended(branch.body) for branch in branches)
        case Parallel(sides):
            return any(is_open_ended(side) for side in sides)
    return False


@each_power
def test_each_promise_is_within_the_law_and_holds_the_longest_way(power: Power) -> None:
    for version in power.versions:
        limits = version.limits
        promised, unit = limits["promised_length"], CountUnit(limits["promised_unit"])
        assert not is_longer(promised, unit, limits["statutory_length"], CountUnit(limits["statutory_unit"]))
        days = promised if unit is CountUnit.WORKING_DAYS else promised * WORKED // WEEK
        stopped = frozenset(special.ends_with for special in version.specials)
        assert longest(version.flow, stopped) <= days or version.rates.pace <= QUICK


@each_power
def test_each_power_has_a_basis_with_its_article_and_belongs_to_this_city(power: Power) -> None:
    assert not power.unit.elsewhere
    for version in power.versions:
        assert version.bases
        assert all(law and ARTICLE.fullmatch(article) for law, article in version.bases)
        assert version.elements["conditions"].endswith("。")
        names = {step.name for step in steps(version.flow)}
        assert all({special.starts_with, special.ends_with} <= names for special in version.specials)


def test_an_unknown_key_is_named_with_its_file_and_power(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_text('[[powers]]\nunit = "教育局"\nname = "某事"\nvolumes = 3\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"some\.toml, 某事: unknown volumes"):
        list(catalogue._powers(file))


@pytest.mark.parametrize(("written", "read"), [("20", (20, "working_days")), ("7日", (7, "days"))])
def test_a_limit_is_in_working_days_unless_it_says_days(written: str, read: tuple[int, str]) -> None:
    assert catalogue.limit(written) == read


def test_a_limit_that_is_none_is_refused() -> None:
    with pytest.raises(CatalogueError, match="两周"):
        catalogue.limit("两周")
