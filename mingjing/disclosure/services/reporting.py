"""What readers of public pages say: votes that only count, and reports that somebody answers (ASM-5-3-4c)."""

import base64
import datetime as dt
import secrets

from django.db import transaction
from django.db.models import F

from mingjing.catalogue.models import PowerItem
from mingjing.catalogue.selectors import ZONE
from mingjing.core.errors import Refused
from mingjing.disclosure import access, workflow
from mingjing.disclosure.enums import ReportKind, ReportStatus, Vote
from mingjing.disclosure.models import PageVotes, Report
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit

LONGEST = 2000
MOST_AN_HOUR = 30  # reports on one page, whoever sends them: a wall against floods that needs no addresses
HOUR = dt.timedelta(hours=1)


def vote(page: str, said: str, *, unit: Unit | None = None) -> None:
    """Count one reader's yes or no for a page. Nothing else is kept."""
    column = Vote(said).value
    PageVotes.objects.bulk_create([PageVotes(page=page, unit=unit)], ignore_conflicts=True)
    PageVotes.objects.filter(page=page).update(**{column: F(column) + 1})


@transaction.atomic
def receive(
    page: str, *, kind: str, text: str, unit: Unit | None = None, item: PowerItem | None = None, at: dt.datetime
) -> Report:
    """Take in anonymous words about a page. Its number is a secret that only the sender gets.

    Raises:
        Refused: no words, or too many on this page within an hour.
    """
    words = text.replace("\x00", "").strip()[:LONGEST]
    if not words:
        raise Refused("请写明内容，我们才知道要改什么。")
    if Report.objects.filter(page=page, received_at__gt=at - HOUR).count() >= MOST_AN_HOUR:
        raise Refused("这一页刚刚收到很多反馈，暂时不能再收。请一小时后再来，或打页脚的电话。")
    report = Report(
        number=_number(at), status=ReportStatus.OPEN, page=page, unit=unit, item=item, kind=ReportKind(kind),
        text=words, received_at=at,
    )  # fmt: skip
    report.save(force_insert=True)
    after = {"status": report.status, "page": page, "kind": report.kind}
    ledger.write(report, workflow.REPORTED, by=None, at=at, basis="ASM-5-3-4c", after=after)
    return report


def _number(at: dt.datetime) -> str:
    secret = base64.b32encode(secrets.token_bytes(10)).decode()
    return f"FK{at.astimezone(ZONE):%Y%m%d}-{secret}"


@transaction.atomic
def answer(report: Report, *, text: str, by: Official, at: dt.datetime) -> None:
    """Answer a report; whoever sent it reads that under its number.

    Raises:
        Refused: not this person's step, no words, or answered before.
    """
    step = workflow.ANSWER if report.unit_id else workflow.ANSWER_FOR_CITY
    access.check_may_take(by, step, report)
    if not text.strip():
        raise Refused("请写明查到什么、改了什么。")
    ledger.take(step, report, by=by, at=at, answer=text.strip()[:LONGEST], answered_by=by, answered_at=at)


@transaction.atomic
def pass_on(report: Report, *, text: str, by: Official, at: dt.datetime) -> None:
    """Pass a complaint on to the complaint centre, which hears it by its own rules (CMP-7-3).

    Raises:
        Refused: not the office's clerk, no words, or passed before.
    """
    access.check_may_take(by, workflow.PASS_ON, report)
    if not text.strip():
        raise Refused("请写明转给谁、怎样联系，投诉人凭编号能看到。")
    ledger.take(workflow.PASS_ON, report, by=by, at=at, answer=text.strip()[:LONGEST], answered_by=by, answered_at=at)
