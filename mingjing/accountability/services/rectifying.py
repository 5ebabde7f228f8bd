"""改正: reported by the units, sent back or verified by the office; the case moves with its tasks (ACC-9-3, ACC-13)."""

import datetime as dt

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services.holding import hold
from mingjing.assignments.models import Assignment
from mingjing.assignments.services import assign
from mingjing.assignments.workflow import REPORT, TO_DO, WITHDRAW
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit

ORDERED = "再下达改正任务"
ORDERING = frozenset({CaseStatus.RECTIFYING, CaseStatus.REPORTED})


def heard(assignment: Assignment, step: Step, *, by: Official, at: dt.datetime) -> None:
    """A task moved: move its case if all of them got there, or one came back. In the transaction of the task.

    Raises:
        Refused: a self-criticism is reported without the paper itself (ACC-11-2c), or a task is withdrawn that a
            measure of the decision asks for: who decided it takes it back.
    """
    if assignment.about_kind != reads.ABOUT or assignment.about_id is None:
        return
    case = AccountabilityCase(pk=assignment.about_id)
    hold(case)  # two units may report at once
    if step == REPORT and _is_criticism(case, assignment) and not assignment.files.exists():
        raise Refused("书面检查要把本人签名的检查作为附件上传，只写情况不能报告（ACC-11-2c）。")
    if step == WITHDRAW and case.status in workflow.DECIDED and assignment.basis != reads.CORRECTION:
        raise Refused(
            f"这项任务是追究决定给予的追究方式（{assignment.basis}），不能撤回。单位交来的材料不合要求的，请退回重办；"
            "决定有误的，按异议办理（GAP-07）。"
        )
    advance(case, by=by, at=at, reason=assignment.number)


def advance(case: AccountabilityCase, *, by: Official, at: dt.datetime, reason: str = "") -> None:
    """Move the case as far as its tasks allow: back to correcting, to reported, to verified."""
    decision = reads.in_force(case)
    tasks = reads.corrections(case, decision) if decision else []
    if not tasks:
        return
    if case.status == CaseStatus.REPORTED and any(task.status in TO_DO for task in tasks):
        ledger.take(workflow.RETURN, case, by=by, at=at, reason=reason)
    if case.status == CaseStatus.RECTIFYING and not any(task.status in TO_DO for task in tasks):
        ledger.take(workflow.REPORT, case, by=by, at=at, reason=reason)
    if case.status == CaseStatus.REPORTED and all(task.status in reads.ENDED_WELL for task in tasks):
        ledger.take(workflow.VERIFY, case, by=by, at=at, reason=reason)


@transaction.atomic
def verify(case: AccountabilityCase, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Go on without a report where the decision orders no correction, for the reason that it gives (ACC-4-4b).

    Raises:
        Refused: another role or state, a task that runs, a correction that was ordered, or no reason.
    """
    hold(case)
    access.check_may_take(by, workflow.VERIFY, case)
    decision = reads.in_force(case)
    if decision is None:
        raise Refused("还没有批准的决定（ACC-12-e）。")
    if reads.corrections(case, decision):
        raise Refused("本案有改正任务：单位报告、办公室在任务页面确认以后，案件自动到“改正已核实”（ACC-13-b）。")
    if decision.rectify:
        raise Refused("决定责令改正，任务都已撤回，没有经核实的书面报告。请再下达改正任务（ACC-13-b）。")
    if not reason.strip():
        raise Refused("请写明为什么没有改正报告也可以办结（ACC-4-4b）。")
    ledger.take(workflow.VERIFY, case, by=by, at=at, reason="" if case.discipline else reason.strip())


@transaction.atomic
def order(
    case: AccountabilityCase, unit: Unit, *, what: str, due_on: dt.date, by: Official, today: dt.date, at: dt.datetime
) -> Assignment:
    """Order a correction once more, or a further one, while the case is being corrected.

    Raises:
        Refused: no hand in the file, not the time for it, nothing said, or a last day that has come.
    """
    hold(case)
    access.check_may_work(by, case)
    decision = reads.in_force(case)
    if decision is None or case.status not in ORDERING:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，改正任务在送达以后、核实以前下达（ACC-13-a）。")
    if not what.strip():
        raise Refused("请写明改什么、改到什么程度（ACC-13-a）。")
    if due_on <= today:
        raise Refused("改正的最后一日要在今天以后（ACC-13-a）。")
    occasion = f"{decision.no}-{unit.code}-{at:%y%m%d%H%M%S}"
    row = assign(
        unit, title=f"改正违规行为并书面报告（{case}）", basis=reads.CORRECTION, due_on=due_on, by=by, at=at,
        about=(reads.ABOUT, case.pk), asked=what, occasion=occasion,
    )  # fmt: skip
    after = {} if case.discipline else {"task": row.number, "due_on": due_on.isoformat()}
    ledger.write(case, ORDERED, by=by, at=at, basis=reads.CORRECTION, after=after)
    advance(case, by=by, at=at, reason=row.number)
    return row


def _is_criticism(case: AccountabilityCase, assignment: Assignment) -> bool:
    decision = reads.in_force(case)
    return decision is not None and assignment.pk not in {row.pk for row in reads.corrections(case, decision)}
