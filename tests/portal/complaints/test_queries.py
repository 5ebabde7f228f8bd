"""Public pages of complaints cost the same few queries for one of everything and for a dozen."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.complaints import uploads
from mingjing.complaints.enums import NoticeKind, PaperKind, Way
from mingjing.complaints.models import PublicSummary
from mingjing.complaints.services import papers, telling
from tests.complaints.handling import Hands
from tests.complaints.test_hotlines import change
from tests.complaints.test_summaries import published
from tests.workbench.changing import MOST_QUERIES

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]
DOZEN = 12


def count(ask) -> int:
    with CaptureQueriesContext(connections["default"]) as seen:
        assert ask().status_code == 200
    return len(seen)


def test_the_look_up_costs_the_same_with_a_dozen_letters_and_files(client, centre):
    case = Hands(centre).accepted()
    counts = []
    for many in (range(1), range(1, DOZEN)):
        for n in many:
            upload = uploads.seal(f"照片{n}.txt", "现场情况".encode()).sealed()
            case.do(papers.add, PaperKind.MESSAGE, {"text": f"补充{n}。"}, files=[upload])
            case.do(telling.tell, NoticeKind.STATE, text="正在核实。", way=Way.MAILBOX)
        counts.append(count(lambda: client.post(reverse("portal:complaint_lookup"), {"code": case.code})))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_public_results_and_phones_cost_the_same_for_a_dozen(client, centre):
    published(centre)
    row, pages = PublicSummary.objects.get(), ("complaint_results", "complaints", "complaint_channels")
    change(centre)
    before = [count(lambda name=name: client.get(reverse(f"portal:{name}"))) for name in pages]
    for n in range(1, DOZEN):
        copy = PublicSummary.objects.get(pk=row.pk)
        copy.pk, copy.complaint, copy.number = None, Hands(centre).row(), f"{row.number}-{n}"
        copy.id = None
        copy.save(force_insert=True)
        change(centre, f"第{n}部", f"0312-{12346 + n}")
    after = [count(lambda name=name: client.get(reverse(f"portal:{name}"))) for name in pages]
    assert before == after
    assert max(after) <= MOST_QUERIES
