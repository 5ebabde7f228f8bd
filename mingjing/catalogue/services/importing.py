"""Many powers at once from a sheet: drafts only, all of them or none (ACC-6-1a: nobody imports past the reviews)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mingjing.catalogue.enums import TimeUnit
from mingjing.catalogue.models import PowerType, PowerVersion
from mingjing.catalogue.services.drafting import create_item
from mingjing.catalogue.services.rows import add_basis
from mingjing.catalogue.workflow import IMPORTED
from mingjing.core.errors import Refused
from mingjing.core.sheets import Fault, FaultySheet, Row
from mingjing.people.models import Official, Post
from mingjing.regulations.models import Basis

SCHEME = "hebei-2023"
AS_SAID = ("name", "number", "conditions", "service_phone", "complaint_phone")


@transaction.atomic
def import_powers(rows: Iterable[Row], *, by: Official, at: dt.datetime) -> list[PowerVersion]:
    """A draft for each row. What a row calls published elsewhere has passed none of our reviews and is flagged.

    Raises:
        FaultySheet: with every row that cannot be taken, and why; then nothing is taken.
    """
    known, made, faults = Known.of(by), [], []
    for row in rows:
        try:
            with transaction.atomic():
                made.append(_draft(row.said, known, by=by, at=at))
        except Refused as refusal:
            faults.append(Fault(row.number, "", str(refusal)))
    if faults:
        raise FaultySheet(faults)
    return made


@dataclass(frozen=True)
class Known:
    """What the rows may name: read once for the whole sheet."""

    types: dict[str, PowerType]
    laws: dict[str, Basis]
    posts: dict[tuple[str, str], Post]

    @classmethod
    def of(cls, by: Official) -> "Known":
        """What exists for the unit of `by`."""
        posts = Post.objects.filter(unit=by.unit_id)
        return cls(
            types={row.name: row for row in PowerType.objects.filter(scheme=SCHEME)},
            laws={row.name: row for row in Basis.objects.all()},
            posts={(str(row.kind), name): row for row in posts for name in (row.title, str(row))},
        )


def _draft(said: dict[str, Any], known: Known, *, by: Official, at: dt.datetime) -> PowerVersion:
    basis = _basis(said, known)
    version = create_item(by=by, at=at, step=IMPORTED, **_elements(said, known))
    if basis:
        add_basis(version, basis=basis, article=said["article"], by=by, at=at)
    return version


def _elements(said: dict[str, Any], known: Known) -> dict[str, Any]:
    if said["power_type"] not in known.types:
        raise Refused(f"没有“{said['power_type']}”这个类别，可填：{'、'.join(known.types)}。")
    return {
        **{name: said[name] for name in AS_SAID},
        **_limit(said, "statutory", "法定时限"),
        **_limit(said, "promised", "承诺时限"),
        "power_type": known.types[said["power_type"]],
        "chief": _post(said, "chief", known),
        "handler": _post(said, "handler", known),
        "bypassed": said["bypassed"] == "yes",
    }


def _basis(said: dict[str, Any], known: Known) -> Basis | None:
    name = said["basis"].removeprefix("《").removesuffix("》")
    if not name:
        return None
    if name not in known.laws:
        raise Refused(f"依据库里没有《{name}》，请办公室先登记（第七条第一项）。")
    if not said["article"]:
        raise Refused("写了实施依据，没有写条款（第七条第一项）。")
    return known.laws[name]


def _post(said: dict[str, Any], kind: str, known: Known) -> Post | None:
    if not (name := said[kind]):
        return None
    if (kind, name) not in known.posts:
        raise Refused(f"本单位没有“{name}”这个岗位，请先在“单位与人员”里设置（第四条第一项）。")
    return known.posts[kind, name]


def _limit(said: dict[str, Any], which: str, title: str) -> dict[str, Any]:
    length = said[f"{which}_length"]
    if length and not (length.isascii() and length.isdigit() and len(length) <= 4):
        raise Refused(f"“{title}”要填整数天数，现在是“{length}”。")
    unit = said[f"{which}_unit"] or str(TimeUnit.WORKING_DAYS)
    return {f"{which}_length": int(length) if length else None, f"{which}_unit": unit}
