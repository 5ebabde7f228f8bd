"""Matters for tests of signals: a power with step limits of five working days, under the registered regulation."""

import datetime as dt
from collections.abc import Iterable

from mingjing.casework.enums import EventKind, Source
from mingjing.casework.models import Batch, Signal
from mingjing.casework.services.ingestion import Incoming, ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue.models import PowerVersion
from mingjing.procedure.events import CHINA
from mingjing.regulations.models import Regulation
from mingjing.regulations.services import versions
from mingjing.rules import packs
from tests.catalogue.factories import AT, House, bring, describe_all, draft

ISSUED = dt.date(2010, 1, 26)
Row = tuple[str, str, dt.datetime | None]


def in_force() -> Regulation:
    """The regulation of 2010, in force: it says how long ahead to warn and when silence is too long."""
    registered = versions.register(packs.load("baoding-2010"), by=None, at=AT)
    versions.activate(
        registered, consented_by="保定市人民政府", consented_on=ISSUED, in_force_from=ISSUED, by=None, at=AT
    )
    return registered


def power(home: House, name: str = "道路货物运输经营许可", *, step_limit: int = 5, **elements: object) -> PowerVersion:
    """A published power; each step may take `step_limit` working days, the whole 60 unless said otherwise."""
    version = draft(home, name, **{"statutory_length": 60, "promised_length": 60, **elements})
    describe_all(version, home, limit_length=step_limit)
    version = bring(version, home, "published")
    version.item.refresh_from_db()
    return version


def on(day: str, hour: int = 10) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(hour=hour, tzinfo=CHINA)


def take(version: PowerVersion, rows: Iterable[Row], *, now: str, kind: str = EventKind.STEP, note: str = "") -> None:
    """Deliver events, (number, activity, at) each, and judge what changed as of a day."""
    item, at = version.item, on(now, 18)
    batch = Batch.objects.create(unit=item.unit, item=item, source=Source.REST, digest="", received_at=at)
    incoming = [
        Incoming(n, no, step, when, f"{no}:{kind}:{step}:{when}", kind, note) for n, (no, step, when) in enumerate(rows)
    ]
    judge_matters(item, ingest(batch, item, incoming, at=at), now=at)


def told(**asked: object) -> list[tuple[str, str, str, str]]:
    """Every signal as kind, step, day on which it came true, and status."""
    rows = Signal.objects.filter(**asked).order_by("raised_on", "kind", "node")
    return [(s.kind, s.node_name, str(s.raised_on), s.status) for s in rows]
