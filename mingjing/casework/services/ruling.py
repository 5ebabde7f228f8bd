"""Setting a power's own rules: how long ahead of a last day, or after how long a silence, its signals come."""

import datetime as dt

from django.db import transaction

from mingjing.casework import access, workflow
from mingjing.casework.enums import RuleAbout
from mingjing.casework.models import AlertRule
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of
from mingjing.rules.limits import CountUnit

LONGEST = {CountUnit.WORKING_DAYS: 250, CountUnit.DAYS: 366, CountUnit.MONTHS: 12}
BASIS = {RuleAbout.STEP: "ACC-7-2c", RuleAbout.WHOLE: "ACC-7-2c", RuleAbout.SILENCE: "ACC-5-3"}
NEEDS = "请写明为什么这样设定（{basis}）。"


@transaction.atomic
def set_rule(
    item: PowerItem,
    *,
    about: str,
    length: int,
    counted_in: str,
    from_on: dt.date,
    reason: str,
    by: Official,
    at: dt.datetime,
) -> AlertRule:
    """The next version of one of a power's rules. Signals that were given before keep the rule they were given by.

    Raises:
        Refused: neither the unit's leader nor the office, no reason, a length that makes no sense, a day gone by.
    """
    access.check_may_rule(by, item.unit)
    basis = BASIS[RuleAbout(about)]
    if not reason.strip():
        raise Refused(NEEDS.format(basis=basis))
    unit = CountUnit(counted_in)
    if not 1 <= length <= LONGEST[unit]:
        raise Refused(f"时长应为 1 至 {LONGEST[unit]}{unit.chinese}，请改正后再设定（{basis}）。")
    if from_on < day_of(at):
        raise Refused(f"规则从今天或者以后起用，不能改已经过去的日子（{basis}）。已经发出的信号保留原规则。")
    PowerItem.objects.select_for_update().get(pk=item.pk)  # of two who set it at once, one is the later
    last = AlertRule.objects.filter(item=item, about=about).order_by("-no").first()
    rule = AlertRule.objects.create(
        item=item, about=about, no=last.no + 1 if last else 1, length=length, counted_in=unit, from_on=from_on,
        reason=reason.strip(), by=by, at=at,
    )  # fmt: skip
    after = {"about": rule.about, "no": rule.no, "length": rule.said, "from_on": f"{from_on}"}
    before = {"no": last.no, "length": last.said, "from_on": f"{last.from_on}"} if last else {}
    ledger.write(item, workflow.RULED, by=by, at=at, basis=basis, reason=rule.reason, before=before, after=after)
    return rule
