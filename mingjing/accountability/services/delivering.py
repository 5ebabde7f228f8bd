"""送达: record how and when a letter reached its addressee (ACC-12-f)."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from mingjing.accountability import access
from mingjing.accountability.enums import DeliveryWay
from mingjing.accountability.models import Delivery, Letter
from mingjing.accountability.services import informing, issuing
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of

DELIVERED = "登记送达"


@transaction.atomic
def delivered(
    letter: Letter,
    *,
    way: str,
    received_on: dt.date,
    received_by: str,
    note: str,
    by: Official,
    at: dt.datetime,
    files: Sequence[Kept] = (),
) -> Delivery:
    """Record that a letter arrived: the day it was received counts, not the day it was sent. Once, and for good.

    `files`: the signed receipt, scanned.

    Raises:
        Refused: not of the office, a day before the letter or in the future, nobody named, left without saying why and
            before whom, or recorded before.
    """
    access.check_may_issue(by, letter.case)
    if not received_by.strip():
        raise Refused("请写明由谁签收（ACC-12-f）。")
    if received_on < letter.issued_on:
        raise Refused(f"收到日期不能早于制发日期{letter.issued_on:%Y-%m-%d}（ACC-12-f）。")
    if received_on > day_of(at):
        raise Refused("收到日期还没有到，请在送达后登记（ACC-12-f）。")
    if way == DeliveryWay.LEFT and not note.strip():
        raise Refused("留置送达要写明拒收的理由和见证人（ACC-12-f）。")
    row = Delivery(
        letter=letter, way=way, received_on=received_on, received_by=received_by.strip(), note=note.strip(),
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"{letter}已经登记送达，不能再改。登记有误的，请另行制发文书后重新送达（ACC-12-f）。") from error
    informing.arrived(letter, received_on=received_on)
    issuing.keep_scans(letter, files, by=by, at=at)
    told = {"letter": letter.number, "received_on": received_on.isoformat()}
    after = {} if letter.case.discipline else told
    ledger.write(letter.case, DELIVERED, by=by, at=at, basis="ACC-12-f", after=after)
    return row
