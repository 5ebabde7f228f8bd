"""逾期和等待: every stage of an open case with what it waits for; to the office alone (ACC-12, ACC-13)."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.accountability.models import Measure
from tests.accountability import factories as make
from tests.accountability.factories import DAY, TODAY, cast
from tests.accountability.followed import DUE, followed
from tests.casework.signals import in_force
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
PAGE = reverse("workbench:accountability_late")
TODO = reverse("workbench:todo")


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def row(enter, who, found, **asked) -> str:
    """The line of a case on the board; empty where it is not there."""
    text = enter(who).get(PAGE, asked).text
    parts = text.split(f">{found.number}</a>")
    return parts[1].split("</tr>")[0] if len(parts) > 1 else ""


def later(time_machine, on: dt.date) -> None:
    time_machine.move_to(dt.datetime.combine(on, MORNING.timetz()), tick=False)


def test_a_defence_past_its_last_day_is_late_until_it_was_heard(enter, people, time_machine):
    found = make.case(people, "informed")
    heard = make.hearing(make.person(found, people.handler), mode="", due_on=TODAY)
    assert "最后一日 2026-03-02" in row(enter, people.lgo, found)
    later(time_machine, TODAY + DAY)
    assert "逾期 1 天" in row(enter, people.lgo, found, late="on")
    heard.__class__.objects.filter(pk=heard.pk).update(mode="lapsed", came_on=TODAY)
    assert row(enter, people.lgo, found, late="on") == ""


@pytest.mark.parametrize(
    ("status", "said", "what"),
    [
        ("drafted", {}, "法制审核"),
        ("checked", {"checked_on": TODAY}, "批准决定"),
        ("approved", {"checked_on": TODAY, "approved_on": TODAY}, "下达书面通知"),
    ],
)
def test_what_has_no_last_day_says_since_when_it_waits(enter, people, status, said, what):
    found = make.case(people, status)
    make.decision(found, {make.person(found, people.handler): ["ACC-11-1b"]}, **said)
    line = row(enter, people.lgo, found)
    assert what in line
    assert "自 2026-03-02 起等待" in line
    assert row(enter, people.lgo, found, late="on") == ""


def test_a_notice_without_receipt_waits(enter, people):
    found = make.case(people, "notified")
    make.letter(found, make.person(found, people.handler))
    assert "送达书面通知" in row(enter, people.lgo, found)


@pytest.mark.article("ACC-13-a")
def test_a_correction_is_red_one_day_after_its_last_day(enter, people, time_machine):
    told = followed(people, handler=("ACC-11-1b",))
    later(time_machine, DUE)
    assert row(enter, people.lgo, told.case, late="on") == ""
    later(time_machine, DUE + DAY)
    line = row(enter, people.lgo, told.case, late="on")
    assert "chip late" in line
    assert "逾期 1 天" in line


def test_an_execution_waits_and_a_training_that_ended_is_late(enter, people, time_machine):
    told = followed(people, handler=("ACC-11-3d", "ACC-11-3e"), status="verified")
    assert "等待登记" in row(enter, people.lgo, told.case)
    Measure.objects.filter(measure="ACC-11-3e").update(starts_on=TODAY, ends_on=TODAY, organ="市人社局")
    later(time_machine, TODAY + 2 * DAY)
    assert "逾期 2 天" in row(enter, people.lgo, told.case, late="on")


def test_the_to_do_list_names_what_to_record_and_what_to_close(enter, people):
    told = followed(people, handler=("ACC-11-1a",), status="verified")
    page = enter(people.lgo).get(TODO).text
    assert "登记执行：口头告诫" in page
    assert f"改正已核实：{told.case.title}" in page
    for who in (people.clerk, people.head, people.handler):
        assert told.case.number not in enter(who).get(TODO).text.replace(f"（{told.case.number}）", "")


def test_nothing_of_a_closed_case_waits(enter, people):
    found = followed(people, handler=("ACC-11-1a",), status="closed").case
    assert row(enter, people.lgo, found) == ""
    assert "登记执行" not in enter(people.lgo).get(TODO).text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lgo", 200), ("head", 200), ("member", 200), ("disc", 404), ("legal", 404), ("clerk", 404), ("leader", 404),
        ("handler", 404),
    ],
)  # fmt: skip
def test_who_sees_the_board(enter, people, who, status):
    assert enter(getattr(people, who)).get(PAGE).status_code == status


def test_the_board_is_taken_home(enter, people, time_machine):
    told = followed(people, handler=("ACC-11-1b",))
    later(time_machine, DUE + DAY)
    answer = enter(people.lgo).get(PAGE, {"late": "on", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(line[0], line[5], line[8]) for line in lines if line[8]] == [(told.case.number, "ACC-13-a", "1")]


def test_a_wrong_unit_is_said_to_be_wrong(enter, people):
    assert enter(people.lgo).get(PAGE, {"unit": "不存在"}).status_code == 422


def test_many_cases_cost_few_queries(enter, people):
    for n in range(12):
        found = make.case(people, ("informed", "drafted", "approved", "notified", "rectifying", "verified")[n % 6])
        subject = make.person(found, people.handler)
        make.decision(found, {subject: ["ACC-11-1a", "ACC-11-3e"]}, approved_on=TODAY, approved_by=people.head)
        make.letter(found, subject)
        make.hearing(subject, mode="", due_on=TODAY - DAY)
    assert queries(enter(people.lgo), PAGE) <= MOST_QUERIES
    assert queries(enter(people.lgo), PAGE, late="on") <= MOST_QUERIES
