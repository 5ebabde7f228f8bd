"""Start, pause, resume, stop clocks; write breaches; count again when the calendar changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet

from mingjing.clocks import selectors, workflow
from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock, Pause
from mingjing.core.errors import Refused
from mingjing.core.models import Case, uuid7_at
from mingjing.ledger import services as ledger
from mingjing.ledger.services import Actor
from mingjing.people.models import CalendarVersion, Official
from mingjing.regulations.selectors import current_calendar
from mingjing.regulations.services import calendars
from mingjing.regulations.services.calendars import DayChange
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import Deadline, Limit

SWEEP_BATCH = 5000
STARTED_BY = attrgetter("limit")
DAY_AFTER = ExpressionWrapper(F("due_on") + dt.timedelta(days=1), DateField())  # the last day, whenever it is swept


@dataclass(frozen=True)
class Recount:
    """One line of the difference that a new calendar makes."""

    clock: Clock
    before: dt.date
    after: dt.date


@dataclass(frozen=True)
class YearChange:
    """What importing a year did: the calendar version, the days treated otherwise, the clocks whose last day moved."""

    version: CalendarVersion
    days: list[DayChange]
    clocks: list[Recount]


@transaction.atomic
def import_year(year: int, *, name: str, data: bytes, notice: str, by: Official | None, at: dt.datetime) -> YearChange:
    """Import a year of the work calendar and count every open clock again, or do neither (X-04).

    Raises:
        Refused: as `calendars.import_year`.
    """
    version, days = calendars.import_year(year, name=name, data=data, notice=notice, by=by, at=at)
    return YearChange(version, days, recount(current_calendar(), at=at, by=by))


@transaction.atomic
def start(
    case: Case,
    limit: Limit,
    *,
    pack: str,
    unit_id: UUID,
    on: dt.date,
    calendar: WorkCalendar,
    by: Actor | None,
    at: dt.datetime,
) -> Clock:
    """Start `limit` running on `case` from `on`, which does not count itself.

    Raises:
        Refused: the same limit already runs on this case.
    """
    (clock,) = start_all(case, [limit], pack=pack, unit_id=unit_id, on=on, calendar=calendar, by=by, at=at)
    return clock


@transaction.atomic
def start_all(
    case: Case,
    limits: Sequence[Limit],
    *,
    pack: str,
    unit_id: UUID,
    on: dt.date,
    calendar: WorkCalendar,
    by: Actor | None,
    at: dt.datetime,
) -> list[Clock]:
    """Start several limits on `case` from one day, in a fixed number of queries.

    Raises:
        Refused: one of them runs on this case already.
    """
    clocks = [
        Clock(
            id=uuid7_at(at), number=f"{case.number}/{limit.id}", status=ClockStatus.RUNNING, case_id=case.pk,
            limit=limit.id, case_kind=case._meta.label_lower, unit_id=unit_id, terms=selectors.terms_of(limit),
            pack=pack, started_on=on, **_dates(limit.after(on, calendar)),
        )
        for limit in limits
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Clock.objects.bulk_create(clocks)
    except IntegrityError as error:
        running = set(Clock.objects.filter(case_id=case.pk).values_list("limit", flat=True))
        again = next(limit for limit in limits if limit.id in running)
        name = again.name or again.id
        raise Refused(f"{case} 的“{name}”期限已在计时，不能重复起算（{again.article}）。") from error
    ledger.write_each([(clock, {}, _said(clock)) for clock in clocks], "起算", by=by, at=at, basis=STARTED_BY)
    return clocks


@transaction.atomic
def pause(clock: Clock, *, ground: str, on: dt.date, by: Actor | None, at: dt.datetime) -> None:
    """Stop the count from the day after `on`, on a ground that the limit itself lists.

    Raises:
        Refused: the ground is not one of the limit's, or the clock is not running.
    """
    limit = selectors.limit_of(clock)
    if ground not in limit.pausing:
        listed = "、".join(limit.pausing) or "无"
        raise Refused(f"“{ground}”不是法定中止事由（{limit.article}），不能停表。可用的事由：{listed}。")
    ledger.take(workflow.PAUSE, clock, by=by, at=at, reason=ground)
    Pause.objects.create(clock=clock, from_on=on, ground=ground)


@transaction.atomic
def resume(clock: Clock, *, on: dt.date, calendar: WorkCalendar, by: Actor | None, at: dt.datetime) -> None:
    """Count again from the day after `on`; the last day moves by the days left out.

    Raises:
        Refused: the clock is not paused, or `on` lies before the pause began.
    """
    open_pause = clock.pauses.filter(until_on=None).first()
    if open_pause is None:
        raise Refused(f"{clock} 没有中止，不能恢复计时。")
    if on < open_pause.from_on:
        raise Refused(f"恢复日期 {on} 早于中止日期 {open_pause.from_on}，请核对。")
    open_pause.until_on = on
    open_pause.save(update_fields=["until_on"])
    ledger.take(workflow.RESUME, clock, by=by, at=at, **_dates(selectors.deadline_of(clock, calendar)))


@transaction.atomic
def stop(clock: Clock, *, on: dt.date, by: Actor | None, at: dt.datetime) -> None:
    """The duty is done on `on`. A breach already written stays on record.

    Raises:
        Refused: the clock has stopped before.
    """
    late = clock.status == ClockStatus.BREACHED
    if not late and on > clock.due_on and clock.status == ClockStatus.RUNNING:
        ledger.take(workflow.BREACH, clock, by=None, at=at, breached_on=clock.due_on + dt.timedelta(days=1))
        late = True
    ledger.take(workflow.STOP_LATE if late else workflow.STOP, clock, by=by, at=at, stopped_on=on)


@transaction.atomic
def extend(clock: Clock, until: dt.date, *, basis: str, by: Actor | None, at: dt.datetime) -> None:
    """Move the last day to one that was approved, before the old one has passed. A breach on record stays.

    Raises:
        Refused: it does not run (any more), was extended before, or `until` is no later day.
    """
    if clock.status != ClockStatus.RUNNING or clock.extended_to:
        raise Refused(f"{clock} 不在计时或者已经延期，不能延期。")
    if until <= clock.due_on:
        raise Refused(f"新的最后一日 {until} 应晚于原来的 {clock.due_on}。")
    before = _said(clock)
    columns = {"due_on": until, "other_on": None, "extended_to": until}
    if not Clock.objects.filter(pk=clock.pk, status=ClockStatus.RUNNING, extended_to=None).update(**columns):
        raise Refused(f"{clock} 的状态已变化，请刷新后重试。")
    _set(clock, columns)
    ledger.write(clock, "延期", by=by, at=at, basis=basis, before=before, after=_said(clock))


def mark_breaches(*, today: dt.date, at: dt.datetime) -> int:
    """Write a breach for each running clock whose last day lies before `today`; how many were new.

    Safe to run twice, and side by side. A fixed number of queries per 5,000 clocks.
    """
    total = 0
    while True:
        batch = selectors.run_out(today=today).values("pk")[:SWEEP_BATCH]
        moved = ledger.take_all(
            workflow.BREACH, Clock.objects.filter(pk__in=list(batch.values_list("pk", flat=True))),
            by=None, at=at, breached_on=DAY_AFTER,
        )  # fmt: skip
        total += len(moved)
        if len(moved) < SWEEP_BATCH:
            return total


@transaction.atomic
def recount(calendar: WorkCalendar, *, at: dt.datetime, by: Actor | None = None) -> list[Recount]:
    """Count every open clock again over `calendar`; what changed. Closed and breached clocks keep their dates."""
    clocks = Clock.objects.filter(status__in=selectors.OPEN, extended_to=None).exclude(calendar=calendar.version)
    return _count_again(clocks, {}, calendar, basis="X-04", by=by, at=at)


@transaction.atomic
def reread(
    limit: Limit, *, pack: str, calendar: WorkCalendar, at: dt.datetime, by: Actor | None = None
) -> list[Recount]:
    """Count every open clock of `limit` again after the office chose another length or reading (GAP-01, GAP-18).

    Closed and breached clocks keep the limit they ran under.
    """
    rounds = Q(limit=limit.id) | Q(limit__startswith=f"{limit.id}·")  # of a case that was taken up again
    clocks = Clock.objects.filter(rounds, status__in=selectors.OPEN, pack=pack, extended_to=None)
    terms = {"terms": selectors.terms_of(limit)}
    return _count_again(clocks, terms, calendar, basis="GAP-01", by=by, at=at)


def _count_again(
    clocks: QuerySet[Clock],
    change: dict[str, Any],
    calendar: WorkCalendar,
    *,
    basis: str,
    by: Actor | None,
    at: dt.datetime,
) -> list[Recount]:
    """Apply `change` and new dates to each clock; an entry where they differ, a line where the last day moved.

    A query for each different outcome, however many clocks have it.
    """
    moved: list[Recount] = []
    outcomes: dict[tuple[object, ...], list[UUID]] = defaultdict(list)
    differing: list[tuple[Clock, dict[str, Any], dict[str, Any]]] = []
    rows = list(clocks.select_for_update().prefetch_related("pauses"))
    for clock in rows:
        before, due_before = _said(clock), clock.due_on
        _set(clock, change)
        _set(clock, _dates(selectors.deadline_of(clock, calendar)))
        if before != _said(clock) | {"calendar": before["calendar"]}:
            differing.append((clock, before, _said(clock)))
            outcomes[clock.due_on, clock.other_on, clock.provisional].append(clock.pk)
        if clock.due_on != due_before:
            moved.append(Recount(clock, due_before, clock.due_on))
    Clock.objects.filter(pk__in=[clock.pk for clock in rows]).update(calendar=calendar.version, **change)
    for (due_on, other_on, provisional), keys in outcomes.items():
        Clock.objects.filter(pk__in=keys).update(due_on=due_on, other_on=other_on, provisional=provisional)
    ledger.write_each(differing, "重新计算", by=by, at=at, basis=basis)
    return moved


def _set(clock: Clock, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(clock, name, value)


def _dates(deadline: Deadline) -> dict[str, Any]:
    return {
        "due_on": deadline.on,
        "other_on": deadline.other.on if deadline.other else None,
        "provisional": deadline.provisional,
        "calendar": deadline.calendar_version,
    }


def _said(clock: Clock) -> dict[str, object]:
    return {
        "due_on": clock.due_on.isoformat(),
        "other_on": clock.other_on.isoformat() if clock.other_on else None,
        "provisional": clock.provisional,
        "calendar": clock.calendar,
        "status": clock.status,
    }
