"""What is due: turns of regular items, ends of stages, events and information, by the plans and the calendar."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.contrib.postgres.aggregates import BitOr
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractMonth, ExtractYear

from mingjing.disclosure.enums import OccasionKind, PlanKind
from mingjing.disclosure.models import Occasion, Plan, Stage
from mingjing.disclosure.selectors.records import valid
from mingjing.regulations.selectors import Law
from mingjing.regulations.selectors import law as law  # what dues rest on, for those who ask for dues
from mingjing.rules import disclosing
from mingjing.rules.calendar import DAY, WorkCalendar
from mingjing.rules.disclosing import Cycle, Period, RestDay, Rhythm
from mingjing.rules.limits import CountUnit, Deadline, Limit

EVENT, INFORMATION, PAGE = "ASM-5-3-3c", "ACC-6-1c", "ASM-5-3-4b"
TURN, STAGE = "ASM-5-3-3a", "ASM-5-3-3b"
LOOK_BACK = 365 * DAY  # how far lists reach into the past
YEAR = 12
Limits = Mapping[str, Limit]


@dataclass(frozen=True)
class Due:
    """Something to disclose by `on`: a turn, a stage or an occasion of a plan, under the id `basis`."""

    plan: Plan
    on: dt.date
    basis: str
    period: dt.date | None = None
    stage: Stage | None = None
    occasion: Occasion | None = None

    @property
    def what(self) -> str:
        """The turn, stage or occasion in words."""
        if self.period:
            return disclosing.turn_name(Cycle(self.plan.cycle), self.period)
        return str(self.stage or self.occasion or "")

    def late(self, today: dt.date) -> int:
        """Days since the last day; nought while there is time."""
        return disclosing.days_late(self.on, today)


def rhythm_of(plan: Plan) -> Rhythm:
    """The cycle of a regular plan as the rules know it."""
    return Rhythm(Cycle(plan.cycle), plan.cycle_month, plan.cycle_day, RestDay(plan.rest))


def periods_of(plan: Plan, since: dt.date, until: dt.date, calendar: WorkCalendar) -> tuple[Period, ...]:
    """The turns of a regular plan that fall due between two days, while the plan runs."""
    last = min(until, plan.ends_on) if plan.ends_on else until
    return disclosing.periods(rhythm_of(plan), max(since, plan.starts_on), last, calendar)


def limit_of(plan: Plan, kind: str, limits: Limits) -> Limit | None:
    """The plan's own limit, else the one of the pack for events or for information; None where there is neither."""
    basis = EVENT if kind == OccasionKind.EVENT else INFORMATION
    found = limits.get(basis)
    if plan.within is None or found is None:
        return found
    return replace(found, length=plan.within, counted_in=CountUnit(plan.within_unit), local_policy=True)


def deadline_of(occasion: Occasion, known: Law) -> Deadline | None:
    """The last day to disclose an event or information; None where no limit runs."""
    limit = limit_of(occasion.plan, occasion.kind, known.limits)
    return limit.after(occasion.happened_on, known.calendar) if limit else None


def stage_due(stage: Stage, calendar: WorkCalendar) -> dt.date:
    """The last day to disclose a stage: its end, or the day it was closed on if that came first."""
    end = min(filter(None, (stage.ends_on, stage.closed_on)))
    return disclosing.worked(end, RestDay(stage.plan.rest), calendar)


def undisclosed(
    plans: QuerySet[Plan], *, since: dt.date, until: dt.date, known: Law, kinds: Collection[str] = PlanKind.values
) -> list[Due]:
    """Everything of these plans that is due between two days and has no record, in order. Four queries at most.

    `kinds` of plans that there are, where the caller knows.
    """
    found: list[Due] = []
    if PlanKind.REGULAR in kinds:
        found += _turns(plans, since, until, known.calendar)
    if PlanKind.STAGED in kinds:
        found += _stages(plans, since, until, known.calendar)
    if PlanKind.AD_HOC in kinds:
        found += _occasions(plans, since, until, known)
    return sorted(found, key=lambda due: (due.on, due.plan.title, due.what))


def _turns(plans: QuerySet[Plan], since: dt.date, until: dt.date, calendar: WorkCalendar) -> Iterator[Due]:
    """Turns without a record. Plans are compared by the bits of their months: fifty thousand take a second or two."""
    running = plans.filter(Q(ends_on=None) | Q(ends_on__gte=since), kind=PlanKind.REGULAR, starts_on__lte=until)
    base = since.year * YEAR + since.month - 2 * YEAR
    columns = ("pk", "cycle", "cycle_month", "cycle_day", "rest", "starts_on", "ends_on", "done")
    lacking: dict[object, list[Period]] = {}
    rows = running.order_by().annotate(done=_months_done(base)).values_list(*columns)
    for pk, cycle, month, day, rest, starts, ends, done in rows:
        first, last = max(since, starts), min(until, ends) if ends else until
        rhythm = Rhythm(Cycle(cycle), month, day, RestDay(rest))
        owed, periods = _owed(rhythm, first, last, base, calendar)
        missing = owed & ~(done or 0)
        if missing:
            lacking[pk] = [period for period in periods if missing & _bit(period.first, base)]
    found = Plan.objects.select_related("unit", "item").in_bulk(list(lacking)) if lacking else {}
    for pk, turns in lacking.items():
        yield from (Due(found[pk], period.due, TURN, period=period.first) for period in turns)


def _months_done(base: int) -> Subquery:
    """The months since `base` that begin a turn of the plan with a record, a bit for each."""
    month = ExtractYear("period") * YEAR + ExtractMonth("period") - base
    bit = Func(month, template="(1::bigint << (%(expressions)s)::int)", output_field=BigIntegerField())
    since = dt.date((base - 1) // YEAR, (base - 1) % YEAR + 1, 1)
    rows = valid().filter(plan=OuterRef("pk"), period__gte=since).order_by()
    return Subquery(rows.values("plan").annotate(months=BitOr(bit)).values("months"))


@lru_cache(maxsize=2048)
def _owed(
    rhythm: Rhythm, first: dt.date, last: dt.date, base: int, calendar: WorkCalendar
) -> tuple[int, tuple[Period, ...]]:
    periods = disclosing.periods(rhythm, first, last, calendar) if first <= last else ()
    return sum(_bit(period.first, base) for period in periods), periods


def _bit(first: dt.date, base: int) -> int:
    return 1 << (first.year * YEAR + first.month - base)


def _stages(plans: QuerySet[Plan], since: dt.date, until: dt.date, calendar: WorkCalendar) -> Iterator[Due]:
    rows = Stage.objects.filter(plan__in=plans).exclude(Exists(valid().filter(stage=OuterRef("pk"))))
    rows = rows.filter(Q(ends_on__lte=until) | Q(closed_on__lte=until)).exclude(plan__ends_on__lt=F("ends_on"))
    for stage in rows.select_related("plan__unit", "plan__item"):
        due = stage_due(stage, calendar)
        if since <= due <= until:
            yield Due(stage.plan, due, STAGE, stage=stage)


def _occasions(plans: QuerySet[Plan], since: dt.date, until: dt.date, known: Law) -> Iterator[Due]:
    rows = Occasion.objects.filter(plan__in=plans, happened_on__lte=until)
    rows = rows.exclude(Exists(valid().filter(occasion=OuterRef("pk"))))
    for occasion in rows.filter(happened_on__gte=since - LOOK_BACK).select_related("plan__unit", "plan__item"):
        deadline = deadline_of(occasion, known)
        if deadline and since <= deadline.on <= until:
            yield Due(occasion.plan, deadline.on, deadline.limit.id, occasion=occasion)
