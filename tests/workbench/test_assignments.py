"""任务: each sees its own, the unit reports, the office accepts, and late stays late."""

import io
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.assignments import services
from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.core.models import uuid7
from mingjing.regulations.selectors import current_calendar
from mingjing.rules import packs
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY, house, official
from tests.workbench.changing import MORNING, MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("workbench:assignments"), reverse("workbench:assignment_new")
TODAY = MORNING.date()


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026, the regulation in force."""
    time_machine.move_to(MORNING, tick=False)
    in_force()


@pytest.fixture
def given(home):
    return assign(home)


def assign(home, title="补公服务电话", **said) -> Assignment:
    said = {"basis": "ACC-5-1f", "due_on": TODAY + 3 * DAY, **said}
    return services.assign(home.unit, title=title, by=office(), at=AT, **said)


def address(row, key: str = "") -> str:
    if key == "report":
        return reverse("workbench:assignment_report", args=[row.pk])
    return reverse("workbench:assignment_step", args=[row.pk, key]) if key else row.get_absolute_url()


@pytest.mark.parametrize("status", list(AssignmentStatus))
def test_who_may_do_what_in_each_state(enter, home, other, status):
    """Route by role by state: 302 moved on, 422 refused in words, 404 does not exist."""
    people = {
        "clerk": home.clerk,
        "leader": home.leader,
        "office": office(),
        "stranger": other.clerk,
        "admin": official("admin", "system_admin", of=house("130600SZF", "政府办").unit),
    }
    may = {
        ("clerk", "report"): {"given", "returned"},
        ("office", "accept"): {"reported"},
        ("office", "send-back"): {"reported"},
        ("office", "withdraw"): {"given", "returned", "reported"},
    }
    for (who, person), key in product(people.items(), ("report", "accept", "send-back", "withdraw")):
        row = assign(home)
        Assignment.objects.filter(pk=row.pk).update(status=status, report="x", reported_on=TODAY)
        answer = enter(person).post(address(row, key), {"outcome": "done", "text": "已办", "words": "理由"})
        unseen = who in ("stranger", "admin")
        expected = 404 if unseen else 302 if status in may.get((who, key), ()) else 422
        assert answer.status_code == expected, (who, key)


def test_the_unit_reports_with_a_photo_and_the_office_accepts(enter, home, given):
    photo = SimpleUploadedFile("公示栏.pdf", b"%PDF-broken")
    said = {"outcome": "done", "text": "已补公"}
    refused = enter(home.clerk).post(address(given, "report"), {**said, "attached": [photo]})
    assert refused.status_code == 422
    assert "打不开" in refused.text
    assert "已补公" in refused.text
    assert enter(home.clerk).post(address(given, "report"), said).status_code == 302
    todo = enter(office()).get(reverse("workbench:todo")).text
    assert "补公服务电话" in todo
    assert enter(office()).post(address(given, "accept")).status_code == 302
    given.refresh_from_db()
    assert given.status == "accepted"
    assert "补公服务电话" not in enter(office()).get(reverse("workbench:todo")).text


def test_the_page_tells_why_a_last_day_is_that_day(enter, home):

    deadline = packs.load("baoding-2010").limits["ACC-6-4a"].after(TODAY, current_calendar())
    row = assign(home, due_on=None, deadline=deadline, basis="ACC-6-4a")
    page = enter(home.clerk).get(address(row)).text
    assert f"为什么是 {deadline.on}" in page
    assert "本地政策" in page
    assert "/regulations/baoding-2010/ACC-6-4a/" in page


def test_the_office_gives_a_task_and_a_day_gone_by_is_refused(enter, home):
    said = {"unit": home.unit.pk, "title": "报送名单", "basis": "ACC-3", "due_on": "2026-03-01"}
    client = enter(office())
    refused = client.post(NEW, said)
    assert (refused.status_code, "已经过去" in refused.text) == (422, True)
    assert client.post(NEW, {**said, "due_on": "2026-03-09"}).status_code == 302
    assert Assignment.objects.get().title == "报送名单"
    assert enter(home.clerk).get(NEW).status_code == 404


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"早", "迟"}),
        ({"late": "overdue"}, {"迟"}),
        ({"late": "late"}, {"迟"}),
        ({"words": "早"}, {"早"}),
        ({"basis": "ACC-6-4a"}, set()),
        ({"status": "reported"}, set()),
        ({"until": "2026-03-01"}, {"迟"}),
    ],
)
def test_the_list_and_its_sheet_hold_what_the_filter_asks(enter, home, asked, titles):
    assign(home, "早")
    assign(home, "迟", due_on=TODAY - DAY)
    client = enter(office())
    page = client.get(LIST, asked)
    assert {row.title for row, _late, _open in page.context["rows"]} == titles
    answer = client.get(reverse("workbench:assignments_xlsx"), asked)
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].values)
    assert {row[1] for row in rows[1:]} == titles


def test_a_filter_that_makes_no_sense_is_said(enter):
    client = enter(office())
    assert client.get(LIST, {"since": "morgen"}).status_code == 422
    assert client.get(reverse("workbench:assignments_xlsx"), {"since": "morgen"}).status_code == 422


def test_a_unit_lists_its_own_only(enter, home, other, given):
    assign(other, "别的单位")
    assert "别的单位" not in enter(home.clerk).get(LIST).text
    assert enter(other.clerk).get(address(given)).status_code == 404


def test_pages_with_hundreds_of_tasks_keep_to_their_queries(enter, home):
    rows = [
        services.Wanted(home.unit, f"任务{n}", "ACC-5-1f", due_on=TODAY, about=("gap", uuid7())) for n in range(200)
    ]
    (row, *_rest) = services.assign_all(rows, by=None, at=AT)
    costs = {page: queries(enter(office()), page) for page in (LIST, address(row), NEW)}
    assert {page: n for page, n in costs.items() if n > MOST_QUERIES} == {}


@pytest.mark.parametrize(("kind", "starts"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_an_assignment_is_printed(enter, home, other, kind, starts):
    deadline = packs.load("baoding-2010").limits["ACC-6-4a"].after(TODAY, current_calendar())
    row = assign(home, due_on=None, deadline=deadline, basis="ACC-6-4a", asked="请修订。")
    page = reverse("workbench:assignment_document", args=[row.pk, kind])
    assert enter(home.clerk).get(page).content.startswith(starts)
    assert enter(other.clerk).get(page).status_code == 404
