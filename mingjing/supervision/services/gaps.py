"""缺项: the daily sweep keeps each gap as a row; the office sets one aside or gives it to the unit to mend."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from mingjing.assignments import services as assignments
from mingjing.assignments.models import Assignment
from mingjing.assignments.selectors import about
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import current_calendar
from mingjing.supervision import access
from mingjing.supervision.models import Gap
from mingjing.supervision.selectors import gaps as reads
from mingjing.supervision.selectors.lacks import LONGEST, Lack

FOUND, MARKED, MENDED, SET_ASIDE, LISTED_AGAIN = "发现缺项", "补记缺项", "缺项消除", "不列为缺项", "重新列为缺项"
TASK, QUEUE = "supervision.gaps_now", "sweep"
AT_ONCE = 1000
REASON = 300


@dataclass(frozen=True)
class Swept:
    """What a sweep did: gaps newly found, gaps that are gone, assignments closed with them."""

    opened: int
    closed: int
    fulfilled: int


@transaction.atomic
def sweep(*, today: dt.date, at: dt.datetime, units: QuerySet[Unit] | None = None) -> Swept:
    """Keep a row for everything that is lacking today and close the rows of what is not any more.

    Safe to run twice and side by side. A fixed number of queries per 1,000 changes. `units`: these only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('supervision.gaps'))")
    lacks = reads.lacks(today=today, units=units)
    rows = Gap.objects.filter(closed_on=None, marked_by=None, opened_on__lte=today)
    rows = rows if units is None else rows.filter(unit__in=units)
    known = {(row.unit_id, row.article, row.key): row for row in rows}
    new = [_row(lack, today) for identity, lack in lacks.items() if identity not in known]
    Gap.objects.bulk_create(new, batch_size=AT_ONCE)
    _write(new, FOUND, at)
    _reword([(known[identity], lack) for identity, lack in lacks.items() if identity in known])
    gone = [row for identity, row in known.items() if identity not in lacks]
    return Swept(len(new), len(gone), _close(gone, today=today, at=at))


def sweep_soon() -> None:
    """Have everything swept in the background: tens of thousands of powers are no work for a request."""
    app.configure_task(TASK, queue=QUEUE, lock=TASK).defer()


def _row(lack: Lack, today: dt.date) -> Gap:
    return Gap(
        article=lack.article, unit_id=lack.unit, item_id=lack.item, key=lack.key, opened_on=today,
        since_on=min(lack.since or today, today), subject=lack.subject[: LONGEST["subject"]],
        what=lack.what[: LONGEST["what"]],
    )  # fmt: skip


def _write(rows: Iterable[Gap], step: str, at: dt.datetime) -> None:
    by_article: dict[str, list[Gap]] = defaultdict(list)
    for row in rows:
        by_article[row.article].append(row)
    for article, found in sorted(by_article.items()):
        ledger.write_all(found, step, by=None, at=at, basis=article, columns=("article", "what", "since_on"))


def _reword(pairs: list[tuple[Gap, Lack]]) -> None:
    """What is said of a standing gap follows the facts: a power renamed, a version on another step of its way."""
    changed = []
    for row, lack in pairs:
        said = (lack.what[: LONGEST["what"]], lack.subject[: LONGEST["subject"]], lack.item)
        if said != (row.what, row.subject, row.item_id):
            row.what, row.subject, row.item_id = said
            changed.append(row)
    Gap.objects.bulk_update(changed, ["what", "subject", "item"], batch_size=AT_ONCE)


def _close(rows: list[Gap], *, today: dt.date, at: dt.datetime) -> int:
    """Close rows whose lack is gone, and with them the assignments that asked for it; how many assignments."""
    keys = [row.pk for row in rows]
    Gap.objects.filter(pk__in=keys).update(closed_on=today)
    _write(rows, MENDED, at)
    if not keys:
        return 0
    return assignments.fulfil(about(reads.ABOUT, keys), reason="系统核对：缺项已消除", today=today, at=at)


@transaction.atomic
def assign(gap: Gap, *, url: str, by: Official, today: dt.date, at: dt.datetime) -> Assignment:
    """Give the unit the gap to mend by the last day of the pack's limit; the open assignment if there is one.

    It closes by itself when the gap does.

    Raises:
        Refused: not the office, or the gap is closed or set aside.
    """
    row = _held(gap)
    if row.closed_on or row.set_aside_by_id:
        raise Refused(f"“{row.what}”已消除或不列为缺项，不必交办。请刷新列表。")
    deadline = reads.limit_of(row.article, reads.limits_on(today)).after(today, current_calendar())
    return assignments.assign(
        row.unit, title=_title(row), basis=row.article, deadline=deadline, about=(reads.ABOUT, row.pk),
        asked=f"{row.what}。", url=url, checked=row.marked_by_id is None, by=by, at=at,
    )  # fmt: skip


