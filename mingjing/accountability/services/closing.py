"""办结: the correction is verified and every measure carried out (ACC-13-b)."""

import datetime as dt

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official


@transaction.atomic
def close(case: AccountabilityCase, *, summary: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """End a case in which somebody was held to account. Its lead stays the one that led to a case.

    Raises:
        Refused: another role, a correction that is not verified, a measure that is not carried out, or no summary.
    """
    hold(case)
    if case.status in (CaseStatus.RECTIFYING, CaseStatus.REPORTED):
        raise Refused(
            f"{case}现在是“{case.get_status_display()}”：改正的书面报告经核实以后才能办结（ACC-13-b）。"
            "请在任务页面核实单位的报告。"
        )
    access.check_may_take(by, workflow.CLOSE, case)
    if reads.in_force(case) is None:
        raise Refused("没有批准的决定，不能办结（ACC-12-e）。")
    if lacking := reads.lacking(case, today=today):
        raise Refused("还不能办结。" + "；".join(lacking) + "。请办理并登记后再办结（ACC-13-b）。")
    if not summary.strip():
        raise Refused("请写明结案情况：改正和各项追究方式怎样落实（ACC-13-b）。")
    said = "" if case.discipline else summary.strip()
    if case.discipline:  # people of the accused unit may read the ledger
        AccountabilityCase.objects.filter(pk=case.pk).update(closed_for=summary.strip())
        ledger.take(workflow.CLOSE, case, by=by, at=at, closed_on=today)
    else:
        ledger.take(workflow.CLOSE, case, by=by, at=at, reason=said, closed_on=today, closed_for=said)
