"""Nothing of a case but one's own letters reaches whoever may be responsible: words planted, and found nowhere."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Instruction, Investigator, Letter, Point
from tests.accountability import factories as make
from tests.accountability.factories import TODAY, Cast, cast
from tests.canaries import Canaries
from tests.casework.signals import in_force
from tests.catalogue.factories import official
from tests.workbench.accountability.hearing_stage import informed, notice, objected
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
WORDS = {
    "evidence": "金丝雀证据", "source": "金丝雀来源", "investigator": "金丝雀调查员", "subject": "金丝雀同案人",
    "statement": "金丝雀陈述", "point": "金丝雀意见", "reply": "金丝雀答复", "plan": "金丝雀方案",
    "instruction": "金丝雀指示", "reasons": "金丝雀理由", "opinion": "金丝雀法审", "letter": "金丝雀他人文书",
    "objection": "金丝雀他人异议", "facts": "金丝雀线索",
}  # fmt: skip
CANARIES = Canaries(dict(WORDS))


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def plant(case: AccountabilityCase, people: Cast) -> tuple[Letter, Letter]:
    """Words in everything that a case holds; another subject's letter and the file of that subject."""
    office = people.lgo.unit
    type(case).objects.filter(pk=case.pk).update(plan=WORDS["plan"])
    type(case.lead).objects.filter(pk=case.lead_id).update(facts=WORDS["facts"])
    make.evidence(case, WORDS["evidence"], source=WORDS["source"], text=WORDS["evidence"])
    Investigator.objects.create(
        case=case, official=official(WORDS["investigator"], of=office), named_by=people.lgo, named_on=TODAY
    )
    Instruction.objects.create(case=case, text=WORDS["instruction"], by=people.member, at=MORNING)
    other = make.person(case, WORDS["subject"])
    heard = make.hearing(other, mode="written", statement=WORDS["statement"])
    Point.objects.create(
        hearing=heard, no=1, text=WORDS["point"], accepted=False, reply=WORDS["reply"], replied_by=people.lgo,
        replied_on=TODAY,
    )  # fmt: skip
    make.decision(
        case, {}, reasons=WORDS["reasons"], opinion=WORDS["opinion"], drafted_by=people.lgo, checked_by=people.legal,
        approved_by=people.head, approved_on=TODAY,
    )  # fmt: skip
    theirs = notice(other, people, WORDS["letter"])
    case.objections.create(
        number="异〔2026〕09999", status="filed", subject=other, decision=case.decisions.first(), letter=theirs,
        text=WORDS["objection"], filed_on=TODAY, received_on=TODAY, due_on=dt.date(2026, 4, 1), terms={},
        filed_by=people.lgo,
    )  # fmt: skip
    return theirs, notice(case.subjects.get(official=people.handler), people)


def everything(client, *letters: Letter):
    """Every answer that one's own room and the to-do page give, with what their headers say."""
    pages = [reverse("workbench:todo"), reverse("workbench:accountability_mine")]
    for letter in letters:
        pages.append(reverse("workbench:accountability_mine_letter", args=[letter.pk]))
        for kind in ("docx", "pdf"):
            pages.append(reverse("workbench:accountability_mine_document", args=[letter.pk, kind]))
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        yield page, answer.content + str(dict(answer.headers)).encode()
    for letter in letters:
        for act in ("statement", "waive", "objection"):
            answer = client.post(reverse("workbench:accountability_mine_act", args=[letter.pk, act]), {})
            yield act, answer.content + str(dict(answer.headers)).encode()


@pytest.mark.parametrize("status", ["informed", "heard", "drafted", "notified", "rectifying", "closed", "revoked"])
def test_nothing_of_the_case_but_ones_own_letters_gets_out(enter, people, status):
    case, (mine, _units) = informed(people)
    theirs, own_notice = plant(case, people)
    type(case).objects.filter(pk=case.pk).update(status=status)
    client = enter(people.handler)
    for page, answer in everything(client, mine, own_notice):
        assert CANARIES.found_in(answer) == set(), page
    assert CANARIES.found_in(theirs.content["blocks"][0]["text"].encode()) == {"letter"}  # they would be found


def test_what_is_not_ones_own_and_what_does_not_exist_are_answered_alike(enter, people):
    case, (mine, _units) = informed(people)
    theirs, _own = plant(case, people)
    objection = case.objections.get()
    client = enter(people.handler)
    missing = "0192f0a0-0000-7000-8000-000000000000"
    for name, more in (("letter", ()), ("document", ("pdf",)), ("act", ("statement",))):
        answers = set()
        for key in (theirs.pk, missing):
            address = reverse(f"workbench:accountability_mine_{name}", args=[key, *more])
            answer = client.post(address) if name == "act" else client.get(address)
            answers.add((answer.status_code, answer.content.replace(str(key).encode(), b"")))
        assert len(answers) == 1, name
        assert {status for status, _ in answers} == {404}
    for address in (
        reverse("workbench:accountability_case", args=[case.pk]), reverse("workbench:accountability"),
        reverse("workbench:accountability_objections"),
        reverse("workbench:accountability_objection", args=[objection.pk]),
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    assert client.get(reverse("workbench:accountability_mine_letter", args=[mine.pk])).status_code == 200


def test_the_units_people_read_nothing_of_a_persons_objection(enter, people):
    row = objected(people)
    for who in (people.clerk, people.leader, people.chief):
        client = enter(who)
        assert client.get(reverse("workbench:accountability_mine_letter", args=[row.letter_id])).status_code == 404
        assert row.number not in client.get(reverse("workbench:todo")).text


def test_nobody_stores_what_the_room_answers(enter, people):
    _case, (mine, _units) = informed(people)
    for address in (
        reverse("workbench:accountability_mine"),
        reverse("workbench:accountability_mine_letter", args=[mine.pk]),
    ):
        answer = enter(people.handler).get(address)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