def _title(gap: Gap) -> str:
    subject = f"“{gap.subject}”" if gap.subject and gap.subject not in gap.what else ""
    return f"补齐公开缺项：{subject}{gap.what}"


def _held(gap: Gap) -> Gap:
    return Gap.objects.select_for_update(of=("self",)).select_related("unit").get(pk=gap.pk)


@transaction.atomic
def set_aside(gap: Gap, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """A person judges that this is no gap after all; the row stays with the reason and its assignment is withdrawn.

    Raises:
        Refused: not the office, no reason, or it is closed or set aside already.
    """
    access.check_may_judge(by)
    if not reason.strip():
        raise Refused("请写明为什么不列为缺项，以后查阅的人据此了解。")
    row = _held(gap)
    if row.closed_on or row.set_aside_by_id:
        raise Refused(f"“{row.what}”已消除或已不列为缺项，请刷新后重试。")
    said = reason.strip()[:REASON]
    Gap.objects.filter(pk=row.pk).update(set_aside_by=by, set_aside_on=today, set_aside_for=said)
    after = {"set_aside_on": today.isoformat()}
    ledger.write(row, SET_ASIDE, by=by, at=at, basis=row.article, reason=reason.strip(), after=after)
    asked = about(reads.ABOUT, [row.pk])
    assignments.withdraw_all(asked, reason=f"不列为缺项：{said}", by=by, today=today, at=at)
    gap.refresh_from_db()


@transaction.atomic
def list_again(gap: Gap, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take back that a gap was set aside.

    Raises:
        Refused: not the office, no reason, or it is not set aside.
    """
    access.check_may_judge(by)
    if not reason.strip():
        raise Refused("请写明为什么重新列为缺项。")
    row = _held(gap)
    if row.closed_on or not row.set_aside_by_id:
        raise Refused(f"“{row.what}”不在“不列为缺项”之中，请刷新后重试。")
    before = {"set_aside_on": row.set_aside_on.isoformat() if row.set_aside_on else None}
    Gap.objects.filter(pk=row.pk).update(set_aside_by=None, set_aside_on=None, set_aside_for="")
    ledger.write(row, LISTED_AGAIN, by=by, at=at, basis=row.article, reason=reason.strip(), before=before)
    gap.refresh_from_db()


@transaction.atomic
def mark(
    unit: Unit, *, article: str, what: str, by: Official, today: dt.date, at: dt.datetime, item: PowerItem | None = None
) -> Gap:
    """Note by hand a gap that no table shows, such as a scope that does not match the people touched (ACC-6-3).

    Raises:
        Refused: not the office, an unknown id, no words, or another unit's power.
    """
    access.check_may_judge(by)
    if article not in reads.ARTICLES:
        raise Refused(f"“{article}”不是缺项的编号，请从列表中选择。")
    if not what.strip():
        raise Refused("请写明缺什么、依据什么判断，单位才知道怎样补齐。")
    if item and item.unit_id != unit.pk:
        raise Refused(f"“{item}”不是{unit}的职权，请核对单位或职权编码。")
    gap = Gap(
        article=article, unit=unit, item=item, key=f"mark:{uuid7()}", subject=item.name if item else "",
        what=what.strip()[: LONGEST["what"]], since_on=today, opened_on=today, marked_by=by,
    )  # fmt: skip
    gap.save(force_insert=True)
    said = {"article": article, "what": gap.what, "since_on": today.isoformat()}
    ledger.write(gap, MARKED, by=by, at=at, basis=article, after=said)
    return gap


@transaction.atomic
def close_mark(gap: Gap, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """End a gap that was noted by hand, and the assignment on it: nobody but a person sees that it is mended.

    Raises:
        Refused: not the office, no reason, found by the system, or closed already.
    """
    access.check_may_judge(by)
    if not reason.strip():
        raise Refused("请写明怎样补齐的。")
    row = _held(gap)
    if row.closed_on or row.marked_by_id is None:
        raise Refused(f"“{row.what}”已消除，或由系统核对，不能手工消除。")
    Gap.objects.filter(pk=row.pk).update(closed_on=today)
    after = {"closed_on": today.isoformat()}
    ledger.write(row, MENDED, by=by, at=at, basis=row.article, reason=reason.strip(), after=after)
    assignments.fulfil(about(reads.ABOUT, [row.pk]), reason=f"缺项已消除：{reason.strip()}", today=today, at=at)
    gap.refresh_from_db()
