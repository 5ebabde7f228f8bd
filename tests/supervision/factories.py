"""Leads for tests: registered by the office under the regulation of 2010."""

from typing import Any

from mingjing.people.models import Official, Unit
from mingjing.supervision.models import Lead
from mingjing.supervision.services import leads
from mingjing.supervision.services.leads import Said
from tests.catalogue.factories import AT, official, unit

TODAY = AT.date()


def clerk() -> Official:
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


def disc(of: Unit | None = None) -> Official:
    return official("disc", "disc_officer", of=of or unit("130600JW", "纪检监察机关"))


def lead(of: Unit, ground: str = "ACC-5-2a", *, by: Official | None = None, **said: Any) -> Lead:
    """A lead on the unit; `said` as in `Said`."""
    columns = {"facts": "至今没有公布职权目录。", **said}
    return leads.register(Said(unit=of, ground=ground, **columns), by=by or clerk(), today=TODAY, at=AT)
