"""Who may see a case of accountability and act on it. No unit learns from the system that there is one (ACC-9-2a)."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.accountability.enums import CaseStatus, LetterKind, Organ, SubjectKind
from mingjing.accountability.models import (
    AccountabilityCase,
    Hearing,
    Investigator,
    Letter,
    Objection,
    Point,
    Subject,
    Transfer,
)
from mingjing.accountability.workflow import AWAY, CASE_STEPS, READ_ONLY
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, RoleGrant

FOR_THE_UNIT = (Role.UNIT_CLERK, Role.UNIT_LEADER)  # who read its letters and answer them
OPENERS = (Role.LGO_CLERK, Role.DISC_OFFICER)
FEWEST = 2  # investigators at a time
HEARD_IN = (CaseStatus.INFORMED, CaseStatus.INVESTIGATING, CaseStatus.ESTABLISHED)
CHECKED_BY_LAW = frozenset(CaseStatus) - {
    CaseStatus.REGISTERED, CaseStatus.INVESTIGATING, CaseStatus.ESTABLISHED, CaseStatus.INFORMED, CaseStatus.HEARD,
    CaseStatus.DIVIDED,
}  # fmt: skip


def visible_to(viewer: Official) -> QuerySet[AccountabilityCase]:
    """The cases of which this person may read the file.

    The office sees all, the discipline organ those that concern it, a legal reviewer those that came for a check, an
    investigator those they look into. Whoever may be responsible in a case sees none of it but their own letters, and
    nobody of the accused unit a case that concerns the discipline organ.
    """
    rows = AccountabilityCase.objects.exclude(pk__in=hidden_from(viewer).values("pk"))
    looks_into = Investigator.objects.filter(official=viewer, recused_on=None).values("case")
    seen = Q(pk__in=looks_into)
    if viewer.holds(*OFFICE):
        return rows
    if viewer.holds(Role.DISC_OFFICER):
        seen |= Q(discipline=True) | Q(transfers__organ=Organ.DISCIPLINE, transfers__taken_back_on=None)
    if viewer.holds(Role.LEGAL_REVIEWER):
        seen |= Q(decisions__isnull=False, status__in=CHECKED_BY_LAW)
    return rows.filter(pk__in=AccountabilityCase.objects.filter(seen).values("pk"))


def hidden_from(viewer: Official) -> QuerySet[AccountabilityCase]:
    """Cases of which this person may not even learn: they may be responsible, or it concerns the discipline organ and
    their unit or somebody of it (ACC-9-2a).
    """
    named = Q(official=viewer) | Q(unit=viewer.unit_id, case__discipline=True)
    cases = Subject.objects.filter(named, removed_on=None).values("case")
    return AccountabilityCase.objects.filter(Q(discipline=True, unit=viewer.unit_id) | Q(pk__in=cases))


def may_see_cases(viewer: Official) -> bool:
    """True if the pages of cases exist for this person."""
    if viewer.holds(*OFFICE, Role.DISC_OFFICER, Role.LEGAL_REVIEWER):
        return True
    known: bool | None = getattr(viewer, "looks_into", None)  # read with the person of a session
    return Investigator.objects.filter(official=viewer, recused_on=None).exists() if known is None else known


def has_letters(viewer: Official) -> bool:
    """True if there is a letter for this person or for the unit that they answer for."""
    known: bool | None = getattr(viewer, "has_letters", None)  # read with the person of a session
    return letters_to(viewer).exists() if known is None else known


def of_viewers() -> dict[str, Any]:
    """What tells of an official, in the query that reads them, whether they look into a case and have letters of one.

    The letters are those of `letters_to`.
    """
    theirs = Letter.objects.filter(subject__removed_on=None)
    speaks = RoleGrant.objects.filter(official=OuterRef("pk"), role__in=FOR_THE_UNIT)
    of_unit = theirs.filter(subject__kind=SubjectKind.UNIT, subject__unit=OuterRef("unit"))
    return {
        "looks_into": Exists(Investigator.objects.filter(official=OuterRef("pk"), recused_on=None)),
        "has_letters": Q(Exists(theirs.filter(subject__official=OuterRef("pk")))) | Q(Exists(speaks), Exists(of_unit)),
    }


def may_open(viewer: Official, *, discipline: bool) -> bool:
    """The office opens cases; on a ground of the discipline organ that organ may as well (ACC-3-b, ACC-9-2a)."""
    return viewer.holds(*(OPENERS if discipline else OPENERS[:1]))


def check_may_open(by: Official, *, discipline: bool) -> None:
    """Refuse the opening of a case to everybody else.

    Raises:
        Refused: naming who may.
    """
    if not may_open(by, discipline=discipline):
        raise Refused("立案由领导小组办公室工作人员办理（ACC-3-b），您没有这个权限。")


def may_take(viewer: Official, step: Step, case: AccountabilityCase) -> bool:
    """True if the step is this person's and the case may take it now."""
    return viewer.holds(step.role) and case.status in step.sources


