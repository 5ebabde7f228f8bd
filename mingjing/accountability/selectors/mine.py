"""What somebody who may be responsible reads: their letters, their own statement and objection, and nothing else."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from mingjing.accountability import access
from mingjing.accountability.enums import HearingMode, LetterKind, ObjectionStatus, SubjectKind
from mingjing.accountability.models import Delivery, Hearing, Letter, Objection
from mingjing.accountability.selectors import objections, periods
from mingjing.accountability.selectors.effects import ABOUT
from mingjing.accountability.selectors.objections import Ground
from mingjing.accountability.workflow import DECIDED
from mingjing.assignments import access as assignments
from mingjing.assignments import selectors as tasks
from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.people.models import Official
from mingjing.rules.limits import Deadline


@dataclass(frozen=True)
class Mine:
    """One letter to this person or their unit, as its page shows it on a day."""

    letter: Letter
    delivery: Delivery | None
    hearing: Hearing | None  # of a notice to be heard
    ground: Ground | None  # of a notice of a decision that may still be objected to
    objection: Objection | None
    answered: bool  # the decision reached them, and with it the replies to what they said
    today: dt.date

    @property
    def may_speak(self) -> bool:
        """True while a statement or a waiver may be filed here."""
        row = self.hearing
        return row is not None and self.today <= row.last_on and self.letter.case.status in access.HEARD_IN

    @property
    def may_waive(self) -> bool:
        """True while nothing was said."""
        return self.may_speak and self.hearing is not None and self.hearing.mode in ("", HearingMode.LAPSED)

    @property
    def may_object(self) -> bool:
        """True for the notice of the decision in force until somebody objected; late ones are taken with a mark."""
        return self.ground is not None and self.objection is None

    @property
    def state(self) -> str:
        """Where their objection stands, without what is only proposed."""
        row = self.objection
        if row is None:
            return ""
        hidden = row.status == ObjectionStatus.ANSWERED
        return str(ObjectionStatus(ObjectionStatus.ASSIGNED if hidden else row.status).label)

    @cached_property
    def deadline(self) -> Deadline | None:
        """How the last day was counted: to be heard, or to object."""
        if self.hearing:
            return periods.counted(self.hearing.terms, self.hearing.told_on, self.hearing.calendar)
        if self.objection:
            return objections.counted(self.objection)
        return self.ground.deadline if self.ground else None


def letters(viewer: Official) -> QuerySet[Letter]:
    """The letters to this person and to the unit that they answer for."""
    return access.letters_to(viewer).select_related("case__unit", "subject__unit", "delivery", "hearing")


def of(letter: Letter, *, today: dt.date) -> Mine:
    """One of those letters with what may be done about it."""
    hearing = objection = found = None
    if letter.kind == LetterKind.DEFENCE:
        hearing = Hearing.objects.filter(letter=letter).prefetch_related("files", "points").first()
    if letter.kind == LetterKind.NOTICE:
        objection = Objection.objects.filter(letter=letter).select_related("reply").first()
    asked = hearing.mode if hearing else letter.kind == LetterKind.NOTICE and objection is None
    if asked and letter.subject is not None and letter.case.status in DECIDED:
        found = objections.ground_of(letter.subject)
    return Mine(
        letter=letter, delivery=Delivery.objects.filter(letter=letter).first(), hearing=hearing,
        ground=found if found and found.letter == letter else None, objection=objection, answered=found is not None,
        today=today,
    )  # fmt: skip


def to_correct(letter: Letter, viewer: Official) -> QuerySet[Assignment]:
    """What the unit of a letter has to correct, for those who may see the unit's tasks."""
    found = tasks.about(ABOUT, [letter.case_id]).exclude(status=AssignmentStatus.WITHDRAWN)
    if letter.subject is not None and letter.subject.kind != SubjectKind.UNIT:
        return found.none()
    unit = letter.subject.unit_id if letter.subject else letter.case.unit_id  # an order where only persons answer
    return assignments.visible_to(viewer).filter(Q(pk__in=found.values("pk")), unit=unit)
