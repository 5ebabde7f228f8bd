"""Sheets through the door: template, export, a look, a confirmation."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.core import sheets
from mingjing.ledger.models import Entry
from mingjing.people.columns import LAYOUTS
from mingjing.people.models import Official, Unit
from tests.people.factories import administrators, city, official, post, said, unit

pytestmark = [pytest.mark.django_db, pytest.mark.article("X-07")]
KINDS = ("units", "posts", "officials")


@pytest.fixture
def keeper(client) -> Official:
    person = administrators()["system_admin"]
    client.force_login(person)
    return person


def url(name: str, kind: str) -> str:
    return reverse(f"workbench:people_{name}", args=[kind])


def upload(client, kind: str, data: bytes, name: str = "a.xlsx"):
    file = SimpleUploadedFile(name, data, sheets.XLSX)
    return client.post(url("import", kind), {"file": file, "not_secret": "on"})


def sheet(*units: dict[str, object]) -> bytes:
    layout = LAYOUTS["units"]
    empty = dict.fromkeys((column.name for column in layout.columns), "")
    return sheets.written(layout.title, layout.columns, [empty | row for row in units])


def kept_in(answer) -> dict[str, str]:
    return {"kept": answer.context["kept"]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_its_columns_and_how_to_fill_them_in(client, keeper, kind):
    book = load_workbook(io.BytesIO(client.get(url("template", kind)).content))
    assert [cell.value for cell in book.worksheets[0][1]] == [column.title for column in LAYOUTS[kind].columns]
    assert book.sheetnames == [LAYOUTS[kind].title, "填写说明"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_that_comes_back_changes_nothing(client, keeper, kind):
    city(1)
    post(unit())
    count = Entry.objects.count()
    answer = upload(client, kind, client.get(url("export", kind)).content)
    assert answer.status_code == 422 if answer.context.get("faulty") else 200
    assert "完全一样，不用导入" in answer.text
    assert Entry.objects.count() == count


def test_a_look_stores_nothing_and_the_confirmation_stores_all(client, keeper):
    answer = upload(client, "units", sheet(said(code="130600SW"), said(code="130600SX", parent="130600SW")))
    assert "将新增 <strong>2</strong> 行" in answer.text
    assert not Unit.objects.filter(code__startswith="130600S").exists()
    answer = client.post(url("confirm", "units"), kept_in(answer), follow=True)
    assert "已导入：新增 2 行，修改 0 行，0 行没有变化" in answer.text
    assert Unit.objects.get(code="130600SX").parent.code == "130600SW"


def test_a_faulty_sheet_is_answered_row_by_row(client, keeper):
    answer = upload(client, "units", sheet(said(code="130600SW"), said(code="130600SX", report_phone="无")))
    assert answer.status_code == 422
    assert "什么都没有导入" in answer.text
    assert "举报电话" in answer.text
    assert "kept" not in answer.context


@pytest.mark.parametrize(
    ("name", "data", "why"), [("a.csv", b"x", "只能导入 xlsx"), ("a.xlsx", b"x", "不是完好的 xlsx")]
)
def test_another_file_is_refused(client, keeper, name, data, why):
    answer = upload(client, "units", data, name)
    assert (answer.status_code, why in answer.text) == (422, True)


@pytest.mark.article("X-09")
def test_nothing_is_taken_without_the_word_that_it_is_no_secret(client, keeper):
    file = SimpleUploadedFile("a.xlsx", sheet(said(code="130600SW")))
    answer = client.post(url("import", "units"), {"file": file})
    assert (answer.status_code, "不得存放国家秘密" in answer.text) == (422, True)


def test_what_changed_meanwhile_is_refused_at_the_confirmation(client, keeper):
    answer = upload(client, "units", sheet(said(code="130600SW", parent=unit().code)))
    Unit.objects.filter(pk=unit().pk).update(code="130600XX")
    answer = client.post(url("confirm", "units"), kept_in(answer))
    assert (answer.status_code, "没有代码为 130600JT 的单位" in answer.text) == (422, True)


def test_a_look_is_confirmed_by_the_same_person_on_the_same_kind_only(client, keeper):
    kept = kept_in(upload(client, "units", sheet(said(code="130600SW"))))
    client.post(url("confirm", "posts"), kept)
    client.force_login(official("other", "system_admin", of=unit()))
    answer = client.post(url("confirm", "units"), kept, follow=True)
    assert "预览已过期" in answer.text
    assert not Unit.objects.filter(code="130600SW").exists()


def test_a_sheet_of_people_holds_no_password(client, keeper):
    person = Official.objects.create_user("zhang", "correct-horse-9", name="张三", unit=unit())
    cells = [
        str(cell.value)
        for row in load_workbook(io.BytesIO(client.get(url("export", "officials")).content)).active
        for cell in row
    ]
    assert "zhang" in cells
    assert person.password not in cells
