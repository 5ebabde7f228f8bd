"""通报: a circular with its number, the units that it goes to, and their receipts (ACC-11-2b, ACC-11-3a)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from mingjing.accountability import access, letters
from mingjing.accountability.enums import LetterKind
from mingjing.accountability.models import Distribution, Letter, Measure
from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services import issuing
from mingjing.accountability.services.executing import EXECUTING
from mingjing.accountability.services.holding import hold
from mingjing.core.documents import Document, Heading, Paragraph
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.people.selectors.units import addressees
from mingjing.people.services import notices

SENT = "印发通报"


@transaction.atomic
def send(
    measure: Measure,
    *,
    classes: Collection[str],
    units: Collection[Unit],
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Letter:
    """Issue the circular of a measure and send it to units, who sign for it by reading; no public page shows it.

    Raises:
        Refused: not the office, not the time, another kind of measure, sent before, or nobody to receive it.
    """
    case = measure.decision.case
    hold(case)
    access.check_may_work(by, case)
    if case.status not in EXECUTING:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，通报在下达书面通知以后、办结以前印发（ACC-12-f）。")
    decision = reads.in_force(case)
    if decision is None or decision.pk != measure.decision_id or reads.effect_of(case, measure) != "circular":
        raise Refused("现行决定没有对这个责任主体通报批评（ACC-11-2b、ACC-11-3a）。")
    if Distribution.objects.filter(measure=measure).exists():
        raise Refused("这份通报已经印发，不重复印发。要补发的，请在“通知”里把它转发给单位。")
    addressed = list(addressees(classes, units, day=timezone.localdate(at)))
    if not addressed:
        raise Refused("请选择印发范围：至少一个主送类别或者一个单位（ACC-11-2b、ACC-11-3a）。")
    sent = Distribution.objects.create(measure=measure)
    sent.units.set(addressed)
    letter = issuing.issue(case, LetterKind.CIRCULAR, letters.circular(measure), by=by, today=today, at=at)
    told = issuing.freezing.document_of(letter)
    notice = notices.send(title=told.title[:200], body=_text(told), classes=(), units=addressed, by=by, at=at)
    Distribution.objects.filter(pk=sent.pk).update(notice_id=notice.pk)
    Measure.objects.filter(pk=measure.pk).update(executed_on=today, executed_by=by.name, recorded_by=by)
    measure.refresh_from_db()
    after = {} if case.discipline else {"letter": letter.number, "units": len(addressed)}
    ledger.write(case, SENT, by=by, at=at, basis=measure.measure, after=after)
    return letter


def _text(document: Document) -> str:
    """The circular as the text of a notice, with its number."""
    said = [block.text for block in document.blocks if isinstance(block, Heading | Paragraph)]
    return "\n".join((document.number, *said))
