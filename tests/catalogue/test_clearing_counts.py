"""Whatever happens to the entries of a round, what was submitted is confirmed, abolished, filed or still open."""

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.catalogue.enums import DECIDED
from mingjing.catalogue.models import ClearingEntry, ClearingUnit
from mingjing.catalogue.selectors import clearing as reads
from mingjing.catalogue.services import clearing as services
from mingjing.catalogue.services import deciding
from mingjing.core.errors import Refused
from tests.catalogue.clearings import opened, proposed, reviewed
from tests.catalogue.factories import AT, house

ACTS = st.one_of(
    st.sampled_from(["hand_in", "review", "close"]),
    st.tuples(st.sampled_from([*DECIDED, "send_back", "take_back", "leave_out"]), st.integers(0, 2)),
)


def act(said, clearing, home, entries) -> None:
    """Try one act; where it may not happen now it is refused and changes nothing."""
    if said == "hand_in":
        services.hand_in(clearing, by=home.clerk, at=AT)
    elif said == "review":
        reviewed(clearing, home)
    elif said == "close":
        services.close_round(clearing, note="结束", by=home.head, at=AT)
    else:
        one(said[0], entries[said[1]], home)


def one(what: str, entry: ClearingEntry, home) -> None:
    rows = ClearingEntry.objects.filter(pk=entry.pk)
    if what == "send_back":
        deciding.send_back(rows, reason="更正", by=home.head, at=AT)
    elif what == "take_back":
        deciding.take_back(entry, reason="重新决定", by=home.head, at=AT)
    elif what == "leave_out":
        services.leave_out(entry, by=home.clerk, at=AT)
    else:
        deciding.decide(rows, outcome=what, reason="依据", ground="条例第十四条", by=home.head, at=AT)


@pytest.mark.article("ASM-5-3-2a")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_the_counts_add_up_after_any_acts(db, acts):
    home = house()
    clearing = opened_anew(home)
    entries = [proposed(clearing, home, name) for name in "甲乙丙"]
    for said in ["hand_in", "review", *acts]:
        with suppress(Refused):
            act(said, clearing, home, entries)
        for entry in entries:
            entry.refresh_from_db()
        found = Counter(entry.status for entry in entries)
        (tally,) = [row.whole for row in reads.tallies(clearing)]
        assert tally.adds_up
        assert (tally.confirmed, tally.abolished, tally.filed) == tuple(found[status] for status in DECIDED)
        assert tally.submitted + tally.compiling + found["withdrawn"] == len(entries)
        clearing.refresh_from_db()
        assert clearing.status == "open" or not tally.open + tally.compiling


def opened_anew(home):
    """A round of its own for each example: hypothesis runs them all in one transaction."""
    ClearingUnit.objects.filter(unit=home.unit, round__status="open").delete()
    return opened(home)
