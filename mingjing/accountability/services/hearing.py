"""听取陈述和申辩: record what each subject said, split it into points, reply to every one (ACC-12-c)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import HearingMode
from mingjing.accountability.models import AccountabilityCase, Hearing, HearingFile, Point
from mingjing.accountability.selectors import hearings
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

RECORDED, FILED, WAIVED, LAPSED = "记录陈述申辩", "提出陈述申辩", "放弃陈述申辩", "记录期满没有提出"
SPLIT, REPLIED = "分列陈述申辩意见", "答复陈述申辩意见"
SPOKE = (HearingMode.WRITTEN, HearingMode.ORAL)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a subject said, and the points in it; without points the whole is one."""

    mode: str
    statement: str
    points: Sequence[str] = ()
    present: str = ""  # who was there when it was said
    files: Sequence[Kept] = ()


@transaction.atomic
def record(
    hearing: Hearing, said: Said, *, came_on: dt.date, by: Official, today: dt.date, at: dt.datetime
) -> None:  # fmt: skip
    """The office keeps a written statement, the record of a spoken one, or a waiver in writing.

    A later one is added to an earlier one; a statement takes the place of a waiver or of a lapse.

    Raises:
        Refused: no hand in the file, not the time for it, nothing said, spoken before nobody, a waiver without a paper
            or after a statement, or a day before the notice or in the future.
    """
    case = hearing.subject.case
    hold(case)
    access.check_may_work(by, case)
    _check(hearing, case, said)
    if came_on > today:
        raise Refused("收到陈述申辩的日期还没有到，请核对（ACC-12-c）。")
    if came_on < hearing.told_on:
        raise Refused(f"收到陈述申辩的日期不能早于告知日期{hearing.told_on:%Y-%m-%d}（ACC-12-c）。")
    if said.mode == HearingMode.ORAL and not said.present.strip():
        raise Refused("当面陈述要写明在场人员：谁陈述、谁记录（ACC-12-c）。")
    step = WAIVED if said.mode == HearingMode.WAIVED else RECORDED
    _keep(hearing, case, said, step, came_on=came_on, by=by, at=at)


