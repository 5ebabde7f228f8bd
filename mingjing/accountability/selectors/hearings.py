"""Reads of statements and defence: where each subject stands, and what is lacking before all were heard (ACC-12-c)."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch

from mingjing.accountability.enums import CaseStatus, LetterKind
from mingjing.accountability.models import AccountabilityCase, Hearing, HearingFile, Letter, Point, Subject
from mingjing.accountability.selectors import periods
from mingjing.rules.limits import Deadline

NOT_YET = (CaseStatus.REGISTERED, CaseStatus.INVESTIGATING, CaseStatus.ESTABLISHED, CaseStatus.INFORMED)


@dataclass(frozen=True)
class Stand:
    """One subject: the notice that counts, the hearing that follows from its delivery, and those of earlier rounds."""

    subject: Subject
    letter: Letter | None
    hearing: Hearing | None
    earlier: tuple[Hearing, ...]

    @cached_property
    def deadline(self) -> Deadline | None:
        """How the last day was counted."""
        found = self.hearing
        return periods.counted(found.terms, found.told_on, found.calendar) if found else None

    @property
    def lacking(self) -> list[str]:
        """What is to be done before this subject was heard."""
        if self.hearing is None:
            return [f"{self.subject}的告知书还没有送达" if self.letter else f"{self.subject}还没有告知"]
        if not self.hearing.mode:
            return [f"{self.subject}没有陈述申辩、放弃或者期满的记录"]
        return [f"{self.subject}的第{point.no}点意见没有答复" for point in self.points if not point.reply]

    @property
    def points(self) -> list[Point]:
        """What they said, in this round and in earlier ones."""
        rounds = (*self.earlier, *([self.hearing] if self.hearing else []))
        return [point for row in rounds for point in row.points.all()]


def of_case(case: AccountabilityCase) -> list[Stand]:
    """Every subject of a case, in its order. Five queries; three once everybody was heard."""
    rows = Hearing.objects.select_related("letter", "recorded_by", "extended_by").prefetch_related(
        Prefetch("points", Point.objects.select_related("replied_by")),
        Prefetch("files", HearingFile.objects.select_related("kept_by")),
    )
    if case.status not in NOT_YET:
        heard = rows.filter(subject__case=case, subject__removed_on=None).select_related("subject__unit")
        return _heard(list(heard.order_by("subject__kind", "subject_id", "id")))
    notices = Letter.objects.filter(kind=LetterKind.DEFENCE).order_by("issued_at", "id")
    subjects = (
        case.subjects.filter(removed_on=None)
        .select_related("unit")
        .prefetch_related(Prefetch("hearings", rows), Prefetch("letters", notices, to_attr="notices"))
    )
    return [_stand(subject) for subject in subjects]


def _heard(rows: list[Hearing]) -> list[Stand]:
    """What there is of each subject when nothing more is to come: the newest hearing counts."""
    found: list[Stand] = []
    for _subject, group in groupby(rows, key=lambda row: row.subject_id):
        *earlier, newest = group
        found.append(Stand(newest.subject, newest.letter, newest, tuple(earlier)))
    return found


def _stand(subject: Subject) -> Stand:
    notices: list[Letter] = getattr(subject, "notices", [])
    letter, hearing = (notices[-1] if notices else None), subject.hearing
    if hearing and letter and hearing.letter_id != letter.pk:
        return Stand(subject, letter, None, tuple(subject.hearings.all()))
    earlier = [row for row in subject.hearings.all() if row != hearing]
    return Stand(subject, letter, hearing, tuple(earlier))


def lacking(case: AccountabilityCase) -> list[str]:
    """What is lacking before everybody was heard, subject by subject; empty if nothing is."""
    found = [what for stand in of_case(case) for what in stand.lacking]
    return found or ([] if case.subjects.filter(removed_on=None).exists() else ["没有责任主体"])
