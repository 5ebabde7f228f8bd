"""Events may come twice, late and in any order: what is found of a matter is the same."""

import datetime as dt
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.casework.enums import EventKind, Source
from mingjing.casework.incoming import BatchRefused, Fault, Incoming, faults_of
from mingjing.casework.models import Batch, Event, Matter
from mingjing.casework.services.ingestion import ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue.models import PowerItem
from tests.catalogue.factories import AT, DAY, house, published

pytestmark = pytest.mark.django_db
NOW = AT + 60 * DAY
NAMES = ["受理", "审查", "决定", "盖章"]
numbers = count()


@pytest.fixture
def item(db) -> PowerItem:
    return published(house()).item


def deliver(item: PowerItem, events: list[Incoming], **options) -> Batch:
    batch = Batch.objects.create(unit=item.unit, item=item, source=Source.REST, digest="", received_at=NOW)
    judge_matters(item, ingest(batch, item, events, at=NOW, **options), now=NOW)
    return batch


def event(row: int, activity: str, n: int = 0, number: str = "1", **more) -> Incoming:
    return Incoming(row, number, activity, AT + DAY + n * dt.timedelta(hours=5), **more)


def found(number: str) -> tuple:
    matter = Matter.objects.get(number=number)
    steps = matter.steps.values_list("kind", "name", "started_at", "ended_at", "used", "due_on", "late")
    return (matter.state, matter.cost, matter.added, matter.skipped, matter.opened_at, matter.due_on, list(steps))


@st.composite
def deliveries(draw) -> tuple[list[tuple[str, int]], list[list[int]]]:
    """A matter's steps, and the same in several deliveries with repetitions, in any order."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5))
    steps = [(name, place) for place, name in enumerate(names)]
    places = draw(st.permutations([*range(len(steps)), *draw(st.lists(st.integers(0, len(steps) - 1), max_size=4))]))
    cuts = sorted(draw(st.lists(st.integers(0, len(places)), max_size=3)))
    ends = [0, *cuts, len(places)]
    return steps, [places[a:b] for a, b in zip(ends, ends[1:], strict=False)]


@pytest.mark.article("ASM-5-4-1b")
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=deliveries())
def test_repeated_and_out_of_order_events_give_the_same_verdict(item, told):
    steps, parts = told
    whole, pieces = f"一次-{next(numbers)}", f"多次-{next(numbers)}"
    deliver(item, [event(row, name, n, whole, key=f"{whole}/{n}") for row, (name, n) in enumerate(steps, 1)])
    for part in parts:
        rows = [event(row, *steps[place], pieces, key=f"{pieces}/{place}") for row, place in enumerate(part, 1)]
        deliver(item, rows)
    assert found(pieces) == found(whole)
    assert Event.objects.filter(matter__number=pieces).count() == len(steps)


def test_events_without_keys_are_told_apart_by_their_contents(item):
    batch = deliver(item, [event(1, "受理"), event(2, "受理"), event(3, "审查", 1)])
    assert (batch.taken, batch.known) == (3, 0)
    again = deliver(item, [event(1, "审查", 1), event(2, "受理"), event(3, "受理")])
    assert (again.taken, again.known) == (0, 3)


def test_the_same_event_of_two_powers_is_two_events(item):
    other = published(house(), "另一项").item
    deliver(item, [event(1, "受理")])
    assert deliver(other, [event(1, "受理")]).taken == 1


def test_a_closed_delivery_ends_each_case_once(item):
    rows = [event(1, "受理", number="a"), event(2, "审查", 1, number="a"), event(3, "受理", number="b")]
    batch = deliver(item, rows, closed=True)
    assert (batch.taken, Event.objects.filter(kind=EventKind.CLOSE).count()) == (3, 2)
    again = deliver(item, rows, closed=True)
    assert (again.taken, again.known, Event.objects.count()) == (0, 3, 5)


def test_a_case_that_tells_its_own_end_is_not_ended_again(item):
    rows = [event(1, "受理"), event(2, "", 1, kind=EventKind.CLOSE)]
    deliver(item, rows, closed=True)
    assert Event.objects.filter(kind=EventKind.CLOSE).count() == 1


def test_a_fault_in_the_stream_refuses_it_and_counts(item):
    with pytest.raises(BatchRefused) as refusal:
        deliver(item, [event(1, "受理"), Fault(7, "坏", times=200), event(8, "")])
    assert ([fault.row for fault in refusal.value.faults], refusal.value.count) == ([7, 8], 201)
    assert not Event.objects.exists()


def test_a_void_leaves_no_step(item):
    deliver(item, [event(1, "受理", key="a")])
    deliver(item, [Incoming(1, "1", "", None, "b", EventKind.CORRECTION, corrects="a")])
    matter = Matter.objects.get()
    assert (matter.state, matter.cost, matter.steps.exclude(kind="running").count()) == ("running", 0, 0)


def test_a_corrected_close_keeps_its_kind(item):
    deliver(item, [event(1, "受理"), event(2, "", 1, kind=EventKind.CLOSE, key="c")])
    deliver(item, [event(1, "", 2, kind=EventKind.CORRECTION, key="d", corrects="c")])
    assert Matter.objects.get().state == "finished"
    deliver(item, [Incoming(1, "1", "", None, "e", EventKind.CORRECTION, corrects="d")])
    assert Matter.objects.get().state == "running"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": ""}, "number"),
        ({"activity": ""}, "activity"),
        ({"key": "k" * 121}, "key"),
        ({"note": "a\x00"}, "note"),
        ({"at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}, "at"),
        ({"at": NOW + 2 * DAY}, "at"),
        ({"kind": "correction"}, "corrects"),
        ({"corrects": "k"}, "corrects"),
    ],
)
def test_each_fault_of_an_event_names_its_field(more, field):
    said = {"row": 3, "number": "1", "activity": "受理", "at": AT, **more}
    assert [(fault.row, fault.field) for fault in faults_of(Incoming(**said), now=NOW)] == [(3, field)]


def test_a_clock_a_little_ahead_is_no_fault():
    assert faults_of(Incoming(1, "1", "受理", NOW + DAY / 2), now=NOW) == []
