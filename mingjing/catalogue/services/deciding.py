"""Reviews of clearing entries and the office's decisions, many at once; what a decision leads to (ASM-5-3-2a)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from mingjing.catalogue import access, workflow
from mingjing.catalogue.enums import EntryStatus, OpinionKind, OpinionView, RoundStatus
from mingjing.catalogue.models import ClearingEntry, ClearingOpinion, ClearingRound, PowerVersion
from mingjing.catalogue.selectors import clearing as reads
from mingjing.catalogue.services.drafting import create_item
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official

OUTCOMES = {
    EntryStatus.CONFIRMED: workflow.CONFIRM,
    EntryStatus.ABOLISHED: workflow.STRIKE,
    EntryStatus.FILED: workflow.FILE,
}
BASES = {OpinionKind.LEGAL: "ACC-7-1", OpinionKind.SECRECY: "ACC-9-4b", OpinionKind.STAFFING: "ASM-5-3-2a"}
REASON, GROUND, NAMED = 300, 200, 5


@transaction.atomic
def give_opinion(
    entries: QuerySet[ClearingEntry], *, kind: str, view: str, by: Official, at: dt.datetime, text: str = ""
) -> int:
    """Say the opinion of one review on each of the entries; how many. Until the decision it may be said anew.

    Raises:
        Refused: not this reviewer, an author, an objection without words, or an entry not under review any more.
    """
    if kind not in access.opinions_of(by):
        label = OpinionKind(kind).label
        role = next(role for role, reviews in access.REVIEWERS.items() if reviews == kind)
        raise Refused(f"“{label}”由{Role(role).label}办理，您没有这个角色。")
    if view == OpinionView.OBJECTS and not text.strip():
        raise Refused("有不同意见的，要写明意见和依据，办公室据此决定。")
    found = _under_review(entries, str(OpinionKind(kind).label))
    access.check_not_author(by, _these(found), str(OpinionKind(kind).label))
    said = text.strip()[:REASON]
    ClearingOpinion.objects.bulk_create(
        [
            ClearingOpinion(entry=entry, kind=kind, submission=entry.submission, view=view, text=said, by=by, at=at)
            for entry in found
        ],
        update_conflicts=True,
        unique_fields=["entry", "kind", "submission"],
        update_fields=["view", "text", "by", "at"],
    )
    step = f"{workflow.GIVEN_OPINION}：{OpinionKind(kind).label}"
    what = f"{OpinionView(view).label}{'：' if said else ''}{said}"
    ledger.write_all(found, step, by=by, at=at, basis=BASES[OpinionKind(kind)], reason=what)
    return len(found)


def _under_review(entries: QuerySet[ClearingEntry], doing: str) -> list[ClearingEntry]:
    """The entries, held; all of them still submitted, in a running round."""
    found = list(entries.select_for_update(of=("self",)).select_related("round").order_by("pk"))
    if not found:
        raise Refused(f"没有选中事项。请先勾选要办理“{doing}”的事项。")
    for entry in found:
        if entry.round.status != RoundStatus.OPEN or entry.status != EntryStatus.SUBMITTED:
            raise Refused(f"“{entry.name}”{entry.get_status_display()}，不能再办理“{doing}”，请刷新后重试。")
    return found


def _these(found: list[ClearingEntry]) -> QuerySet[ClearingEntry]:
    return ClearingEntry.objects.filter(pk__in=[entry.pk for entry in found])


@transaction.atomic
def decide(
    entries: QuerySet[ClearingEntry], *, outcome: str, reason: str, by: Official, at: dt.datetime, ground: str = ""
) -> int:
    """Confirm, abolish or file the entries, each with the reason; how many. All of them or none.

    Filing (备案不公开) names the ground on which nothing is published.

    Raises:
        Refused: not the office's head, an author, no reason or ground, or an opinion is missing.
    """
    if outcome not in OUTCOMES:
        raise Refused("请选择处理结果：确认、取消或备案不公开。")
    step = OUTCOMES[EntryStatus(outcome)]
    access.check_holds(by, step.role, step.name)
    if not reason.strip():
        raise Refused(f"“{step.name}”要写明理由，报送单位和以后查阅的人据此了解为什么。")
    if step is workflow.FILE and not ground.strip():
        raise Refused("备案不公开要写明不公开的法律依据（条例第十四条至第十六条等），没有依据的应当公开。")
    found = _under_review(entries, step.name)
    access.check_not_author(by, _these(found), step.name)
    _check_reviewed(found)
    ground = ground.strip()[:GROUND] if step is workflow.FILE else ""
    return _take(step, found, reason, by=by, at=at, ground=ground)


def _check_reviewed(found: list[ClearingEntry]) -> None:
    rows = _these(found).prefetch_related("opinions")
    lacking = [(row.name, missing) for row in rows if (missing := reads.missing_opinions(row))]
    if lacking:
        named = "；".join(
            f"“{name}”缺{'、'.join(str(kind.label) for kind in kinds)}" for name, kinds in lacking[:NAMED]
        )
        more = f"等 {len(lacking)} 项" if len(lacking) > NAMED else ""
        raise Refused(f"审核意见还不齐，不能决定：{named}{more}。请等三方审核意见都写明后再决定（第五条第三项）。")


def _take(step: Step, found: list[ClearingEntry], reason: str, *, by: Official, at: dt.datetime, **changes: Any) -> int:
    now = {"decided_by": by, "decided_at": at, "decided_for": reason.strip()[:REASON], **changes}
    moved = ledger.take_all(step, _these(found), by=by, at=at, reason=reason.strip(), **now)
    return len(moved)


@transaction.atomic
def send_back(entries: QuerySet[ClearingEntry], *, reason: str, by: Official, at: dt.datetime) -> int:
    """Return entries to their units for correction; how many.

    Raises:
        Refused: not the office's head, an author, or no reason.
    """
    access.check_holds(by, workflow.SEND_BACK.role, workflow.SEND_BACK.name)
    if not reason.strip():
        raise Refused("退回要写明理由，单位才知道改什么。")
    found = _under_review(entries, workflow.SEND_BACK.name)
    access.check_not_author(by, _these(found), workflow.SEND_BACK.name)
    said = reason.strip()
    return len(
        ledger.take_all(workflow.SEND_BACK, _these(found), by=by, at=at, reason=said, returned_for=said[:REASON])
    )


@transaction.atomic
def take_back(entry: ClearingEntry, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Undo a decision while the round runs; the opinions stand.

    Raises:
        Refused: not the office's head, no reason, or the round is closed.
    """
    access.check_holds(by, workflow.TAKE_BACK.role, workflow.TAKE_BACK.name)
    if not reason.strip():
        raise Refused("撤回决定要写明理由。")
    if ClearingRound.objects.select_for_update().get(pk=entry.round_id).status != RoundStatus.OPEN:
        raise Refused(f"{entry.round} 已结束，决定不能再撤回；新的变化请在下一次清理或修订时办理。")
    undone = {"decided_by": None, "decided_at": None, "decided_for": "", "ground": ""}
    ledger.take(workflow.TAKE_BACK, entry, by=by, at=at, reason=reason.strip(), **undone)


@transaction.atomic
def start_draft(entry: ClearingEntry, *, by: Official, at: dt.datetime) -> PowerVersion:
    """Begin the draft of a confirmed new proposal, prefilled from it; the entry knows its power from now on.

    Raises:
        Refused: not the unit's clerk, not confirmed, or begun already.
    """
    stored = ClearingEntry.objects.select_for_update(of=("self",)).select_related("type", "unit").get(pk=entry.pk)
    if by.unit_id != stored.unit_id:
        raise Refused(f"“{stored.name}”由{stored.unit}的经办人起草。")
    if stored.status != EntryStatus.CONFIRMED:
        raise Refused(f"“{stored.name}”{stored.get_status_display()}，经确认后才能起草（第七条第一项）。")
    if stored.item_id:
        raise Refused(f"“{stored.name}”已有职权，请打开它起草或修订。")
    reason = f"{stored.number} 清理确认"
    version = create_item(name=stored.name, power_type=stored.type, by=by, at=at, change_reason=reason)
    ClearingEntry.objects.filter(pk=stored.pk).update(item=version.item)
    ledger.write(stored, "起草职权", by=by, at=at, basis="ASM-5-3-2a", after={"item": str(version.item_id)})
    entry.refresh_from_db()
    return version