def check_may_take(by: Official, step: Step, case: AccountabilityCase) -> None:
    """Refuse a step that is not this person's, or not the case's now.

    Raises:
        Refused: another role, a case they may not see, or a state that the step does not start from.
    """
    if not by.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个角色（{step.basis}）。")
    check_may_see(by, case)
    if case.status not in step.sources:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，不能“{step.name}”（{step.basis}）。")


def check_may_see(by: Official, case: AccountabilityCase) -> None:
    """Refuse whoever has no business with a case.

    Raises:
        Refused: responsible themselves, of the accused unit, or of no role in it.
    """
    if not visible_to(by).filter(pk=case.pk).exists():
        raise Refused("这件案件不由您办理（ACC-4-4a）。")


def steps_for(viewer: Official, case: AccountabilityCase) -> list[Step]:
    """Exactly the steps that the table allows this person now."""
    return [step for step in CASE_STEPS if may_take(viewer, step, case)]


def may_work(viewer: Official, case: AccountabilityCase) -> bool:
    """The office's clerks and the case's investigators keep its file while it is open (ACC-12-a)."""
    return case.status not in READ_ONLY and (
        viewer.holds(Role.LGO_CLERK) or investigates(viewer, case)
    )  # fmt: skip


def check_may_work(by: Official, case: AccountabilityCase) -> None:
    """Refuse a hand in the file to everybody else: a member of the leading group reads and instructs (ACC-3-a).

    Raises:
        Refused: neither a clerk of the office nor an investigator of the case, or the case is read-only.
    """
    check_may_see(by, case)
    if case.status in READ_ONLY:
        raise Refused(f"{case}{case.get_status_display()}，材料只供查阅，不能再改（ACC-11-4、ACC-12-f）。")
    if not may_work(by, case):
        raise Refused("案件材料由办公室工作人员和本案调查人员办理；领导小组成员可以作出指示（ACC-3-a）。")


def may_issue(viewer: Official, case: AccountabilityCase) -> bool:
    """Of a case that they see the office's clerks and its head write letters, after the end as well.

    Not once it went to another organ.
    """
    return case.status not in AWAY and viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)


def check_may_issue(by: Official, case: AccountabilityCase) -> None:
    """Refuse letters to everybody else.

    Raises:
        Refused: of no such role, a case they may not see, or one that went to another organ.
    """
    if case.status in AWAY:
        raise Refused(f"{case}{case.get_status_display()}，不能再制发文书或者登记送达（ACC-11-4、ACC-11-5）。")
    if not may_issue(by, case) or not visible_to(by).filter(pk=case.pk).exists():
        raise Refused("文书由领导小组办公室制发和登记送达（ACC-12-f），您没有这个权限或者不办理这件案件。")


def may_record_result(viewer: Official, case: AccountabilityCase, transfer: Transfer) -> bool:
    """What the other organ decided is told by its own people, or by a clerk of the office, once it signed (GAP-15)."""
    told_by = (Role.LGO_CLERK, Role.DISC_OFFICER) if transfer.organ == Organ.DISCIPLINE else (Role.LGO_CLERK,)
    return case.status == CaseStatus.TRANSFERRED and viewer.holds(*told_by)


def check_may_still_be_heard(case: AccountabilityCase) -> None:
    """Refuse what comes before anybody was told, or after everybody was heard.

    A statement that comes while the investigation was opened again is kept as well: the period is theirs.

    Raises:
        Refused: the state of the case.
    """
    if case.status not in HEARD_IN:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，不在听取陈述申辩的阶段（ACC-12-c）。")


def investigates(viewer: Official, case: AccountabilityCase) -> bool:
    """True for an investigator of the case who has not been recused."""
    return any(one.official_id == viewer.pk for one in investigators(case))


def investigators(case: AccountabilityCase) -> list[Investigator]:
    """Those named for a case who have not been recused."""
    return [one for one in case.investigators.all() if one.recused_on is None]


def able(case: AccountabilityCase) -> list[Investigator]:
    """Those of them who declared that nothing bars them, and of whom nothing is known that does."""
    return [one for one in investigators(case) if one.declared_at and not is_in_conflict(one.official, case)]


def check_staffed(case: AccountabilityCase) -> None:
    """Refuse what needs an investigation by two or more, one of whom leads it (ACC-12-a).

    Raises:
        Refused: too few of them named, declared and without a conflict, or nobody leads.
    """
    found = able(case)
    if len(found) < FEWEST:
        raise Refused(
            f"调查要由两名以上已声明无须回避的人员进行，本案现有 {len(found)} 名。"
            "请办公室指定，并由本人在本页声明（ACC-12-a）。"
        )
    if not any(one.leads for one in found):
        raise Refused("调查人员中要有一名主办，请办公室“指定主办”（ACC-12-a）。")


def may_arrange(viewer: Official, case: AccountabilityCase) -> bool:
    """The office's clerks plan an investigation and name who makes it."""
    return viewer.holds(Role.LGO_CLERK) and case.status in (CaseStatus.REGISTERED, CaseStatus.INVESTIGATING)


