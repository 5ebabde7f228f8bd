"""The leading group instructs and touches nothing; the office answers; counts of cases (ACC-3-a, ACC-3-b)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.accountability.models import AccountabilityCase, Instruction, Outcome
from mingjing.ledger import services as ledger
from tests.accountability.factories import TODAY, accused, case, cast, decision, person
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
STATISTICS = reverse("workbench:accountability_statistics")


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def act(found: AccountabilityCase, key: str) -> str:
    return reverse("workbench:accountability_act", args=[found.pk, key])


@pytest.mark.article("ACC-3-a")
def test_an_instruction_is_a_line_on_the_offices_page_until_it_is_answered(enter, people):
    found = case(people)
    todo = reverse("workbench:todo")
    assert (
        enter(people.member).post(act(found, "instruct"), {"instruct-text": "请查明是否重复要件。"}).status_code == 302
    )
    assert f"落实{people.member}的指示" in enter(people.lgo).get(todo).text
    assert "请查明是否重复要件" in enter(people.head).get(found.get_absolute_url()).text
    one = Instruction.objects.get()
    said = {"answer-instruction": one.pk, "answer-text": "已补充调取受理回执。"}
    assert enter(people.lgo).post(act(found, "answer"), said).status_code == 302
    assert f"落实{people.member}的指示" not in enter(people.lgo).get(todo).text
    assert enter(people.lgo).post(act(found, "answer"), said).status_code == 422
    assert "已补充调取受理回执" in enter(people.member).get(found.get_absolute_url()).text


@pytest.mark.parametrize("who", ["lgo", "head", "legal", "clerk"])
def test_nobody_else_instructs(enter, people, who):
    found = case(people)
    assert enter(getattr(people, who)).post(act(found, "instruct"), {"instruct-text": "不查"}).status_code in (404, 422)
    assert not Instruction.objects.exists()


def test_an_empty_instruction_is_refused(enter, people):
    assert enter(people.member).post(act(case(people), "instruct"), {"instruct-text": " "}).status_code == 422


def test_counts_by_ground_unit_and_measure_with_the_time_taken(enter, people):
    late = case(people, "closed", closed_on=TODAY.replace(day=22), registered_on=TODAY)
    decision(late, {person(late, people.handler): ["ACC-11-1a"], accused(late): ["ACC-11-1c"]}, approved_by=people.head)
    case(people, "not_established", ground="ACC-5-2a")
    draft = case(people, "drafted")
    decision(draft, {person(draft, people.handler): ["ACC-11-1b"]})
    client = enter(people.member)
    page = client.get(STATISTICS, {"until": "2026-03-31"}).text
    assert "20 天" in page
    assert "口头告诫" in page
    assert "批评教育" not in page
    assert queries(client, STATISTICS) <= MOST_QUERIES
    sheet = load_workbook(io.BytesIO(b"".join(client.get(STATISTICS, {"sheet": "ground"})))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert ("ACC-5-2a", "没有公开职权目录", "1", "0", "0", "1") in rows
    assert ("ACC-7-2c", "延长办理时间", "2", "1", "1", "0") in rows
    assert client.get(STATISTICS, {"since": "2026-04-01", "until": "2026-03-01"}).status_code == 422
    assert enter(people.clerk).get(STATISTICS).status_code == 404


@pytest.mark.article("ACC-3-b")
def test_a_clerk_of_the_office_exports_the_ledger_and_administers_nothing(enter, people):
    found = case(people)
    client = enter(people.lgo)
    sheet = load_workbook(io.BytesIO(b"".join(client.get(reverse("workbench:accountability_xlsx"))))).active
    assert found.number in [row[0] for row in sheet.iter_rows(values_only=True)]
    assert "审计" not in client.get(reverse("workbench:todo")).text
    assert client.get(reverse("workbench:ledger")).status_code == 404


def test_the_audit_page_tells_nobody_of_a_case_in_which_they_or_their_unit_may_be_responsible(enter, people):
    ledger_page, rows = reverse("workbench:ledger"), []
    own, other = case(people), case(people, ground="ACC-9-2a", discipline=True)
    person(own, people.head)
    accused(other, unit=people.head.unit)
    for found in (own, other):
        outcome = Outcome.objects.create(
            case=found, number=f"追公-{found.pk}", status="drafted", title="结果", text="正文", drafted_by=people.lgo,
            drafted_on=TODAY,
        )  # fmt: skip
        rows += [found, outcome]
    for row in rows:
        ledger.write(row, "记录", by=people.lgo, at=AT)
    auditor = official("auditor", "audit_admin", of=people.disc.unit)
    for who, told in ((people.head, False), (auditor, True)):
        page = enter(who).get(ledger_page).text
        assert [row.number in page for row in rows] == [told] * len(rows)
