"""区分责任: what was answered, what was proposed and what was chosen are kept, each division for itself."""

import pytest
from django.db import IntegrityError, transaction

from mingjing.accountability.models import Division, SubjectShare
from mingjing.accountability.selectors import dividing as selectors
from mingjing.accountability.services import dividing
from mingjing.accountability.services.dividing import Chosen, Said
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from tests.accountability.deciding import NOT_SUBMITTED, NOW, divided, heard
from tests.accountability.factories import Cast, accused, case, cast, evidence, person
from tests.casework.signals import in_force
from tests.meetings.factories import signed, team

pytestmark = pytest.mark.django_db
APPROVED = {"way": "person", "needed": "yes", "submitted": "yes", "approved": "yes"}


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def divide(found, said, chosen, by, **changes):
    columns = {"circumstances": [], "weighing": "影响较小。", "after": None, **NOW, **changes}
    return dividing.divide(found, said, chosen, by=by, **columns)


def test_answers_proposal_and_choice_are_kept_in_words(people):
    found, subject, division = divided(people)
    assert found.status == "divided"
    assert [one["answer"] for one in division.proposal["asked"]] == [
        "由承办人办理，或者由主管领导审批",
        "是",
        "否",
    ]
    share = division.shares.get()
    assert (share.subject, share.proposed, share.chosen, share.article) == (subject, "full", "full", "ACC-10-1")
    assert division.part_of(subject) == "承办人"


def test_the_ledger_tells_that_it_was_divided_and_nothing_of_it(people):
    found, _subject, _division = divided(people)
    entry = Entry.objects.get(case_id=found.pk, step="区分责任")
    assert (entry.by, entry.reason, entry.after) == (people.lgo.name, "", {"status": "divided"})


def test_a_different_share_needs_a_reason_and_both_are_kept(people):
    found, subject = heard(people)
    with pytest.raises(Refused, match="与建议的“全部责任”不同，请写明理由"):
        divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("secondary", "  ")}, people.lgo)
    assert not Division.objects.exists()
    found.refresh_from_db()
    assert found.status == "heard"
    divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("secondary", "领导口头交代过。")}, people.lgo)
    share = SubjectShare.objects.get()
    assert (share.proposed, share.chosen, share.difference) == ("full", "secondary", "领导口头交代过。")


def test_where_the_text_gives_no_share_the_decider_gives_one_with_a_reason(people):
    found, subject = heard(people)
    no_approval = {"way": "person", "needed": "no", "agreed": "no"}
    with pytest.raises(Refused, match="条文没有规定份额，请写明理由"):
        divide(found, Said(no_approval), {subject.pk: Chosen("full")}, people.lgo)
    division = divide(found, Said(no_approval), {subject.pk: Chosen("full", "由其一人办理。")}, people.lgo)
    assert division.shares.get().proposed == ""
    assert division.proposal["covered"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"weighing": " "}, "请写明情节与后果"),
        ({"circumstances": ["ACC-12-d-unheard-of"]}, "本版法规没有列出的情节"),
    ],
)
def test_circumstances_and_consequences_are_weighed_in_words(people, changes, why):
    found, subject = heard(people)
    with pytest.raises(Refused, match=why):
        divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("full")}, people.lgo, **changes)


@pytest.mark.parametrize("chosen", [{}, "all of it"])
def test_everybody_gets_a_share_of_those_that_there_are(people, chosen):
    found, subject = heard(people)
    shares = {subject.pk: Chosen(chosen)} if chosen else {}
    with pytest.raises(Refused, match="请选定"):
        divide(found, Said(NOT_SUBMITTED), shares, people.lgo)


def test_unanswered_questions_and_a_person_without_a_part_give_no_proposal(people):
    found, subject = heard(people)
    with pytest.raises(Refused, match="还没有回答：报给主管领导了吗"):
        divide(found, Said({"way": "person", "needed": "yes"}), {subject.pk: Chosen("full")}, people.lgo)
    person(found, people.chief, part="")
    with pytest.raises(Refused, match="还没有写明.*身份"):
        divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("full")}, people.lgo)


