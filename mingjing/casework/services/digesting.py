"""监察摘要: what came, what waits and what waits too long, for leaders of units and the head of the office."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from mingjing.casework.models import Digest
from mingjing.casework.selectors.supervising import digest_counts
from mingjing.people.enums import Role
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.calendar import DAY

WEEKLY, DAILY = "weekly", "daily"
SPANS = {WEEKLY: 7, DAILY: 1}
WORDS = (
    ("red", "新红牌"), ("yellow", "新黄牌"), ("answered", "已答复"), ("waiting", "待答复"), ("overdue", "逾期未答复"),
)  # fmt: skip


@transaction.atomic
def make_digests(*, today: dt.date, at: dt.datetime) -> int:
    """Make the digests that are due on a day, one for each leader; how many. Safe to run twice.

    A week's come on its first working day, a day's on each working day; they tell of the days before.
    """
    span = SPANS.get(settings.DIGEST_EVERY)
    calendar = current_calendar()
    if span is None or not calendar.is_working(today):
        return 0
    if span > 1 and any(calendar.is_working(today - n * DAY) for n in range(1, today.weekday() + 1)):
        return 0
    until = today - DAY
    counts = digest_counts(until - (span - 1) * DAY, until, today=today)
    made = [
        Digest(official=person, unit_id=unit, since=until - (span - 1) * DAY, until=until, counts=said, made_at=at)
        for person, unit, said in _readers(counts)
    ]
    known = set(Digest.objects.filter(until=until).values_list("official_id", flat=True))
    new = [digest for digest in made if digest.official_id not in known]
    Digest.objects.bulk_create(new, ignore_conflicts=True)
    if settings.MAIL_OUTBOX and new:
        transaction.on_commit(lambda: _put_out(new))
    return len(new)


def _readers(counts: dict[UUID, dict[str, int]]) -> list[tuple[Official, UUID | None, dict[str, object]]]:
    """Leaders with the numbers of their unit, the head of the office with those of every unit that has any."""
    rows = Official.objects.filter(is_active=True)
    leaders = rows.filter(grants__role=Role.UNIT_LEADER, unit__in=counts)
    found: list[tuple[Official, UUID | None, dict[str, object]]] = []
    for person in rows.filter(grants__role=Role.LGO_HEAD) if counts else ():
        names = dict(Unit.objects.filter(pk__in=counts).values_list("pk", "code"))
        found.append((person, None, {"units": {names[unit]: said for unit, said in counts.items()}}))
    heads = {person.pk for person, *_ in found}
    found += [(person, person.unit_id, {**counts[person.unit_id]}) for person in leaders if person.pk not in heads]
    return found


def read(digest: Digest, *, at: dt.datetime) -> None:
    """Note that its reader has opened a digest; the first time stays."""
    Digest.objects.filter(pk=digest.pk, read_at=None).update(read_at=at)


def total(digest: Digest) -> dict[str, int]:
    """The numbers of a digest, all its units together."""
    parts = digest.counts["units"].values() if "units" in digest.counts else [digest.counts]
    return {name: sum(part.get(name, 0) for part in parts) for name, _ in WORDS}


def lines(digest: Digest) -> list[str]:
    """A digest in words, a line per unit."""
    if "units" not in digest.counts:
        return [said(digest.counts)]
    names = dict(Unit.objects.filter(code__in=digest.counts["units"]).values_list("code", "name"))
    return [f"{names.get(code, code)}：{said(one)}" for code, one in digest.counts["units"].items()]


def said(counts: dict[str, int]) -> str:
    """The numbers of one unit in words."""
    return "，".join(f"{word} {counts.get(name, 0)} 条" for name, word in WORDS) + "。"


def message(digest: Digest) -> EmailMessage:
    """A digest as a mail that has no address yet: whoever delivers knows where its reader is."""
    mail = EmailMessage()
    mail["Subject"] = f"监察摘要 {digest.since:%Y-%m-%d} 至 {digest.until:%Y-%m-%d}"
    mail["X-Mingjing-Account"] = digest.official.username
    mail.set_content("\n".join([*lines(digest), "", "详情请登录明镜工作台查看。信号不是案件，也不会自动立案。"]))
    return mail


def _put_out(digests: list[Digest]) -> None:
    """Write digests where the mail gateway finds them: under another name first, so that it never takes half of one."""
    folder = Path(settings.MAIL_OUTBOX)
    folder.mkdir(parents=True, exist_ok=True)
    for digest in digests:
        half = folder / f".{digest.pk}.part"
        half.write_bytes(bytes(message(digest)))
        half.rename(folder / f"digest-{digest.pk}.eml")
