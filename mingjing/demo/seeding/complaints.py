"""Complaints of the demo, each filed and taken as far as its story says by the people of the centre."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from mingjing.complaints import access
from mingjing.complaints.enums import Asked, Channel, ComplaintKind, NoticeKind, Voided, Way
from mingjing.complaints.models import Approval, Complaint, Receipt
from mingjing.complaints.selectors import inbox
from mingjing.complaints.selectors.opening import CaseKeys, keys_to
from mingjing.complaints.services import (
    approving,
    classifying,
    concluding,
    deciding,
    filing,
    forwarding,
    handing,
    hotlines,
    investigating,
    lookup,
    rating,
    ruling,
    telling,
    voiding,
    warning,
)
from mingjing.complaints.services.filing import Identity, Said
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.demo.accounts import clerk_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.demo.seeding.keys import PASSPHRASE
from mingjing.demo.stories import Story, stories
from mingjing.people.models import Official, Unit
from mingjing.sealing import codes
from mingjing.sealing.services import persons
from mingjing.sealing.services.persons import Unlocked

WHO = Identity("程晓梅", phone="13900000000", address="竞秀区建设路 12 号")
CODES = "receipt-codes.txt"
CLERK, SECOND, HEAD = "centre", "centre2", "centrehead"
NOT_OURS = "您反映的合同价款争议已由法院受理，本中心不予受理，请依诉讼程序主张。"
LONG_AGO = 180  # days
PHONES = (
    ("白天", "0312-5066670", dt.time(8, 0), dt.time(18, 0)),
    ("晚间", "0312-5035538", dt.time(18, 0), dt.time(8, 0)),
)
OFFICE_HOURS = "工作日 8:30—12:00，13:30—17:30"
CHANNELS = (
    (Channel.LETTER, "保定市东风东路 1 号，市投诉举报中心收", "随时可以寄"),
    (Channel.PHONE, "见投诉举报电话", "白天和晚间都有人接"),
    (Channel.FAX, "0312-5066671", "随时可以发"),
    (Channel.MAIL, "jubao@mingjing.example", "随时可以发"),
    (Channel.VISIT, "保定市东风东路 1 号 104 室", OFFICE_HOURS),
    (Channel.WEB, "本网站“投诉举报”页", "随时可以填"),
    (Channel.TRANSFER, "12345 热线", "全天"),
)
AGREED = "同意。请依法办理，注意保密。"


@cache
def person(username: str) -> Official:
    """Somebody with an account."""
    return Official.objects.select_related("unit").get(username=username)


@cache
def unlocked(username: str) -> Unlocked:
    """Their sealing key; unlocking one takes 0.4 s."""
    return persons.unlock(person(username), PASSPHRASE)


@dataclass
class Play:
    """A story on its way."""

    story: Story
    code: str
    complaint: Complaint
    diary: Diary

    def when(self, days: int = 0) -> tuple[dt.date, dt.datetime]:
        """The day and the moment of the next act, so many working days later."""
        at = self.diary.at(days)
        return at.date(), at

    def as_seen_by(self, username: str) -> AbstractContextManager[None]:
        """The room of one of the centre's people."""
        return access.shown_to(person(username))

    def keys(self, username: str) -> CaseKeys:
        """The case's keys, as that person has them."""
        return keys_to(self.complaint, unlocked(username))

    def reload(self) -> None:
        """The case as it stands after a step."""
        self.complaint.refresh_from_db()


def tell_stories(years: Years) -> int:
    """File every complaint of the demo and play it; how many. Done once."""
    if Receipt.objects.exists():
        return Receipt.objects.count()
    _open_channels(years)
    told = []
    for story in stories():
        play = _file(story, years)
        told.append(f"{play.complaint.number}  {play.code}  {story.fate}")
        for act in FATES[story.fate]:
            act(play)
    warning.sweep(today=years.today, at=years.now)
    _write(Path(settings.DEMO_CUSTODIANS, CODES), "\n".join(told) + "\n")
    return len(told)


def _open_channels(years: Years) -> None:
    """The two telephones of the regulation (CMP-3), and where the other channels lead."""
    at = years.diary(years.days_ago(LONG_AGO)).at()
    for name, phone, opens, closes in PHONES:
        hotlines.change(name, phone, opens=opens, closes=closes, by=person(HEAD), today=at.date(), at=at)
    for channel, address, hours in CHANNELS:
        hotlines.keep(
            channel, address=address, hours=hours, tested_on=at.date(), closed=False, notice="",
            by=person(HEAD), today=at.date(), at=at,
        )  # fmt: skip


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


def _file(story: Story, years: Years) -> Play:
    diary = years.diary(years.days_ago(story.days))
    at, code = diary.at(), codes.new()
    said = Said(
        text=story.text,
        received_on=at.date(),
        channel=Channel(story.channel),
        act=story.act,
        kind=ComplaintKind.REPORT if story.real_name else ComplaintKind.COMPLAINT,
        unit=Unit.objects.filter(code=story.unit).first(),
        identity=WHO if story.real_name else None,
        outside=story.outside,
    )
    entered_by = None if story.channel == Channel.WEB else person(SECOND)
    filed = filing.file(said, code=code, at=at, by=entered_by)
    with seeing(SYSTEM):
        filed.complaint.refresh_from_db()
    return Play(story, code, filed.complaint, diary)


