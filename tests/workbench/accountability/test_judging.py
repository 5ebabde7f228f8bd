"""The legal check, approval and sending back, as buttons of the case, and the lines that ask for them."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.accountability.models import Decision
from mingjing.accountability.services import judging
from mingjing.assignments.models import Assignment
from tests.accountability.deciding import NOW, above, checked, divided, drafted
from tests.accountability.factories import cast, investigator
from tests.casework.signals import in_force
from tests.workbench.accountability.drafts import act, address, minor, rest
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


@pytest.mark.article("ACC-12-e")
@pytest.mark.article("ACC-4-4b")
def test_a_draft_is_checked_sent_back_drafted_again_and_approved_by_different_people(enter, people):
    found, subject, _division = divided(people)
    client = enter(people.lgo)
    assert client.post(address(found, "ACC-11-1"), {**rest(found), **minor(subject)}).status_code == 302
    first = Decision.objects.get()
    mine = {
        "approve-decision": first.pk,
        "approve-text": "同意。",
        "legal-pass-decision": first.pk,
        "legal-pass-text": "合法。",
    }
    for key in ("approve", "legal-pass"):  # a clerk cannot approve their own draft
        assert enter(people.lgo).post(act(found, key), mine).status_code == 422
    legal = enter(people.legal)
    assert "情节轻微，影响较小。" in legal.get(found.get_absolute_url()).text
    back = legal.post(act(found, "legal-back"), {"legal-back-decision": first.pk, "legal-back-text": "理由过简。"})
    assert back.url == reverse("workbench:todo")
    client = enter(people.second)
    assert "理由过简。" in client.get(found.get_absolute_url()).text
    assert "情节轻微，影响较小。" in client.get(address(found, "ACC-11-1")).text  # begun from the last draft
    said = {**rest(found, reasons="影响一家企业，已经补救。"), **minor(subject)}
    assert client.post(address(found, "ACC-11-1"), said).status_code == 302
    second = Decision.objects.get(no=2)
    legal = enter(people.legal)
    assert (
        legal.post(act(found, "legal-pass"), {"legal-pass-decision": first.pk, "legal-pass-text": "合法。"}).status_code
        == 422
    )
    assert (
        legal.post(
            act(found, "legal-pass"), {"legal-pass-decision": second.pk, "legal-pass-text": "合法。"}
        ).status_code
        == 302
    )
    head = enter(people.head)
    word = {"approve-decision": second.pk, "approve-text": "同意。"}
    assert head.post(act(found, "approve"), word).status_code == 302
    assert {task.due_on for task in Assignment.objects.all()} == {dt.date(2026, 4, 1)}  # correction and its report
    file = head.get(found.get_absolute_url()).text
    for words in ("第 2 稿", "第 1 稿", "与上一稿相比", "影响一家企业，已经补救。", "已退回", "已批准"):
        assert words in file


@pytest.mark.parametrize("who", ["head", "member"])
def test_a_checked_draft_is_sent_back(enter, people, who):
    decision = checked(people)
    client = enter(getattr(people, who))
    said = {"send-back-decision": decision.pk, "send-back-text": "请再核对期限。"}
    assert client.post(act(decision.case, "send-back"), {**said, "send-back-text": " "}).status_code == 422
    assert client.post(act(decision.case, "send-back"), said).status_code == 302
    assert "请再核对期限。" in client.get(decision.case.get_absolute_url()).text


@pytest.mark.parametrize(
    ("make", "who", "keys"),
    [
        (drafted, "legal", {"legal-pass", "legal-back"}),
        (drafted, "head", set()),
        (drafted, "lgo", set()),
        (checked, "head", {"approve", "send-back"}),
        (checked, "member", {"approve", "send-back"}),
        (checked, "legal", set()),
        (checked, "lgo", set()),
    ],
)
def test_the_buttons_are_those_of_whoever_may_now(enter, people, make, who, keys):
    found = make(people).case
    page = enter(getattr(people, who)).get(found.get_absolute_url()).text
    assert {key for key in ("legal-pass", "legal-back", "approve", "send-back") if act(found, key) in page} == keys


def test_an_investigator_is_not_offered_the_approval(enter, people):
    found = checked(people).case
    investigator(found, people.head)
    assert act(found, "approve") not in enter(people.head).get(found.get_absolute_url()).text


def test_what_waits_is_a_line_of_whoever_moves_it(enter, people):
    decision = drafted(people)
    todo, number = reverse("workbench:todo"), decision.case.number

    def waiting() -> list[str]:
        return [
            name for name in ("lgo", "legal", "head", "member") if number in enter(getattr(people, name)).get(todo).text
        ]

    assert waiting() == ["legal"]
    judging.check(decision, opinion="合法。", by=people.legal, **NOW)
    assert waiting() == ["head"]
    judging.send_back(decision, reason="再核对。", by=people.head, **NOW)
    assert waiting() == ["lgo"]


def test_a_draft_above_waits_for_the_leading_group_alone(enter, people):
    decision = checked(people, above(people))
    todo = reverse("workbench:todo")
    assert decision.case.number not in enter(people.head).get(todo).text
    assert decision.case.number in enter(people.member).get(todo).text
