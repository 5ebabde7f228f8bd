"""查清事实: what happened, one statement at a time, each found established or not on evidence (ACC-4-4a, ACC-12-b)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from mingjing.accountability import access
from mingjing.accountability.enums import Finding
from mingjing.accountability.models import AccountabilityCase, Evidence, Fact
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.rules import packs

BASIS = "ACC-12-b"
STATED, REVISED, FOUND = "记录事实", "修改事实", "认定事实"


@transaction.atomic
def state(
    case: AccountabilityCase,
    *,
    text: str,
    ground: str,
    happened_on: dt.date | None,
    evidence: Sequence[Evidence],
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Fact:
    """State a fact under a ground of the case's rules, with the evidence that it rests on. It is open until found.

    Raises:
        Refused: as `_check`.
    """
    hold(case)
    access.check_may_collect(by, case)
    _check(case, text, ground, happened_on, evidence, today)
    last = case.facts.aggregate(last=Max("no"))["last"] or 0
    fact = Fact.objects.create(
        case=case, no=last + 1, text=text.strip(), ground=ground, happened_on=happened_on, stated_by=by, stated_on=today
    )  # fmt: skip
    fact.evidence.set(evidence)
    ledger.write(case, STATED, by=by, at=at, basis=BASIS, after=_told(fact, evidence))
    return fact


@transaction.atomic
def revise(
    fact: Fact,
    *,
    text: str,
    ground: str,
    happened_on: dt.date | None,
    evidence: Sequence[Evidence],
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """State a fact anew; what was found of it before no longer counts.

    Raises:
        Refused: as `_check`.
    """
    case = fact.case
    hold(case)
    access.check_may_collect(by, case)
    _check(case, text, ground, happened_on, evidence, today)
    case.facts.filter(pk=fact.pk).update(
        text=text.strip(), ground=ground, happened_on=happened_on, stated_by=by, stated_on=today, finding=Finding.OPEN,
        finding_reason="",
    )  # fmt: skip
    fact.refresh_from_db()
    fact.evidence.set(evidence)
    ledger.write(case, REVISED, by=by, at=at, basis=BASIS, after=_told(fact, evidence))


def _check(
    case: AccountabilityCase, text: str, ground: str, happened_on: dt.date | None, evidence: Sequence[Evidence],
    today: dt.date,
) -> None:  # fmt: skip
    """Raises:
    Refused: no words, a ground that the case's rules do not have, a day to come, or evidence of another case or set
        aside.
    """
    if not text.strip():
        raise Refused("请写明事实：何时、何地、谁、做了或没有做什么（ACC-12-b）。")
    if ground not in packs.load(case.pack).grounds:
        raise Refused(f"本案适用的法规版本没有“{ground}”这个情形，请从列表中选择（第五条至第九条）。")
    if happened_on and happened_on > today:
        raise Refused("发生日期还没有到，请核对（ACC-12-b）。")
    for piece in evidence:
        if piece.case_id != case.pk or piece.set_aside_on:
            raise Refused(f"{piece}不是本案有效的证据，不能作为依据（ACC-4-4a）。")


@transaction.atomic
def find(
    fact: Fact,
    finding: str,
    *,
    reason: str,
    evidence: Sequence[Evidence],
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Find a fact established on its evidence, or not established; both with the reason.

    Raises:
        Refused: as `_check`; no reason, or found established without evidence.
    """
    case = fact.case
    hold(case)
    access.check_may_collect(by, case)
    fact.refresh_from_db()
    _check(case, fact.text, fact.ground, fact.happened_on, evidence, today)
    if finding not in (Finding.ESTABLISHED, Finding.NOT_ESTABLISHED):
        raise Refused("请认定查实或者不成立（ACC-12-b）。")
    if not reason.strip():
        raise Refused("请写明认定的理由：哪些证据证明了什么，为什么采信（ACC-12-b）。")
    if finding == Finding.ESTABLISHED and not evidence:
        raise Refused(f"{fact}没有关联证据，不能认定查实。请至少关联一份证据，或者认定不成立（ACC-4-4a）。")
    case.facts.filter(pk=fact.pk).update(finding=finding, finding_reason=reason.strip())
    fact.refresh_from_db()
    fact.evidence.set(evidence)
    ledger.write(case, FOUND, by=by, at=at, basis=BASIS, after=_told(fact, evidence))


def _told(fact: Fact, evidence: Sequence[Evidence]) -> dict[str, object]:
    if fact.case.discipline:
        return {}
    return {"no": fact.no, "finding": fact.finding, "evidence": sorted(piece.no for piece in evidence)}
