"""Whatever order events come in, however often and in however many deliveries: the same is found of the matter.

Times differ: of events at the very same instant their source's order is all that is known, and part of what was told.
"""

import datetime as dt
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.casework.correcting import Told, standing
from mingjing.casework.enums import EventKind, Source
from mingjing.casework.incoming import Incoming
from mingjing.casework.judgement import Known, Yardstick, judge_events
from mingjing.casework.models import Batch, Event, Matter, Signal
from mingjing.casework.services.ingestion import ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.procedure import Chart, Judge
from mingjing.procedure.timing import StepLimit
from mingjing.rules.calendar_seed import seed
from tests.casework.signals import in_force, power
from tests.catalogue.factories import AT, DAY, bpmn, house

NOW = AT + 60 * DAY
STEP, CONDITION, CLOSE, CORRECTION = EventKind.STEP, EventKind.CONDITION, EventKind.CLOSE, EventKind.CORRECTION
ACTIVITIES = ["受理", "审查", "决定", "盖章"]
numbers = count()


@st.composite
def stories(draw) -> list[tuple[str, str, int | None, int | None]]:
    """Events as (kind, activity, hours after the first, which earlier event it corrects), each at another time."""
    hours = draw(st.lists(st.integers(0, 900), min_size=1, max_size=5, unique=True))
    told: list[tuple[str, str, int | None, int | None]] = []
    for hour in hours:
        kind = draw(st.sampled_from([STEP, STEP, STEP, CONDITION, CLOSE]))
        told.append((kind, "" if kind == CLOSE else draw(st.sampled_from(ACTIVITIES)), hour, None))
    free = list(range(len(told)))
    for turn in range(draw(st.integers(0, 3))):
        target = free.pop(draw(st.integers(0, len(free) - 1))) if free else None
        if target is None:
            break
        void = draw(st.booleans())
        told.append(
            (CORRECTION, "" if void else draw(st.sampled_from(ACTIVITIES)), None if void else 1000 + turn, target)
        )
        if not void:
            free.append(len(told) - 1)  # what corrects may be corrected in turn
    return told


@st.composite
def tellings(draw) -> tuple[list[tuple[str, str, int | None, int | None]], list[list[int]]]:
    """A story, and its places in several deliveries: any order in which no correction comes before what it corrects."""
    story = draw(stories())
    order = draw(st.permutations(range(len(story))))
    places: list[int] = []
    while len(places) < len(story):
        places += [place for place in order if place not in places and story[place][3] in {None, *places}][:1]
    for place in draw(st.lists(st.sampled_from(places), max_size=4)):
        places.insert(draw(st.integers(places.index(place) + 1, len(places))), place)
    cuts = sorted(draw(st.lists(st.integers(0, len(places)), max_size=4)))
    ends = [0, *cuts, len(places)]
    return story, [places[a:b] for a, b in zip(ends, ends[1:], strict=False)]


def at(hour: int | None) -> dt.datetime | None:
    return None if hour is None else AT + DAY + dt.timedelta(hours=hour)


class TestThroughTheDatabase:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def item(self, db):
        in_force()
        return power(house()).item

    def deliver(self, item, number: str, story, places) -> None:
        batch = Batch.objects.create(unit=item.unit, item=item, source=Source.REST, digest="", received_at=NOW)
        rows = [
            Incoming(row, number, activity, at(hour), f"{number}/{place}", kind,
                     corrects="" if corrects is None else f"{number}/{corrects}")
            for row, place in enumerate(places, 1)
            for kind, activity, hour, corrects in [story[place]]
        ]  # fmt: skip
        judge_matters(item, ingest(batch, item, rows, at=NOW), now=NOW)

    def found(self, number: str) -> tuple:
        matter = Matter.objects.get(number=number)
        steps = matter.steps.values_list("kind", "node", "name", "started_at", "ended_at", "used", "due_on", "late")
        stand = Signal.objects.filter(matter=matter, status="open").order_by("kind", "node", "node_name", "raised_on")
        said = stand.values_list("kind", "node", "node_name", "colour", "since_on", "due_on", "raised_on")
        verdict = (matter.decided, matter.cost, matter.added, matter.skipped, matter.used, matter.late)
        return matter.state, matter.due_on, matter.closed_at, verdict, list(steps), list(said)

    @pytest.mark.article("ASM-5-4-1b")
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(told=tellings())
    def test_the_verdict_steps_state_and_signals_are_those_of_one_delivery_in_order(self, item, told):
        story, parts = told
        whole, pieces = f"一次-{next(numbers)}", f"多次-{next(numbers)}"
        self.deliver(item, whole, story, range(len(story)))
        for part in parts:
            if part:
                self.deliver(item, pieces, story, part)
        assert self.found(pieces) == self.found(whole)
        assert Event.objects.filter(matter__number=pieces).count() == len(story)


class TestPure:
    """The same of what stands and how it is judged, without a database."""

    yardstick = Yardstick(
        Judge(Chart.read(bpmn("受理", "审查", "决定"))), {"t1": StepLimit(5)}, StepLimit(20), (), {}, frozenset()
    )

    def kept(self, story, places) -> list[Told]:
        """The events as they are kept: the first time each was told."""
        seqs = {place: seq for seq, place in reversed(list(enumerate(places)))}
        return [
            Told(UUID(int=place), kind, activity, at(hour), seqs[place], f"{place:03}",
                 None if corrects is None else UUID(int=corrects))
            for place in dict.fromkeys(places)
            for kind, activity, hour, corrects in [story[place]]
        ]  # fmt: skip

    @settings(deadline=None)
    @given(told=tellings())
    def test_what_stands_and_its_judgement_do_not_depend_on_the_telling(self, told):
        story, parts = told
        told_whole = standing(self.kept(story, range(len(story))))
        told_pieces = standing(self.kept(story, [place for part in parts for place in part]))
        assert told_pieces == told_whole
        known = Known()
        for _ in range(2):  # weighed, and remembered
            first = judge_events(told_whole, self.yardstick, seed(), now=NOW, known=known)
            assert judge_events(told_pieces, self.yardstick, seed(), now=NOW) == first
