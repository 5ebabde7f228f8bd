"""What the running of powers and disclosure lack: ACC-5-3, and what the disclosure part finds."""

import hashlib
from collections.abc import Iterator

from mingjing.casework.enums import SignalKind
from mingjing.casework.selectors import signalling
from mingjing.disclosure.selectors import gaps as disclosure
from mingjing.supervision.selectors.lacks import Lack, Search


def silent(search: Search) -> Iterator[Lack]:
    """Important powers in force without any record for the set period (ACC-5-3). A fixed number of queries."""
    owing = set(search.units.values_list("pk", flat=True))
    for item, fact, *_ in signalling.on_powers(search.today, search.calendar):
        if fact.kind == SignalKind.NO_RECORD and item.unit_id in owing:
            said = f"重要事项自 {fact.since_on} 起没有动态公开记录，规定的期间到 {fact.due_on} 为止"
            yield Lack("ACC-5-3", item.unit_id, said, f"item:{item.pk}", fact.true_on, item.pk, item.name)


def disclosed(search: Search) -> Iterator[Lack]:
    """Planned against actual scope and time, missing turns, stale pages, dead links. A fixed number of queries."""
    for gap in disclosure.found(today=search.today, units=search.units):
        mark = hashlib.sha256(f"{gap.plan and gap.plan.pk}:{gap.record}:{gap.what}".encode()).hexdigest()[:32]
        subject = str(gap.plan or gap.item or "")
        item = gap.item.pk if gap.item else None
        yield Lack(gap.article, gap.unit.pk, gap.what, f"disclosure:{mark}", gap.since, item, subject)


FINDERS = (silent, disclosed)
