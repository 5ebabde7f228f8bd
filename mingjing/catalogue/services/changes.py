"""Record that a law or an organ changed, give every power it touches its revision task, close those that are done."""

import datetime as dt
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from procrastinate.contrib.django import app

from mingjing.assignments import services as assignments
from mingjing.assignments.models import Assignment
from mingjing.assignments.services import Wanted
from mingjing.assignments.workflow import OPEN, TO_DO
from mingjing.catalogue import access, workflow
from mingjing.catalogue.enums import ChangeKind, ChangeStatus
from mingjing.catalogue.models import ChangeEvent, PowerItem, PowerVersion, Revision
from mingjing.catalogue.selectors import changes as selectors
from mingjing.catalogue.services.drafting import amend
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.models import Official
from mingjing.regulations import access as regulations
from mingjing.regulations.enums import BasisStatus
from mingjing.regulations.models import Basis
from mingjing.regulations.selectors import current_calendar
from mingjing.regulations.services import bases

TASK, QUEUE = "catalogue.spread_change", "changes"
AT_ONCE = 200  # more tasks than these are given in the background
BATCH = 500
FIRST_DAY = dt.date(1949, 10, 1)
FARTHEST = 5 * 366  # days ahead that a change may lie
STATUS = {ChangeKind.LAW_AMENDED: BasisStatus.AMENDED, ChangeKind.LAW_REPEALED: BasisStatus.REPEALED}
NUMBER = "SELECT nextval('catalogue_change_number')"
SAID = ("status", "kind", "changed_on", "document", "basis", "unit", "affected", "due_on")
WHAT = "请对照变化修订职权目录和流程图，报审后公布；经核对不需要修订的，写明理由，由办公室确认（第六条第四项）。"
LONGEST_REASON = 200


@transaction.atomic
def record(
    event: ChangeEvent, *, by: Official, today: dt.date, at: dt.datetime, seen: int | None = None
) -> ChangeEvent:
    """Record a change that is not stored yet, and give every power it touches its revision task (ACC-6-4a).

    The last day follows from the limit in force today, counted from the day of the change. Up to 200 tasks are given
    at once, more in the background. `seen`: how many powers whoever records it was shown; None where nobody looked.

    Raises:
        Refused: not of the office, something missing, recorded before, or another number of powers than was shown.
    """
    access.check_may_record_change(by)
    check(event, today)
    event.affected = selectors.affected_by(event).count()
    if seen is not None and seen != event.affected:
        raise Refused(f"受影响的职权由 {seen} 项变为 {event.affected} 项，没有保存。请核对下面的清单后再保存。")
    limit, calendar = selectors.revision_limit(today), current_calendar()
    event.terms, event.calendar = asdict(limit), calendar.version
    event.due_on = limit.after(event.changed_on, calendar).on
    event.status, event.recorded_by, event.recorded_on = ChangeStatus.RECORDED, by, today
    event.number = f"变〔{today.year}〕{_next():06}"
    event.former = _tell_law(event, by=by, at=at)
    event.save(force_insert=True)
    after = values(event, SAID)
    ledger.write(event, workflow.CHANGE_RECORDED, by=by, at=at, basis=selectors.REVISE, after=after)
    if event.affected > AT_ONCE:
        ask_again(event)
    else:
        spread(event.pk, at=at)
        event.refresh_from_db()
    return event


def ask_again(event: ChangeEvent) -> None:
    """Queue the giving of the tasks that a change still owes."""
    app.configure_task(TASK, queue=QUEUE, lock=TASK).defer(event=str(event.pk))


