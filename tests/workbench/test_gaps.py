"""公开缺项: every gap is listed with its id and its days, for a person to judge."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mingjing.catalogue import services as catalogue
from mingjing.catalogue.models import FlowChart
from mingjing.regulations.models import Basis
from mingjing.supervision.models import Gap
from tests.catalogue import workbooks
from tests.catalogue.clearings import closed
from tests.catalogue.factories import AT, DAY, basis, bring, draft, house, published
from tests.supervision.listing import GAPS, ago, listed, sweep, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return whole()


def articles(client, person) -> set[str]:
    sweep()
    return {row[0] for row in listed(client, person)}


def test_a_unit_that_publishes_everything_has_no_gap(client, home):
    published(home)
    assert articles(client, home.head) == set()


EMPTIED = [
    ("ACC-5-1a", {"duties": ""}, "没有公布部门职责"),
    ("ACC-5-1e", {"authority": ""}, "没有公布管理权限"),
    ("ACC-5-1f", {"service_phone": ""}, "没有公布服务电话"),
    ("ACC-5-1f", {"service_phone": "5066670转8"}, "服务电话“5066670转8”格式不对"),
    ("ACC-5-1g", {"report_phone": ""}, "没有公布举报电话"),
    ("ACC-5-1g", {"report_phone": "12"}, "举报电话“12”格式不对"),
]


@pytest.mark.article("ACC-5-1a", "ACC-5-1e", "ACC-5-1f", "ACC-5-1g")
@pytest.mark.parametrize(("article", "columns", "said"), EMPTIED)
def test_a_unit_whose_card_lacks_a_field_is_listed_with_the_id(client, home, article, columns, said):
    published(home)
    type(home.unit).objects.filter(pk=home.unit.pk).update(**columns)
    assert articles(client, home.head) == {article}
    assert said in client.get(GAPS).text


@pytest.mark.article("ACC-5-1b")
@pytest.mark.parametrize(
    "break_it", [lambda unit: unit.bodies.all().delete(), lambda unit: unit.bodies.update(function="")]
)
def test_a_unit_without_internal_bodies_or_their_functions_is_listed(client, home, break_it):
    published(home)
    break_it(home.unit)
    assert articles(client, home.head) == {"ACC-5-1b"}


@pytest.mark.article("ACC-5-1c")
def test_staff_who_handle_matters_without_a_post_are_listed(client, home):
    published(home)
    home.unit.officials.filter(pk=home.clerk.pk).update(post=None)
    assert articles(client, home.head) == {"ACC-5-1c"}
    assert f"办事人员{home.clerk.name}没有岗位" in client.get(GAPS).text


POSTS = [
    ("ACC-5-1d", {"scope": ""}, "没有工作范围"),
    ("ACC-5-1e", {"authority": ""}, "没有权限"),
    ("ACC-5-1f", {"phone": "拨0转12"}, "格式不对"),
]


@pytest.mark.article("ACC-5-1d", "ACC-5-1e", "ACC-5-1f")
@pytest.mark.parametrize(("article", "columns", "said"), POSTS)
def test_a_post_without_scope_or_authority_or_with_a_phone_that_rings_nowhere_is_listed(
    client, home, article, columns, said
):
    published(home)
    home.unit.posts.filter(pk=home.handler.pk).update(**columns)
    assert articles(client, home.head) == {article}
    assert said in client.get(GAPS).text


@pytest.mark.article("ACC-5-1f", "ACC-5-1g")
def test_a_published_power_with_a_malformed_phone_is_listed(client, home):
    version = published(home)
    type(version).objects.filter(pk=version.pk).update(service_phone="一二三", complaint_phone="4")
    assert articles(client, home.head) == {"ACC-5-1f", "ACC-5-1g"}


@pytest.mark.article("ACC-5-2a")
def test_a_unit_without_any_published_power_is_listed(client, home):
    sweep()
    days = (timezone.localdate() - home.unit.active_from).days
    assert listed(client, home.head) == [("ACC-5-2a", "交通运输局", "", days)]


@pytest.mark.article("ACC-5-2b")
def test_a_published_power_without_a_chart_is_listed_and_counts_against_coverage(client, home):
    published(home, "有图的")
    version = published(home, "没图的", at=ago(10))
    FlowChart.objects.filter(version=version).delete()  # as old records come without one
    sweep()
    assert listed(client, home.head) == [("ACC-5-2b", "交通运输局", "没图的", 10)]
    assert "应公布 2 项，已公布 2 项，其中 1 项有流程图" in client.get(reverse("workbench:coverage")).text


@pytest.mark.article("ACC-6-2")
def test_of_ten_confirmed_powers_nine_published_the_missing_one_is_named(client, home):
    for n in range(9):
        published(home, f"第{n}项", at=ago(90))
    closed(home, "第十项", at=ago(20))
    sweep()
    assert listed(client, home.head) == [("ACC-6-2", "交通运输局", "", 20)]
    assert "清理确认的职权“第十项”没有公布" in client.get(GAPS).text
    page = client.get(reverse("workbench:coverage")).text
    assert "9/10，缺 1" in page
    assert "行政许可" in page


@pytest.mark.article("ACC-6-2")
def test_an_approved_power_that_nobody_published_is_named_from_the_next_day_on(client, home):
    published(home)
    bring(draft(home, "没公布的", at=ago(4)), home, "approved", at=ago(4))
    bring(draft(home, "今天批准的"), home, "approved", at=timezone.now())
    sweep()
    assert listed(client, home.head) == [("ACC-6-2", "交通运输局", "没公布的", 4)]


@pytest.mark.article("ACC-6-4b")
def test_a_revision_approved_and_not_published_is_listed_the_next_day_with_its_age(client, home):
    version = published(home, at=ago(9))
    new = catalogue.amend(version.item, reason="法律修改", by=home.clerk, at=ago(3))
    bring(new, home, "approved", at=ago(1))
    sweep()
    assert listed(client, home.head) == [("ACC-6-4b", "交通运输局", version.item.name, 1)]
    catalogue.publish(new, by=home.leader, at=timezone.now())
    assert articles(client, home.head) == set()
    assert listed(client, home.head, state="closed") == [("ACC-6-4b", "交通运输局", version.item.name, 1)]


@pytest.mark.article("ACC-7-1")
def test_a_power_whose_only_law_is_repealed_is_listed_with_its_days(client, home):
    version, other = published(home, at=ago(30)), draft(home, "另有依据的")
    catalogue.add_basis(other, basis=basis("公路法"), article="第八条", by=home.clerk, at=AT)
    bring(other, home, "published")
    gone = timezone.localdate() - 5 * DAY
    Basis.objects.filter(cited_by__version=version).update(status="repealed", changed_on=gone)
    sweep()
    assert listed(client, home.head) == [("ACC-7-1", "交通运输局", version.item.name, 5)]


@pytest.mark.article("ACC-6-1a")
def test_a_power_imported_as_published_elsewhere_is_listed_until_it_has_passed_the_reviews(client, home):
    published(home, "一般的")
    catalogue.import_book(workbooks.new(home, "旧网站上的", bypassed=True), by=home.clerk, at=ago(2))
    sweep()
    assert listed(client, home.head) == [("ACC-6-1a", "交通运输局", "旧网站上的", 2)]


@pytest.mark.article("ACC-6-3")
@pytest.mark.parametrize(("affected", "to", "found"), [("全县", "group", True), ("本村村民小组", "group", False)])
def test_a_power_that_touches_the_whole_county_and_is_told_to_a_village_is_listed(client, home, affected, to, found):
    version = published(home, affected=affected, disclosed_to=to, disclosed_by="村务公开栏", at=ago(6))
    sweep()
    assert listed(client, home.head) == ([("ACC-6-3", "交通运输局", version.item.name, 6)] if found else [])


@pytest.mark.article("ACC-5-3")
def test_an_important_power_that_stays_silent_is_listed(client, home, regulation):
    item = published(home, important=True, at=ago(50)).item
    sweep()
    ((article, _unit, name, days),) = listed(client, home.head)
    assert (article, name) == ("ACC-5-3", item.name)
    assert 10 < days < 25


def test_units_run_elsewhere_out_of_scope_or_closed_owe_nothing(client, home):
    published(home)
    house("130629ZF", "容城县人民政府").unit.__class__.objects.filter(code="130629ZF").update(administered_by=home.unit)
    for code, columns in (("130600YY", {"nature": "public"}), ("130600JJ", {"active_to": dt.date(2020, 1, 1)})):
        place = house(code, code).unit
        type(place).objects.filter(pk=place.pk).update(**columns)
    assert articles(client, home.head) == set()
    covered = client.get(reverse("workbench:coverage")).context["rows"]
    assert [row[0].unit for row in covered] == [home.unit]


def test_a_unit_sees_its_own_gaps_only(client, home):
    other = house("130600SJ", "审计局")
    sweep()
    assert {row[1] for row in listed(client, other.clerk)} == {"审计局"}
    assert {row[1] for row in listed(client, home.head)} == {"审计局", "交通运输局"}
    assert {row[1] for row in listed(client, home.head, unit="130600SJ", article="ACC-5-2a")} == {"审计局"}
    foreign = Gap.objects.filter(unit=home.unit).first()
    client.force_login(other.clerk)
    assert client.get(reverse("workbench:gap", args=[foreign.pk])).status_code == 404


def test_the_sheet_holds_what_the_filter_finds(client, home):
    house("130600SJ", "审计局")
    sweep()
    client.force_login(home.head)
    answer = client.get(reverse("workbench:gaps_xlsx"), {"article": "ACC-5-2a", "unit": "130600SJ"})
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert [(row[0], row[3], row[4]) for row in rows[1:]] == [("审计局", "没有公布任何职权", "ACC-5-2a")]
    assert client.get(reverse("workbench:gaps_xlsx"), {"state": "nonsense"}).status_code == 422
    assert client.get(GAPS, {"unit": "nobody"}).status_code == 422
