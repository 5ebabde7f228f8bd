"""The office chooses where the text leaves a limit open, or leaves open how 日 is read (GAP-01, GAP-18)."""

import datetime as dt

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations import access
from mingjing.regulations.models import LocalPolicy, Regulation
from mingjing.regulations.selectors import with_policy
from mingjing.rules import packs
from mingjing.rules.limits import CountUnit, Limit


@transaction.atomic
def choose(
    regulation: Regulation,
    limit_id: str,
    *,
    length: int,
    counted_in: CountUnit,
    why: str,
    on: dt.date,
    by: Official,
    at: dt.datetime,
) -> Limit:
    """Set the length and unit of a limit; the limit as it now is. Running clocks are counted again by the caller.

    Raises:
        Refused: no such limit, no reason, or a length or unit that the text itself fixes.
    """
    access.check_may_keep(by)
    limit = packs.load(regulation.number).limits.get(limit_id)
    if limit is None:
        raise Refused(f"《{regulation.title}》没有期限“{limit_id}”，请核对。")
    if not why.strip():
        raise Refused("请写明作出这一选择的理由（GAP-18）。")
    _check_open(limit, length, counted_in)
    old = LocalPolicy.objects.filter(regulation=regulation, limit=limit_id).first()
    before = _said(with_policy(limit, old) if old else limit)
    fields = {"length": length, "counted_in": counted_in, "chosen_by": by.name, "chosen_on": on, "why": why}
    policy, _ = LocalPolicy.objects.update_or_create(regulation=regulation, limit=limit_id, defaults=fields)
    now = with_policy(limit, policy)
    basis = "GAP-01" if limit.alternative else "GAP-18"
    ledger.write(regulation, "选定期限", by=by, at=at, basis=basis, reason=why, before=before, after=_said(now))
    return now


def _check_open(limit: Limit, length: int, counted_in: CountUnit) -> None:
    if length < 1:
        raise Refused("期限的长度应是正整数。")
    if limit.local_policy:
        return
    if length != limit.length:
        raise Refused(f"“{limit.name}”的期限 {limit} 由{limit.article}规定，本地政策不能改变它的长度。")
    if counted_in not in {limit.counted_in, limit.alternative}:
        raise Refused(f"“{limit.name}”的期限 {limit} 由{limit.article}规定，不能改按{counted_in.chinese}计算。")


def _said(limit: Limit) -> dict[str, str]:
    return {"limit": limit.id, "length": str(limit)}
