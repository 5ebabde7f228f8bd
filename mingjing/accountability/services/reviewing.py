"""办理异议: somebody who had no part in the case answers, a second one decides, and what follows is done (GAP-07)."""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.accountability import access, impartial, letters
from mingjing.accountability import workflow as w
from mingjing.accountability.enums import LetterKind, ObjectionStatus
from mingjing.accountability.models import Letter, Objection
from mingjing.accountability.services import issuing, undoing
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

ASSIGN, REASSIGN = (w.ASSIGN, w.ASSIGN_ABOVE), (w.REASSIGN, w.REASSIGN_ABOVE)
DISMISS, REDO = (w.DISMISS, w.DISMISS_ABOVE), (w.REDO, w.REDO_ABOVE)
DECIDE: dict[str, tuple[Step, Step]] = {
    ObjectionStatus.UPHELD: (w.UPHOLD, w.UPHOLD_ABOVE),
    ObjectionStatus.CHANGED: (w.CHANGE, w.CHANGE_ABOVE),
    ObjectionStatus.REVOKED: (w.SET_ASIDE, w.SET_ASIDE_ABOVE),
}


@transaction.atomic
def assign(
    objection: Objection, handler: Official, *, by: Official, today: dt.date, at: dt.datetime, reason: str = ""
) -> None:  # fmt: skip
    """Name who answers an objection: of the office, without a part in the case, and not the one who names.

    `reason`: why one that came late is heard all the same.

    Raises:
        Refused: another role, a part in the case of either, or a late one without a reason.
    """
    held = _held(objection)
    step = impartial.step_of(by, ASSIGN, held, ends=False)
    _check_handler(held, handler, by)
    if held.late and not reason.strip():
        raise Refused(f"这件异议过了最后一日{held.due_on:%Y-%m-%d}才提出，受理要写明理由（GAP-07）。")
    changes: dict[str, Any] = {"handler": handler, "assigned_by": by, "assigned_on": today}
    _move(step, objection, by=by, at=at, **changes, late_for=reason.strip() if held.late else "")


@transaction.atomic
def reassign(
    objection: Objection, handler: Official, *, reason: str, by: Official, today: dt.date, at: dt.datetime
) -> None:  # fmt: skip
    """Name another handler while the answer is being written.

    Raises:
        Refused: another role, a part in the case of either, no reason, or not the time for it.
    """
    held = _held(objection)
    step = impartial.step_of(by, REASSIGN, held, ends=False)
    _check_handler(held, handler, by)
    if not reason.strip():
        raise Refused("改派要写明理由（GAP-07）。")
    changes: dict[str, Any] = {"handler": handler, "assigned_by": by, "assigned_on": today}
    _move(step, objection, by=by, at=at, **changes, returned_for=reason.strip())


@transaction.atomic
def dismiss(objection: Objection, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Do not hear an objection that came after the last day.

    Raises:
        Refused: another role, a part in the case, in time, or no reason.
    """
    held = _held(objection)
    step = impartial.step_of(by, DISMISS, held)
    if not held.late:
        raise Refused("这件异议在期限内提出，应当办理（GAP-07）。")
    if not reason.strip():
        raise Refused("逾期不予受理要写明理由（GAP-07）。")
    _move(step, objection, by=by, at=at, late_for=reason.strip(), decided_by=by, decided_on=today)


@transaction.atomic
def answer(objection: Objection, *, proposal: str, text: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The handler writes the answer and proposes to uphold, change or revoke.

    Raises:
        Refused: somebody else, a part in the case, no proposal, or no reasons.
    """
    held = _held(objection)
    impartial.check_may_answer(by, held)
    if proposal not in DECIDE:
        raise Refused("请选择拟办意见：维持、变更或者撤销（GAP-07）。")
    if not text.strip():
        raise Refused("请写明答复：查了什么、每一点异议成立不成立、理由（GAP-07）。")
    _move(w.ANSWER, objection, by=by, at=at, proposal=proposal, answer=text.strip(), answered_on=today)


@transaction.atomic
def redo(objection: Objection, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Send the answer back to the handler.

    Raises:
        Refused: another role, a part in the case, or no reason.
    """
    held = _held(objection)
    step = impartial.step_of(by, REDO, held)
    if not reason.strip():
        raise Refused("退回重拟要写明理由（GAP-07）。")
    _move(step, objection, by=by, at=at, returned_for=reason.strip())


@transaction.atomic
def decide(objection: Objection, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Decide as the handler proposes, and do what follows: the decision stands, is made anew, or falls.

    Raises:
        Refused: another role, a part in the case, one's own answer, or somebody else was quicker.
    """
    held = _held(objection)
    step = impartial.step_of(by, DECIDE.get(held.proposal, DECIDE[ObjectionStatus.UPHELD]), held)
    _move(step, objection, by=by, at=at, decided_by=by, decided_on=today)
    undoing.follow(objection, by=by, today=today, at=at)


@transaction.atomic
def reply(objection: Objection, *, by: Official, today: dt.date, at: dt.datetime) -> Letter:
    """Write the answer to whoever objected, numbered and frozen (异议答复书).

    Raises:
        Refused: may not issue letters, not decided yet, or written before.
    """
    held = _held(objection)
    access.check_may_issue(by, held.case)
    if held.status not in w.ENDED:
        raise Refused("异议还没有决定，不能制发答复书（GAP-07）。")
    if held.reply_id:
        raise Refused(f"答复书已经制发：{held.reply}（GAP-07）。")
    told: dict[str, Any] = {"by": by, "today": today, "at": at}
    made = issuing.issue(held.case, LetterKind.REPLY, letters.reply(held), subject=held.subject, **told)
    Objection.objects.filter(pk=held.pk).update(reply=made)
    objection.refresh_from_db()
    return made


def _held(objection: Objection) -> Objection:
    """The objection as it stands, its case first: whoever decides at the same time waits."""
    hold(objection.case)
    rows = Objection.objects.select_for_update(of=("self",))
    return rows.select_related("case__unit", "case__lead", "subject__unit", "decision").get(pk=objection.pk)


def _check_handler(objection: Objection, handler: Official, by: Official) -> None:
    if handler.pk == by.pk:
        raise Refused("指定人以后要决定这件异议，请指定另一个人拟定答复（GAP-07）。")
    if handler not in impartial.handlers_for(objection.case):
        why = impartial.why_partial(handler, objection.case) or "不是领导小组办公室的在职人员"
        raise Refused(f"{handler}{why}，不能办理这件异议，请另选没有参与过本案的人（GAP-07）。")


def _move(step: Step, objection: Objection, *, by: Official, at: dt.datetime, **kept: Any) -> None:
    """Keep what was said in the row and move it; the ledger is told the step alone, never the words."""
    Objection.objects.filter(pk=objection.pk, status__in=step.sources).update(**kept)
    ledger.take(step, objection, by=by, at=at)
