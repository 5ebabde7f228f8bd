"""The register of units: entered, changed, closed, and to whom a regulation applies."""

import datetime as dt

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.core.bigrams import matching
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Unit, UnitScope
from mingjing.people.selectors import units as selectors
from mingjing.people.services import units as services
from mingjing.regulations import access as regulations
from mingjing.regulations.services import versions
from mingjing.rules import packs
from tests.people.factories import AT, TODAY, administrators, official, said, unit

pytestmark = pytest.mark.django_db
PACK = "baoding-2010"


@pytest.fixture
def keeper():
    return administrators()["system_admin"]


@pytest.fixture
def office():
    return administrators()["lgo_clerk"]


def register(by, code="130600SW", **columns) -> Unit:
    return services.register(code, **said(**columns), by=by, at=AT)


def pages() -> set[str]:
    return {job.args["key"] for job in ProcrastinateJob.objects.filter(task_name="portal.render")}


@pytest.mark.parametrize("role", ["system_admin", "lgo_clerk", "lgo_head"])
def test_a_unit_is_entered_with_its_words_its_page_and_its_entry(role):
    made = register(administrators()[role], duties="管水")
    assert matching(Unit.objects.all(), "水务").get() == made
    assert "130600SW" in pages()
    assert ledger.of_case(made).get().after["name"] == "保定市水务局"


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "unit_clerk"])
def test_others_may_not_enter_units(role):
    by = official("someone", role, of=unit())
    with pytest.raises(Refused, match="由系统管理员和领导小组办公室维护"):
        register(by)


@pytest.mark.parametrize("code", ["abc", "13 06", "X", "-1306", "1306保定"])
def test_an_odd_code_is_refused(keeper, code):
    with pytest.raises(Refused, match="单位代码：应为 2 至 18 位"):
        register(keeper, code)


def test_a_code_is_used_once(keeper):
    register(keeper)
    with pytest.raises(Refused, match="130600SW 已经登记"):
        register(keeper)


def test_a_bad_phone_and_a_bad_region_are_both_named(keeper):
    with pytest.raises(Refused, match="行政区划代码：应为 6 位数字.*服务电话：电话格式不对"):
        register(keeper, region_code="1306", service_phone="12")


def test_a_change_is_written_down_and_asks_for_the_pages_of_both_superiors(keeper):
    first, second = unit("130600A", "甲"), unit("130600B", "乙")
    made = register(keeper, parent=first)
    assert services.edit(made, parent=second, name="水利局", by=keeper, at=AT)
    entry = ledger.of_case(made).last()
    assert (entry.before["name"], entry.after["name"]) == ("保定市水务局", "水利局")
    assert {"130600SW", "130600A", "130600B"} <= pages()
    assert matching(Unit.objects.all(), "水利").get() == made


def test_saying_the_same_again_writes_nothing(keeper):
    made = register(keeper)
    assert not services.edit(made, **said(), by=keeper, at=AT)
    assert ledger.of_case(made).count() == 1


def test_a_clerk_keeps_the_own_card_and_nothing_else(keeper):
    made = register(keeper)
    clerk, stranger = official("c", "unit_clerk", of=made), official("d", "unit_clerk", of=unit())
    services.edit(made, duties="管水", service_phone="0312-5066670", by=clerk, at=AT)
    assert made.duties == "管水"
    with pytest.raises(Refused, match="由系统管理员和领导小组办公室维护"):
        services.edit(made, name="水利局", by=clerk, at=AT)
    with pytest.raises(Refused, match="由该单位经办人"):
        services.edit(made, duties="x", by=stranger, at=AT)


def test_the_tree_never_closes_in_a_circle(keeper):
    top = register(keeper, "130600T", name="上")
    middle = register(keeper, "130600M", name="中", parent=top)
    bottom = register(keeper, "130600B", name="下", parent=middle)
    for above in (bottom, top):
        with pytest.raises(Refused, match="上级单位不能是它自己或它的下级"):
            services.edit(top, parent=above, by=keeper, at=AT)


