"""系统内的记录 as evidence: what the system says at one moment of a signal, a gap, a matter or another row, in words.

The words stay when the row changes. Of a complaint there is only what the lead says, and a sealed pointer (CMP-8-b).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils import timezone, translation

from mingjing.accountability.enums import About
from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors.records import FROM_COMPLAINTS, KINDS, Kind, sealed
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.supervision.models import Lead


@dataclass(frozen=True)
class Snapshot:
    """What the system said, and of what."""

    title: str
    text: str
    about_kind: str
    about_id: UUID | None
    url: str


def taken(
    case: AccountabilityCase, kind: str, asked: str, *, viewer: Official, today: dt.date, at: dt.datetime
) -> Snapshot:
    """What the system says of a row at this moment; `asked` is its number or its key.

    Raises:
        Refused: no such row that this person may see, or several of that number.
    """
    found = KINDS[About(kind)]
    row = _row(found, About(kind), asked.strip(), viewer, case)
    with translation.override(settings.LANGUAGE_CODE):
        moment = timezone.localtime(at)
        said = [f"{moment:%Y-%m-%d %H:%M}，本系统记载："]
        said += [f"{name}：{value}" for name, value in found.lines(row, case, today) if value not in (None, "")]
        return Snapshot(
            f"{About(kind).label} {found.title(row)}"[:120], "\n".join(said), *_pointer(kind, row), found.page(row)
        )


def _pointer(kind: str, row: Model) -> tuple[str, UUID | None]:
    """What the evidence says it is about; a complaint behind a lead is told by a sign that leads nowhere without us."""
    if isinstance(row, Lead) and row.source in FROM_COMPLAINTS:
        return "complaint", sealed(row)
    return kind, row.pk


def _row(kind: Kind, about: About, asked: str, viewer: Official, case: AccountabilityCase) -> Any:
    rows = kind.rows(viewer)
    try:
        found = list(rows.filter(pk=UUID(asked))[:1])
    except ValueError:
        found = list(rows.filter(**{kind.number: asked})[:2]) if kind.number and asked else []
    if about == About.LEAD:
        found = [row for row in found if case.lead_id in (row.pk, row.joined_into_id)]
    if not found:
        raise Refused(f"没有这项{about.label}，或者您不能查看。请核对编号，或者粘贴那一页的地址。")
    if len(found) > 1:
        raise Refused(f"有几项{about.label}的编号是“{asked}”，请粘贴那一页的地址。")
    return found[0]
