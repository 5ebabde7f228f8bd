"""立案后的调查: a plan, at least two people of whom nothing bars any, then evidence and facts (ACC-4-4a, ACC-12-a)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.models import AccountabilityCase, Investigator
from mingjing.accountability.selectors import evidence as selectors
from mingjing.accountability.services.holding import hold
from mingjing.accountability.services.telling import reason_of, told
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official

PLANNED, NAMED, LEADS, DECLARED, RECUSED = "制定调查方案", "指定调查人员", "指定主办", "声明无须回避", "调查人员回避"
BASIS, FAIR = "ACC-12-a", "ACC-4-4a"
JUDGES = (Role.LGO_HEAD, Role.LG_MEMBER, Role.LEGAL_REVIEWER)  # they check or approve what the investigation leads to


@transaction.atomic
def plan(case: AccountabilityCase, text: str, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Write the plan of an investigation (调查方案), or add to it: what was planned before stays.

    Raises:
        Refused: not a clerk of the office, past the investigation, or no words.
    """
    hold(case)
    access.check_may_arrange(by, case)
    if not text.strip():
        raise Refused("请写明调查方案：查什么、怎么查、何时完成（ACC-12-a）。")
    _add_to_plan(case, f"{today} {by}\n{text.strip()}")
    ledger.write(case, PLANNED, by=by, at=at, basis=BASIS)


def _add_to_plan(case: AccountabilityCase, text: str) -> None:
    case.plan = f"{case.plan}\n\n{text}".strip()
    AccountabilityCase.objects.filter(pk=case.pk).update(plan=case.plan)


@transaction.atomic
def name(
    case: AccountabilityCase,
    people: Sequence[Official],
    *,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    leader: Official | None = None,
) -> None:
    """Name investigators, of whatever unit; `leader`, one of them or named before, leads (主办).

    Raises:
        Refused: not a clerk of the office, past the investigation, nobody named, or one who is out of office, named or
            recused before, in a conflict, or who will check or approve the decision.
    """
    hold(case)
    access.check_may_arrange(by, case)
    if not people:
        raise Refused("请选调查人员（ACC-12-a）。")
    for person in dict.fromkeys(people):
        _check_fit(person, case)
        row = Investigator.objects.create(case=case, official=person, named_by=by, named_on=today)
        ledger.write(case, NAMED, by=by, at=at, basis=BASIS, after=told(case, row, ("official",)))
    if leader is not None:
        lead(case, leader, by=by, at=at)


def _check_fit(person: Official, case: AccountabilityCase) -> None:
    if not person.is_active:
        raise Refused(f"{person}已经离岗，不能参加调查，请换一名。")
    known = case.investigators.filter(official=person).order_by("named_on").last()
    if known and known.recused_on:
        raise Refused(f"{person}已经回避，不能再参加本案调查（ACC-4-4a）。")
    if known:
        raise Refused(f"{person}已是本案调查人员。")
    if why := access.is_in_conflict(person, case):
        raise Refused(f"{person}{why}，不能参加调查，请换一名（ACC-4-4a）。")
    if person.holds(*JUDGES):
        raise Refused(f"{person}要审核或者批准处理决定，不能同时参加调查，请换一名（ACC-12-e）。")


@transaction.atomic
def lead(case: AccountabilityCase, leader: Official, *, by: Official, at: dt.datetime) -> None:
    """Say which investigator leads (主办); nobody else does from then on.

    Raises:
        Refused: not a clerk of the office, past the investigation, or not an investigator of the case.
    """
    hold(case)
    access.check_may_arrange(by, case)
    rows = case.investigators.filter(recused_on=None)
    row = rows.filter(official=leader).first()
    if row is None:
        raise Refused(f"{leader}不是本案调查人员，请先指定为调查人员（ACC-12-a）。")
    rows.update(leads=False)
    rows.filter(pk=row.pk).update(leads=True)
    ledger.write(case, LEADS, by=by, at=at, basis=BASIS, after=told(case, row, ("official",)))


