"""The demo city's units: complete, true codes, phones that nobody has."""

import re

import pytest

from mingjing.demo.units import DemoUnit, demo_units, named
from mingjing.people.enums import AddresseeClass, PostKind, UnitNature
from mingjing.people.models import PHONE

RUN_ELSEWHERE = {"130629", "130632", "130638", "130682"}


def test_the_city_has_every_kind_of_unit() -> None:
    units = demo_units()
    assert len(units) >= 60
    assert {unit.addressee_class for unit in units} == set(AddresseeClass.values)
    assert {unit.nature for unit in units} == set(UnitNature.values)
    assert sum(unit.addressee_class == "department" for unit in units) >= 35


def test_codes_and_names_are_used_once_and_fit() -> None:
    units = demo_units()
    for column in ("code", "name", "short_name"):
        values = [getattr(unit, column) for unit in units]
        assert len(set(values)) == len(values)
    assert all(len(unit.code) <= 18 and len(unit.short_name) <= 40 for unit in units)


def test_county_level_divisions_have_their_true_codes() -> None:
    codes = {unit.region_code for unit in demo_units() if unit.addressee_class == "county"}
    assert len(codes) == 24
    assert {"130602", "130606", "130607", "130608", "130609", "130681", "130682", "130683", "130684"} <= codes
    elsewhere = {u.region_code for u in demo_units() if u.administered_by}
    assert elsewhere == RUN_ELSEWHERE
    assert named("白沟新城管理委员会").region_code == "130672"


@pytest.mark.parametrize("unit", demo_units(), ids=lambda unit: unit.code)
def test_each_unit_is_complete(unit: DemoUnit) -> None:
    assert unit.duties.endswith("。")
    for phone in (unit.service_phone, unit.report_phone, *(post.phone for post in unit.posts)):
        PHONE(phone)
        assert re.fullmatch(r"0312-000\d{4}", phone)
    kinds = {post.kind for post in unit.posts}
    assert kinds == set(PostKind.values)
    assert len({(post.section, post.title) for post in unit.posts}) == len(unit.posts)


def test_parents_come_first() -> None:
    seen: set[str] = set()
    for unit in demo_units():
        assert {unit.parent, unit.administered_by} - {""} <= seen
        seen.add(unit.code)


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(LookupError, match="没有的局"):
        named("没有的局")
