"""What became of the signals on the cases of earlier times: answered by the units, read by the office (X-08)."""

from django.db import transaction
from django.db.models import QuerySet

from mingjing.casework import workflow
from mingjing.casework.enums import SignalKind, SignalStatus
from mingjing.casework.models import Signal
from mingjing.casework.services import answering
from mingjing.demo.accounts import OWN, clerk_of, leader_of
from mingjing.demo.seeding.cases import RECENT_DAYS
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.demo.seeding.supervision import answer_with_file
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit

ANSWERS = {
    SignalKind.PASSED: "经查，办理期间材料流转和人员调配不及时造成超时，已约谈承办人，并增设到期前两日提醒。",
    SignalKind.ADDED: "经查，承办人自行增加了流程图以外的环节，已要求按公布的流程办理，不再重复要求。",
    SignalKind.SKIPPED: "经查，该环节已实际办理但没有录入系统，已补记书面材料，并重申逐环节录入的要求。",
    SignalKind.CONDITION: "经查，索要了清单以外的材料，已向申请人说明并退回，窗口人员重新培训。",
}
NOTED = 5  # red signals of the own unit that its leader has been told of
LEFT = 12  # answers that the office has still to read
LAZY, LATE = 3, 2  # of three units one leaves so many signals of each kind unanswered


@transaction.atomic
def answer_old(years: Years) -> int:
    """Let the units answer what was given on the earlier deliveries, and the office accept it; how many, done once."""
    if Signal.objects.exclude(answered_at=None).exists():
        return 0
    diary = years.diary(years.days_ago(RECENT_DAYS))
    diary.at(3)
    units = Unit.objects.filter(signals__isnull=False).order_by("code").distinct()
    answer_with_file(years, diary.at())
    total = sum(_answer(unit, diary, LATE if place % LAZY == 0 else 0) for place, unit in enumerate(units))
    _take_note(diary)
    _accept(diary)
    return total


def _answer(unit: Unit, diary: Diary, left: int) -> int:
    clerk = Official.objects.get(username=clerk_of(unit.code))
    done = 0
    for kind, text in ANSWERS.items():
        at = diary.at()
        mine = Signal.objects.filter(unit=unit, kind=kind)
        lazy = list(mine.order_by("-raised_on", "pk").values_list("pk", flat=True)[:left])
        mine = mine.exclude(pk__in=lazy)
        moved = ledger.take_all(workflow.ANSWER, mine, by=clerk, at=at, answer=text, answered_by=clerk, answered_at=at)
        done += len(moved)
    return done


def _take_note(diary: Diary) -> None:
    leader = Official.objects.get(username=leader_of(OWN))
    for signal in Signal.objects.filter(unit=leader.unit, kind=SignalKind.PASSED, read_at=None)[:NOTED]:
        answering.take_note(signal, by=leader, at=diary.at())


def _accept(diary: Diary) -> None:
    clerk, at = Official.objects.get(username="lgo"), diary.at(5)
    answered: QuerySet[Signal] = Signal.objects.filter(status=SignalStatus.ANSWERED)
    left = list(answered.order_by("-raised_on", "pk").values_list("pk", flat=True)[:LEFT])
    ledger.take_all(workflow.ACCEPT, answered.exclude(pk__in=left), by=clerk, at=at)
