"""公开追究结果: one writes, another approves; persons are named only if so decided and why (ACC-11-2b, ACC-3-b)."""

import datetime as dt

from django.db import transaction

from mingjing import privacy
from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus, OutcomeStatus
from mingjing.accountability.models import AccountabilityCase, Outcome
from mingjing.accountability.selectors import outcomes as selectors
from mingjing.accountability.services.holding import hold
from mingjing.accountability.workflow import PUBLISH, WITHDRAW
from mingjing.core.errors import Refused
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official

SIGN = "追公"
DRAFTED, BASIS = "拟公开追究结果", "ACC-3-b"
LONGEST_TITLE, LONGEST = 120, 5000
TOLD = frozenset({CaseStatus.RECTIFYING, CaseStatus.REPORTED, CaseStatus.VERIFIED, CaseStatus.CLOSED})


@transaction.atomic
def draft(
    case: AccountabilityCase, *, title: str, text: str, by: Official, today: dt.date, at: dt.datetime,
    names_for: str = "",
) -> Outcome:  # fmt: skip
    """Keep what might be published; a later draft takes its place. `names_for`: why persons are named in it.

    Raises:
        Refused: not the office's clerk, before everybody was told, published before, or somebody can be recognised.
    """
    access.check_may_see(by, case)
    if not by.holds(Role.LGO_CLERK):
        raise Refused("追究结果由领导小组办公室工作人员拟写（ACC-3-b），您没有这个权限。")
    hold(case)
    _check_told(case)
    title, text, names_for = title.strip(), text.strip(), names_for.strip()
    _check_words(case, title, text, names_for)
    found = Outcome.objects.filter(case=case).first()
    if found and found.status != OutcomeStatus.DRAFTED:
        raise Refused("这件案件的结果已经公开过，不能再拟（ACC-3-b）。")
    if found is None:
        number = numbering.numbered(SIGN, today.year)
        found = Outcome(case=case, number=number, status=OutcomeStatus.DRAFTED)
    found.title, found.text, found.names_for = title, text, names_for
    found.drafted_by, found.drafted_on = by, today
    found.save()
    ledger.write(found, DRAFTED, by=by, at=at, basis=BASIS, after={"status": found.status, "named": bool(names_for)})
    return found


@transaction.atomic
def publish(outcome: Outcome, *, read: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Tell everybody; another person than its writer, who is the head of the office. `read`: the digest of what they
    read, for a draft may be written anew meanwhile.

    Raises:
        Refused: another role, its own writer, words in which somebody can be recognised, others than those that were
            read, or a case of which there is nothing to tell any more.
    """
    if not by.holds(PUBLISH.role):
        raise Refused("公开追究结果由领导小组办公室负责人批准（ACC-3-b），您没有这个角色。")
    access.check_may_see(by, outcome.case)
    hold(outcome.case)
    outcome.refresh_from_db()
    _check_told(outcome.case)
    if by.pk == outcome.drafted_by_id:
        raise Refused("拟稿人不能批准自己拟的稿，请由另一位负责人批准（ACC-12-e）。")
    if read != selectors.digest_of(outcome):
        raise Refused("这份稿子刚刚被改写，请刷新页面，读过新稿再批准公开（ACC-3-b）。")
    _check_words(outcome.case, outcome.title, outcome.text, outcome.names_for)
    ledger.take(PUBLISH, outcome, by=by, at=at, approved_by=by, published_on=today)


@transaction.atomic
def withdraw(outcome: Outcome, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take a published result back: its words go at once, that there was one stays on record.

    Raises:
        Refused: another role, no reason, or not published.
    """
    if not by.holds(WITHDRAW.role):
        raise Refused("撤回公开由领导小组办公室负责人决定（ACC-3-b），您没有这个角色。")
    access.check_may_see(by, outcome.case)
    if not reason.strip():
        raise Refused("撤回公开的追究结果要写明理由（ACC-3-b）。")
    ledger.take(
        WITHDRAW, outcome, by=by, at=at, reason=reason.strip(), withdrawn_on=today, withdrawn_for=reason.strip()
    )
    Outcome.objects.filter(pk=outcome.pk).update(title="", text="")


def _check_told(case: AccountabilityCase) -> None:
    if case.status not in TOLD:
        raise Refused(
            f"{case}现在是“{case.get_status_display()}”，结果在送达完毕以后、决定没有被撤销时才公开（ACC-12-f）。"
        )


def _check_words(case: AccountabilityCase, title: str, text: str, names_for: str) -> None:
    if not title or not text:
        raise Refused("请写明标题和正文：哪个单位、违反哪一条、怎样处理、怎样改正。")
    if len(title) > LONGEST_TITLE or len(text) > LONGEST:
        raise Refused(f"标题不超过 {LONGEST_TITLE} 字，正文不超过 {LONGEST} 字。")
    left = privacy.left_in(f"{title}\n{text}", [] if names_for else selectors.names(case))
    if left:
        raise Refused(
            f"正文里还有{'、'.join(left)}，不能公开。请隐去；决定点名公开的，请写明理由（ACC-11-2b）。"
        )  # fmt: skip
