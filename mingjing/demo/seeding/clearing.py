"""清理审核 in the demo: a closed round, which is the baseline, and one that runs."""

import datetime as dt

from django.db import transaction

from mingjing.catalogue.enums import OpinionKind, OpinionView
from mingjing.catalogue.models import ClearingEntry, ClearingRound, PowerItem, PowerType
from mingjing.catalogue.selectors.coverage import owing
from mingjing.catalogue.services import clearing, deciding
from mingjing.demo.accounts import OWN, clerk_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.people.models import Official, Unit

REVIEWERS = {OpinionKind.LEGAL: "legal", OpinionKind.SECRECY: "secrecy", OpinionKind.STAFFING: "staffing"}
BASELINE, RUNNING = 55, 6  # days ago: when each round was opened
SILENT = "没有职权的单位未报送，列入公开缺项跟踪办理。"
REASON = "依据现行有效，权限清楚，予以确认。"
# What the baseline's round decided otherwise: a unit, its proposal, the outcome, why, and on what ground.
PROPOSED = (
    (OWN, "城市公共汽电车线路运营许可", "confirmed", "法定职权，补入目录。", ""),
    ("130600SL", "水库应急调度预案核定", "filed", "内容涉及工程安全，备案管理。", "政府信息公开条例第十四条"),
    ("130600NY", "农业机械维修技术合格证核发", "abolished", "已由国务院决定取消。", ""),
)
LAW = "依据现行法律法规（见清理底册）"
OBJECTION = "所列依据只规定了备案，没有设定许可，建议改为备案管理。"


def hold(years: Years) -> int:
    """Hold both rounds, once each; how many entries they have."""
    if not ClearingRound.objects.exists():
        _baseline(years)
        _running(years)
    return ClearingEntry.objects.count()


def _open(years: Years, name: str, units: list[Unit], diary: Diary, days: tuple[int, int, int]) -> ClearingRound:
    today = diary.at()
    submit, review, decide = (years.calendar.working_day_after(today.date(), n) for n in days)
    return clearing.open_round(
        name=name, basis="市政府办公室关于开展行政职权清理的通知", units=units, submit_by=submit, review_by=review,
        decide_by=decide, by=Official.objects.get(username="lgo"), at=today,
        note="逐项核对依据、名称和类别；不再行使的建议取消。",
    )  # fmt: skip


@transaction.atomic
def _baseline(years: Years) -> None:
    """Every unit that has powers hands them in, all three reviewers agree, the head decides, the round is closed."""
    diary = years.diary(years.days_ago(BASELINE))
    asked = list(owing(years.today).order_by("code"))
    found = _open(years, f"{diary.moment.year}年行政职权清理", asked, diary, (8, 12, 15))
    for code, name, *_ in PROPOSED:
        _propose(found, code, name, diary)
    holding = set(PowerItem.objects.exclude(current=None).values_list("unit", flat=True))
    for unit in asked:
        if unit.pk in holding:
            _hand_in(found, unit.code, diary)
    diary.at(5)
    for kind in OpinionKind:
        _agree(found, kind, diary)
    _decide(found, diary)
    head = Official.objects.get(username="lgohead")
    clearing.close_round(found, note=SILENT, by=head, at=diary.at(2))


def _propose(found: ClearingRound, code: str, name: str, diary: Diary) -> None:
    kind = PowerType.objects.filter(scheme="hebei-2023").order_by("code").first()
    clerk = Official.objects.filter(username=clerk_of(code)).first()
    if clerk and kind and found.units.filter(unit=clerk.unit_id).exists():
        clearing.propose(found, name=name, power_type=kind, basis=LAW, by=clerk, at=diary.at())


def _hand_in(found: ClearingRound, code: str, diary: Diary) -> None:
    clerk = Official.objects.get(username=clerk_of(code))
    clearing.prefill(found, by=clerk, at=diary.at())
    if ClearingEntry.objects.filter(round=found, unit=clerk.unit_id).exists():
        clearing.hand_in(found, by=clerk, at=diary.at())


def _agree(found: ClearingRound, kind: str, diary: Diary) -> None:
    waiting = ClearingEntry.objects.filter(round=found, status="submitted")
    if waiting.exists():
        by = Official.objects.get(username=REVIEWERS[OpinionKind(kind)])
        deciding.give_opinion(waiting, kind=kind, view=OpinionView.AGREES, by=by, at=diary.at(1))


def _decide(found: ClearingRound, diary: Diary) -> None:
    head = Official.objects.get(username="lgohead")
    at: dt.datetime = diary.at(1)
    for code, name, outcome, reason, ground in PROPOSED:
        rows = ClearingEntry.objects.filter(round=found, unit__code=code, name=name, status="submitted")
        if rows.exists():
            deciding.decide(rows, outcome=outcome, reason=reason, ground=ground, by=head, at=at)
    rest = ClearingEntry.objects.filter(round=found, status="submitted")
    if rest.exists():
        deciding.decide(rest, outcome="confirmed", reason=REASON, by=head, at=at)
    left = ClearingEntry.objects.filter(round=found, status="compiling", item=None)
    for entry in left.select_related("round"):  # of a unit that handed nothing in
        clearing.leave_out(entry, by=Official.objects.get(username=clerk_of(entry.unit.code)), at=at)


@transaction.atomic
def _running(years: Years) -> None:
    """Units at every stage: compiling, handed in, reviewed in part, objected to, returned."""
    diary = years.diary(years.days_ago(RUNNING))
    holding = PowerItem.objects.exclude(current=None).values("unit")
    asked = list(owing(years.today).filter(pk__in=holding).order_by("code")[:8])
    own = [unit for unit in owing(years.today).filter(code=OWN) if unit not in asked]
    units = [*asked, *own]
    if not units:
        return
    found = _open(years, f"{diary.moment.year}年专项清理", units, diary, (8, 12, 15))
    handed = [unit for unit in units if unit.code != OWN][:5]
    for unit in handed:
        _hand_in(found, unit.code, diary)
    for kind in (OpinionKind.LEGAL, OpinionKind.SECRECY):
        _agree(found, kind, diary)
    entries = list(ClearingEntry.objects.filter(round=found, status="submitted").order_by("number"))
    if not entries:
        return
    one = ClearingEntry.objects.filter(pk=entries[0].pk)
    legal, staffing = (Official.objects.get(username=name) for name in ("legal", "staffing"))
    deciding.give_opinion(
        one, kind=OpinionKind.LEGAL, view=OpinionView.OBJECTS, text=OBJECTION, by=legal, at=diary.at()
    )
    some = ClearingEntry.objects.filter(pk__in=[entry.pk for entry in entries[: len(entries) // 2]])
    deciding.give_opinion(some, kind=OpinionKind.STAFFING, view=OpinionView.AGREES, by=staffing, at=diary.at())
    head = Official.objects.get(username="lgohead")
    deciding.send_back(one, reason="请按法制意见核对依据后再报。", by=head, at=diary.at())
    clerk = Official.objects.filter(username=clerk_of(OWN)).first()
    if clerk and found.units.filter(unit=clerk.unit_id).exists():
        clearing.prefill(found, by=clerk, at=diary.at())
