"""Keep the complaint phones and the state of the channels. Both are public, so the ledger names who changed them."""

import datetime as dt
import re

from django.db import transaction

from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Channels, Hotline
from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official

CHANGED, ENDED, CHANNEL = "更改投诉举报电话", "停用投诉举报电话", "更新渠道状态"
PAGES = "hotlines"
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{1,18}[0-9]")


@transaction.atomic
def change(
    name: str, phone: str, *, opens: dt.time, closes: dt.time, by: Official, today: dt.date, at: dt.datetime
) -> Hotline:
    """Publish a number under a name (白天, 晚间), with its hours. The one before ends and stays in the history.

    Raises:
        Refused: not of the centre, no number, no hours, or nothing changed.
    """
    _check(by)
    name, phone = name.strip(), phone.strip()
    if not PHONE.fullmatch(phone):
        raise Refused("电话号码只写数字、空格、横线和括号，例如 0312-12345（第三条）。")
    if not name or opens == closes:
        raise Refused("请写明电话的名称和接听的起止时间（第三条）。")
    before = Hotline.objects.select_for_update().filter(name=name, until_on=None).first()
    if before and (before.phone, before.opens, before.closes) == (phone, opens, closes):
        raise Refused("号码和时间与现在的一样，没有改动。")
    if before:
        _end(before, today)
    line = Hotline.objects.create(name=name, phone=phone, opens=opens, closes=closes, from_on=today)
    said = {"name": name, "phone": phone, "hours": f"{opens:%H:%M}—{closes:%H:%M}"}
    earlier = {"phone": before.phone, "hours": f"{before.opens:%H:%M}—{before.closes:%H:%M}"} if before else None
    ledger.write(line, CHANGED, by=by, at=at, basis="CMP-3-c", before=earlier, after=said)
    pages.publish(PAGES)
    return line


@transaction.atomic
def end(line: Hotline, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take a number out of use. One must stay: the text promises a phone by day and one in the evening.

    Raises:
        Refused: not of the centre, ended before, or the last one.
    """
    _check(by)
    lines = list(Hotline.objects.select_for_update().filter(until_on=None))
    if line not in lines:
        raise Refused("这个号码已经停用。")
    if len(lines) == 1:
        raise Refused("这是最后一个投诉举报电话，不能停用；请改为新的号码（第三条）。")
    _end(line, today)
    ledger.write(line, ENDED, by=by, at=at, basis="CMP-3-c", after={"name": line.name, "phone": line.phone})
    pages.publish(PAGES)


@transaction.atomic
def keep(
    channel: Channel,
    *,
    address: str,
    hours: str,
    tested_on: dt.date | None,
    closed: bool,
    notice: str,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Channels:
    """Say where a channel is, when it is open, when it was last tried, and what to do while it is closed (CMP-1-b).

    Raises:
        Refused: not of the centre, closed without a notice, tested in the future, or the last open channel.
    """
    _check(by)
    if closed and not notice.strip():
        raise Refused("暂停渠道必须写明原因和替代的办法（第一条）。")
    if tested_on and tested_on > today:
        raise Refused("测试日期不能晚于今天。")
    if closed and set(Channel) <= _closed_but_for(channel) | {channel}:
        raise Refused("不能暂停所有渠道：第一条要求渠道畅通。")
    row, _new = Channels.objects.select_for_update().get_or_create(channel=channel)
    row.address, row.hours, row.tested_on = address.strip(), hours.strip(), tested_on
    row.closed, row.notice = closed, notice.strip()
    row.save()
    said = {"channel": str(channel), "closed": closed, "tested_on": tested_on.isoformat() if tested_on else None}
    ledger.write(row, CHANNEL, by=by, at=at, basis="CMP-1-b", reason=row.notice, after=said)
    return row


def _closed_but_for(channel: Channel) -> set[str]:
    return set(Channels.objects.filter(closed=True).exclude(channel=channel).values_list("channel", flat=True))


def _end(line: Hotline, today: dt.date) -> None:
    line.until_on = today
    line.save(update_fields=["until_on"])


def _check(by: Official) -> None:
    if not by.holds(*CENTRE):
        raise Refused("投诉举报电话和渠道由投诉举报中心维护，您没有这个权限（第三条）。")