@pytest.mark.article("NOT-3")
def test_the_tree_holds_every_unit_once_below_its_superior(keeper):
    top = register(keeper, "130600T", name="上")
    middle = register(keeper, "130600M", name="中", parent=top)
    register(keeper, "130600B", name="下", parent=middle)
    branches = selectors.tree(list(selectors.active(TODAY).exclude(code="130600LGO")))
    assert [branch.unit for branch in branches] == [top]
    assert branches[0].size == 2
    assert branches[0].below[0].below[0].unit.name == "下"


def test_a_unit_is_closed_after_its_last_day_and_stays_in_the_register(keeper):
    made = register(keeper)
    services.close(made, last_day=TODAY, reason="机构改革", by=keeper, at=AT)
    assert made in selectors.active(TODAY)
    assert made not in selectors.active(TODAY + dt.timedelta(days=1))
    assert Unit.objects.filter(code="130600SW").exists()
    services.reopen(made, reason="改革推迟", by=keeper, at=AT)
    assert made.active_to is None


def test_a_unit_with_people_or_units_below_is_not_closed(keeper):
    made = register(keeper)
    official("someone", of=made)
    unit("130600C", "子", parent=made)
    with pytest.raises(Refused, match="还有 1 个下级单位和 1 名在职人员"):
        services.close(made, last_day=TODAY, reason="机构改革", by=keeper, at=AT)


@pytest.mark.parametrize(
    ("day", "reason", "why"), [(TODAY, " ", "写明停用的理由"), (dt.date(2009, 1, 1), "改革", "早于启用日期")]
)
def test_closing_needs_a_reason_and_a_day_after_the_beginning(keeper, day, reason, why):
    made = register(keeper)
    with pytest.raises(Refused, match=why):
        services.close(made, last_day=day, reason=reason, by=keeper, at=AT)


def test_what_was_never_closed_is_not_reopened(keeper):
    with pytest.raises(Refused, match="没有停用"):
        services.reopen(register(keeper), reason="x", by=keeper, at=AT)


@pytest.mark.article("ACC-2-b", "GAP-16")
def test_a_water_company_with_the_flag_is_offered_and_without_it_is_not(office):
    company = register(office, "130600GS", name="保定市供水公司", nature="public", sector="水")
    assert company not in selectors.in_scope(PACK, day=TODAY)
    services.mark_scope(company, PACK, in_scope=True, reason="与群众利益密切相关", by=office, at=AT)
    assert company in selectors.in_scope(PACK, day=TODAY)
    services.mark_scope(company, PACK, in_scope=False, reason="2023年起不再适用", by=office, at=AT)
    assert company not in selectors.in_scope(PACK, day=TODAY)
    assert [entry.step for entry in ledger.of_case(company)][1:] == ["标明适用范围"] * 2
    assert ledger.of_case(company).last().before["in_scope"] is True


@pytest.mark.article("ACC-2-a")
def test_an_organ_is_in_scope_until_marked_out_and_then_cases_are_refused(office):
    regulation = versions.register(packs.load(PACK), by=None, at=AT)
    organ = register(office)
    regulations.check_in_scope(organ, regulation)
    services.mark_scope(organ, PACK, in_scope=False, reason="不由本市管理", by=office, at=AT)
    with pytest.raises(Refused, match="不在.*适用范围内"):
        regulations.check_in_scope(organ, regulation)


@pytest.mark.article("ACC-2-a")
def test_a_unit_that_has_ended_is_offered_no_more(office):
    organ = register(office)
    assert organ in selectors.in_scope(PACK, day=TODAY)
    services.close(organ, last_day=TODAY - dt.timedelta(days=1), reason="改革", by=office, at=AT)
    assert organ not in selectors.in_scope(PACK, day=TODAY)


def test_scope_is_marked_by_the_office_only_and_never_without_a_reason(keeper, office):
    made = register(keeper)
    with pytest.raises(Refused, match="由领导小组办公室标明"):
        services.mark_scope(made, PACK, in_scope=True, reason="x", by=keeper, at=AT)
    with pytest.raises(Refused, match="写明适用或不适用的理由"):
        services.mark_scope(made, PACK, in_scope=True, reason=" ", by=office, at=AT)
    with pytest.raises(Refused, match="没有法规版本"):
        services.mark_scope(made, "nowhere-1999", in_scope=True, reason="x", by=office, at=AT)
    assert not UnitScope.objects.exists()
