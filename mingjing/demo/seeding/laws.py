"""The laws that the demo's powers cite, and what has become of some of them since."""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from mingjing.catalogue.enums import ChangeKind
from mingjing.catalogue.models import ChangeEvent
from mingjing.catalogue.services import changes
from mingjing.demo.seeding.diary import Years
from mingjing.people.models import Official
from mingjing.regulations.enums import BasisStatus
from mingjing.regulations.models import Basis

FILE = Path(__file__).parents[1] / "laws.toml"
RANKS = (
    ("中华人民共和国", "法律"),
    ("河北省", "省级规定"),
    ("保定市", "市级规定"),
    ("条例", "行政法规"),
    ("", "部门规章"),
)  # by the first that a name holds; laws.toml says otherwise of some


@cache
def book() -> dict[str, Any]:
    """What laws.toml says: ranks that the name does not tell, and changes."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def basis_named(name: str) -> Basis:
    """The law, entered in the register on first use."""
    return Basis.objects.get_or_create(name=name, defaults={"rank": rank_of(name), "status": BasisStatus.IN_FORCE})[0]


def rank_of(name: str) -> str:
    """What kind of a rule bears such a name."""
    said: dict[str, str] = book()["ranks"]
    if name in said:
        return said[name]
    if name.startswith("中华人民共和国") and name.endswith("条例"):
        return "行政法规"
    return next(rank for part, rank in RANKS if part in name)


@transaction.atomic
def change(years: Years) -> int:
    """Record what became of the laws until today; how many changes there were. Recorded once (ACC-1-b, ACC-6-4a)."""
    keeper = Official.objects.get(username="lgo")
    done = 0
    for row in book()["changes"]:
        basis = basis_named(row["name"])
        on = changed_on(row, years)
        if basis.status != BasisStatus.IN_FORCE or on > years.today:
            continue
        successor = basis_named(row["successor"]) if "successor" in row else None
        told = years.diary(max(on, years.since)).at(3)
        changes.record(_event(basis, row, on, successor), by=keeper, today=told.date(), at=told)
        done += 1
    return done


def _event(basis: Basis, row: dict[str, Any], on: dt.date, successor: Basis | None) -> ChangeEvent:
    repealed = row["status"] == BasisStatus.REPEALED
    kind = ChangeKind.LAW_REPEALED if repealed else ChangeKind.LAW_AMENDED
    document = f"关于{'废止' if repealed else '修改'}《{basis}》的决定"
    return ChangeEvent(kind=kind, changed_on=on, document=document, basis=basis, successor=successor)


def changed_on(row: dict[str, Any], years: Years) -> dt.date:
    """The day, or so many days before today for rules that are made up."""
    found: dt.date = row["on"] if "on" in row else years.days_ago(row["days_ago"])
    return found