@transaction.atomic
def declare(case: AccountabilityCase, *, by: Official, at: dt.datetime) -> None:
    """An investigator declares that nothing bars them (声明无须回避).

    Raises:
        Refused: not named, declared before, the case is decided, or something known bars them.
    """
    hold(case)
    access.check_may_see(by, case)
    if case.status not in workflow.BEFORE_DECISION:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，调查已经结束，不用再声明（ACC-4-4a）。")
    row = case.investigators.filter(official=by, recused_on=None).first()
    if row is None:
        raise Refused("办公室没有指定您调查本案（ACC-12-a）。")
    if why := access.is_in_conflict(by, case):
        raise Refused(f"您{why}，应当回避，请“申请回避”（ACC-4-4a）。")
    if not case.investigators.filter(pk=row.pk, declared_at=None).update(declared_at=at):
        raise Refused("您已经声明过（ACC-4-4a）。")
    ledger.write(case, DECLARED, by=by, at=at, basis=FAIR)


@transaction.atomic
def recuse(row: Investigator, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Recuse an investigator (回避), by themselves or by the office. They do not see the case any more.

    Raises:
        Refused: somebody else without the role, a decided case, no reason, or recused before.
    """
    case = row.case
    hold(case)
    access.check_may_see(by, case)
    if by.pk != row.official_id and not by.holds(Role.LGO_CLERK, Role.LGO_HEAD):
        raise Refused("回避由本人申请，或者由领导小组办公室决定（ACC-4-4a）。")
    if case.status not in workflow.BEFORE_DECISION:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，调查已经结束，不能再办理回避（ACC-4-4a）。")
    if not reason.strip():
        raise Refused("请写明回避的理由（ACC-4-4a）。")
    rows = case.investigators.filter(pk=row.pk, recused_on=None)
    if not rows.update(recused_on=today, recused_for=reason.strip()):
        raise Refused(f"{row.official}已经回避。")
    ledger.write(case, RECUSED, by=by, at=at, basis=FAIR, after=told(case, row, ("official",)))


@transaction.atomic
def begin(case: AccountabilityCase, *, by: Official, at: dt.datetime) -> None:
    """Begin to investigate (开展调查).

    Raises:
        Refused: not this official's step, no plan, or fewer than two investigators who declared.
    """
    hold(case)
    access.check_may_take(by, workflow.INVESTIGATE, case)
    if not case.plan:
        raise Refused("还没有调查方案，请先“制定调查方案”（ACC-12-a）。")
    access.check_staffed(case)
    ledger.take(workflow.INVESTIGATE, case, by=by, at=at)


@transaction.atomic
def establish(case: AccountabilityCase, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Say that the facts are established (查清事实).

    Raises:
        Refused: not this official's step, too few investigators, nobody who may be responsible, no fact found
            established, one still open or without evidence that stands, or evidence that is not what was collected.
    """
    hold(case)
    access.check_may_take(by, workflow.ESTABLISH, case)
    access.check_staffed(case)
    if lacking := selectors.lacking(case):
        raise Refused("".join(lacking))
    if faults := selectors.faults(case):
        said = "；".join(map(str, faults))
        raise Refused(f"证据与收集时不符，不能查清事实：{said}。请查明原因，必要时排除并重新收集（ACC-12-a）。")
    ledger.take(workflow.ESTABLISH, case, by=by, at=at, established_on=today)


@transaction.atomic
def again(case: AccountabilityCase, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Go back to the investigation (补充调查). What came later stays in the file.

    Raises:
        Refused: not this official's step, or no reason.
    """
    hold(case)
    access.check_may_take(by, workflow.REINVESTIGATE, case)
    if not reason.strip():
        raise Refused("请写明为什么补充调查、补充查什么（ACC-12-a）。")
    _add_to_plan(case, f"{today} {by}：补充调查\n{reason.strip()}")
    said = reason_of(case, reason.strip())
    ledger.take(workflow.REINVESTIGATE, case, by=by, at=at, reason=said, established_on=None)
