"""Pages of complaints cost the same few queries for one of everything and for a dozen."""

import datetime as dt

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.complaints import uploads
from mingjing.complaints.enums import Asked, NoticeKind, PaperKind, Way
from mingjing.complaints.services import approving, papers, telling, warning
from tests.catalogue.factories import house, official
from tests.complaints.factories import AT, filed, keyed
from tests.complaints.handling import Hands
from tests.complaints.test_forwarding import forward
from tests.complaints.test_hotlines import change
from tests.workbench.changing import MOST_QUERIES

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]
DOZEN = 12
LATER = dt.date(2026, 2, 28)
PAGES = ("complaints", "complaints_late", "complaint_ledger", "complaint_results", "complaint_phones", "todo")


@pytest.fixture
def audit(centre):
    found = house("130600SJ", "审计局")
    keyed(found.clerk)
    return found


def cost(client, address: str) -> tuple[int, int]:
    """Queries on the main database and on that of keys, once the opening of the day is written down."""
    client.get(address)
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(address).status_code == 200
    return len(main), len(keys)


def more(case: Hands, n: int) -> None:
    """A letter with a file, a note and a notice more."""
    upload = uploads.seal(f"照片{n}.txt", "现场情况".encode()).sealed()
    case.do(papers.add, PaperKind.MESSAGE, {"text": f"补充{n}。"}, files=[upload])
    case.do(papers.add, PaperKind.NOTE, {"text": f"记录{n}。"})
    case.do(telling.tell, NoticeKind.STATE, text="正在核实。", way=Way.MAILBOX)


def test_the_page_of_a_case_costs_the_same_with_a_dozen_of_everything(centre, opened):
    case = Hands(centre).accepted()
    page = reverse("workbench:complaint", args=[case.pk])
    counts = []
    for many in (range(1), range(1, DOZEN)):
        for n in many:
            more(case, n)
        counts.append([cost(opened(person), page) for person in (centre.clerk, centre.second)])
    assert counts[0] == counts[1]
    assert max(main for main, _keys in counts[1]) <= MOST_QUERIES, counts[1]


def test_lists_cost_the_same_for_a_dozen_cases(centre, audit, opened, time_machine):
    people = [centre.clerk, centre.head, keyed(official("disc", "disc_officer", of=centre.unit))]
    counts = []
    change(centre)
    for many in (range(1), range(1, DOZEN)):
        for n in many:
            _cases(centre, audit, n)
        time_machine.move_to("2026-02-28T01:00:00Z", tick=False)
        warning.sweep(today=LATER, at=AT + 17 * dt.timedelta(days=1))
        counts.append(_costs(opened, people, audit))
    assert counts[0] == counts[1]
    assert {what: n for what, n in counts[1].items() if n[0] > MOST_QUERIES} == {}


def _cases(centre, audit, n: int) -> None:
    """A case that nobody took up, one that waits for the head, one on its way to a unit, one closed."""
    filed(centre, act="CMP-4-4")
    asked = Hands(centre).accepted()
    asked.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    asked.do(papers.add, PaperKind.MESSAGE, {"text": f"补充{n}。"})
    forward(centre, filed(centre).complaint, audit.unit)
    Hands(centre).closed()


def _costs(opened, people, audit) -> dict[tuple[str, str], tuple[int, int]]:
    found = {}
    for person in people:
        client = opened(person)
        for name in PAGES:
            address = reverse(f"workbench:{name}")
            if client.get(address).status_code == 200:
                found[person.username, name] = cost(client, address)
    client = opened(audit.clerk)
    for name in ("forwards", "todo"):
        found["audit", name] = cost(client, reverse(f"workbench:{name}"))
    return found
