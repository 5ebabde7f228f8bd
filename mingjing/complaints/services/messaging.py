"""Tell officials that something waits, so that whoever watches the post learns nothing (CMP-8-c).

A message has one text, one size and one of fourteen slots a day, and is one per person and slot however much waits.
"""

import datetime as dt
import os
import secrets
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import MessageText
from mingjing.complaints.models import Message
from mingjing.people.models import Official

HERE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = 8, 21  # full hours
HOUR = dt.timedelta(hours=1)
PUNCTUAL = dt.timedelta(minutes=5)  # a slot that was missed by more waits for the next one
SIZE = 2048  # bytes of every message
SUBJECT = "明镜提醒"


def tell(officials: Iterable[Official], *, at: dt.datetime) -> None:
    """Write a message to each of `officials` for the next slot, in the transaction of what it is about."""
    tell_signs({tag_of(person) for person in officials}, at=at)


def tell_signs(signs: Iterable[str], *, at: dt.datetime) -> None:
    """As `tell`, for those behind `signs`."""
    slot = slot_after(at)
    rows = [Message(holder=sign, slot=slot) for sign in sorted(signs)]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def slot_after(at: dt.datetime) -> dt.datetime:
    """The next full hour after `at` from 8 to 21 o'clock in China, as an instant."""
    hour = at.astimezone(HERE).replace(minute=0, second=0, microsecond=0) + HOUR
    while not FIRST <= hour.hour <= LAST:
        hour += HOUR
    return hour.astimezone(dt.UTC)


def slot_at(at: dt.datetime) -> dt.datetime | None:
    """The slot that has just begun; None between slots."""
    hour = at.astimezone(HERE).replace(minute=0, second=0, microsecond=0)
    begun = FIRST <= hour.hour <= LAST and at - hour < PUNCTUAL
    return hour.astimezone(dt.UTC) if begun else None


@transaction.atomic
def deliver(*, at: dt.datetime) -> int:
    """Put what waits for the slot of `at` where the mail gateway finds it; how many files. Outside slots, none.

    Safe to run twice and side by side. What earlier slots left goes now, still as one message per person. A file is
    named after its row and written before that is on record as sent: done again, it is the same file.
    """
    slot = slot_at(at)
    if slot is None or not settings.MAIL_OUTBOX:
        return 0
    rows = list(Message.objects.select_for_update(skip_locked=True).filter(sent=False, slot__lte=slot).order_by("slot"))
    known = {tag_of(person): person.username for person in Official.objects.filter(is_active=True)} if rows else {}
    latest = {row.holder: row for row in rows if row.holder in known}
    _put_out([(row, known[holder]) for holder, row in latest.items()], slot)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(sent=True)
    return len(latest)


def message(account: str, text: str, slot: dt.datetime) -> bytes:
    """A message as a file: of one size, its headers the same for everybody but for the account.

    Raises:
        ValueError: an account whose name is too long for any message.
    """
    mail = EmailMessage()
    mail["Subject"] = SUBJECT
    mail["Date"] = slot
    mail["Message-ID"] = f"<{slot:%Y%m%dT%H%M}@mingjing.invalid>"
    mail["X-Mingjing-Account"] = account
    mail.set_content(text, cte="base64")
    data = bytes(mail)
    if len(data) > SIZE:
        raise ValueError("an account's name does not fit a message")
    return data.ljust(SIZE, b"\n")


def _put_out(found: Sequence[tuple[Message, str]], slot: dt.datetime) -> None:
    """Write them in random order, under another name first, so that the gateway never takes half of one."""
    folder, shuffled = Path(settings.MAIL_OUTBOX), list(found)
    folder.mkdir(parents=True, exist_ok=True)
    secrets.SystemRandom().shuffle(shuffled)
    for row, account in shuffled:
        half = folder / f".{row.pk}.part"
        half.write_bytes(message(account, str(MessageText(row.text).label), slot))
        os.utime(half, (slot.timestamp(), slot.timestamp()))
        half.rename(folder / f"message-{row.pk}.eml")
