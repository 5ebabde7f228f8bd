"""从表格导入: every row a draft, all of them or none, each fault by its row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.catalogue.columns import POWER_COLUMNS
from mingjing.catalogue.models import PowerVersion
from mingjing.core import sheets
from mingjing.ledger.models import Entry
from tests.catalogue.factories import basis, house, power_type

pytestmark = pytest.mark.django_db
IMPORT = reverse("workbench:power_import")
FULL = {
    "name": "道路货运许可", "power_type": "行政许可", "conditions": "有合格车辆", "statutory_length": "20",
    "statutory_unit": "working_days", "promised_length": "10", "promised_unit": "working_days",
    "basis": "《公路法》", "article": "第八条", "chief": "局长", "handler": "许可科科员",
    "service_phone": "0312-5066670",
}  # fmt: skip


@pytest.fixture
def home():
    power_type()
    basis("公路法")
    return house()


def row(**said) -> dict:
    return {column.name: "" for column in POWER_COLUMNS} | FULL | said


def send(client, home, *rows, name: str = "powers.xlsx", data: bytes | None = None, **said):
    client.force_login(home.clerk)
    file = SimpleUploadedFile(name, data if data is not None else sheets.written("职权", POWER_COLUMNS, rows))
    return client.post(IMPORT, {"file": file, "not_secret": "on", **said})


def test_every_row_becomes_a_draft_of_the_own_unit(client, home):
    assert send(client, home, row(), row(name="公路养护检查", basis="", article="")).status_code == 302
    version = PowerVersion.objects.get(name="道路货运许可")
    assert (version.status, version.item.unit, version.item.number) == ("draft", home.unit, "130600JT-0001")
    assert (version.statutory_length, version.promised_length, version.chief) == (20, 10, home.chief)
    assert [str(found) for found in version.bases.all()] == ["《公路法》第八条"]
    assert Entry.objects.filter(step="导入草稿", by_id=home.clerk.pk).count() == 2


@pytest.mark.article("ACC-6-1a")
def test_what_is_said_to_be_published_elsewhere_is_flagged_and_stays_a_draft(client, home):
    answer = send(client, home, row(bypassed="yes"))
    version = PowerVersion.objects.get()
    assert (version.bypassed, version.status, version.item.current) == (True, "draft", None)
    assert "没有经过本系统的审核，已列入缺项（第六条第一项）：道路货运许可" in client.get(answer.url).text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": ""}, "必须填写"),
        ({"power_type": "行政什么"}, "没有“行政什么”这个类别"),
        ({"number": "999-1"}, "应以本单位代码"),
        ({"number": "130600JT 1"}, "只能用字母"),
        ({"statutory_length": "二十"}, "要填整数天数"),
        ({"promised_length": "30"}, "长于法定时限"),
        ({"basis": "没有的法"}, "依据库里没有《没有的法》"),
        ({"article": ""}, "没有写条款"),
        ({"chief": "皇帝"}, "没有“皇帝”这个岗位"),
        ({"service_phone": "打电话"}, "服务电话"),
        ({"name": "公路养护检查"}, "已有职权"),
        ({"name": "长" * 121}, "名称"),
    ],
)
def test_one_bad_row_keeps_every_row_out_and_is_named(client, home, said, why):
    good = row(name="公路养护检查")
    answer = send(client, home, good, row(**said))
    assert answer.status_code == 422
    assert why in answer.text
    assert [fault.row for fault in answer.context["faults"]] == [3]
    assert not PowerVersion.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("powers.csv", b"a,b", "只能导入 xlsx"),
        ("powers.xlsx", b"PK\x03\x04broken", "不是完好的 xlsx"),
        ("powers.xlsx", sheets.written("职权", POWER_COLUMNS), "没有填写任何行"),
        ("powers.xlsx", sheets.written("职权", POWER_COLUMNS[1:], [FULL | row()]), "缺少这一列"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(client, home, name, data, why):
    answer = send(client, home, name=name, data=data)
    assert (answer.status_code, why in answer.text) == (422, True)


@pytest.mark.article("X-09")
def test_nothing_is_taken_before_it_is_confirmed_not_to_be_secret(client, home):
    assert send(client, home, row(), not_secret="").status_code == 422
    assert not PowerVersion.objects.exists()


def test_the_empty_sheet_is_the_one_that_comes_in(client, home):
    client.force_login(home.clerk)
    answer = client.get(reverse("workbench:power_import_template"))
    with pytest.raises(sheets.Refused, match="没有填写任何行"):
        sheets.rows_of("powers.xlsx", answer.content, POWER_COLUMNS)
