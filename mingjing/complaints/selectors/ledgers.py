"""年度登记簿: every number of a year with state and dates, no word of content; and what was filed (CMP-7-1d)."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.enums import Channel, ComplaintStatus, RealName, Voided
from mingjing.complaints.models import Complaint, Forward
from mingjing.complaints.selectors import duties
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry, NumberSeries
from mingjing.people.enums import Role
from mingjing.people.models import Official

SIGN, FILED, GROUND = "投", "备案", "作废理由"


@dataclass(frozen=True)
class Line:
    """One number. Dates are None for what has not happened."""

    complaint: Complaint
    forwarded_on: dt.date | None
    breaches: int
    void: str

    @property
    def said(self) -> list[str]:
        """The line as a sheet and a document say it."""
        case = self.complaint
        days = (case.received_on, case.classified_on, case.accepted_on, self.forwarded_on, case.concluded_on,
                case.closed_on)  # fmt: skip
        return [
            case.number,
            str(Channel(case.channel).label),
            str(RealName(case.real_name).label),
            *(day.isoformat() if day else "" for day in days),
            str(ComplaintStatus(case.status).label),
            str(self.breaches or ""),
            self.void,
        ]


@dataclass(frozen=True)
class Whole:
    """Whether a year's numbers run without a gap: how many there should be, how many are there, which are missing."""

    last: int
    found: int
    missing: list[str]
    voided: int

    @property
    def fine(self) -> bool:
        """True if not one is missing."""
        return not self.missing and self.last == self.found


def sees_all(viewer: Official) -> bool:
    """The head answers for the whole ledger; a clerk sees the lines of the own cases."""
    return viewer.holds(Role.CENTRE_HEAD)


def cases(viewer: Official, year: int) -> QuerySet[Complaint]:
    """The cases of a year for this viewer. A head's is read inside `seeing(SYSTEM)`, by `lines` and `whole`."""
    rows = Complaint.objects.all() if sees_all(viewer) else access.visible_to(viewer)
    return rows.filter(number__startswith=f"{SIGN}〔{year}〕")


def lines(viewer: Official, rows: Iterable[Complaint]) -> list[Line]:
    """The lines of some cases. Three queries; runs where the rows were read."""
    found = list(rows)
    keys = [case.pk for case in found]
    forwards: dict[object, dt.date] = {}
    for case, on in Forward.objects.filter(complaint__in=keys).order_by("sent_on").values_list("complaint", "sent_on"):
        forwards[case] = on
    breaches: dict[object, int] = {}
    for case in Clock.objects.filter(case_id__in=keys).exclude(breached_on=None).values_list("case_id", flat=True):
        breaches[case] = breaches.get(case, 0) + 1
    grounds = dict(Entry.objects.filter(case_id__in=keys, step=GROUND).values_list("case_id", "after"))
    return [
        Line(case, forwards.get(case.pk), breaches.get(case.pk, 0), _ground(grounds.get(case.pk))) for case in found
    ]


def _ground(after: dict[str, str] | None) -> str:
    code = (after or {}).get("code", "")
    return str(Voided(code).label) if code in Voided.values else code


def everything(viewer: Official, year: int, *, most: int) -> list[Line]:
    """The first `most` lines of a year, by number."""
    if sees_all(viewer):
        with seeing(SYSTEM):
            return lines(viewer, cases(viewer, year).order_by("number")[:most])
    return lines(viewer, cases(viewer, year).order_by("number")[:most])


def given_out() -> dict[int, int]:
    """How many numbers were given out, by year. One query."""
    rows = NumberSeries.objects.filter(name__startswith=f"{SIGN}-").values_list("name", "last")
    return {int(name.rpartition("-")[2]): last for name, last in rows}


def whole(year: int, last: int) -> Whole:
    """Hold the numbers that were given out against those that are there. One query; another names what is missing.

    Runs inside `seeing(SYSTEM)`. Numbers are unique, so that as many as were given out are all of them.
    """
    rows = Complaint.objects.filter(number__startswith=f"{SIGN}〔{year}〕")
    is_void = Q(status=ComplaintStatus.VOIDED)
    counted = rows.aggregate(found=Count("pk"), voided=Count("pk", filter=is_void))
    known = set(rows.values_list("number", flat=True)) if counted["found"] != last else set()
    expected = (f"{SIGN}〔{year}〕{n:05}" for n in range(1, last + 1)) if counted["found"] != last else ()
    missing = [number for number in expected if number not in known]
    return Whole(last, counted["found"], missing, counted["voided"])


def digest_of(found: Iterable[Line]) -> str:
    """What a filed ledger is known by: SHA-256 of its lines."""
    data = json.dumps([line.said for line in found], ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(data).hexdigest()


def filings() -> QuerySet[Entry]:
    """When which year was filed for the record, the newest first."""
    return Entry.objects.filter(case_id=duties.centre().pk, step=FILED).order_by("-seq")
