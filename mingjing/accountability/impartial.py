"""Who may hear an objection: nobody who had a part in the case, and one person never twice (GAP-07)."""

from mingjing.accountability.access import check_may_see, involved, is_in_conflict
from mingjing.accountability.models import AccountabilityCase, Objection
from mingjing.accountability.workflow import ANSWER
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE
from mingjing.people.models import Official


def why_partial(official: Official, case: AccountabilityCase) -> str:
    """Why somebody may not hear an objection in a case; empty if nothing is known (GAP-07)."""
    return "参与过本案的办理" if official.pk in involved(case) else is_in_conflict(official, case)


def handlers_for(case: AccountabilityCase) -> list[Official]:
    """The people of the office who had no part in a case: one of them may answer an objection (GAP-07)."""
    shut, units = involved(case), {case.unit_id}
    for official, unit in case.subjects.filter(removed_on=None).values_list("official", "unit"):
        shut |= {official} - {None}
        units.add(unit)
    people = Official.objects.filter(is_active=True, grants__role__in=OFFICE).exclude(pk__in=shut)
    return list(people.exclude(unit__in=units).distinct().select_related("unit"))


def step_of(by: Official, steps: tuple[Step, Step], objection: Objection, *, ends: bool = True) -> Step:
    """Which of two steps this person takes: the head of the office, or a member of the leading group above the head.

    `ends`: it decides the objection, so a decision that the leading group approved is not the head's to judge.

    Raises:
        Refused: another role, a part in the case or its objection, or a state that the step does not start from.
    """
    below, above = steps
    step = above if by.holds(above.role) else below
    if not by.holds(step.role):
        raise Refused(f"“{below.name}”由领导小组办公室负责人或者领导小组成员办理，您没有这个角色（GAP-07）。")
    if objection.status not in step.sources:
        raise Refused(f"{objection}现在是“{objection.get_status_display()}”，不能“{step.name}”（GAP-07）。")
    if objection.handler_id == by.pk:
        raise Refused("这件异议的答复由您拟定，须由另一个没有参与过本案的人决定（GAP-07）。")
    if ends and step is below and objection.decision.above:
        raise Refused("原决定由领导小组批准，对它的异议由没有参与过的领导小组成员决定（GAP-07）。")
    check_may_see(by, objection.case)
    if why := why_partial(by, objection.case):
        raise Refused(f"您{why}，不能办理对它的异议。请由没有参与过本案的领导小组成员办理（GAP-07）。")
    return step


def may_step(viewer: Official, steps: tuple[Step, Step], objection: Objection, *, ends: bool = True) -> bool:
    """True if this person may take one of the two steps now."""
    try:
        step_of(viewer, steps, objection, ends=ends)
    except Refused:
        return False
    return True


def check_may_answer(by: Official, objection: Objection) -> None:
    """Refuse an answer to everybody but the handler who was named, and to them as soon as they have a part in the case.

    Raises:
        Refused: somebody else, a part in the case, or not the time for it.
    """
    if objection.handler_id != by.pk:
        raise Refused("异议的答复由指定的办理人拟定（GAP-07）。")
    if objection.status not in ANSWER.sources:
        raise Refused(f"{objection}现在是“{objection.get_status_display()}”，不能拟定答复（GAP-07）。")
    if why := why_partial(by, objection.case):
        raise Refused(f"您{why}，不能办理对它的异议，请报告指定人另行指定（GAP-07）。")
