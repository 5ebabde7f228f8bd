"""单位公示牌: duties, authority, internal bodies, staff cards, phones to tap; nothing private."""

import pytest

from mingjing.people.models import InternalBody
from tests.catalogue.factories import house, published
from tests.portal.factories import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    found = house()
    columns = {"duties": "管理道路运输", "authority": "审批道路运输", "report_phone": "0312-5066671"}
    type(found.unit).objects.filter(pk=found.unit.pk).update(**columns)
    found.unit.posts.update(scope="受理许可申请", authority="提出初审意见", phone="0312-5066672")
    found.unit.officials.update(phone="13800000000")
    InternalBody.objects.create(unit=found.unit, name="许可科", function="办理运输许可")
    return found


@pytest.mark.article("ACC-5-1a", "ACC-5-1b", "ACC-5-1c", "ACC-5-1d", "ACC-5-1e")
def test_the_card_shows_what_the_unit_is_for_and_who_does_what(client, home):
    text = get(client, "unit", home.unit.code).text
    for said in ("管理道路运输", "审批道路运输", "办理运输许可", "许可科科员", "受理许可申请", "提出初审意见"):
        assert said in text


def test_nobody_is_named_and_no_private_number_is_shown(client, home):
    text = get(client, "unit", home.unit.code).text
    assert home.clerk.name not in text
    assert "13800000000" not in text


@pytest.mark.article("ACC-5-1f", "ACC-5-1g")
def test_phones_are_links_on_the_card_and_on_the_page_of_each_power_with_its_chart(client, home):
    assert 'href="tel:0312-5066671"' in get(client, "unit", home.unit.code).text
    assert 'href="tel:0312-5066672"' in get(client, "unit", home.unit.code).text
    own = published(home, "有自己电话的", complaint_phone="0312-5066679").item
    plain = published(home, "用单位电话的").item
    assert get(client, "power", own.number).text.count('href="tel:0312-5066679"') >= 2  # once beside the chart
    assert get(client, "power", plain.number).text.count('href="tel:0312-5066671"') >= 2


@pytest.mark.article("ACC-5-1a", "ACC-5-1b")
def test_what_is_missing_is_said_to_be_missing(client, home):
    InternalBody.objects.all().delete()
    type(home.unit).objects.filter(pk=home.unit.pk).update(duties="", service_phone="")
    assert get(client, "unit", home.unit.code).text.count("未公布") >= 3


@pytest.mark.article("ASM-5-3-1")
def test_the_catalogue_is_narrowed_to_what_concerns_everybody_with_its_last_update(client, home):
    published(home, "大家关心的", key_concern=True)
    published(home, "一般的")
    page = get(client, "powers", key_concern="on")
    assert [item.name for item in page.context["page"]] == ["大家关心的"]
    assert "各单位公布了多少" not in page.text  # that stands where the whole catalogue does
    assert "2026-03-02" in page.text


def test_the_filter_offers_no_unit_that_is_run_elsewhere(client, home):
    published(home)
    elsewhere = house("130629ZF", "容城县人民政府").unit
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(administered_by=home.unit)
    offered = get(client, "powers").context["form"].fields["unit"].queryset
    assert list(offered) == [home.unit]
    assert [row.unit for row in get(client, "powers").context["coverage"]] == [home.unit]
