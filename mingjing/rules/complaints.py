"""When a complaint counts as received, by the way it came. The clocks of CMP-7 start on that day, which does not count.

Modelled on art. 31 of the disclosure regulation: signed mail counts from the signature, ordinary mail from the day it
was opened and confirmed, everything else from the day it reached somebody, night and rest day included.
"""

from dataclasses import dataclass
from datetime import date

BY_SIGNATURE = "签收日"
BY_OPENING = "拆阅确认日"
BY_ARRIVAL = "到达日"


@dataclass(frozen=True)
class Arrival:
    """What is known of how a complaint arrived; None for what does not apply."""

    channel: str
    came_on: date  # fax sheet, call, visit, web form, mail header, transfer order
    signed_on: date | None = None  # registered mail
    opened_on: date | None = None  # ordinary mail


@dataclass(frozen=True)
class ReceiptDay:
    """The day of receipt and the rule that gives it."""

    on: date
    rule: str


def received(arrival: Arrival) -> ReceiptDay:
    """The day of receipt: «收到举报之日» by channel (CMP-6).

    Raises:
        ValueError: a letter was opened or signed for before it was posted.
    """
    if arrival.channel != "letter":
        return ReceiptDay(arrival.came_on, BY_ARRIVAL)
    day = arrival.signed_on or arrival.opened_on or arrival.came_on
    if day < arrival.came_on:
        raise ValueError("签收或拆阅日期早于邮戳日期")
    return ReceiptDay(day, BY_SIGNATURE if arrival.signed_on else BY_OPENING)
