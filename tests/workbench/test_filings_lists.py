"""Lists of filings and tasks: filters, sheets, one zip, what they cost, and the lines of the to-do page."""

import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.filings.models import Filing, Submission
from mingjing.filings.services.sending import Later
from tests.casework.signals import in_force
from tests.catalogue.factories import official, unit
from tests.filings.factories import DAY, DUE, SENT, accept, ad_hoc, annual, at, file, filing_of, head, office, on
from tests.workbench.changing import MOST_QUERIES, queries
from tests.workbench.filing import LIST, NEW, TASKS, address, pdf, typed

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
