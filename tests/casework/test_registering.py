"""Entries and events are one truth: what stands on the register is what the matter is judged by."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from mingjing.casework import correcting
from mingjing.casework.enums import EventKind
from mingjing.casework.models import RecordStep
from mingjing.casework.registering import lines, standing

START = dt.datetime(2026, 4, 28, 1, tzinfo=dt.UTC)
NAMES, KINDS = ("受理", "审查", "决定"), (EventKind.STEP, EventKind.STEP, EventKind.CONDITION)
SAID = st.tuples(st.sampled_from(NAMES), st.integers(0, 3), st.sampled_from(KINDS), st.booleans(), st.integers(0, 30))


def entry(seq: int, name: str, hour: int | None, kind: str, corrects: RecordStep | None = None) -> RecordStep:
    ended = None if hour is None else START + dt.timedelta(hours=hour)
    return RecordStep(seq=seq, name=name, ended_at=ended, kind=kind, corrects=corrects, at=START)


def register(said: list[tuple[str, int, str, bool, int]]) -> list[RecordStep]:
    """Entries, some of them corrections of the newest state of an earlier one, some of those voiding it."""
    made: list[RecordStep] = []
    for seq, (name, hour, kind, void, which) in enumerate(said, start=1):
        open_ones = [line.entry for line in lines(made) if line.stands]
        if which % 3 or not open_ones:
            made.append(entry(seq, name, hour, kind))
            continue
        wrong = open_ones[which % len(open_ones)]
        made.append(entry(seq, "" if void else name, None if void else hour, EventKind.CORRECTION, wrong))
    return made


@given(st.lists(SAID, max_size=14))
def test_what_stands_of_the_entries_is_what_stands_of_their_events(said):
    made = register(said)
    told = [correcting.Told(e.pk, e.kind, e.name, e.ended_at, e.seq, f"登/{e.seq}", e.corrects_id) for e in made]
    for kind in (EventKind.STEP, EventKind.CONDITION):
        judged = [(event.activity, event.at) for event in correcting.standing(told) if event.kind == kind]
        assert [(line.entry.name, line.entry.ended_at) for line in standing(lines(made), kind)] == judged


@given(st.lists(SAID, max_size=14))
def test_nothing_that_was_entered_is_lost(said):
    made = register(said)
    assert [line.entry for line in lines(made)] == made
