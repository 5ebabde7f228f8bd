"""What open cases wait for, and since when it is late: for the office's board (ACC-12, ACC-13)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus as S
from mingjing.accountability.enums import LetterKind
from mingjing.accountability.models import AccountabilityCase, Decision, Hearing, Letter, Measure
from mingjing.accountability.selectors import effects
from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import TO_DO
from mingjing.people.models import Official
from mingjing.rules import packs

WATCHED = frozenset(
    {S.INFORMED, S.DRAFTED, S.CHECKED, S.APPROVED, S.NOTIFIED, S.RECTIFYING, S.REPORTED, S.VERIFIED}
)  # fmt: skip
EXECUTING = frozenset({S.NOTIFIED, S.RECTIFYING, S.REPORTED, S.VERIFIED})
RECORDED = ("talk", "circular", "move", "training")  # the office records that these were carried out


@dataclass(frozen=True)
class Wait:
    """One thing that a case waits for: `due` where it has a last day, `since` where it only has a beginning."""

    what: str
    basis: str
    due: dt.date | None = None
    since: dt.date | None = None

    def days_late(self, today: dt.date) -> int:
        """How many days past its last day; 0 in time or where there is none."""
        return max(0, (today - self.due).days) if self.due else 0


def watched(viewer: Official) -> QuerySet[AccountabilityCase]:
    """The open cases that wait for somebody, of those that this person may see."""
    return access.visible_to(viewer).filter(status__in=WATCHED).select_related("unit")


def late(rows: QuerySet[AccountabilityCase], *, today: dt.date) -> QuerySet[AccountabilityCase]:
    """Those of `rows` of which something is past its last day."""
    hearings = Hearing.objects.filter(subject__case=OuterRef("pk"), subject__removed_on=None, mode="")
    hearings = hearings.annotate(last=Coalesce("extended_to", "due_on")).filter(last__lt=today)
    tasks = Assignment.objects.filter(
        about_kind=effects.ABOUT, about_id=OuterRef("pk"), status__in=TO_DO, due_on__lt=today
    )
    measures = to_record().filter(decision__case=OuterRef("pk"), last__lt=today)
    return rows.filter(
        Q(Exists(hearings), status=S.INFORMED) | Q(Exists(tasks)) | Q(Exists(measures), status__in=EXECUTING)
    )


def to_record() -> QuerySet[Any]:
    """Measures of decisions in force that the office has not recorded as carried out; `last` is their last day."""
    kinds = {one.id for slug in packs.slugs() for one in packs.load(slug).measures.values() if one.effect in RECORDED}
    counts = Decision.objects.filter(case=OuterRef("decision__case"), approved_on__isnull=False).order_by("-no")
    rows = Measure.objects.filter(measure__in=kinds, executed_on=None, decision=Subquery(counts.values("pk")[:1]))
    return rows.annotate(last=Coalesce("ends_on", "due_on"))


def waits(cases: Sequence[AccountabilityCase]) -> dict[UUID, list[Wait]]:
    """What each of these cases waits for. Five queries, fewer where no case is in that stage."""
    found: dict[UUID, list[Wait]] = defaultdict(list)
    for read, states in READERS:
        keys = [case.pk for case in cases if case.status in states]
        for key, wait in read(keys) if keys else ():
            found[key].append(wait)
    return found


def _hearings(keys: list[UUID]) -> Iterator[tuple[UUID, Wait]]:
    rows = Hearing.objects.filter(subject__case__in=keys, subject__removed_on=None).select_related("subject")
    newest = {row.subject_id: row for row in rows.order_by("id")}
    for row in newest.values():
        if not row.mode:
            yield row.subject.case_id, Wait("陈述和申辩", "ACC-12-c", due=row.last_on)


def _checks(keys: list[UUID]) -> Iterator[tuple[UUID, Wait]]:
    newest = {row.case_id: row for row in Decision.objects.filter(case__in=keys).order_by("no")}
    for row in newest.values():
        what = "批准决定" if row.checked_on else "法制审核"
        yield row.case_id, Wait(what, "ACC-12-e", since=row.checked_on or row.drafted_on)


def _notices(keys: list[UUID]) -> Iterator[tuple[UUID, Wait]]:
    for key, on in AccountabilityCase.objects.filter(pk__in=keys, status=S.APPROVED).values_list(
        "pk", "decisions__approved_on"
    ):
        if on:
            yield key, Wait("下达书面通知", "ACC-12-f", since=on)
    for row in Letter.objects.filter(case__in=keys, kind=LetterKind.NOTICE, delivery=None).defer("content"):
        yield row.case_id, Wait("送达书面通知", "ACC-12-f", since=row.issued_on)


def _tasks(keys: list[UUID]) -> Iterator[tuple[UUID, Wait]]:
    for row in Assignment.objects.filter(about_kind=effects.ABOUT, about_id__in=keys, status__in=TO_DO):
        if row.about_id:
            yield row.about_id, Wait(f"{row.number} {row.title}", row.basis, due=row.due_on)


def _executions(keys: list[UUID]) -> Iterator[tuple[UUID, Wait]]:
    for row in to_record().filter(decision__case__in=keys).select_related("decision__case", "subject__unit"):
        noun = effects.noun_of(row.decision.case, row)
        what = f"{noun.name if noun else row.measure}的执行"
        yield row.decision.case_id, Wait(what, row.measure, due=row.ends_on or row.due_on)


READERS = (
    (_hearings, frozenset({S.INFORMED})),
    (_checks, frozenset({S.DRAFTED, S.CHECKED})),
    (_notices, frozenset({S.APPROVED, S.NOTIFIED})),
    (_tasks, WATCHED),
    (_executions, EXECUTING),
)
