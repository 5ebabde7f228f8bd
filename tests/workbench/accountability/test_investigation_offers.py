"""Which buttons of an investigation each role has in each state; what is not theirs is refused when it is sent."""

import pytest

from mingjing.accountability.models import AccountabilityCase
from mingjing.workbench.accountability import acquitting, evidence, investigating, stating, subjects
from tests.accountability.factories import Cast, accused, cast, fact, investigated
from tests.accountability.factories import evidence as piece
from tests.casework.signals import in_force
from tests.workbench.accountability.test_investigation import address, offered, press
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
ACTS = {
    act.key
    for act in (
        *subjects.ACTS, *investigating.ACTS, *evidence.ACTS, *stating.ACTS, *investigating.STEPS, acquitting.ACQUIT,
    )
}  # fmt: skip
FILE = {"subject", "subject-remove"}
GATHER = {"evidence", "record", "take-over", "set-aside", "fact", "fact-revise", "find"}
ARRANGE = {"plan", "investigators", "leader"}
OPEN = {
    "registered": {
        "clerk": FILE | ARRANGE | {"recuse", "check", "leave", "investigate"},
        "head": {"recuse", "check"},
        "member": {"check"},
    },
    "investigating": {
        "clerk": FILE | ARRANGE | GATHER | {"recuse", "check", "leave", "establish"},
        "head": {"recuse", "check", "acquit"},
        "member": {"check"},
    },
    "established": {
        "clerk": FILE | {"recuse", "check", "leave", "reinvestigate"},
        "head": {"recuse", "check", "acquit"},
        "member": {"check"},
    },
    "drafted": {"clerk": {"recuse", "check", "leave"}, "head": {"recuse", "check"}, "member": {"check"}},
    "closed": {"clerk": {"check"}, "head": {"check"}, "member": {"check"}},
    "transferred": {"clerk": {"check"}, "head": {"check"}, "member": {"check"}},
}


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def full(people: Cast, status: str) -> AccountabilityCase:
    found = investigated(people)
    accused(found)
    fact(found, piece(found), finding="open")
    AccountabilityCase.objects.filter(pk=found.pk).update(status=status)
    return found


@pytest.mark.parametrize("status", OPEN)
def test_each_role_is_offered_what_is_theirs_in_that_state(enter, people, status):
    found = full(people, status)
    names = {"clerk": people.lgo, "head": people.head, "member": people.member}
    shown = {role: offered(enter(who), found) & ACTS for role, who in names.items()}
    assert shown == OPEN[status]


def test_nobody_without_a_part_in_it_gets_as_far_as_a_button(enter, people):
    found = full(people, "investigating")
    for who in (people.clerk, people.leader, people.handler, people.disc, people.legal):
        client = enter(who)
        assert client.get(address(found)).status_code == 404
        assert {press(client, found, act).status_code for act in ACTS} == {404}
    found.refresh_from_db()
    assert (found.status, found.evidence.count(), found.facts.count()) == ("investigating", 1, 1)
