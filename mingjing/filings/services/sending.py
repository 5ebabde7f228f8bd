"""Send filing tasks: the annual report of a year, or something else that the office asks for. A person sends each."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, connection, transaction

from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.filings import access, workflow
from mingjing.filings.enums import FilingStatus, TaskKind
from mingjing.filings.models import Filing, FilingTask, TaskFile, Term
from mingjing.filings.selectors import proposing
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.ledger.numbering import numbered
from mingjing.people.models import Official, Unit
from mingjing.people.selectors import units
from mingjing.rules.packs.nouns import Pack

NUMBERS = "SELECT nextval('filings_number') FROM generate_series(1, %s)"
TOLD = ("kind", "year", "title", "basis", "pack", "sent_on")
SAID = ("status", "due_on", "task", "unit")
AD_HOC_GROUNDS = (workflow.AD_HOC_BASIS, workflow.ANNUAL_BASIS)
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Asked:
    """What an ad hoc task says: of whole classes of addressees, of units by name, or both."""

    title: str
    due_on: dt.date
    asked: str = ""
    basis: str = workflow.AD_HOC_BASIS
    classes: Collection[str] = ()
    units: Collection[Unit] = ()


@dataclass(frozen=True)
class Later:
    """Another last day for those whose date has passed when the task is sent, and why."""

    on: dt.date
    reason: str


@transaction.atomic
def send_annual(
    year: int,
    *,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    asked: str = "",
    later: Later | None = None,
    files: Sequence[Kept] = (),
) -> FilingTask:
    """Ask every unit in scope for the report of a year, each by its class's date of the pack (ACC-8-1, GAP-17).

    Raises:
        Refused: not the office, asked before, a year that is not over soon, no dates, nobody in scope, or a date that
            has passed and no other day for it.
    """
    access.check_may_send(by)
    pack = proposing.pack_on(today)
    if year >= (today + proposing.AHEAD).year:
        raise Refused(f"{year}年还没有结束，年度报告最早在这一年的12月要求报送（ACC-8-1）。")
    if proposing.is_sent(year):
        raise Refused(f"{year}年度报告的报送任务已经下达，不能再下达一次（ACC-8-1）。")
    due = {unit: one.on for one in proposing.dues(pack, year, day=today) for unit in one.units}
    if not due:
        raise Refused(f"《{pack.title}》没有年度报告的报送日期，或者没有适用的单位（GAP-17、ACC-2），不能下达。")
    instead = _instead(due, later, today)
    task = FilingTask(
        kind=TaskKind.ANNUAL, year=year, title=f"报送{year}年度政务公开工作年度报告", asked=asked.strip(),
        basis=workflow.ANNUAL_BASIS, pack=pack.slug, sent_by=by, sent_on=today,
    )  # fmt: skip
    return _send(task, due | instead, files=files, at=at, reason=later.reason.strip() if later and instead else "")


def _instead(due: Mapping[Unit, dt.date], later: Later | None, today: dt.date) -> dict[Unit, dt.date]:
    """Other days for those whose own has passed."""
    passed = {unit for unit, on in due.items() if on < today}
    if not passed:
        return {}
    if later is None or not later.reason.strip():
        days = "、".join(sorted({f"{on:%Y-%m-%d}" for on in due.values() if on < today}))
        raise Refused(
            f"报送日期 {days} 已经过去，任务一下达就逾期。请为这些单位另定最后一日并写明理由（GAP-17），再下达。"
        )
    if later.on < today:
        raise Refused("另定的最后一日也已经过去，请选今天或以后的日期。")
    return dict.fromkeys(passed, later.on)


@transaction.atomic
def send(said: Asked, *, by: Official, today: dt.date, at: dt.datetime, files: Sequence[Kept] = ()) -> FilingTask:
    """Ask units for something else by a day (ACC-8-2). Units of a class that the pack does not bind are left out.

    Raises:
        Refused: not the office, no title, a last day that has passed, another ground, a unit outside the scope, or
            nobody to ask.
    """
    access.check_may_send(by)
    if not said.title.strip():
        raise Refused("请写明要报送什么（ACC-8-2）。")
    if said.due_on < today:
        raise Refused("最后一日已经过去，任务一下达就逾期。请选今天或以后的日期。")
    if said.basis not in AD_HOC_GROUNDS:
        raise Refused("报送任务的依据是第八条第一项或第二项（ACC-8-1、ACC-8-2），请从中选择。")
    pack = proposing.pack_on(today)
    chosen = _addressees(said, pack, today)
    task = FilingTask(
        kind=TaskKind.AD_HOC, title=said.title.strip()[:LONGEST_TITLE], asked=said.asked.strip(), basis=said.basis,
        pack=pack.slug, sent_by=by, sent_on=today,
    )  # fmt: skip
    return _send(task, dict.fromkeys(chosen, said.due_on), files=files, at=at)


def _addressees(said: Asked, pack: Pack, today: dt.date) -> list[Unit]:
    bound = proposing.in_scope(pack, today)
    outside = Unit.objects.filter(pk__in=[unit.pk for unit in said.units]).exclude(pk__in=bound.values("pk"))
    if names := "、".join(map(str, outside)):
        raise Refused(
            f"{names} 不在《{pack.title}》的适用范围内（ACC-2），不能要求报送。如有疑问，请先标明其适用范围。"
        )
    reached = units.addressees(said.classes, said.units, day=today)
    found = list(reached.filter(pk__in=bound.values("pk")))
    if not found:
        raise Refused("没有要报送的单位，请至少选一个主送类别或一个单位（ACC-8-2）。")
    return found


def _send(
    task: FilingTask, due: Mapping[Unit, dt.date], *, files: Sequence[Kept], at: dt.datetime, reason: str = ""
) -> FilingTask:
    """Number and store the task, a filing for each unit, and the first last day of each."""
    by, day = task.sent_by, task.sent_on
    numbers = _numbers(len(due))
    try:
        with transaction.atomic():
            task.number = numbered("报任", day.year)
            task.save(force_insert=True)
    except IntegrityError as error:  # somebody else sent the same year at this moment
        raise Refused(f"{task.year}年度报告的报送任务已经下达，不能再下达一次（ACC-8-1）。") from error
    for kept in files:
        TaskFile.objects.create(task=task, kept_by=by, kept_at=at, **asdict(kept))
    rows = [
        Filing(number=f"报〔{day.year}〕{no:06}", status=FilingStatus.TO_FILE, task=task, unit=unit, due_on=on)
        for no, (unit, on) in zip(numbers, due.items(), strict=True)
    ]
    Filing.objects.bulk_create(rows)
    Term.objects.bulk_create(
        Term(filing=row, due_on=row.due_on, since_on=day, set_by=by, reason=reason) for row in rows
    )
    ledger.write(task, workflow.SENT, by=by, at=at, basis=task.basis, after=values(task, TOLD) | {"units": len(rows)})
    ledger.write_all(rows, workflow.GIVEN, by=by, at=at, basis=task.basis, reason=reason, columns=SAID)
    return task


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [count])
        return [number for (number,) in cursor.fetchall()]