def check_may_arrange(by: Official, case: AccountabilityCase) -> None:
    """Refuse the arranging of an investigation to everybody else, and once the facts are established.

    Raises:
        Refused: not a clerk of the office, may not see the case, or it is past its investigation.
    """
    if not by.holds(Role.LGO_CLERK):
        raise Refused("调查方案和调查人员由领导小组办公室工作人员确定（ACC-3-b），您没有这个角色。")
    check_may_see(by, case)
    if not may_arrange(by, case):
        raise Refused(f"{case}现在是“{case.get_status_display()}”，调整调查请先“补充调查”（ACC-12-a）。")


def may_collect(viewer: Official, case: AccountabilityCase) -> bool:
    """The investigators of a case gather evidence and state facts while it is investigated."""
    return case.status == CaseStatus.INVESTIGATING and any(one.official_id == viewer.pk for one in able(case))


def check_may_collect(by: Official, case: AccountabilityCase) -> None:
    """Refuse a hand in evidence and facts to everybody but the case's investigators, two of whom there must be.

    Raises:
        Refused: a member of the leading group or another stranger to the file, not an investigator, one who has not
            declared or must be recused, too few of them, or the case is not being investigated (ACC-12-a).
    """
    check_may_work(by, case)
    if case.status != CaseStatus.INVESTIGATING:
        raise Refused(
            f"{case}现在是“{case.get_status_display()}”，取证和认定事实在“调查中”进行；要补充请先“补充调查”（ACC-12-a）。"
        )
    mine = next((one for one in investigators(case) if one.official_id == by.pk), None)
    if mine is None:
        raise Refused("证据由本案调查人员收集，事实由本案调查人员认定（ACC-12-a）。")
    if mine.declared_at is None:
        raise Refused("请先在本页“声明无须回避”，或者申请回避（ACC-4-4a）。")
    if why := is_in_conflict(by, case):
        raise Refused(f"您{why}，应当回避，请“申请回避”（ACC-4-4a）。")
    check_staffed(case)


def is_in_conflict(official: Official, case: AccountabilityCase) -> str:
    """Why somebody may not look into a case; empty if nothing is known (ACC-4-4a)."""
    subjects = [one for one in case.subjects.all() if one.removed_on is None]
    if any(subject.official_id == official.pk for subject in subjects):
        return "是本案责任主体"
    if any(subject.unit_id == official.unit_id for subject in subjects) or official.unit_id == case.unit_id:
        return "与本案责任主体在同一单位"
    return ""


def subjects_of(viewer: Official) -> QuerySet[Subject]:
    """The subjects that this person answers for: themselves, and their unit if they are its clerk or leader."""
    mine = Q(official=viewer)
    if viewer.holds(*FOR_THE_UNIT):
        mine |= Q(kind="unit", unit=viewer.unit_id)
    return Subject.objects.filter(mine, removed_on=None)


def letters_to(viewer: Official) -> QuerySet[Letter]:
    """The letters that went to this person or to the unit they answer for; nothing else of the case.

    An order to correct is the unit's even where only people of it are held to account.
    """
    mine = Q(subject__in=subjects_of(viewer))
    if viewer.holds(Role.UNIT_CLERK, Role.UNIT_LEADER):
        mine |= Q(subject=None, kind=LetterKind.RECTIFY, case__unit=viewer.unit_id)
    return Letter.objects.filter(mine)


def letters_seen_by(viewer: Official) -> QuerySet[Letter]:
    """The letters of the cases whose file this person may read, and those written to them."""
    return Letter.objects.filter(Q(case__in=visible_to(viewer)) | Q(pk__in=letters_to(viewer).values("pk")))


def involved(case: AccountabilityCase) -> set[UUID]:
    """Everybody who had a part in a case up to its decision: they may not hear an objection to it (GAP-07). One query.

    Whoever instructed the office on it is among them.
    """
    columns = (
        (case.investigators, "official"), (case.evidence, "collected_by"), (case.facts, "stated_by"),
        (case.divisions, "by"), (case.instructions, "by"), (case.decisions, "drafted_by"),
        (case.decisions, "checked_by"), (case.decisions, "approved_by"), (case.decisions, "returned_by"),
        (Hearing.objects.filter(subject__case=case), "recorded_by"),
        (Point.objects.filter(hearing__subject__case=case), "replied_by"),
    )  # fmt: skip
    first, *others = [rows.order_by().values_list(column) for rows, column in columns]
    return {case.registered_by_id} | {key for (key,) in first.union(*others) if key}


def objections_visible_to(viewer: Official) -> QuerySet[Objection]:
    """The office reads the objections in the cases that it sees; who objected follows theirs in their own room."""
    if not viewer.holds(*OFFICE):
        return Objection.objects.none()
    return Objection.objects.filter(case__in=visible_to(viewer).values("pk"))
