"""我的文书: whoever may be responsible reads their own letters, speaks, objects, and learns nothing else (ACC-12-c)."""

import io

import docx
import pikepdf
import pytest
from django.urls import reverse

from mingjing.accountability.models import Delivery, Hearing, Letter, Objection
from mingjing.accountability.services import issuing, reviewing
from mingjing.assignments.services import assign
from mingjing.core.documents import Document, Paragraph
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.people.models import RoleGrant
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, Cast, cast
from tests.casework.signals import in_force
from tests.catalogue.factories import DAY, official, unit
from tests.workbench.accountability.hearing_stage import decided, informed, notice, objected, picture
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
LIST, TODO = reverse("workbench:accountability_mine"), reverse("workbench:todo")


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def address(letter: Letter) -> str:
    return reverse("workbench:accountability_mine_letter", args=[letter.pk])


def send(client, letter: Letter, act: str, **said):
    to = reverse("workbench:accountability_mine_act", args=[letter.pk, act])
    return client.post(to, {f"{act}-{name}": value for name, value in said.items()})


def test_a_letter_is_read_and_the_first_reading_is_its_delivery(enter, people):
    case, (mine, units) = informed(people)
    client = enter(people.handler)
    assert "我的文书" in client.get(TODO).text
    listed = client.get(LIST).text
    assert mine.number in listed
    assert units.number not in listed
    assert "未读" in listed
    assert not Delivery.objects.exists()
    shown = client.get(address(mine)).text
    assert "超过承诺时限五个工作日" in shown
    assert "2026-03-09" in shown
    assert 'id="act-statement"' in shown
    row = Delivery.objects.get()
    assert (row.letter, row.way, row.received_on) == (mine, "online", TODAY)
    client.get(address(mine))
    assert Entry.objects.filter(case_id=case.pk, step="系统内送达").count() == 1
    assert "可陈述申辩至 2026-03-09" in client.get(LIST).text


def test_a_units_letter_is_read_by_its_clerk_and_leader_alone(enter, people):
    _case, (_mine, units) = informed(people)
    seen = {
        name: enter(getattr(people, name)).get(address(units)).status_code for name in vars(people) if name != "unit"
    }
    assert {name for name, status in seen.items() if status == 200} == {"clerk", "leader"}
    assert set(seen.values()) == {200, 404}
    assert Delivery.objects.get().received_by == people.clerk.name


def test_a_letter_is_taken_away_as_word_and_pdf(enter, people):
    _case, (mine, _units) = informed(people)
    client = enter(people.handler)
    word = client.get(reverse("workbench:accountability_mine_document", args=[mine.pk, "docx"]))
    assert any("陈述和申辩的权利" in line.text for line in docx.Document(io.BytesIO(word.content)).paragraphs)
    assert Delivery.objects.filter(letter=mine).exists()
    pdf = client.get(reverse("workbench:accountability_mine_document", args=[mine.pk, "pdf"]))
    assert len(pikepdf.open(io.BytesIO(pdf.content)).pages) >= 1
    assert client.get(reverse("workbench:accountability_mine_document", args=[mine.pk, "txt"])).status_code == 404


def test_a_letter_taken_by_the_offices_address_is_received_all_the_same(enter, people):
    _case, (mine, _units) = informed(people)
    office = reverse("workbench:accountability_letter", args=[mine.pk, "docx"])
    enter(people.lgo).get(office)
    assert not Delivery.objects.exists()
    assert enter(people.handler).get(office).status_code == 200
    assert Delivery.objects.get().received_by == people.handler.name


def test_a_letter_that_was_altered_is_not_served_and_not_delivered(enter, people):
    case = make.case(people, "informed")
    broken = make.letter(case, make.person(case, people.handler), kind="defence")
    assert enter(people.handler).get(address(broken)).status_code == 409
    assert not Delivery.objects.exists()


def test_a_statement_is_filed_in_points_with_files(enter, people):
    _case, (mine, _units) = informed(people)
    client = enter(people.handler)
    early = send(client, mine, "statement", statement="停用两天")
    assert early.status_code == 422
    assert "先打开告知书" in early.text
    client.get(address(mine))
    refused = send(client, mine, "statement", statement="")
    assert refused.status_code == 422
    answer = send(client, mine, "statement", statement="两点", points="停用两天\n\n惯例", attached=picture("截图.png"))
    assert answer.status_code == 302
    row = Hearing.objects.get()
    assert (row.mode, row.recorded_by, row.came_on) == ("written", people.handler, TODAY)
    assert [point.text for point in row.points.all()] == ["停用两天", "惯例"]
    shown = client.get(address(mine)).text
    assert "截图.png" in shown
    assert 'id="act-waive"' not in shown
    assert 'id="act-statement"' in shown  # more may come while the period runs


def test_a_waiver_is_filed_and_thought_better_of(enter, people):
    _case, (mine, _units) = informed(people)
    client = enter(people.handler)
    client.get(address(mine))
    assert send(client, mine, "waive", statement="自愿放弃").status_code == 302
    assert Hearing.objects.get().mode == "waived"
    assert send(client, mine, "statement", statement="还是要说").status_code == 302
    assert Hearing.objects.get().mode == "written"
    refused = send(client, mine, "waive", statement="又不说了")
    assert refused.status_code == 422
    assert "不能再放弃" in refused.text


@pytest.mark.parametrize(("day", "status"), [(9, 302), (10, 422)])
def test_the_last_day_is_the_last(enter, people, time_machine, day, status):
    _case, (mine, _units) = informed(people)
    enter(people.handler).get(address(mine))
    time_machine.move_to(MORNING.replace(day=day), tick=False)
    client = enter(people.handler)
    assert ('id="act-statement"' in client.get(address(mine)).text) == (status == 302)
    answer = send(client, mine, "statement", statement="停用两天")
    assert answer.status_code == status
    assert Hearing.objects.get().mode == ("written" if status == 302 else "")