def _next() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def check(event: ChangeEvent, today: dt.date) -> None:
    """Refuse a change that lacks something, names what is repealed, or was recorded before.

    Raises:
        Refused: with what is wrong and what to do.
    """
    if event.changed_on is None or not FIRST_DAY <= event.changed_on <= today + dt.timedelta(days=FARTHEST):
        raise Refused("请填写变化日期：法律文件的施行、废止日期，或机构变化的日期（第六条第四项）。")
    if not event.document.strip():
        raise Refused("请写明依据的文件名称和文号，例如修改决定、废止决定、机构改革方案（第六条第四项）。")
    if event.kind in selectors.LAWS:
        _check_law(event)
    elif event.kind == ChangeKind.ORGAN_CHANGED and not (event.unit and event.organ_change):
        raise Refused("请选择变化的机构，以及分立、合并、更名或撤销（第六条第四项）。")
    elif event.kind == ChangeKind.OTHER:
        _check_named(event)
    same = ChangeEvent.objects.filter(
        kind=event.kind, basis=event.basis, unit=event.unit, changed_on=event.changed_on, named=event.named,
        status=ChangeStatus.RECORDED,
    )  # fmt: skip
    if known := same.first():
        raise Refused(f"同一变化已登记为 {known}，不必重复登记。登记有误的，请先在那里撤销。")


def _check_law(event: ChangeEvent) -> None:
    if event.basis is None:
        raise Refused("请选择修改或废止的法律法规（第六条第四项）。依据库里没有的，先在“法规”里登记。")
    if event.successor and event.successor.status == BasisStatus.REPEALED:
        raise Refused(f"不能以已废止的法律法规替代：{regulations.warning(event.successor)}请改选。")


def _check_named(event: ChangeEvent) -> None:
    if not event.named and not event.unit and not event.basis:
        raise Refused("请填写受影响的职权编码，或选择机构、法律法规，系统才知道哪些职权要修订（第六条第四项）。")
    known = set(PowerItem.objects.filter(number__in=event.named).values_list("number", flat=True))
    if unknown := [number for number in event.named if number not in known]:
        raise Refused(f"没有编码为“{'、'.join(unknown[:5])}”的职权，请核对后再保存。")


def _tell_law(event: ChangeEvent, *, by: Official, at: dt.datetime) -> dict[str, Any] | None:
    """Say in the law's own entry what became of it; what the entry said before. None where no law changed."""
    if event.basis is None or event.kind not in STATUS:
        return None
    law, status = event.basis, STATUS[ChangeKind(event.kind)]
    former = {
        "status": str(law.status),
        "changed_on": law.changed_on.isoformat() if law.changed_on else None,
        "successor": str(law.successor_id) if law.successor_id else None,
    }
    successor = event.successor or law.successor
    if (law.status, law.changed_on, law.successor) != (status, event.changed_on, successor):
        bases.record(law, status, changed_on=event.changed_on, successor=successor, by=by, at=at)
    return former


def spread(pk: UUID, *, at: dt.datetime) -> int:
    """Give its task to each power that a recorded change touches and that has none yet; how many were given.

    In batches of 500, each a transaction of its own, so that a worker that dies loses nothing. Safe to run twice.
    """
    total = 0
    while given := _spread_some(pk, at):
        total += given
    return total


@transaction.atomic
def _spread_some(pk: UUID, at: dt.datetime) -> int:
    rows = ChangeEvent.objects.select_for_update(of=("self",)).select_related("basis", "unit", "successor")
    event = rows.filter(pk=pk, status=ChangeStatus.RECORDED).first()
    if event is None:
        return 0
    items = list(selectors.left_of(event).select_related("unit", "current").order_by("number")[:BATCH])
    if not items:
        if event.spread_at is None:
            ChangeEvent.objects.filter(pk=pk).update(spread_at=at, affected=event.revisions.count())
        return 0
    deadline, asked, what = selectors.deadline_of(event), _asked(event), _titled(event)
    wanted = [
        Wanted(
            unit=item.unit, title=f"修订“{item.name}”：{what}", basis=selectors.REVISE, deadline=deadline,
            about=("power", item.pk), asked=asked, occasion=event.number, checked=True,
            url=reverse("workbench:power", args=[item.number]),
        )
        for item in items
    ]  # fmt: skip
    given = assignments.assign_all(wanted, by=None, at=at)
    Revision.objects.bulk_create(
        Revision(event=event, item=item, version=item.current, assignment=row)
        for item, row in zip(items, given, strict=True)
        if item.current
    )
    return len(items)


