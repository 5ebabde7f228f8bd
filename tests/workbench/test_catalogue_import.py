"""从表格导入: looked through, confirmed, taken whole or not at all; each fault by its sheet, row and column."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mingjing.catalogue import services
from mingjing.catalogue.columns import SHEETS
from mingjing.catalogue.models import ImportedFile, PowerImport, PowerItem, PowerVersion
from mingjing.catalogue.services import importing
from mingjing.core import sheets
from mingjing.ledger.models import Entry
from tests.catalogue import workbooks
from tests.catalogue.factories import basis, draft, house, official, power_type, published

pytestmark = pytest.mark.django_db
IMPORT = reverse("workbench:power_import")
TEMPLATE = reverse("workbench:power_import_template")
EXPORT = reverse("workbench:powers_export")


@pytest.fixture
def home():
    power_type()
    basis("公路法")
    return house()


def upload(client, by, data: bytes, name: str = "powers.xlsx", **said):
    client.force_login(by)
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data), "not_secret": "on", **said})


def looked(client, by, data: bytes, **said) -> PowerImport:
    """What came of a workbook once the worker has looked at it."""
    assert upload(client, by, data, **said).status_code == 302
    return run(PowerImport.objects.latest("received_at"))


def run(work: PowerImport) -> PowerImport:
    importing.run(work.pk, at=timezone.now())
    work.refresh_from_db()
    return work


def press(client, work: PowerImport, act: str):
    return client.post(reverse("workbench:power_import_one", args=[work.pk]), {"act": act}, follow=True)


def page(client, work: PowerImport, **headers) -> str:
    return client.get(reverse("workbench:power_import_one", args=[work.pk]), headers=headers).text


def exported(client, by, **asked) -> dict:
    client.force_login(by)
    return sheets.book_of("a.xlsx", client.get(EXPORT, asked).getvalue(), SHEETS)


@pytest.mark.article("X-07")
def test_what_was_exported_comes_in_again_and_changes_nothing(client, home):
    published(home)
    client.force_login(home.clerk)
    work = looked(client, home.clerk, client.get(EXPORT).getvalue())
    assert (work.status, work.made, work.changed, work.same) == ("ready", 0, 0, 1)
    assert "1 项没有变化" in page(client, work)
    assert "确认导入" not in page(client, work)


@pytest.mark.article("X-07")
def test_a_clerk_looks_at_what_would_be_done_and_confirms(client, home):
    old = published(home)
    data = workbooks.book(workbooks.changed(exported(client, home.clerk), old, conditions="有合格车辆"))
    work = looked(client, home.clerk, data, reason="省目录调整")
    said = page(client, work)
    assert "将新增 0 项，修改 1 项，0 项没有变化" in said
    assert "行使条件：— → 有合格车辆" in said
    assert PowerVersion.objects.count() == 1
    assert "已确认" in press(client, work, "confirm").text
    assert run(work).status == "done"
    new = PowerVersion.objects.get(no=2)
    assert (new.status, new.conditions, new.change_reason) == ("draft", "有合格车辆", "省目录调整")
    assert not ImportedFile.objects.exists()
    assert "修改 1 项" in page(client, work)
    assert Entry.objects.filter(case_id=new.pk, by_id=home.clerk.pk).exists()


def test_new_rows_become_drafts_of_the_own_unit_with_their_charts(client, home):
    chart = SimpleUploadedFile("道路货运许可.bpmn", workbooks.CHART)
    work = looked(client, home.clerk, workbooks.book(workbooks.new(home, "道路货运许可", unit="")), charts=[chart])
    press(client, work, "confirm")
    run(work)
    version = PowerVersion.objects.get()
    assert (version.status, version.item.unit, version.item.number) == ("draft", home.unit, "130600JT-0001")
    assert (version.statutory_length, version.promised_length, version.chief) == (20, 10, home.chief)
    assert version.chart.nodes.count() == 3


@pytest.mark.article("ACC-6-1a")
def test_what_is_said_to_be_published_elsewhere_is_flagged_and_stays_a_draft(client, home):
    work = looked(client, home.clerk, workbooks.book(workbooks.new(home, "道路货运许可", bypassed=True)))
    press(client, work, "confirm")
    version = (run(work), PowerVersion.objects.get())[1]
    assert (version.bypassed, version.status, version.item.current) == (True, "draft", None)
    assert "没有经过本系统的审核，已列入缺项（第六条第一项）" in page(client, work)


def test_an_import_may_be_given_up(client, home):
    work = looked(client, home.clerk, workbooks.book(workbooks.new(home, "甲")))
    assert "已放弃" in press(client, work, "drop").text
    assert not PowerItem.objects.exists()
    assert not ImportedFile.objects.exists()
    assert "不在等待确认" in press(client, work, "confirm").text


@pytest.mark.article("X-07")
def test_faults_are_named_by_sheet_row_and_column_and_nothing_is_taken(client, home):
    rows = workbooks.new(home, "甲", "乙", promised_length=30)
    work = looked(client, home.clerk, workbooks.book(rows))
    assert (work.status, work.faults) == ("refused", 2)
    assert [(fault["sheet"], fault["row"], fault["column"]) for fault in work.errors] == [
        ("职权", 2, "承诺时限"), ("职权", 3, "承诺时限"),
    ]  # fmt: skip
    assert "有 2 处问题，什么都没有导入" in page(client, work)
    assert not PowerItem.objects.exists()


def test_all_faults_are_counted_and_the_first_hundred_named(client, home):
    rows = workbooks.new(home, *(f"职权{n}" for n in range(150)), power_type="行政什么")
    work = looked(client, home.clerk, workbooks.book(rows))
    assert (work.faults, len(work.errors)) == (150, 100)
    assert "前 100 处，共 150 处" in page(client, work)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("powers.csv", b"a,b", "只能导入 xlsx"),
        ("powers.xlsx", b"PK\x03\x04broken", "不是完好的 xlsx"),
        ("powers.xlsx", sheets.book([sheets.Page.of(s.title, s.columns, ()) for s in SHEETS]), "没有填写任何行"),
        ("powers.xlsx", sheets.written("职权", SHEETS[0].columns), "缺少这个工作表"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(client, home, name, data, why):
    assert upload(client, home.clerk, data, name).status_code == 302
    work = run(PowerImport.objects.get())
    assert work.status == "refused"
    assert why in page(client, work)


@pytest.mark.article("X-09")
def test_nothing_is_taken_before_it_is_confirmed_not_to_be_secret(client, home):
    assert upload(client, home.clerk, b"x", not_secret="").status_code == 422
    assert not PowerImport.objects.exists()


def test_an_empty_file_and_one_that_is_on_its_way_already_are_refused_on_the_form(client, home):
    assert "空" in upload(client, home.clerk, b"").text
    data = workbooks.book(workbooks.new(home, "甲"))
    upload(client, home.clerk, data)
    again = upload(client, home.clerk, data)
    assert (again.status_code, "正在处理中" in again.text) == (422, True)


def test_the_empty_workbook_is_the_one_that_comes_in(client, home):
    client.force_login(home.clerk)
    found = sheets.book_of("a.xlsx", client.get(TEMPLATE).content, SHEETS)
    assert found == {sheet.title: [] for sheet in SHEETS}


def test_a_part_of_the_page_is_fetched_while_it_is_looked_at(client, home):
    upload(client, home.clerk, workbooks.book(workbooks.new(home, "甲")))
    part = page(client, PowerImport.objects.get(), **{"HX-Request": "true"})
    assert ("排队等待检查" in part, "hx-trigger" in part, "<html" in part) == (True, True, False)


def test_a_change_after_the_look_is_shown_again_before_anything_is_stored(client, home):
    work = looked(client, home.clerk, workbooks.book(workbooks.new(home, "甲", number={"甲": "130600JT-9"})))
    services.create_item(name="甲", number="130600JT-9", power_type=power_type(), by=home.clerk, at=timezone.now())
    press(client, work, "confirm")
    assert (run(work).status, work.made, work.changed) == ("ready", 0, 1)


def test_each_sees_the_imports_that_are_theirs(client, home):
    other, lgo = house("130600SJ", "审计局"), official("lgo", "lgo_clerk", of=home.head.unit)
    mine = looked(client, home.clerk, workbooks.book(workbooks.new(home, "甲")))
    city = looked(client, lgo, workbooks.book(workbooks.new(other, "乙")))
    seen = {}
    for name, who in (("clerk", home.clerk), ("leader", home.leader), ("lgo", lgo), ("other", other.clerk)):
        client.force_login(who)
        seen[name] = [client.get(reverse("workbench:power_import_one", args=[w.pk])).status_code for w in (mine, city)]
    assert seen == {"clerk": [200, 404], "leader": [200, 404], "lgo": [404, 200], "other": [404, 404]}
    client.force_login(home.leader)
    answer = client.post(reverse("workbench:power_import_one", args=[mine.pk]), {"act": "confirm"})
    assert (answer.status_code, PowerImport.objects.get(pk=mine.pk).status) == (404, "ready")


def test_an_export_holds_what_its_taker_sees_from_inside(client, home):
    other = house("130600SJ", "审计局")
    published(home)
    draft(other, "审计的草稿")
    names = {
        who: [row.said["name"] for row in exported(client, person)["职权"]]
        for who, person in (("clerk", home.clerk), ("other", other.clerk), ("head", home.head))
    }
    assert names == {
        "clerk": ["道路货物运输经营许可"],
        "other": ["审计的草稿"],
        "head": ["道路货物运输经营许可", "审计的草稿"],
    }
    assert client.get(EXPORT, {"unit": "130600SJ"}).status_code == 200
    client.force_login(home.clerk)
    assert client.get(EXPORT, {"unit": "130600SJ"}).status_code == 404
    assert client.get(EXPORT, {"unit": "没有"}).status_code == 404