def classify(play: Play) -> None:
    """The clerk says what it is."""
    with play.as_seen_by(CLERK):
        today, at = play.when()
        routed = access.routed(play.complaint)
        act = play.story.act or "CMP-4-9"
        kind = ComplaintKind(routed["kind"])
        classifying.classify(play.complaint, act=act, kind=kind, by=person(CLERK), today=today, at=at)
        play.reload()


def accept(play: Play) -> None:
    """The clerk accepts it, and keeps it."""
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        keys, by = play.keys(CLERK), person(CLERK)
        deciding.accept(play.complaint, keys=keys, by=by, today=today, at=at)
        handing.hand_over(play.complaint, by, keys=keys, by=by, today=today, at=at)
        play.reload()


def approve(play: Play) -> None:
    """The head lets it be investigated."""
    _decided(play, Asked.INVESTIGATE, "反映具体，请批准组织调查。")


def _decided(play: Play, kind: Asked, reason: str) -> None:
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        row = approving.ask(
            play.complaint, kind, reason=reason, keys=play.keys(CLERK), by=person(CLERK), today=today, at=at
        )
    _agreed(play, row)


def _agreed(play: Play, row: Approval) -> None:
    with play.as_seen_by(HEAD):
        today, at = play.when(1)
        ruling.decide(
            row,
            granted=True,
            opinion=AGREED,
            keys=play.keys(HEAD),
            by=person(HEAD),
            today=today,
            at=at,
        )
        play.reload()


def investigate(play: Play) -> None:
    """Two investigators begin."""
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        two = [person(CLERK), person(SECOND)]
        plan = play.story.plan or "一、调取办件记录；二、现场核对；三、听取该单位说明。"
        investigating.begin(
            play.complaint, plan=plan, investigators=two, keys=play.keys(CLERK), by=person(CLERK), today=today, at=at
        )
        play.reload()


def conclude(play: Play) -> None:
    """What was found, and what follows from it."""
    with play.as_seen_by(CLERK):
        today, at = play.when(8)
        story = play.story
        concluding.conclude(
            play.complaint, story.finding, facts=story.facts, measures=story.measures, keys=play.keys(CLERK),
            by=person(CLERK), today=today, at=at,
        )  # fmt: skip
        play.reload()


def close(play: Play) -> None:
    """The reporter is told, and the case is closed."""
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        keys, by = play.keys(CLERK), person(CLERK)
        telling.tell(
            play.complaint, NoticeKind.RESULT, text=play.story.told, way=Way.MAILBOX, told_on=today, keys=keys, by=by,
            today=today, at=at,
        )  # fmt: skip
        concluding.close(play.complaint, keys=keys, by=by, today=today, at=at)
        play.reload()
    if play.story.stars:
        with lookup.holding(play.code) as held:
            today, at = play.when(2)
            rating.rate(held.complaints[0], play.story.stars, today=today, at=at)


def decline(play: Play) -> None:
    """The head agrees that it is not the centre's, and the reporter is told why."""
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        row = deciding.ask_decline(
            play.complaint, play.story.reason, reason="合同价款争议已由法院受理，应由法院处理。", keys=play.keys(CLERK),
            by=person(CLERK), today=today, at=at,
        )  # fmt: skip
    _agreed(play, row)
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        telling.tell(
            play.complaint, NoticeKind.DECLINED, text=NOT_OURS, way=Way.MAILBOX, told_on=today,
            keys=play.keys(CLERK), by=person(CLERK), today=today, at=at,
        )  # fmt: skip


def forward(play: Play) -> None:
    """Handed on to the unit whose business it is; another one than that complained about."""
    with play.as_seen_by(CLERK):
        today, at = play.when(2)
        forwarding.forward(
            play.complaint, unit=Unit.objects.get(code=TO), text=play.story.handed, request=play.story.request,
            keys=play.keys(CLERK), by=person(CLERK), today=today, at=at,
        )  # fmt: skip
        play.reload()


def answer(play: Play) -> None:
    """The unit signs for it and answers."""
    username = clerk_of(TO)
    with access.shown_to(person(username)):
        found = access.forwards_visible_to(person(username)).get(complaint=play.complaint.pk)
        today, at = play.when(1)
        forwarding.receive(found, by=person(username), today=today, at=at)
        today, at = play.when(4)
        key = inbox.opened(found, unlocked(username)).key
        forwarding.answer(found, text=play.story.answer, key=key, by=person(username), today=today, at=at)


def void(play: Play) -> None:
    """Entered twice."""
    with play.as_seen_by(CLERK):
        today, at = play.when(1)
        handing.submit(play.complaint, keys=play.keys(CLERK), by=person(CLERK), today=today, at=at)
    with play.as_seen_by(HEAD):
        voiding.void(
            play.complaint, Voided.TWICE, reason="同一来电登记了两次。", keys=play.keys(HEAD), by=person(HEAD),
            today=today, at=at,
        )  # fmt: skip


TO = "130600SC"  # has a clerk with a sealing key
HANDLED = (classify, accept, approve, investigate, conclude)
FATES: dict[str, tuple[Callable[[Play], None], ...]] = {
    "registered": (),
    "accepted": (classify, accept),
    "approved": (classify, accept, approve),
    "investigating": (classify, accept, approve, investigate),
    "concluded": HANDLED,
    "closed": (*HANDLED, close),
    "declined": (classify, decline),
    "forwarded": (classify, forward),
    "answered": (classify, forward, answer),
    "voided": (void,),
}