def _titled(event: ChangeEvent) -> str:
    law = f"《{event.basis}》" if event.basis else selectors.said(event)
    return {
        ChangeKind.LAW_AMENDED: f"{law}已修改",
        ChangeKind.LAW_REPEALED: f"{law}已废止",
        ChangeKind.ORGAN_CHANGED: law,
    }.get(ChangeKind(event.kind), event.document)


def _asked(event: ChangeEvent) -> str:
    instead = f"现行的是《{event.successor}》。" if event.successor else ""
    summary = f"{event.summary.strip()}\n" if event.summary.strip() else ""
    return f"{event.changed_on:%Y年%-m月%-d日}，{_titled(event)}（{event.document}）。{instead}\n{summary}{WHAT}"


@transaction.atomic
def withdraw(event: ChangeEvent, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> int:
    """Take a change back that was recorded by mistake, with its open tasks and what it said of the law; how many tasks.

    Raises:
        Refused: not of the office, no reason, or taken back before.
    """
    access.check_may_record_change(by)
    if not reason.strip():
        raise Refused("撤销登记要写明理由，已下达的修订任务会随之撤回（第六条第四项）。")
    ledger.take(workflow.WITHDRAW_CHANGE, event, by=by, at=at, reason=reason.strip())
    _restore_law(event, by=by, at=at)
    why = f"{event} 登记有误，已撤销：{reason.strip()}"
    rows = Assignment.objects.filter(revision__event=event)
    return assignments.withdraw_all(rows, reason=why, by=by, today=today, at=at)


def _restore_law(event: ChangeEvent, *, by: Official, at: dt.datetime) -> None:
    """Put back what the law's entry said before, unless it has changed again since."""
    law, former = event.basis, event.former
    if law is None or former is None:
        return
    if (law.status, law.changed_on) != (STATUS[ChangeKind(event.kind)], event.changed_on):
        return
    changed_on = dt.date.fromisoformat(former["changed_on"]) if former["changed_on"] else None
    successor = Basis.objects.filter(pk=former["successor"]).first() if former["successor"] else None
    bases.record(law, BasisStatus(former["status"]), changed_on=changed_on, successor=successor, by=by, at=at)


def revise(revision: Revision, *, by: Official, at: dt.datetime) -> PowerVersion:
    """Start the draft that a revision asks for, as a copy of the version in force with the reason filled in.

    Raises:
        Refused: the task is not to be done any more, or as `drafting.amend`.
    """
    if revision.assignment.status not in TO_DO:
        raise Refused(f"{revision.assignment} {revision.assignment.get_status_display()}，不必再修订。")
    reason = f"{_titled(revision.event)}（{revision.event.document}）"[:LONGEST_REASON]
    return amend(revision.item, reason=reason, by=by, at=at)


def mended(version: PowerVersion, *, today: dt.date, at: dt.datetime) -> int:
    """Close the revision tasks that a newly published version fulfils; how many.

    A version that still cites the law whose repeal called for the revision fulfils nothing.
    """
    still = Q(event__kind=ChangeKind.LAW_REPEALED, event__basis__in=version.bases.values("basis"))
    return _close(Revision.objects.filter(item=version.item_id).exclude(still), f"{version} 已公布。", today, at)


def gone(item: PowerItem, *, today: dt.date, at: dt.datetime) -> int:
    """Close the revision tasks of a power that was abolished; how many."""
    return _close(Revision.objects.filter(item=item), f"{item} 已取消。", today, at)


def _close(revisions: Any, reason: str, today: dt.date, at: dt.datetime) -> int:
    rows = Assignment.objects.filter(revision__in=revisions, status__in=OPEN)
    return assignments.fulfil(rows, reason=reason, today=today, at=at) if rows.exists() else 0
