"""Proofs, broken promises, and what an auditor sees of a whole batch."""

import datetime as dt
from uuid import UUID

import pgtrigger
import pytest
from django.db import transaction

from mingjing.transparency import selectors, tree
from mingjing.transparency.models import Slot
from mingjing.transparency.selectors import Opening
from mingjing.transparency.services import batches
from tests.transparency.factories import AT, DAY, HOUR, opened, slot

pytestmark = pytest.mark.django_db


def opening(found: Slot) -> Opening:
    return Opening(found.case_id, found.event, found.day, opened(found))


def test_there_is_no_proof_before_the_batch():
    assert selectors.proof(slot()) is None


def test_a_proof_leads_to_the_root_of_the_batch():
    found = slot()
    batch = batches.close(at=AT + HOUR)
    found.refresh_from_db()
    proof = selectors.proof(found)
    assert (proof["hour"], proof["size"], proof["root"]) == ("2026-02-11T04:00:00Z", 64, bytes(batch.root).hex())
    path = [bytes.fromhex(beside) for beside in proof["path"]]
    assert tree.check(bytes(found.commitment), proof["position"], 64, path, bytes(batch.root))


@pytest.mark.parametrize(
    ("later", "broken"),
    [(0, 0), (2, 0), (2.6, 0), (2.7, 1), (30, 1)],  # filed 3:20, hour over at 4:00, broken from 6:00 on
)
def test_a_promise_is_broken_two_hours_after_the_hour_of_filing(later, broken):
    slot()
    at = AT + later * HOUR
    assert selectors.overdue(at=at).count() == broken
    assert selectors.overdue_by_hour(at=at) == [(AT.replace(minute=0), 1)] * broken


def test_a_slot_in_a_batch_is_never_broken():
    slot()
    batches.close(at=AT + HOUR)
    assert not selectors.overdue(at=AT + 99 * HOUR).exists()


@pytest.mark.parametrize(("later", "late"), [(1, 0), (2.6, 0), (2.7, 1), (30, 1)])
def test_a_batch_keeps_how_many_came_too_late(later, late):
    slot()
    assert batches.close(at=AT + later * HOUR).late == late


def test_an_auditor_explains_every_position():
    found = [slot(number) for number in range(5)]
    batch = batches.close(at=AT + HOUR)
    audit = selectors.whole(batch, map(opening, found))
    assert audit.holds
    assert {one.case_id.int for one in audit.explained.values()} == set(range(5))
    assert len(audit.dummies) == 59
    assert (audit.unopened, audit.lost, audit.strangers) == ((), (), ())


def test_a_slot_whose_salt_is_withheld_or_shredded_is_named():
    found = [slot(number) for number in range(5)]
    batch = batches.close(at=AT + HOUR)
    found[0].refresh_from_db()
    audit = selectors.whole(batch, map(opening, found[1:]))
    assert (audit.unopened, audit.lost) == ((found[0].position,), ())


def test_a_silent_deletion_is_found_even_with_all_rights_on_the_database():
    found = [slot(number) for number in range(5)]
    batch = batches.close(at=AT + HOUR)
    found[0].refresh_from_db()
    with transaction.atomic(), pgtrigger.ignore():
        Slot.objects.filter(pk=found[0].pk).delete()
    audit = selectors.whole(batch, map(opening, found[1:]))
    assert audit.lost == (found[0].position,)


def test_openings_of_elsewhere_are_strangers():
    batch = batches.close(at=AT)
    invented = (UUID(int=1), "filed", DAY, bytes(32))
    assert selectors.whole(batch, [invented]).strangers == (Opening(*invented),)
    assert len(selectors.whole(batch, []).dummies) == 64


def test_an_audit_takes_few_queries(django_assert_num_queries):
    found = [slot(number) for number in range(100)]
    batch = batches.close(at=AT + HOUR)
    with django_assert_num_queries(1):
        selectors.whole(batch, map(opening, found))


def test_a_bundle_holds_what_the_checker_reads_and_proofs_cost_no_query_each(django_assert_num_queries):
    for event in ("filed", "accepted", "closed"):
        slot(event=event)
    batches.close(at=AT + HOUR)
    slots = list(Slot.objects.select_related("batch"))
    with django_assert_num_queries(0):
        said = selectors.bundle({"receipt": "00"}, [(one, opened(one)) for one in slots])
    assert said.keys() == {"v", "receipt", "promise", "key", "slots"}
    assert {one["event"] for one in said["slots"]} == {"filed", "accepted", "closed"}
    assert {one["day"] for one in said["slots"]} == {"2026-02-11"}
    assert dt.datetime.fromisoformat(said["slots"][0]["proof"]["hour"]) == AT.replace(minute=0) + HOUR
