"""Tasks, units that owe something for them, and figures that add up."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mingjing.core.uploads import Kept
from mingjing.filings.models import Filing, FilingTask, Submission
from mingjing.filings.services import drafting, handling, sending
from mingjing.filings.services.drafting import Said
from mingjing.filings.services.sending import Asked
from mingjing.people.models import Official
from mingjing.rules import statutory
from tests.catalogue.factories import House, official, unit

CHINA = ZoneInfo("Asia/Shanghai")
DAY = dt.timedelta(days=1)
URL = "https://www.example.gov.cn/report/2025.html"


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def at(day: str | dt.date) -> dt.datetime:
    """Ten in the morning of a day in Baoding."""
    return dt.datetime.combine(on(str(day)), dt.time(10), CHINA)


SENT = on("2026-01-05")
DUE = on("2026-01-31")


def office() -> Official:
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


def head() -> Official:
    return official("head", "lgo_head", of=unit("130600LGO", "领导小组办公室", nature="office"))


def annual(year: int = 2025, *, day: dt.date = SENT, **said: Any) -> FilingTask:
    """The report of a year, asked of every unit in scope."""
    return sending.send_annual(year, by=office(), today=day, at=at(day), **said)


def ad_hoc(
    *homes: House, day: dt.date = SENT, due: dt.date = DUE, title: str = "报送流程图清单", **said: Any
) -> FilingTask:
    """Something else, asked of some units."""
    asked = Asked(title=title, due_on=due, units=[home.unit for home in homes], **said)
    return sending.send(asked, by=office(), today=day, at=at(day))


def filing_of(task: FilingTask, home: House) -> Filing:
    return Filing.objects.get(task=task, unit=home.unit)


def figures(**changed: str) -> dict[str, Decimal]:
    """Every figure, all of them 0 but those named (`t3_new_person`), with the sums that follow from them."""
    found = dict.fromkeys(statutory.cells(), Decimal(0))
    found |= {name.replace("_", "-"): Decimal(said) for name, said in changed.items()}
    for table in statutory.tables():
        if table.key == "t3":
            for column in table.parts:
                total = sum(found[table.name(line.key, column.key)] for line in table.outcomes)
                found[table.name("results", column.key)] = Decimal(total)
        if table.key != "t2":
            for line in table.lines:
                whole = sum(found[table.name(line.key, part.key)] for part in table.parts)
                found[table.name(line.key, "all")] = Decimal(whole)
    return found


def report(**changed: Any) -> Said:
    """What an annual report says, with nothing wrong in it."""
    return Said(**{"words": "一年来的工作。", "url": URL, "figures": figures(), **changed})


def clerk_of(filing: Filing) -> Official:
    return official(f"clerk-{filing.unit.code}", "unit_clerk", of=filing.unit)


def file(filing: Filing, day: dt.date, said: Said | None = None, *, files: tuple[Kept, ...] = ()) -> Submission:
    """Save and hand in."""
    clerk = clerk_of(filing)
    drafting.save(filing, said or report(), by=clerk, at=at(day), files=files)
    return drafting.file(filing, by=clerk, today=day, at=at(day))


def accept(filing: Filing, day: dt.date) -> None:
    handling.accept(filing, by=office(), today=day, at=at(day))


def send_back(filing: Filing, day: dt.date, due_on: dt.date | None = None, reason: str = "表三没有填全") -> None:
    handling.send_back(filing, reason=reason, due_on=due_on, by=office(), today=day, at=at(day))