@transaction.atomic
def file(hearing: Hearing, said: Said, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """A subject files a statement or a waiver in their own room, within the period (ACC-12-c).

    Raises:
        Refused: somebody else's, after the last day, nothing said, or a waiver after a statement.
    """
    if not access.subjects_of(by).filter(pk=hearing.subject_id).exists():
        raise Refused("陈述申辩由本人或者本单位提出（ACC-12-c）。")
    case = hearing.subject.case
    hold(case)
    _check(hearing, case, said)
    if today > hearing.last_on:
        raise Refused(
            f"网上提出陈述申辩的最后一日是{hearing.last_on:%Y-%m-%d}，已经过去。仍要说明的，请把书面材料交领导小组办公室"
            "登记（ACC-12-c）。"
        )
    step = WAIVED if said.mode == HearingMode.WAIVED else FILED
    _keep(hearing, case, said, step, came_on=today, by=by, at=at)


def _check(hearing: Hearing, case: AccountabilityCase, said: Said) -> None:
    """What holds for whoever files; the hearing is read anew, the case is held by the caller."""
    access.check_may_still_be_heard(case)
    hearing.refresh_from_db()
    if said.mode not in (*SPOKE, HearingMode.WAIVED):
        raise Refused("请选择陈述申辩的方式：书面、当面，或者书面放弃（ACC-12-c）。")
    if said.mode == HearingMode.WAIVED and hearing.mode in SPOKE:
        raise Refused("已经提出陈述申辩，不能再放弃；提出的意见都要答复（ACC-12-c）。")
    if not said.statement.strip() and not (said.mode == HearingMode.WAIVED and said.files):
        what = (
            "放弃要有书面材料：请摘录原文或者上传扫描件" if said.mode == HearingMode.WAIVED else "请写明陈述申辩的内容"
        )
        raise Refused(f"{what}（ACC-12-c）。")


def _keep(
    hearing: Hearing,
    case: AccountabilityCase,
    said: Said,
    step: str,
    *,
    came_on: dt.date,
    by: Official,
    at: dt.datetime,
) -> None:
    earlier, spoke = hearing.statement, hearing.mode in SPOKE
    label = HearingMode(said.mode).label
    statement = f"{earlier}\n\n〔{came_on:%Y-%m-%d} {label}〕{said.statement.strip()}" if earlier else said.statement
    present = "；".join(filter(None, (hearing.present, said.present.strip())))
    changes: dict[str, Any] = {"statement": statement.strip(), "present": present, "recorded_by": by}
    if not spoke:
        changes |= {"mode": said.mode, "came_on": came_on}
    Hearing.objects.filter(pk=hearing.pk).update(**changes)
    hearing.refresh_from_db()
    rows = [HearingFile(hearing=hearing, kept_by=by, kept_at=at, **vars(kept)) for kept in said.files]
    HearingFile.objects.bulk_create(rows)
    points = 0
    if said.mode in SPOKE:
        points = len(_split(hearing, [text for text in said.points if text.strip()] or [said.statement]))
    told = {"mode": said.mode, "came_on": came_on.isoformat(), "points": points, "files": len(rows)}
    _write(case, hearing, step, told, by=by, at=at)


def _split(hearing: Hearing, texts: Sequence[str]) -> list[Point]:
    last = hearing.points.aggregate(last=Max("no"))["last"] or 0
    rows = [Point(hearing=hearing, no=last + n, text=text.strip()) for n, text in enumerate(texts, start=1)]
    return Point.objects.bulk_create(rows)


@transaction.atomic
def lapse(hearing: Hearing, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Record that nothing came, once the last day has passed.

    Raises:
        Refused: no hand in the file, the period still runs, or something came.
    """
    case = hearing.subject.case
    hold(case)
    access.check_may_work(by, case)
    access.check_may_still_be_heard(case)
    hearing.refresh_from_db()
    if hearing.mode:
        raise Refused(f"已有记录：{hearing.get_mode_display()}（ACC-12-c）。")
    if today <= hearing.last_on:
        raise Refused(f"最后一日是{hearing.last_on:%Y-%m-%d}，过了这一天才能记为期满没有提出（ACC-12-c）。")
    changes = {"mode": HearingMode.LAPSED, "came_on": today, "recorded_by": by}
    Hearing.objects.filter(pk=hearing.pk).update(**changes)
    hearing.refresh_from_db()
    _write(case, hearing, LAPSED, {"mode": HearingMode.LAPSED.value}, by=by, at=at)


@transaction.atomic
def split(hearing: Hearing, texts: Sequence[str], *, by: Official, at: dt.datetime) -> list[Point]:
    """Add points that the statement holds besides those that stand already.

    Raises:
        Refused: no hand in the file, no statement to split, or nothing said.
    """
    case = hearing.subject.case
    hold(case)
    access.check_may_work(by, case)
    access.check_may_still_be_heard(case)
    hearing.refresh_from_db()
    if hearing.mode not in SPOKE:
        raise Refused("没有陈述申辩可以分列（ACC-12-c）。")
    said = [text for text in texts if text.strip()]
    if not said:
        raise Refused("请写明意见，每条一行（ACC-12-c）。")
    rows = _split(hearing, said)
    _write(case, hearing, SPLIT, {"points": len(rows)}, by=by, at=at)
    return rows


@transaction.atomic
def reply(point: Point, *, accepted: bool, text: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Say of a point whether it is taken, and why; until everybody was heard the reply may be put better.

    Raises:
        Refused: no hand in the file, not the time for it, or no reason.
    """
    case = point.hearing.subject.case
    hold(case)
    access.check_may_work(by, case)
    access.check_may_still_be_heard(case)
    if not text.strip():
        raise Refused(f"第{point.no}点：采纳或者不采纳都要写明理由（ACC-12-c）。")
    changes = {"accepted": accepted, "reply": text.strip(), "replied_by": by, "replied_on": today}
    Point.objects.filter(pk=point.pk).update(**changes)
    point.refresh_from_db()
    _write(case, point.hearing, REPLIED, {"no": point.no, "accepted": accepted}, by=by, at=at)


@transaction.atomic
def hear(case: AccountabilityCase, *, by: Official, at: dt.datetime) -> None:
    """Close the hearing of a case: everybody was told and has spoken, waived or let it lapse; every point has a reply.

    Raises:
        Refused: not this official's step, or what is still lacking, subject by subject.
    """
    hold(case)
    access.check_may_take(by, workflow.HEAR, case)
    if lacking := hearings.lacking(case):
        raise Refused(f"还不能听取完毕：{'；'.join(lacking)}（ACC-12-c）。")
    ledger.take(workflow.HEAR, case, by=by, at=at)


def _write(
    case: AccountabilityCase, hearing: Hearing, step: str, told: dict[str, Any], *, by: Official, at: dt.datetime
) -> None:
    """One line in the ledger: what was done for which subject, never a word of what they said."""
    after = {} if case.discipline else {"subject": str(hearing.subject_id), **told}
    ledger.write(case, step, by=by, at=at, basis="ACC-12-c", after=after)
