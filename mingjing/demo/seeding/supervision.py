"""电子监察 in the demo: rules of powers' own, an answer with a file, reminders by hand, the digests of the week."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from mingjing.casework.enums import ChaseOccasion, RuleAbout, SignalStatus
from mingjing.casework.models import AlertRule, Chase, Digest, Signal
from mingjing.casework.services import answering, chasing, ruling
from mingjing.casework.services.digesting import make_digests
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.core import uploads
from mingjing.core.documents import Document, Paragraph, as_docx
from mingjing.demo.accounts import OWN, clerk_of, leader_of
from mingjing.demo.seeding.cases import RECENT_DAYS
from mingjing.demo.seeding.diary import Years
from mingjing.people.models import Official
from mingjing.rules.calendar import DAY
from mingjing.rules.limits import CountUnit

RULES = (
    (RuleAbout.STEP, 2, CountUnit.WORKING_DAYS, "窗口人手少，提前两个工作日提醒才来得及安排"),
    (RuleAbout.WHOLE, 5, CountUnit.WORKING_DAYS, "需要会签的事项，提前五个工作日提醒"),
)
STUDY = "关于超时办件的情况说明", "经查，该件因现场核查排期延误。已增设核查人员，并在到期前两个工作日提醒承办人。"
CHASED = 6  # signals that the office reminds of by hand
WORDS = "请于两个工作日内写明超期原因和整改措施。"
WEEK = 8  # days in which a digest must have been due


@transaction.atomic
def set_rules(years: Years) -> int:
    """Rules of some powers' own, from before the cases of late; how many, done once."""
    if AlertRule.objects.exists():
        return 0
    diary = years.diary(years.days_ago(RECENT_DAYS + 5))
    leader, office = Official.objects.get(username=leader_of(OWN)), Official.objects.get(username="lgo")
    in_force = PowerItem.objects.filter(status=ItemStatus.IN_FORCE).select_related("unit").order_by("number")
    mine, others = in_force.filter(unit=leader.unit)[:3], in_force.exclude(unit=leader.unit)[:4]
    chosen = [*((item, leader) for item in mine), *((item, office) for item in others)]
    for number, (item, by) in enumerate(chosen):
        about, length, unit, reason = RULES[number % len(RULES)]
        at = diary.at()
        ruling.set_rule(
            item, about=about, length=length, counted_in=unit, from_on=at.date(), reason=reason, by=by, at=at
        )
    return len(chosen)


@transaction.atomic
def answer_with_file(years: Years, at: dt.datetime) -> None:
    """One answer of the own unit that shows a document."""
    clerk = Official.objects.get(username=clerk_of(OWN))
    signal = Signal.objects.filter(unit=clerk.unit, status=SignalStatus.OPEN, colour="red").order_by("pk").first()
    if signal:
        title, text = STUDY
        made = as_docx(Document(title, [Paragraph(text)], issuer=clerk.unit.name, date=at.date()))
        kept = uploads.keep(SimpleUploadedFile("情况说明.docx", made), kinds=uploads.DOCUMENTS)
        answering.answer(signal, text=text, by=clerk, at=at, files=[kept])


@transaction.atomic
def chase_and_tell(years: Years) -> int:
    """Reminders by hand of what waits too long, and last week's digests; how many reminders, done once."""
    if Chase.objects.filter(occasion=ChaseOccasion.MANUAL).exists():
        return 0
    office = Official.objects.get(username="lgo")
    late = Signal.objects.filter(status=SignalStatus.OPEN, answer_due_on__lt=years.today).order_by(
        "answer_due_on", "pk"
    )
    keys = list(late.values_list("pk", flat=True)[:CHASED])
    chased = chasing.chase(Signal.objects.filter(pk__in=keys), words=WORDS, by=office, at=years.now) if keys else 0
    for back in range(WEEK):
        if Digest.objects.exists() or make_digests(today=years.today - back * DAY, at=years.now):
            break
    return chased
