"""Batches: padded, shuffled, one an hour, and nothing of them can be taken back."""

import datetime as dt
import hashlib
import threading
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.transparency import tree
from mingjing.transparency.leaf import NotALeaf, read
from mingjing.transparency.models import Batch, OutboxLeaf, Slot
from mingjing.transparency.services import batches, outbox
from tests.transparency.factories import AT, DAY, HOUR, opened, slot

pytestmark = pytest.mark.django_db


def test_a_slot_commits_to_salt_case_event_and_day():
    found = slot(7, "accepted")
    said = opened(found) + UUID(int=7).bytes + b"accepted" + b"2026-02-11"
    assert bytes(found.commitment) == hashlib.sha256(said).digest()
    assert found.hour == dt.datetime(2026, 2, 11, 3, tzinfo=dt.UTC)  # and not the minute


def test_two_slots_of_the_same_event_do_not_look_alike():
    assert bytes(slot().commitment) != bytes(slot().commitment)


@pytest.mark.parametrize("event", ["", "受理", "a b", "x" * 41])
def test_an_event_that_is_no_code_is_refused(event):
    with pytest.raises(ValueError, match="code of an event"):
        slot(event=event)


def test_an_instant_needs_a_zone():
    with pytest.raises(ValueError, match="zone"):
        slot(at=dt.datetime(2026, 2, 11, 3, 20))


def test_a_batch_takes_what_was_committed_before_the_hour():
    before, now = slot(1), slot(2, at=AT + HOUR)
    batch = batches.close(at=AT + HOUR)
    before.refresh_from_db()
    now.refresh_from_db()
    assert (before.batch, now.batch, batch.hour) == (batch, None, dt.datetime(2026, 2, 11, 4, tzinfo=dt.UTC))
    assert batch.slots_in_order[before.position] == bytes(before.commitment)
    assert bytes(batch.root) == tree.root(batch.slots_in_order)


@pytest.mark.parametrize(("filed", "size"), [(0, 64), (1, 64), (64, 64), (65, 128)])
def test_a_batch_is_filled_to_a_multiple_of_64(filed, size):
    for number in range(filed):
        slot(number)
    batch = batches.close(at=AT + HOUR)
    assert (batch.size, len(set(batch.slots_in_order))) == (size, size)
    assert Slot.objects.filter(batch=batch).count() == filed


def test_the_order_of_filing_is_lost():
    for number in range(64):
        slot(number)
    batches.close(at=AT + HOUR)
    order = list(Slot.objects.order_by("position").values_list("case_id", flat=True))
    assert order != sorted(order)


def test_an_hour_has_one_batch():
    slot()
    assert batches.close(at=AT + HOUR)
    slot(2)
    assert batches.close(at=AT + HOUR) is None
    assert batches.close(at=AT) is None  # a clock that went back
    assert Batch.objects.count() == 1
    assert batches.close(at=AT + 2 * HOUR).slots.count() == 1  # the late one is not forgotten


def test_missed_hours_are_caught_up_in_one_batch():
    slot(1)
    slot(2, at=AT + 3 * HOUR)
    assert batches.close(at=AT + 9 * HOUR).slots.count() == 2


def test_the_leaf_tells_root_and_number_of_slots_and_names_the_batch_before():
    first, second = batches.close(at=AT), batches.close(at=AT + HOUR)
    said = [read(bytes(leaf.data)) for leaf in OutboxLeaf.objects.order_by("at")]
    assert said[0] == {
        "act": "receipt-batch", "at": int(AT.timestamp()), "by": "SYSTEM", "commit": bytes(first.root).hex(),
        "kind": "slots", "no": "64", "rev": 1, "subj": str(batches.SERIES), "v": 1,
    }  # fmt: skip
    assert (said[1]["prev"], said[1]["rev"]) == (bytes(first.root).hex(), 2)
    assert second.leaf.idx is None


def test_a_leaf_is_written_with_its_change_or_not_at_all():
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.write("key", by="130600GA", kind="promise", no="1", subj=UUID(int=1), commit=bytes(32), at=AT)
        raise RuntimeError
    assert not OutboxLeaf.objects.exists()


def test_words_outside_the_vocabulary_never_reach_the_outbox():
    with pytest.raises(NotALeaf):
        outbox.write("publish", by="张三", kind="power", no="1", subj=UUID(int=1), commit=bytes(32), at=AT)


def refused(rows, **changes):
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        rows.update(**changes) if changes else rows._raw_delete("default")


def test_nothing_of_a_slot_changes():
    waiting = slot()
    rows = Slot.objects.filter(pk=waiting.pk)
    for change in (
        {"case_id": UUID(int=2)}, {"event": "declined"}, {"day": DAY + dt.timedelta(1)}, {"hour": AT},
        {"commitment": bytes(32)}, {"sealed_salt": b""},
    ):  # fmt: skip
        refused(rows, **change)
    refused(rows)
    rows.get()


def test_a_slot_keeps_the_place_it_was_given():
    placed = slot()
    batch = batches.close(at=AT + HOUR)
    placed.refresh_from_db()
    rows = Slot.objects.filter(pk=placed.pk)
    refused(rows, batch=None, position=None)
    refused(rows, position=(placed.position + 1) % 64)
    refused(rows, batch=batches.close(at=AT + 2 * HOUR))
    refused(rows)
    assert rows.get().batch == batch


def test_a_slot_stands_only_where_its_batch_holds_its_commitment():
    batch = batches.close(at=AT + HOUR)
    rows = Slot.objects.filter(pk=slot().pk)
    refused(rows, batch=batch, position=3)
    refused(rows, batch=batch)
    refused(rows, position=3)


def test_nothing_of_a_batch_or_a_leaf_changes_but_the_index_once():
    batch = batches.close(at=AT)
    refused(Batch.objects.all(), root=bytes(32))
    refused(Batch.objects.all())
    leaf = OutboxLeaf.objects.filter(pk=batch.leaf_id)
    refused(leaf, data=b"")
    refused(leaf)
    leaf.update(idx=0)
    refused(leaf, idx=1)
    refused(leaf, idx=None)


@pytest.mark.parametrize("table", ["slot", "batch", "outboxleaf"])
def test_no_table_can_be_emptied(table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE transparency_{table} CASCADE")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.integers(0, 5), st.just("close")), max_size=12))
def test_whatever_comes_and_goes_every_slot_is_in_the_first_batch_after_it(db, course):
    with transaction.atomic():
        for hour, act in enumerate(course):
            now = AT + hour * HOUR
            if act == "close":
                batches.close(at=now)
                assert not Slot.objects.filter(batch=None, hour__lt=now - dt.timedelta(minutes=20)).exists()
            else:
                for number in range(act):
                    slot(number, at=now)
        for placed in Slot.objects.exclude(batch=None).select_related("batch"):
            assert placed.batch.hour > placed.hour
            assert placed.batch.slots_in_order[placed.position] == bytes(placed.commitment)
        assert not [size for size in Batch.objects.values_list("size", flat=True) if size % 64]
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_that_close_side_by_side_never_share_a_slot():
    for number in range(70):
        slot(number)
    start, made = threading.Barrier(3), []

    def close() -> None:
        try:
            start.wait(timeout=10)
            made.append(batches.close(at=AT + HOUR))
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    (batch,) = [one for one in made if one]
    assert len(made) == 3
    assert (batch.size, batch.slots.count(), Batch.objects.count()) == (128, 70, 1)
