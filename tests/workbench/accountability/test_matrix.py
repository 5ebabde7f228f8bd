"""Which page of the rooms of accountability opens for whom: every route × everybody, of a case of either kind."""

import re
from typing import Any

import pytest
from django.urls import reverse

from mingjing.accountability.models import Letter, Measure, ObjectionFile
from mingjing.accountability.services import effects, objecting
from mingjing.assignments.models import Assignment
from mingjing.workbench import urls
from tests.accountability.factories import AT, TODAY, Cast, cast, lead
from tests.casework.signals import in_force
from tests.workbench.accountability.laden import STRANGERS, kept, laden, viewers
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
ROOMS = "mingjing.workbench.accountability"
ROUTES = {route.name: route for route in urls.urlpatterns if route.callback.__module__.startswith(ROOMS)}
CLERKS = {"clerk", "lead", "undeclared"}
OFFICE = CLERKS | {"head", "member"}
FOR_THE_UNIT = {"own clerk", "own leader", "own office"}  # a self-criticism is no colleague's to read
ROOM = OFFICE | {"own office", "disc", "own disc", "legal", "outside"}
FILE = (OFFICE | {"own office", "outside", "legal"}, OFFICE | {"outside", "legal", "disc"})
TO_ONE = (FILE[0] | {"subject"}, FILE[1] | {"subject"})


def alike(*who: str) -> tuple[set[str], set[str]]:
    return set(who), set(who)


# Who finds something: of an ordinary case, and of one that concerns the discipline organ (ACC-9-2a).
TABLE: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(("accountability", "accountability_xlsx"), alike(*ROOM)),
    **dict.fromkeys(
        ("accountability_statistics", "accountability_late", "accountability_objections"),
        alike(*OFFICE, "own office"),
    ),
    "accountability_open": (CLERKS | {"own office"}, CLERKS | {"disc"}),
    **dict.fromkeys(
        (
            "accountability_case", "accountability_act", "accountability_exports", "accountability_export",
            "accountability_evidence_file", "accountability_hearing_file", "accountability_division_paper",
            "accountability_receipt",
        ),
        FILE,
    ),
    **dict.fromkeys(("accountability_division", "accountability_decision"), (CLERKS | {"own office"}, CLERKS)),
    **dict.fromkeys(("accountability_letter", "accountability_letter_scan"), TO_ONE),
    "accountability_transfer_receipt": (FILE[0] - {"legal"} | {"disc", "own disc"}, FILE[1] - {"legal"}),
    "accountability_report_form": alike(*OFFICE, *FOR_THE_UNIT),
    **dict.fromkeys(
        (
            "accountability_talk", "accountability_mine_letter", "accountability_mine_document",
            "accountability_mine_act",
        ),
        alike("subject"),
    ),
    "accountability_mine": alike("subject", "own clerk", "own leader"),
    **dict.fromkeys(
        ("accountability_objection", "accountability_objection_file", "accountability_objection_act"),
        (OFFICE | {"own office"}, OFFICE),
    ),
}  # fmt: skip
FOUND = {200, 302, 409, 422}


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def addresses(people: Cast, *, discipline: bool) -> dict[str, str]:
    """Every route with a row of the accused unit behind it."""
    handler = laden(people, "rectifying", discipline=discipline)
    found, decision = handler.case, handler.case.decisions.get()
    effects.begin(decision, by=people.head, today=TODAY, at=AT)
    talk = Measure.objects.get(decision=decision, subject=handler, measure="ACC-11-1a")
    Measure.objects.filter(pk=talk.pk).update(executed_on=TODAY, executed_by="局长", recorded_by=people.lgo)
    objection = objecting.file(handler, text="处理过重", by=people.handler, today=TODAY, at=AT)
    paper = ObjectionFile.objects.create(objection=objection, kept_by=people.lgo, kept_at=AT, **vars(kept()))
    letter = Letter.objects.get(kind="notice", subject=handler)
    hearing = handler.hearings.get()
    divided = laden(people, "divided", discipline=discipline).case
    away = laden(people, "transferred", discipline=discipline).case
    keys: dict[str, dict[str, Any]] = {
        "open": {"pk": lead(people, discipline=discipline).pk},
        "act": {"act": "check"}, "evidence_file": {"file": found.evidence.get().files.get().pk},
        "hearing_file": {"file": hearing.files.get().pk},
        "division": {"pk": divided.pk}, "decision": {"pk": divided.pk},
        "division_paper": {"division": found.divisions.get().pk, "kind": "docx"},
        "letter": {"pk": letter.pk, "kind": "docx"}, "receipt": {"pk": letter.pk, "kind": "docx"},
        "letter_scan": {"pk": letter.scans.get().pk}, "export": {"pk": found.exports.get().pk},
        "transfer_receipt": {"pk": away.transfers.get().receipts.get().pk},
        "report_form": {"pk": Assignment.objects.filter(about_id=found.pk)[0].pk, "kind": "docx"},
        "talk": {"pk": talk.pk}, "mine_letter": {"pk": letter.pk},
        "mine_document": {"pk": letter.pk, "kind": "docx"}, "mine_act": {"pk": letter.pk, "act": "objection"},
        "objection": {"pk": objection.pk}, "objection_file": {"pk": objection.pk, "file": paper.pk},
        "objection_act": {"pk": objection.pk, "act": "assign"},
    }  # fmt: skip
    said = {}
    for name, route in ROUTES.items():
        parts = re.findall(r"<\w+:(\w+)>", str(route.pattern))
        values = {"pk": found.pk} | keys.get(name.removeprefix("accountability_"), {})
        said[name] = reverse(f"workbench:{name}", kwargs={part: values[part] for part in parts})
    return said


def opens(client: Any, address: str) -> bool:
    """True if there is something for this person; where there is nothing, neither way of asking tells of it."""
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    if answer.status_code == 405:
        answer = client.post(address, {})
    elif answer.status_code == 404:
        assert client.post(address, {}).status_code in (404, 405), address
    assert answer.status_code in FOUND | {404}, (address, answer.status_code)
    return answer.status_code in FOUND


@pytest.mark.article("ACC-9-2a", "ACC-12-f", "X-02")
@pytest.mark.parametrize("discipline", [False, True])
def test_an_address_leads_somewhere_for_those_it_is_for_only(enter, people, discipline):
    assert set(TABLE) == set(ROUTES), "a new route needs a line in the table"
    pages, who = addresses(people, discipline=discipline), viewers(people)
    found: dict[str, set[str]] = {name: set() for name in ROUTES}
    for viewer, person in who.items():
        if discipline and viewer in STRANGERS:
            continue
        client = enter(person)
        for name, address in pages.items():
            if opens(client, address):
                found[name].add(viewer)
    wrong = {
        name: {"opened": seen - TABLE[name][discipline], "closed": TABLE[name][discipline] - seen}
        for name, seen in found.items()
        if seen != TABLE[name][discipline]
    }
    assert wrong == {}


def test_whoever_has_no_account_is_sent_to_the_login(client, people):
    for name, address in addresses(people, discipline=False).items():
        answer = client.get(address)
        if answer.status_code == 405:
            answer = client.post(address, {})
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("workbench:login")), name
