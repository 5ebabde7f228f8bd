"""Objections in the workbench: recorded, assigned, answered, decided, replied to; whose page, and when (GAP-07)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.accountability.enums import ObjectionStatus
from mingjing.accountability.models import Objection, Outcome
from mingjing.people.enums import OFFICE, Role
from mingjing.workbench.accountability.objection import MOVES
from tests.accountability.factories import TODAY, Cast, cast
from tests.casework.signals import in_force
from tests.catalogue.factories import official, unit
from tests.workbench.accountability.hearing_stage import decided, objected, picture
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
LIST, TODO = reverse("workbench:accountability_objections"), reverse("workbench:todo")


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def press(client, row: Objection, act: str, **said):
    address = reverse("workbench:accountability_objection_act", args=[row.pk, act])
    return client.post(address, {f"{act}-{name}": value for name, value in said.items()})


def test_an_objection_on_paper_goes_its_way_to_the_reply(enter, people):
    subject = decided(people)
    case = subject.case
    record = reverse("workbench:accountability_act", args=[case.pk, "objection"])
    said = {"objection-subject": subject.pk, "objection-came_on": "2026-03-02", "objection-text": "处理过重"}
    client = enter(people.lgo)
    assert client.post(record, said | {"objection-attached": picture("异议书.png")}).status_code == 302
    row = Objection.objects.get()
    assert row.number in client.get(case.get_absolute_url()).text
    client = enter(people.member)
    assert "指定异议的办理人" in client.get(TODO).text
    shown = client.get(row.get_absolute_url()).text
    assert "异议书.png" in shown
    assert f'<option value="{people.second.pk}">' in shown
    assert f'<option value="{people.lgo.pk}">' not in shown  # who drafted the decision
    assert press(client, row, "assign", handler=people.second.pk).status_code == 302
    client = enter(people.second)
    assert "拟定异议的答复" in client.get(TODO).text
    refused = press(client, row, "answer", proposal="upheld", text="")
    assert refused.status_code == 422
    assert press(client, row, "answer", proposal="revoked", text="经复查，停电属实").status_code == 302
    head = press(enter(people.head), row, "decide")
    assert head.status_code == 422
    assert "您参与过本案的办理" in head.text
    client = enter(people.member)
    assert "决定异议" in client.get(TODO).text
    assert press(client, row, "decide").status_code == 302
    case.refresh_from_db()
    assert case.status == "revoked"
    client = enter(people.lgo)
    assert "制发异议答复书" in client.get(TODO).text
    assert press(client, row, "reply").status_code == 302
    row.refresh_from_db()
    assert row.reply.number in client.get(row.get_absolute_url()).text


def test_a_late_one_on_paper_is_marked_and_heard_only_with_a_reason(enter, people, time_machine):
    subject = decided(people)
    time_machine.move_to(MORNING.replace(month=4), tick=False)
    record = reverse("workbench:accountability_act", args=[subject.case_id, "objection"])
    said = {"objection-subject": subject.pk, "objection-came_on": "2026-04-02", "objection-text": "处理过重"}
    assert enter(people.lgo).post(record, said).status_code == 302
    row, client = Objection.objects.get(), enter(people.member)
    assert "逾期提出" in client.get(row.get_absolute_url()).text
    refused = press(client, row, "assign", handler=people.second.pk)
    assert refused.status_code == 422
    assert "受理要写明理由" in refused.text
    assert press(client, row, "dismiss", text="没有正当理由").status_code == 302
    row.refresh_from_db()
    assert row.status == "dismissed"


def test_the_list_is_filtered_and_taken_away(enter, people):
    row = objected(people)
    client = enter(people.lgo)
    shown = client.get(LIST).text
    for said in (row.number, "2026-04-01", "2026-03-02"):
        assert said in shown
    assert row.number not in client.get(LIST, {"status": "upheld"}).text
    assert client.get(LIST, {"status": "nonsense"}).status_code == 422
    book = load_workbook(io.BytesIO(b"".join(client.get(LIST, {"export": "xlsx"}).streaming_content)))
    titles, first = list(book.active.values)[:2]
    assert dict(zip(titles, first, strict=True))["可以提出的最后一日"] == "2026-04-01"
    Objection.objects.update(answer_by=TODAY.replace(day=1))
    assert "逾期</span>" in client.get(LIST).text


def test_the_list_and_the_page_cost_the_same_however_many(enter, people):
    row = objected(people)
    client = enter(people.member)
    before = queries(client, LIST), queries(client, row.get_absolute_url())
    for _ in range(3):
        objected(people)
    assert queries(client, LIST) == before[0]
    assert before[0] <= MOST_QUERIES
    assert before[1] <= MOST_QUERIES + 10


def test_a_published_outcome_of_a_decision_that_fell_is_pointed_out(enter, people):
    row = objected(people)
    Objection.objects.update(status="revoked")
    Outcome.objects.create(
        case=row.case, number="追公〔2026〕00001", status="published", title="通报", text="通报", drafted_by=people.lgo,
        drafted_on=TODAY, published_on=TODAY,
    )  # fmt: skip
    assert "请在案件页撤回公开" in enter(people.head).get(row.get_absolute_url()).text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_the_pages_open_for_the_office_alone(enter, people, role):
    row = objected(people)
    kept = row.files.create(
        name="x.png", kind="image/png", digest="0" * 64, size=1, kept_at=MORNING, kept_by=people.lgo
    )
    client = enter(official("viewer", role, of=unit("130600SJ", "审计局")))
    inside = role in OFFICE
    assert (client.get(LIST).status_code == 200) == inside
    assert (client.get(row.get_absolute_url()).status_code == 200) == inside
    answers = [press(client, row, move.key) for move in MOVES]
    assert {answer.status_code for answer in answers} == ({422} if inside else {404})
    file = reverse("workbench:accountability_objection_file", args=[row.pk, kept.pk])
    if not inside:
        assert client.get(file).status_code == 404
    row.refresh_from_db()
    assert row.status == "filed"


ABOVE = {"filed": {"assign"}, "assigned": {"reassign"}, "answered": {"decide", "redo"}}


@pytest.mark.parametrize("status", ObjectionStatus)
def test_a_button_is_there_in_its_state_for_whom_it_is_for(enter, people, status):
    row = objected(people)
    Objection.objects.update(status=status, handler=people.second, proposal="upheld", answer="经复查")
    ended = {"reply"} if status in ("upheld", "changed", "revoked", "dismissed") else set()
    offered = {
        "member": ABOVE.get(status, set()),
        "head": ended,  # who approved the decision
        "second": ended | ({"answer"} if status == "assigned" else set()),
        "lgo": ended,
    }
    for name, keys in offered.items():
        text = enter(getattr(people, name)).get(row.get_absolute_url()).text
        assert {move.key for move in MOVES if f'id="act-{move.key}"' in text} == keys, name
    for move in MOVES:
        if move.key not in offered["member"]:
            assert press(enter(people.member), row, move.key).status_code == 422, move.key


def test_nothing_unknown_is_done(enter, people):
    row = objected(people)
    assert press(enter(people.member), row, "nonsense").status_code == 404
