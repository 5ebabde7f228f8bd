"""Plans, records and pictures for tests."""

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mingjing.disclosure.models import Disclosure, Occasion, Plan
from mingjing.disclosure.selectors import dues
from mingjing.disclosure.selectors.gaps import Gap, found
from mingjing.disclosure.services import planning, recording
from mingjing.disclosure.services.recording import Proof, Subject
from tests.catalogue.factories import House

CHINA = ZoneInfo("Asia/Shanghai")


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def at(day: str) -> dt.datetime:
    """Ten in the morning of a day in Baoding."""
    return dt.datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=CHINA)


def plan(home: House, title: str = "行政许可结果", *, made: str = "2026-01-05", **said: Any) -> Plan:
    """A plan to post something for the whole society; ad hoc unless said otherwise."""
    defaults = {
        "kind": "regular" if said.get("cycle") else "ad_hoc",
        "channels": ["board"],
        "why_there": "服务对象到窗口办事，公开栏看得到",
        "starts_on": on("2026-01-01"),
        **said,
    }
    return planning.make(title=title, by=home.clerk, at=at(made), **defaults)


def occasion(of: Plan, home: House, day: str, kind: str = "event", what: str = "道路抢修") -> Occasion:
    return planning.note(of, kind=kind, what=what, happened_on=on(day), by=home.clerk, at=at("2026-12-01"))


def record(
    home: House, day: str, *, proofs: tuple[Proof, ...] = (), recorded: str = "", said: dict[str, Any] | None = None,
    **subject: Any,
) -> Disclosure:  # fmt: skip
    """A record of something posted for the whole city on a day."""
    now = at(recorded or day)
    columns = {"title": "结果公告", "channel": "board", "scope": "society", "reach": "city", "published_on": on(day)}
    columns |= said or {}
    known = dues.law(now.date())
    return recording.record(Subject(**subject), proofs=proofs, by=home.clerk, at=now, known=known, **columns)


def gaps(today: str, **units: Any) -> list[Gap]:
    return found(today=on(today), **units)


def articles(today: str, *, but: tuple[str, ...] = ("ASM-5-3-4b",)) -> list[str]:
    return [gap.article for gap in gaps(today) if gap.article not in but]


def photo(name: str = "公开栏.png", colour: str = "navy") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")
