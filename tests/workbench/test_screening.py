"""Personal data is found before anything is published, and what is found keeps a draft back (ACC-9-4a)."""

import pytest
from django.urls import reverse

from mingjing.ledger.models import Entry
from tests.catalogue.factories import draft

pytestmark = pytest.mark.django_db
ID, MOBILE = "130602199001010012", "13812341234"


def press(client, person, version, key: str, said: str = ""):
    client.force_login(person)
    return client.post(reverse("workbench:version_step", args=[version.item.number, version.no, key]), {"said": said})


def page(client, person, version) -> str:
    client.force_login(person)
    return client.get(reverse("workbench:version", args=[version.item.number, version.no])).text


@pytest.mark.article("ACC-9-4a")
@pytest.mark.parametrize("field", ["conditions", "procedure", "remedy", "disclosed_content", "result"])
def test_a_text_with_an_id_number_is_blocked_with_its_place_and_is_not_repeated(client, home, field):
    version = draft(home, **{field: f"如{ID}所示"})
    answer = press(client, home.clerk, version, "submit")
    assert answer.status_code == 422
    label = str(version._meta.get_field(field).verbose_name)
    said = answer.text.split('role="alert"')[1].split("</p>")[0]
    assert f"“{label}”中有居民身份证号码" in said
    assert ID not in said
    version.refresh_from_db()
    assert version.status == "draft"


def test_materials_bases_steps_and_the_drawing_are_looked_through(client, home):
    version = draft(home)
    version.materials.create(name="身份证", note=f"样例{ID}")
    version.bases.update(text=f"联系{MOBILE}")
    version.chart.nodes.filter(order=version.chart.nodes.first().order).update(rights=f"可电{MOBILE}")
    version.chart.xml = version.chart.xml.replace("</bpmn:process>", f"<!-- 冀F12345 {ID} --></bpmn:process>")
    version.chart.save()
    text = page(client, home.clerk, version)
    for place in ("申请材料 身份证", "实施依据 ", "环节 "):
        assert place in text
    assert press(client, home.clerk, version, "submit").status_code == 422


def test_what_may_be_published_all_the_same_is_submitted_with_a_reason_that_reviewers_read(client, home):
    version = draft(home, remedy=f"值班手机{MOBILE}")
    assert "确属可以公开的理由" in page(client, home.clerk, version)
    assert press(client, home.clerk, version, "submit", "单位配发的值班手机").status_code == 302
    assert Entry.objects.get(case_id=version.pk, step="提交审核").reason == "单位配发的值班手机"
    text = page(client, home.secrecy, version)
    assert "单位配发的值班手机" in text
    assert "手机号码（138****1234）" in text


def test_an_address_or_a_telephone_of_an_office_keeps_nothing_back(client, home):
    version = draft(home, remedy="百花小区3号楼2单元501室，电话0312-5066670", service_phone=MOBILE)
    text = page(client, home.clerk, version)
    assert "住址" in text
    assert "0312-****670" not in text
    assert press(client, home.clerk, version, "submit").status_code == 302


def test_a_clean_draft_asks_for_no_reason(client, home):
    version = draft(home)
    text = page(client, home.clerk, version)
    assert "公布前个人信息检查" not in text
    assert press(client, home.clerk, version, "submit", "用不着的理由").status_code == 302
    assert Entry.objects.get(case_id=version.pk, step="提交审核").reason == ""
