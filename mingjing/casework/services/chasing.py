"""催办: reminding units of signals that wait for an answer, by rule or by hand. It opens nothing either (X-08)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mingjing.casework import access, workflow
from mingjing.casework.enums import ChaseOccasion, SignalStatus
from mingjing.casework.models import Chase, Signal
from mingjing.casework.selectors.ruling import AFTER, BEFORE, law_on
from mingjing.casework.signalling import warning
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.people.services import notices
from mingjing.procedure.timing import day_of
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.calendar import DAY

BASIS = "ACC-7-2c"
AHEAD = 40  # days within which a last day may be reminded of
NAMED = 20  # numbers of signals that a notice spells out
TITLES = {
    ChaseOccasion.BEFORE: "监察信号答复即将到期：{count} 条",
    ChaseOccasion.AFTER: "监察信号逾期未答复：{count} 条",
    ChaseOccasion.MANUAL: "办公室催办监察信号：{count} 条",
}


@transaction.atomic
def chase(signals: QuerySet[Signal], *, words: str, by: Official, at: dt.datetime) -> int:
    """The office reminds the units of these signals; of how many. Those that do not wait for an answer are passed over.

    Raises:
        Refused: another role, no words, or none of them waits.
    """
    access.check_may_chase(by)
    if not words.strip():
        raise Refused(f"请写明催办要求，例如还要说明什么、何时答复（{BASIS}）。")
    waiting = list(signals.filter(status=SignalStatus.OPEN).select_related("unit"))
    if not waiting:
        raise Refused(f"所选信号都不在等待答复，不用催办（{BASIS}）。请刷新列表。")
    return _remind(waiting, ChaseOccasion.MANUAL, words=words.strip(), by=by, at=at)


@transaction.atomic
def chase_by_rule(*, today: dt.date, at: dt.datetime) -> int:
    """Remind of answers whose last day is near or gone by, once each; how many reminders. Safe to run twice."""
    law, calendar = law_on(today), current_calendar()
    done = 0
    if lead := law.limits.get(BEFORE):
        warn_on = warning(lead, calendar)
        days = [day for n in range(AHEAD) if warn_on(day := today + n * DAY) <= today]
        done += _by_rule(ChaseOccasion.BEFORE, Signal.objects.filter(answer_due_on__in=days), at)
    if after := law.limits.get(AFTER):
        last = next((d for n in range(1, AHEAD) if after.after(d := today - n * DAY, calendar).on <= today), None)
        if last:
            done += _by_rule(ChaseOccasion.AFTER, Signal.objects.filter(answer_due_on__lte=last), at)
    return done


def _by_rule(occasion: ChaseOccasion, signals: QuerySet[Signal], at: dt.datetime) -> int:
    before = Chase.objects.filter(signal=OuterRef("pk"), occasion=occasion, by=None, due_on=OuterRef("answer_due_on"))
    waiting = signals.filter(~Exists(before), status=SignalStatus.OPEN).select_related("unit")
    return _remind(list(waiting.select_for_update(skip_locked=True, of=("self",))), occasion, at=at)


def _remind(
    signals: Sequence[Signal], occasion: ChaseOccasion, *, at: dt.datetime, words: str = "", by: Official | None = None
) -> int:
    """Write reminders down and tell each unit once of all of its own."""
    Chase.objects.bulk_create(
        (
            Chase(signal=signal, occasion=occasion, due_on=signal.answer_due_on, words=words[:500], by=by, at=at)
            for signal in signals
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    if signals:
        ledger.write_all(signals, workflow.CHASED, by=by, at=at, basis=BASIS, reason=words or str(occasion.label))
    for unit, mine in _by_unit(signals).items():
        _tell(unit, mine, occasion, words, by, at)
    return len(signals)


def _by_unit(signals: Iterable[Signal]) -> dict[Unit, list[Signal]]:
    units: dict[UUID, Unit] = {}
    found: dict[UUID, list[Signal]] = defaultdict(list)
    for signal in signals:
        units[signal.unit_id] = signal.unit
        found[signal.unit_id].append(signal)
    return {units[key]: rows for key, rows in found.items()}


def _tell(
    unit: Unit, signals: list[Signal], occasion: ChaseOccasion, words: str, by: Official | None, at: dt.datetime
) -> None:
    """A notice to the unit: kinds and numbers, no matter and no person. A unit that was closed gets none."""
    if unit.active_to and unit.active_to < day_of(at):
        return
    kinds = Counter(str(signal.get_kind_display()) for signal in signals)
    numbers = "、".join(signal.number for signal in signals[:NAMED])
    rest = f"等 {len(signals)} 条" if len(signals) > NAMED else ""
    lines = [
        words,
        "；".join(f"{kind} {count} 条" for kind, count in kinds.items()) + "。",
        f"信号编号：{numbers}{rest}。",
        "请经办人在“待办”里写明情况和已采取的措施。信号不是案件，答复后由办公室阅看。",
    ]
    title = TITLES[occasion].format(count=len(signals))
    notices.send(title=title, body="\n".join(filter(None, lines)), classes=(), units=(unit,), by=by, at=at)
