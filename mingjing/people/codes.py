"""What codes of units and divisions look like, and what is odd about one: GB 32100, GB/T 2260."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from mingjing.people.enums import UnitNature
from mingjing.people.models import Unit

CREDIT_CODE_LENGTH = 18
CITY = "1306"
DIVISIONS = frozenset(
    f"{CITY}{rest}"
    for rest in "00 02 06 07 08 09 23 24 26 27 28 30 31 33 34 35 36 37 71 72 81 83 84".split()  # noqa: SIM905
)
RUN_ELSEWHERE = frozenset({"130629", "130632", "130638", "130682"})  # Xiong'an and Dingzhou


def warnings(unit: Unit) -> Iterator[str]:
    """What to check about a unit before relying on it. Nothing here forbids saving."""
    if fault := credit_code_fault(unit.code):
        yield fault
    if fault := region_fault(unit):
        yield fault
    if unit.nature == UnitNature.PUBLIC and not unit.sector:
        yield _("公共企事业单位没有填行业（水、电、气、热、交通、学校、医院等），无法判断是否与群众利益密切相关。")


def credit_code_fault(code: str) -> str:
    """Why an 18-character code is no credit code; empty for one that is, and for the city's own shorter codes."""
    if len(code) != CREDIT_CODE_LENGTH:
        return ""
    try:
        uscc.validate(code)
    except ValidationError:
        return _("%(code)s 有 18 位，但不是有效的统一社会信用代码（GB 32100 校验不符），请核对。") % {"code": code}
    return ""


def region_fault(unit: Unit) -> str:
    """What is odd about the division of a unit: not this city's, unknown, or run by somebody else."""
    said = {"code": unit.region_code}
    if unit.region_code in RUN_ELSEWHERE:
        if unit.administered_by_id:
            return ""
        return _("%(code)s 虽用本市代码，但由雄安新区或省直管，请填写管理单位。") % said
    if not unit.region_code.startswith(CITY):
        return _("行政区划代码 %(code)s 不属于本市，请核对。") % said
    if unit.region_code not in DIVISIONS:
        return _("行政区划代码 %(code)s 不在 GB/T 2260 的本市区划内，请核对。") % said
    return ""
