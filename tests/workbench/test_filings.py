"""报送: a person sends a task, units hand in, the office takes it or sends it back, and late stays late."""

import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.filings.models import Filing, FilingTask, Submission
from mingjing.filings.services.sending import Later
from mingjing.supervision.models import Lead
from tests.casework.signals import in_force
from tests.catalogue.factories import house, official, unit
from tests.filings.factories import DAY, DUE, SENT, accept, ad_hoc, annual, at, file, filing_of, head, office, on
from tests.workbench.changing import MOST_QUERIES, queries
from tests.workbench.filing import LEAD, LIST, NEW, TASKS, address, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 5 January 2026, the regulation in force."""
    time_machine.move_to(at(SENT), tick=False)
    in_force()


@pytest.fixture
def go(time_machine):
    return lambda day: time_machine.move_to(at(day), tick=False)


@pytest.fixture
def row(home) -> Filing:
    return filing_of(annual(), home)


def pdf(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


@pytest.mark.article("ACC-8-1", "GAP-17")
def test_a_report_due_on_31_january_and_filed_on_1_february_is_late_by_a_day_and_offers_a_lead(enter, home, go):
    year = reverse("workbench:filing_task_annual", args=[2025])
    client = enter(office())
    assert year in client.get(reverse("workbench:todo")).text
    shown = client.get(year)
    assert [(one.on, list(one.units)) for one in shown.context["dues"] if one.units] == [(DUE, [home.unit])]
    assert "本地政策" in shown.text
    assert not FilingTask.objects.exists()
    assert client.post(year, {"asked": "按格式填写"}).status_code == 302
    assert year not in client.get(reverse("workbench:todo")).text
    row = Filing.objects.get()
    go(DUE + DAY)
    assert enter(home.clerk).post(address(row, "draft"), typed()).status_code == 302
    client = enter(office())
    assert "逾期 1 天" in client.get(LIST, {"late": "late"}).text
    assert "逾期 1 天" in client.get(address(row)).text
    assert not Lead.objects.exists()
    assert f"{LEAD}?source=filing&amp;id={row.pk}" in client.get(address(row)).text
    form = client.get(LEAD, {"source": "filing", "id": str(row.pk)}).context["form"]
    assert (form.initial["ground"], form.initial["happened_on"]) == ("ACC-8-1", DUE + DAY)
    assert "最后一日是 2026-01-31，2026-02-01 报送，逾期 1 天" in form.initial["facts"]
    said = {name: value or "" for name, value in form.initial.items()}
    assert client.post(LEAD, said).status_code == 302
    assert Lead.objects.get().source_id == row.pk


@pytest.mark.article("ACC-8-2")
def test_of_three_units_two_file_one_is_overdue_and_a_returned_file_opens_the_task_again(enter, home, other, go):
    third = house("130600GL", "公路局")
    said = {
        "title": "报送流程图清单", "basis": "ACC-8-2", "due_on": str(DUE), "asked": "一式一份",
        "units": [home.unit.code, other.unit.code, third.unit.code], "attached": [pdf("模板.pdf")],
    }  # fmt: skip
    assert enter(office()).post(NEW, said).status_code == 302
    task = FilingTask.objects.get()
    go(DUE)
    for place in (home, other):
        page = enter(place.clerk).get(address(filing_of(task, place)))
        assert "模板.pdf" in page.text
        sent = typed(words="清单", attached=[pdf("清单.pdf")])
        assert enter(place.clerk).post(address(filing_of(task, place), "draft"), sent).status_code == 302
    go(DUE + DAY)
    client = enter(office())
    page = client.get(task.get_absolute_url())
    assert (page.context["progress"].filed, page.context["progress"].overdue) == (2, 1)
    assert "现在逾期 1" in " ".join(page.text.split())
    assert [row.unit for row, _late in client.get(task.get_absolute_url(), {"late": "overdue"}).context["rows"]] == [
        third.unit
    ]
    row = filing_of(task, home)
    assert client.post(address(row, "return"), {"words": "缺一项", "due_on": str(DUE + 9 * DAY)}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.due_on) == ("returned", DUE + 9 * DAY)
    todo = enter(home.clerk).get(reverse("workbench:todo")).text
    assert "报送流程图清单" in todo
    assert "补正后报送" in todo
    assert enter(home.clerk).post(address(row, "draft"), typed(words="补全")).status_code == 302
    assert list(row.submissions.values_list("no", "words")) == [(1, "清单"), (2, "补全")]


@pytest.mark.article("ACC-8-0")
def test_the_form_of_a_lead_lists_both_grounds_of_the_article(enter):
    page = enter(office()).get(LEAD).text
    under = next(part.split("</optgroup>")[0] for part in page.split("<optgroup ")[1:] if "ACC-8-0" in part)
    assert [ground for ground in ("ACC-8-1", "ACC-8-2") if f'value="{ground}"' not in under] == []


def test_a_wrong_sum_is_refused_at_the_field_and_everything_typed_and_sent_is_still_there(enter, home, row, go):
    go(DUE)
    client = enter(home.clerk)
    answer = client.post(address(row, "draft"), typed(words="两万字", t3_new_all="7", attached=[pdf("全文.pdf")]))
    assert answer.status_code == 422
    assert "各列之和是 0，总计填的是 7" in str(answer.context["form"]["t3-new-all"].errors)
    assert (Filing.objects.get().status, Submission.objects.get().words) == ("to_file", "两万字")
    page = client.get(address(row)).text
    for kept in ("两万字", "全文.pdf", 'value="7"'):
        assert kept in page


def test_what_is_no_number_is_said_and_stays_in_the_field_and_the_rest_is_saved(enter, home, row):
    answer = enter(home.clerk).post(address(row, "draft"), typed(hand_in=False, words="半篇", t3_new_person="五"))
    assert answer.status_code == 422
    assert "“五”不是数量" in answer.text
    assert 'value="五"' in answer.text
    assert Submission.objects.get().words == "半篇"


def test_a_file_that_is_not_what_it_says_is_refused_and_the_good_one_kept(enter, home, row):
    sent = typed(attached=[pdf("好.pdf"), SimpleUploadedFile("坏.pdf", b"MZ")])
    answer = enter(home.clerk).post(address(row, "draft"), sent)
    assert answer.status_code == 422
    assert "内容和扩展名不符" in answer.text
    assert [one.name for one in Submission.objects.get().files.all()] == ["好.pdf"]
    row.refresh_from_db()
    assert row.status == "to_file"


def test_who_did_not_say_that_nothing_is_secret_is_asked_to(enter, home, row):
    answer = enter(home.clerk).post(address(row, "draft"), typed(not_secret=""))
    assert (answer.status_code, "不涉及国家秘密" in answer.text) == (422, True)
    assert Submission.objects.get().filed_at is None


def test_a_draft_is_the_clerks_alone(enter, home, row):
    enter(home.clerk).post(address(row, "draft"), typed(hand_in=False, words="还没写完", attached=[pdf("稿.pdf")]))
    draft = Submission.objects.get()
    kept = reverse("workbench:filing_file", args=[row.pk, draft.files.get().pk])
    for person, sees in ((home.clerk, True), (home.leader, False), (office(), False)):
        client = enter(person)
        assert ("还没写完" in client.get(address(row)).text) is sees
        answer = client.get(kept)
        assert (answer.status_code == 200) is sees
        assert not sees or answer.getvalue().startswith(b"%PDF")


def test_a_file_is_taken_out_of_the_draft(enter, home, row):
    client = enter(home.clerk)
    client.post(address(row, "draft"), typed(hand_in=False, attached=[pdf("一.pdf"), pdf("二.pdf")]))
    files = Submission.objects.get().files
    client.post(reverse("workbench:filing_file_drop", args=[row.pk, files.first().pk]))
    assert files.count() == 1
    client.post(address(row, "draft"), typed())
    assert client.post(reverse("workbench:filing_file_drop", args=[row.pk, files.first().pk])).status_code == 422
    assert files.count() == 1


def test_the_head_says_whether_a_delay_is_excused_and_then_no_lead_is_offered(enter, home, row, go):
    go(DUE + 3 * DAY)
    client = enter(head())
    assert client.post(address(row, "judge"), {"excused": "yes", "words": ""}).status_code == 422
    assert client.post(address(row, "judge"), {"excused": "yes", "words": "汛期全员值守"}).status_code == 302
    page = client.get(address(row)).text
    assert "汛期全员值守" in page
    assert "逾期 3 天" in page
    assert LEAD not in page


def test_nothing_is_late_before_the_day_is_over(enter, home, row, go):
    go(DUE)
    page = enter(office()).get(address(row)).text
    assert "逾期" not in page.split("办理记录")[0].split("<h1>")[1]
    assert LEAD not in page
    assert enter(office()).get(LEAD, {"source": "filing", "id": str(row.pk)}).context["form"].initial == {
        "source": "person"
    }


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        ({}, {"交通运输局", "审计局"}),
        ({"late": "overdue"}, {"审计局"}),
        ({"late": "late"}, {"交通运输局", "审计局"}),
        ({"status": "accepted"}, {"交通运输局"}),
        ({"kind": "ad_hoc"}, set()),
        ({"words": "年度报告"}, {"交通运输局", "审计局"}),
        ({"unit": "130600SJ"}, {"审计局"}),
        ({"until": "2026-01-30"}, set()),
    ],
)
def test_the_list_and_its_sheet_hold_what_the_filter_asks(enter, home, other, go, asked, units):
    task = annual()
    file(filing_of(task, home), DUE + DAY)
    accept(filing_of(task, home), DUE + DAY)
    go(DUE + 2 * DAY)
    client = enter(office())
    assert {row.unit.name for row, _late in client.get(LIST, asked).context["rows"]} == units
    answer = client.get(LIST, {**asked, "export": "xlsx"})
    cells = list(load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].values)
    assert {line[5] for line in cells[1:]} == units
    assert {line[5]: line[9] for line in cells[1:]} == {
        name: days for name, days in {"交通运输局": "1", "审计局": "2"}.items() if name in units
    }


def test_a_filter_that_makes_no_sense_is_said(enter, row):
    assert enter(office()).get(LIST, {"since": "morgen"}).status_code == 422
    assert enter(office()).get(row.task.get_absolute_url(), {"since": "morgen"}).status_code == 422


def test_the_tasks_are_listed_with_how_far_they_have_come_and_as_a_sheet(enter, home, other, go):
    task = annual()
    file(filing_of(task, home), DUE)
    go(DUE + DAY)
    client = enter(office())
    (listed,) = client.get(TASKS).context["page"]
    assert (listed.asked_of, listed.filed, listed.accepted, listed.overdue) == (2, 1, 0, 1)
    cells = list(load_workbook(io.BytesIO(client.get(TASKS, {"export": "xlsx"}).getvalue())).worksheets[0].values)
    assert cells[1][5:9] == ("2", "1", "0", "1")


def test_everything_comes_home_in_one_zip_with_its_digests(enter, home, row, go):
    enter(home.clerk).post(address(row, "draft"), typed(words="全文如下", attached=[pdf("全文.pdf")]))
    answer = enter(office()).get(reverse("workbench:filing_bundle", args=[row.task_id]))
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        names = archive.namelist()
        folder = f"{home.unit.code} {home.unit.name}"
        assert f"{folder}/01 全文.pdf" in names
        assert "全文如下" in archive.read(f"{folder}/报送说明.txt").decode()
        kept = Submission.objects.get().files.get()
        assert archive.read("SHA256SUMS").decode() == f"{kept.digest}  {folder}/01 全文.pdf\n"
        figures = load_workbook(io.BytesIO(archive.read(f"{folder}/统计表.xlsx")))
        assert figures.sheetnames[:3] == ["表二", "表三", "表四"]


def test_dates_that_have_passed_are_said_and_another_day_is_asked_for(enter, home, go):
    go(on("2026-02-09"))
    year = reverse("workbench:filing_task_annual", args=[2025])
    client = enter(office())
    refused = client.post(year, {"asked": "补报"})
    assert (refused.status_code, "已经过去" in refused.text, "补报" in refused.text) == (422, True, True)
    said = {"asked": "补报", "later_on": "2026-02-28", "later_for": "系统二月启用"}
    assert client.post(year, said).status_code == 302
    assert client.post(year, said).status_code == 422
    assert "系统二月启用" in enter(home.clerk).get(address(Filing.objects.get())).text


def test_pages_cost_few_queries_whatever_the_length(enter, home):
    task = annual()
    costs = []
    for more in (0, 30):
        for n in range(more):
            unit(f"1306{n:02}ZZ", f"单位{n}")
        if more:
            task = annual(2024, day=SENT, later=Later(on("2026-02-28"), "补报"))
        client = enter(office())
        costs.append([queries(client, LIST), queries(client, TASKS), queries(client, task.get_absolute_url())])
    assert costs[0] == costs[1]
    assert max(costs[1]) <= MOST_QUERIES


def test_a_filing_costs_few_queries_with_several_submissions(enter, home, row):
    file(row, SENT)
    enter(office()).post(address(row, "return"), {"words": "补"})
    row.refresh_from_db()
    file(row, SENT)
    for person in (home.clerk, office(), head()):
        assert queries(enter(person), address(row)) <= MOST_QUERIES


def test_units_have_one_line_each_and_the_office_what_came_in(enter, home, other):
    task = ad_hoc(home, other)
    file(filing_of(task, other), SENT)
    todo = reverse("workbench:todo")
    lines = {
        who: [(task.what, task.due, task.step) for task, _state in enter(person).get(todo).context["rows"]]
        for who, person in {"clerk": home.clerk, "leader": home.leader, "office": office()}.items()
    }
    assert lines["clerk"] == [("报送流程图清单", DUE, "报送")]
    assert lines["leader"] == []
    assert ("审计局：报送流程图清单", None, "接收") in lines["office"]


def test_the_member_of_the_leading_group_reads_and_sends_nothing(enter, home, row):
    member = official("member", "lg_member", of=home.unit)
    client = enter(member)
    assert client.get(LIST).status_code == client.get(TASKS).status_code == 200
    assert client.get(NEW).status_code == 404
