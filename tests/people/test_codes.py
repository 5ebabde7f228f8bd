"""What is odd about a unit's codes: said, never forbidden."""

import pytest

from mingjing.people import codes
from mingjing.people.models import Unit


@pytest.mark.parametrize(
    ("code", "odd"),
    [
        ("11130600000000001A", True),  # eighteen characters, wrong check character
        ("91110000600037341L", False),  # a real company's
        ("130600SW", False),  # the city's own
    ],
)
def test_a_credit_code_is_checked_and_an_own_code_is_not(code, odd):
    assert bool(codes.credit_code_fault(code)) is odd


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("130602", ""),
        ("130671", ""),  # the high-tech zone
        ("130625", "不在 GB/T 2260"),  # Xushui was a county until 2015
        ("130629", "填写管理单位"),  # Rongcheng is run by Xiong'an
        ("130682", "填写管理单位"),  # Dingzhou is run by the province
        ("110101", "不属于本市"),
    ],
)
def test_a_division_of_another_city_or_run_elsewhere_is_pointed_out(region, said):
    fault = codes.region_fault(Unit(region_code=region))
    assert said in fault
    assert bool(said) is bool(fault)


def test_a_division_run_elsewhere_is_fine_once_its_administering_unit_is_named():
    assert codes.region_fault(Unit(region_code="130629", administered_by=Unit())) == ""


def test_a_public_enterprise_without_a_sector_is_pointed_out():
    unit = Unit(code="130600GS", region_code="130600", nature="public")
    assert ["没有填行业" in warning for warning in codes.warnings(unit)] == [True]
    unit.sector = "水"
    assert list(codes.warnings(unit)) == []
