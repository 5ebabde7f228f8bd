"""登记执行: the talk, the move to another post, the training; who did it and on which day (ACC-11-1a, -3d, -3e)."""

import datetime as dt

from django.db import transaction

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import Measure
from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations.selectors import law
from mingjing.rules import packs

EXECUTED, ACKNOWLEDGED = "登记追究方式的执行", "本人确认追究方式"
EXECUTING = frozenset({CaseStatus.NOTIFIED, CaseStatus.RECTIFYING, CaseStatus.REPORTED, CaseStatus.VERIFIED})


@transaction.atomic
def talked(
    measure: Measure,
    *,
    on: dt.date,
    spoke: str,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    acknowledged_on: dt.date | None = None,
    note: str = "",
) -> None:
    """Record an admonition or a talk: the day, who spoke, and the day on which the person acknowledged it.

    Raises:
        Refused: not the office, not the time, another kind of measure, nobody named, days out of order, or confirmed
            by the person before (ACC-11-1a).
    """
    _check(measure, ("talk",), on, by=by, today=today)
    measure.refresh_from_db()
    if measure.acknowledged_on:
        raise Refused(f"本人已于 {measure.acknowledged_on} 确认谈话，登记不能再改（{measure.measure}）。")
    if not spoke.strip():
        raise Refused(f"请写明由谁谈话（{measure.measure}）。")
    if acknowledged_on and not on <= acknowledged_on <= today:
        raise Refused(f"本人确认的日期应在谈话之日和今天之间（{measure.measure}）。")
    _write(
        measure, by=by, at=at, executed_on=on, executed_by=spoke.strip(), acknowledged_on=acknowledged_on,
        execution=note.strip(),
    )  # fmt: skip


@transaction.atomic
def acknowledge(measure: Measure, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The person confirms in their own account that they were spoken to.

    Raises:
        Refused: somebody else, nothing recorded yet, or confirmed before.
    """
    if measure.subject.official_id != by.pk:
        raise Refused("由本人确认（ACC-11-1a）。")
    rows = Measure.objects.filter(pk=measure.pk, executed_on__isnull=False, acknowledged_on=None)
    if not rows.update(acknowledged_on=today):
        raise Refused("谈话还没有登记，或者已经确认过（ACC-11-1a）。")
    measure.refresh_from_db()
    _told(measure, ACKNOWLEDGED, by=by, at=at, on=today)


@transaction.atomic
def moved(
    measure: Measure, *, on: dt.date, organ: str, note: str, by: Official, today: dt.date, at: dt.datetime
) -> None:
    """Record that the person was moved from the post: which organ did it, and on which day.

    Raises:
        Refused: as `talked`, or no organ named (ACC-11-3d).
    """
    _check(measure, ("move",), on, by=by, today=today)
    if not organ.strip():
        raise Refused("请写明由哪个机关执行调离（ACC-11-3d）。")
    _write(measure, by=by, at=at, executed_on=on, organ=organ.strip(), execution=note.strip())


@transaction.atomic
def left_post(measure: Measure, *, on: dt.date, organ: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Record the day on which the person left the post for training; its last day follows from the limit (ACC-11-3e).

    Raises:
        Refused: as `talked`, no organ named, or back already.
    """
    _check(measure, ("training",), on, by=by, today=today)
    if measure.executed_on:
        raise Refused("已经登记返岗，不能再改离岗日期（ACC-11-3e）。")
    if not organ.strip():
        raise Refused("请写明由哪个机关组织培训（ACC-11-3e）。")
    ends_on = training_end(measure, on, today=today)
    _write(measure, by=by, at=at, starts_on=on, ends_on=ends_on, organ=organ.strip())


@transaction.atomic
def came_back(measure: Measure, *, on: dt.date, note: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Record the day on which the person came back from training: not before its last day has passed.

    Raises:
        Refused: as `talked`, never left, or too early (ACC-11-3e).
    """
    _check(measure, ("training",), on, by=by, today=today)
    if measure.recorded_by_id is None or measure.ends_on is None:
        raise Refused("还没有登记离岗日期（ACC-11-3e）。")
    if on < measure.ends_on:
        raise Refused(f"离岗培训到 {measure.ends_on} 期满，返岗不能在期满以前（ACC-11-3e）。")
    _write(measure, by=by, at=at, executed_on=on, execution=note.strip())


def training_end(measure: Measure, start: dt.date, *, today: dt.date) -> dt.date:
    """The last day of a training that starts on a day: by months, on the same day or at the end of the month."""
    pack = packs.load(measure.decision.case.pack)
    limit = pack.limits[pack.measures[measure.measure].limit]
    return limit.after(start, law(today).calendar).on


def _check(measure: Measure, effects: tuple[str, ...], on: dt.date, *, by: Official, today: dt.date) -> None:
    case = measure.decision.case
    hold(case)
    access.check_may_work(by, case)
    decision = reads.in_force(case)
    if decision is None or decision.pk != measure.decision_id or decision.approved_on is None:
        raise Refused("这不是现行决定中的追究方式，请刷新后重试。")
    if case.status not in EXECUTING:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，执行在下达书面通知以后、办结以前登记（ACC-12-f）。")
    if reads.effect_of(case, measure) not in effects:
        raise Refused("这种追究方式不是这样执行的，请选另一项（ACC-11-0）。")
    if not decision.approved_on <= on <= today:
        raise Refused(f"执行日期应在决定批准之日（{decision.approved_on}）和今天之间（{measure.measure}）。")


def _write(measure: Measure, *, by: Official, at: dt.datetime, **columns: object) -> None:
    Measure.objects.filter(pk=measure.pk).update(recorded_by=by, **columns)
    measure.refresh_from_db()
    _told(measure, EXECUTED, by=by, at=at, on=measure.executed_on or measure.starts_on)


def _told(measure: Measure, step: str, *, by: Official, at: dt.datetime, on: dt.date | None) -> None:
    """Write it into the file of the case: which measure and which day, and nobody's name."""
    case = measure.decision.case
    after = {} if case.discipline else {"measure": measure.measure, "on": on.isoformat() if on else None}
    ledger.write(case, step, by=by, at=at, basis=measure.measure, after=after)
