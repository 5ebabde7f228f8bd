"""Public summaries of results: what may be said of a case, which are owed, and which everybody reads (ACC-9-1b)."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from mingjing import privacy
from mingjing.complaints import access
from mingjing.complaints.enums import ComplaintStatus, PaperKind, SummaryStatus
from mingjing.complaints.models import Complaint, PublicSummary
from mingjing.complaints.selectors.opening import OpenPaper
from mingjing.people.models import Official
from mingjing.regulations.selectors import Law

LIMIT = "ACC-9-1b"
BETWEEN = re.compile(r"[\s,，、;；/。.（）()：:]+")  # noqa: RUF001 - what stands between names
SHORTEST, LONGEST = 2, 20  # letters of a name


@dataclass(frozen=True)
class Masked:
    """A text in which nobody should be recognised, and what was hidden: kind and words, in the order found."""

    text: str
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Owed:
    """A closed case whose result was not told to everybody. `due_on`: None before the regulation has a limit."""

    complaint: Complaint
    due_on: dt.date | None
    late: bool
    drafted: bool


def names(papers: Iterable[OpenPaper]) -> list[str]:
    """Names that must not stand in a summary: of every official, and of whoever the complaint names. One query."""
    known = set(Official.objects.values_list("name", flat=True))
    for opened in papers:
        if opened.paper.kind == PaperKind.STATEMENT and opened.said:
            known |= set(BETWEEN.split(str(opened.said.get("persons", ""))))
    fit = [name for name in known if SHORTEST <= len(name) <= LONGEST]
    return sorted(fit, key=lambda name: (-len(name), name))


def masked(text: str, known: Iterable[str]) -> Masked:
    """The text without numbers, phones, addresses, plates, and without the names that are `known`."""
    hidden = [(str(found.kind), found.text) for found in privacy.find(text)]
    text = privacy.mask(text)
    for name in known:
        if name in text:
            hidden.append((privacy.NAME, name))
            text = text.replace(name, privacy.mask_name(name))
    return Masked(text, hidden)


def original(papers: Iterable[OpenPaper]) -> str:
    """What the handler wrote of the facts and of what was done."""
    found = [opened for opened in papers if opened.paper.kind == PaperKind.FINDINGS and opened.said]
    if not found:
        return ""
    said = found[-1].said or {}
    return "\n\n".join(part for part in (said.get("text", ""), said.get("measures", "")) if part)


def draft(papers: Iterable[OpenPaper]) -> OpenPaper | None:
    """The draft that counts: the last one."""
    found = [opened for opened in papers if opened.paper.kind == PaperKind.DRAFT and opened.said]
    return found[-1] if found else None


def of(complaint: Complaint) -> PublicSummary | None:
    """The summary of a case, whatever became of it. One query."""
    return PublicSummary.objects.filter(complaint=complaint).first()


def published() -> QuerySet[PublicSummary]:
    """What everybody reads, the newest first."""
    return PublicSummary.objects.filter(status=SummaryStatus.PUBLISHED).order_by("-published_on", "-id")


def owed(viewer: Official, *, today: dt.date, known: Law) -> list[Owed]:
    """Closed cases of this person whose result nobody published or took back, the longest due first. Two queries."""
    rows = access.visible_to(viewer).filter(status=ComplaintStatus.CLOSED, closed_on__isnull=False)
    summaries = dict(PublicSummary.objects.filter(complaint__in=rows).values_list("complaint", "status"))
    limit = known.limits.get(LIMIT)
    found = []
    for complaint in rows.order_by("closed_on", "number"):
        status = summaries.get(complaint.pk)
        if complaint.closed_on and status in (None, SummaryStatus.DRAFTED):
            due = limit.after(complaint.closed_on, known.calendar).on if limit else None
            found.append(Owed(complaint, due, late=due is not None and due < today, drafted=status is not None))
    return found
