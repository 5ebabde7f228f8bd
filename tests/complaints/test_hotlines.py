"""投诉举报电话: which one is answered when, what a change leaves behind, and who may make it."""

import datetime as dt

import pytest

from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Channels, Hotline
from mingjing.complaints.selectors import hotlines as selectors
from mingjing.complaints.services import hotlines
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from tests.complaints.factories import AT, RECEIVED, Centre

pytestmark = pytest.mark.django_db(databases="__all__")
NIGHT = (dt.time(17, 30), dt.time(8, 30))
DAYTIME, EVENING = (dt.time(8, 30), dt.time(17, 30)), (dt.time(17, 30), dt.time(22))


def line(name: str, phone: str, hours: tuple[dt.time, dt.time]) -> Hotline:
    return Hotline(name=name, phone=phone, opens=hours[0], closes=hours[1], from_on=RECEIVED)


def change(centre: Centre, name: str = "白天", phone: str = "0312-12345", hours=DAYTIME, **said) -> Hotline:
    named = {"by": centre.clerk, "today": RECEIVED, "at": AT, **said}
    return hotlines.change(name, phone, opens=hours[0], closes=hours[1], **named)


def keep(centre: Centre, channel: Channel = Channel.FAX, **said) -> Channels:
    named = {"address": "", "hours": "", "tested_on": None, "closed": False, "notice": "", "by": centre.clerk}
    return hotlines.keep(channel, **{**named, **said}, today=RECEIVED, at=AT)


@pytest.mark.parametrize(
    ("at", "evening", "called"),
    [
        ("08:29", EVENING, None),
        ("08:30", EVENING, "day"),
        ("17:29", EVENING, "day"),
        ("17:30", EVENING, "evening"),
        ("20:00", EVENING, "evening"),
        ("22:00", EVENING, None),
        ("03:00", NIGHT, "evening"),  # past midnight
        ("08:30", NIGHT, "day"),
        ("20:00", (dt.time(17), dt.time(22)), "evening"),
        ("17:15", (dt.time(17), dt.time(22)), "evening"),  # both answer: the one that opened last
    ],
)
def test_the_number_to_call_follows_the_hour(at, evening, called):
    lines = [line("白天", "day", DAYTIME), line("晚间", "evening", evening)]
    found = selectors.answering(lines, dt.time.fromisoformat(at))
    assert (found.phone if found else None) == called


@pytest.mark.parametrize(("at", "minutes"), [("19:59", 121), ("22:00", 630), ("08:29", 1), ("17:30", 270)])
def test_what_is_said_stays_true_until_the_next_hour_on_a_list(at, minutes):
    lines = [line("白天", "day", DAYTIME), line("晚间", "evening", EVENING)]
    now = dt.datetime.combine(RECEIVED, dt.time.fromisoformat(at), dt.UTC)
    assert selectors.changes_in(lines, now) == dt.timedelta(minutes=minutes)
    assert selectors.changes_in([], now) == selectors.DAY


def test_a_change_ends_the_old_number_and_keeps_it(centre):
    old = change(centre)
    new = change(centre, phone="0312-54321", today=RECEIVED + selectors.DAY)
    assert [one.phone for one in selectors.current()] == ["0312-54321"]
    old.refresh_from_db()
    assert old.until_on == RECEIVED + selectors.DAY
    entry = Entry.objects.get(case_id=new.pk)
    assert (entry.by, entry.before["phone"], entry.after["phone"]) == (centre.clerk.name, "0312-12345", "0312-54321")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"phone": "请打总机"}, "只写数字"),
        ({"phone": "1"}, "只写数字"),
        ({"name": " "}, "名称"),
        ({"hours": (dt.time(8), dt.time(8))}, "起止时间"),
        ({}, "没有改动"),
    ],
)
def test_what_is_no_number_is_refused(centre, said, why):
    change(centre)
    with pytest.raises(Refused, match=why):
        change(centre, **said)


def test_the_last_number_stays(centre):
    day = change(centre)
    with pytest.raises(Refused, match="最后一个"):
        hotlines.end(day, by=centre.clerk, today=RECEIVED, at=AT)
    evening = change(centre, "晚间", "0312-12346", EVENING)
    hotlines.end(evening, by=centre.clerk, today=RECEIVED, at=AT)
    with pytest.raises(Refused, match="已经停用"):
        hotlines.end(evening, by=centre.clerk, today=RECEIVED, at=AT)


def test_only_the_centre_keeps_phones_and_channels(centre):
    with pytest.raises(Refused, match="没有这个权限"):
        change(centre, by=centre.accused_clerk)
    with pytest.raises(Refused, match="没有这个权限"):
        hotlines.end(change(centre), by=centre.accused_clerk, today=RECEIVED, at=AT)
    with pytest.raises(Refused, match="没有这个权限"):
        keep(centre, by=centre.accused_clerk)


def test_a_closed_channel_says_why_and_one_stays_open(centre):
    with pytest.raises(Refused, match="替代的办法"):
        keep(centre, closed=True)
    with pytest.raises(Refused, match="晚于今天"):
        keep(centre, tested_on=RECEIVED + selectors.DAY)
    for channel in list(Channel)[:-1]:
        keep(centre, channel, closed=True, notice="检修，请用网页。")
    with pytest.raises(Refused, match="不能暂停所有渠道"):
        keep(centre, list(Channel)[-1], closed=True, notice="检修。")
    assert Channels.objects.filter(closed=True).count() == len(Channel) - 1
