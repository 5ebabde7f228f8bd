"""The page of a case with a thick file: thirty pieces of evidence, ten facts, six subjects, three drafts, letters."""

import pytest

from mingjing.accountability.models import Decision
from tests.accountability import factories as make
from tests.accountability.factories import TODAY, Cast, cast
from tests.casework.signals import in_force
from tests.workbench.accountability.laden import laden, viewers
from tests.workbench.accountability.test_matrix import addresses
from tests.workbench.changing import MORNING, MOST_QUERIES, MOST_QUERIES_OF_A_FILE, queries

pytestmark = pytest.mark.django_db
ROOMS = {  # pages besides that of a case, by who reads them
    "lead": (
        "accountability", "accountability_statistics", "accountability_late", "accountability_open",
        "accountability_division", "accountability_decision",
    ),
    "head": ("accountability", "accountability_late", "accountability_objections", "accountability_objection"),
    "subject": ("accountability_mine", "accountability_mine_letter", "accountability_talk"),
    "own clerk": ("accountability_mine",),
}  # fmt: skip
STATES = ("investigating", "established", "informed", "divided", "checked", "rectifying", "closed", "transferred")
WHO = ("lead", "head", "outside")


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def thick(people: Cast, status: str) -> str:
    """The address of a case whose file holds much of everything that its state allows."""
    found = laden(people, status).case
    pieces = [make.evidence(found, f"材料{n}") for n in range(29)]
    for n in range(9):
        make.fact(found, *pieces[n : n + 3])
    told = found.letters.exists()
    for n in range(3):
        subject = make.person(found, f"职工{n}")
        for _ in range(3 if told else 0):
            make.letter(found, subject)
        if told:
            make.hearing(subject)
    if found.decisions.exists():
        last = found.decisions.get()
        for no in (2, 3):
            said = {"approved_by": last.approved_by, "approved_on": last.approved_on, "checked_by": last.checked_by}
            Decision.objects.create(
                case=found, no=no, severity="ACC-11-1", reasons=f"第{no}稿", bases=[], rectify_by=TODAY,
                drafted_by=people.second, drafted_on=TODAY, **said,
            )  # fmt: skip
    return str(found.get_absolute_url())


def test_a_thick_file_costs_no_more_queries_than_a_file_may(enter, people):
    costs = {}
    for status in STATES:
        page, who = thick(people, status), viewers(people)
        for viewer in WHO:
            costs[status, viewer] = queries(enter(who[viewer]), page)
    assert {key: cost for key, cost in costs.items() if cost > MOST_QUERIES_OF_A_FILE} == {}


def test_every_other_page_keeps_to_fifteen_with_cases_in_every_state(enter, people):
    pages, who = addresses(people, discipline=False), viewers(people)
    for status in STATES:
        thick(people, status)
    costs = {}
    for viewer, names in ROOMS.items():
        client = enter(who[viewer])
        for name in names:
            costs[viewer, name] = queries(client, pages[name])
    assert {key: cost for key, cost in costs.items() if cost > MOST_QUERIES} == {}