def test_knowledge_is_proven_by_evidence_of_the_case_that_stands(people):
    found, handler = heard(people)
    chief = person(found, people.chief, part="chief")
    silent = {**APPROVED, "handler": "silent"}
    chosen = {handler.pk: Chosen("full"), chief.pk: Chosen("none")}
    with pytest.raises(Refused, match="要有证据"):
        divide(found, Said(silent), chosen, people.lgo)
    gone = evidence(found, "聊天记录", set_aside_on=NOW["today"], set_aside_by=people.lgo, set_aside_for="来源不明")
    other = evidence(case(people, "heard"), "别案的证据")
    for piece in (gone, other):
        with pytest.raises(Refused, match="本案没有被排除的证据"):
            divide(found, Said(silent, knowledge=(piece,)), chosen, people.lgo)
    piece = evidence(found, "聊天记录")
    division = divide(found, Said(silent, knowledge=(piece,)), chosen, people.lgo)
    assert list(division.knowledge.all()) == [piece]


def test_a_meeting_of_another_unit_or_unsigned_is_no_record(people):
    found, subject = heard(people)
    elsewhere = signed(team("130600SJ", "审计局"))
    with pytest.raises(Refused, match="该单位已经签字的会议记录"):
        divide(found, Said({"way": "team"}, meeting=elsewhere), {subject.pk: Chosen("full")}, people.lgo)


def test_the_signed_record_says_who_was_head_member_and_who_dissented(people):
    board = team()
    meeting = signed(board, board.members[2])
    found = case(people, "heard")
    rows = [person(found, one, part="") for one in board.all]
    accused(found)
    made = selectors.proposal(selectors.matter(found), Said({"way": "team"}, meeting=meeting))
    shares = [made.of(str(row.pk)).share for row in rows]
    assert shares == ["main", "secondary", "secondary", "none", "secondary"]
    assert made.of(str(rows[3].pk)).article == "ACC-10-3b"


def test_those_of_the_team_who_are_not_subjects_are_named(people):
    board = team()
    found = case(people, "heard")
    person(found, board.head, part="")
    said = Said({"way": "team"}, meeting=signed(board))
    assert len(selectors.unnamed(selectors.matter(found), said)) == 4
    made = selectors.proposal(selectors.matter(found), said)
    assert [one.text for one in made.open] == ["还没有登记班子其他成员"]


def test_a_second_division_leaves_the_first_as_it_was(people):
    found, subject, first = divided(people)
    second = divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("full")}, people.lgo, after=first.pk)
    assert list(found.divisions.all()) == [second, first]
    with pytest.raises(Refused, match="别人刚刚区分过责任"):
        divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("full")}, people.lgo, after=first.pk)
    for rows, column in ((Division.objects, "weighing"), (SubjectShare.objects, "difference")):
        with pytest.raises(Exception, match="pgtrigger"), transaction.atomic():
            rows.update(**{column: "改过的"})


def test_the_database_asks_for_the_reason_too(people):
    _found, subject, division = divided(people)
    other = person(division.case, people.chief)
    with pytest.raises(IntegrityError, match="share_differs_with_reason"), transaction.atomic():
        SubjectShare.objects.create(division=division, subject=other, proposed="full", chosen="none")
    assert subject.shares.count() == 1


@pytest.mark.parametrize("who", ["head", "member", "legal", "clerk", "handler"])
def test_only_the_offices_clerk_divides(people, who):
    found, subject = heard(people)
    with pytest.raises(Refused):
        divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("full")}, getattr(people, who))


@pytest.mark.parametrize("status", ["registered", "established", "informed", "drafted", "checked", "approved"])
def test_responsibility_is_divided_after_the_hearing_and_before_the_draft(people, status):
    found, subject = heard(people, status)
    with pytest.raises(Refused, match="不能“区分责任”"):
        divide(found, Said(NOT_SUBMITTED), {subject.pk: Chosen("full")}, people.lgo)
