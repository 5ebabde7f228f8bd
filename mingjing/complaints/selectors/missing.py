"""What is missing of complaints, and can only have been taken away: numbers, cases, papers, proofs (CMP-7-1c)."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Max

from mingjing.complaints.models import Complaint, Paper
from mingjing.ledger.models import Entry, NumberSeries
from mingjing.ledger.selectors import Fault
from mingjing.transparency.models import Slot

KIND, SERIES, FILED = "complaints.complaint", "投-", "filed"


def faults() -> Iterator[Fault]:
    """Each gap. Reads numbers, counts and codes; call inside `seeing(SYSTEM)`."""
    yield from _numbers()
    yield from _proofs()
    yield from _papers()


def _numbers() -> Iterator[Fault]:
    taken: dict[str, set[int]] = defaultdict(set)
    for number in Complaint.objects.values_list("number", flat=True).iterator():
        year, _, count = number.removeprefix("投〔").partition("〕")
        taken[year].add(int(count))
    last = dict(NumberSeries.objects.filter(name__startswith=SERIES).values_list("name", "last"))
    for year in sorted(taken.keys() | {name.removeprefix(SERIES) for name in last}):
        for place in sorted(set(range(1, last.get(f"{SERIES}{year}", 0) + 1)) ^ taken[year]):
            yield Fault(KIND, UUID(int=0), f"投〔{year}〕{place:05}", None, "编号断开，这一件被删除，或者是插入的")


def _proofs() -> Iterator[Fault]:
    proven = set(Slot.objects.filter(event=FILED).values_list("case_id", flat=True))
    cases = dict(Complaint.objects.values_list("pk", "number"))
    slips = set(Complaint.objects.filter(body_kept=False).values_list("pk", flat=True))  # nobody holds a code of those
    for case in cases.keys() - proven - slips:
        yield Fault(KIND, case, cases[case], None, "没有收件的承诺格，是插入的，或者承诺格被删除")
    for case in proven - cases.keys():
        yield Fault(KIND, case, "", None, "有收件的承诺格，没有这一件，被删除")


def _papers() -> Iterator[Fault]:
    """Places follow each other; one that the ledger tells of and that is not there was the last."""
    rows = Paper.objects.order_by().values_list("complaint").annotate(last=Max("place"), count=Count("pk"))
    found = {case: (last, count) for case, last, count in rows}
    for case, (last, count) in found.items():
        if last != count:
            yield Fault(KIND, case, "", None, f"材料应有 {last} 份，现有 {count} 份")
    told = Entry.objects.filter(kind=KIND, after__has_key="place").order_by().values_list("case_id", "after__place")
    for case, place in told:
        if place > found.get(case, (0, 0))[0]:
            yield Fault(KIND, case, "", None, f"台账记着第 {place} 份材料，现在没有")