def test_an_objection_is_filed_and_its_way_is_seen(enter, people):
    subject = decided(people)
    mine = subject.letters.get()
    client = enter(people.handler)
    shown = client.get(address(mine)).text
    assert "2026-04-01" in shown
    assert send(client, mine, "objection", text="处理过重", attached=picture()).status_code == 302
    row = Objection.objects.get()
    assert row.number in client.get(address(mine)).text
    again = send(client, mine, "objection", text="再提")
    assert again.status_code == 422
    assert "已经提出过异议" in again.text
    told = {"today": TODAY, "at": AT}
    reviewing.assign(row, people.second, by=people.member, **told)
    reviewing.answer(row, proposal="revoked", text="秘密的拟办", by=people.second, **told)
    before = client.get(address(mine)).text
    assert "办理中" in before
    assert "秘密的拟办" not in before
    assert people.second.name not in before
    reviewing.decide(row, by=people.member, **told)
    reply = reviewing.reply(row, by=people.lgo, **told)
    assert reply.number in client.get(address(mine)).text
    assert "秘密的拟办" in client.get(address(reply)).text  # now it is the answer


def test_what_is_to_be_corrected_is_one_link_away_for_the_unit(enter, people):
    case = make.case(people, "rectifying")
    one = make.accused(case)
    make.decision(case, {}, drafted_by=people.lgo, approved_by=people.head, approved_on=TODAY)
    mine = notice(one, people)
    task = assign(
        people.unit, title="改正收件", basis="ACC-13-a", by=people.lgo, at=AT, due_on=TODAY + 30 * DAY,
        about=("accountability", case.pk),
    )  # fmt: skip
    shown = enter(people.clerk).get(address(mine)).text
    assert reverse("workbench:assignment", args=[task.pk]) in shown


def test_an_order_to_correct_is_the_units_where_only_persons_answer(enter, people):
    case = make.case(people, "rectifying")
    said = Document("责令整改通知书", [Paragraph("限期改正。")])
    order = issuing.issue(case, "rectify", said, by=people.lgo, today=TODAY, at=AT)
    task = assign(
        people.unit, title="改正收件", basis="ACC-13-a", by=people.lgo, at=AT, due_on=TODAY + 30 * DAY,
        about=("accountability", case.pk),
    )  # fmt: skip
    client = enter(people.clerk)
    for page in (client.get(LIST).text, client.get(address(order)).text):
        assert str(people.unit) in page
        assert "None" not in page
    assert reverse("workbench:assignment", args=[task.pk]) in client.get(address(order)).text


def test_the_replies_are_read_once_the_decision_came(enter, people):
    case, (mine, _units) = informed(people)
    client = enter(people.handler)
    client.get(address(mine))
    send(client, mine, "statement", statement="停用两天")
    Hearing.objects.get().points.update(accepted=True, reply="经核对属实", replied_by=people.lgo, replied_on=TODAY)
    assert "经核对属实" not in client.get(address(mine)).text
    type(case).objects.filter(pk=case.pk).update(status="notified")
    make.decision(case, {}, drafted_by=people.lgo, approved_by=people.head, approved_on=TODAY)
    assert "经核对属实" not in client.get(address(mine)).text
    notice(mine.subject, people)
    assert "经核对属实" in client.get(address(mine)).text


def test_lines_lead_to_what_is_unread_and_to_the_last_day(enter, people):
    _case, (mine, units) = informed(people)
    client = enter(people.handler)
    text = client.get(TODO).text
    assert "阅读文书：陈述申辩告知书</th>" in text
    assert address(mine) in text
    assert address(units) not in text
    client.get(address(mine))
    text = client.get(TODO).text
    assert "陈述申辩，或者书面放弃" in text
    assert "2026-03-09" in text
    send(client, mine, "statement", statement="停用两天")
    assert "陈述申辩，或者书面放弃" not in client.get(TODO).text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_without_a_letter_there_is_no_room_whatever_the_role(enter, people, role):
    _case, (mine, _units) = informed(people)
    stranger = official("stranger", role, of=unit("130600SJ", "审计局"))
    client = enter(stranger)
    assert "我的文书" not in client.get(TODO).text
    answers = [
        client.get(LIST), client.get(address(mine)), send(client, mine, "statement", statement="x"),
        client.get(reverse("workbench:accountability_mine_document", args=[mine.pk, "pdf"])),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {404}
    assert Hearing.objects.count() == Delivery.objects.count() == 0


def test_somebody_who_was_taken_out_again_finds_nothing(enter, people):
    _case, (mine, _units) = informed(people)
    type(mine.subject).objects.filter(pk=mine.subject_id).update(removed_on=TODAY)
    assert enter(people.handler).get(address(mine)).status_code == 404


def test_the_pages_cost_the_same_however_many_letters(enter, people):
    subject = objected(people).subject
    mine = subject.letters.get()
    client = enter(people.handler)
    before = queries(client, LIST), queries(client, address(mine))
    for _ in range(3):
        decided(people)
    assert (queries(client, LIST), queries(client, address(mine))) == before
    assert max(before) <= MOST_QUERIES


def test_a_clerk_of_another_role_does_not_answer_for_the_unit(enter, people):
    _case, (_mine, units) = informed(people)
    RoleGrant.objects.filter(official=people.clerk).update(role="secrecy_reviewer")
    assert enter(people.clerk).get(address(units)).status_code == 404
