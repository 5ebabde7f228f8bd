"""转办件: for the unit that receives them, and for the centre that follows them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from mingjing.complaints import access
from mingjing.complaints.enums import ForwardStatus, PaperKind, Purpose
from mingjing.complaints.models import Complaint, Forward
from mingjing.complaints.selectors import opening
from mingjing.complaints.selectors.opening import CaseKeys, OpenPaper, read
from mingjing.core.errors import Refused
from mingjing.people.models import Official, Unit
from mingjing.privacy import mask
from mingjing.regulations.selectors import law
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import boxes, routing, wraps
from mingjing.sealing.services.persons import Unlocked

PACKAGE, ANSWER = "package", "package/answer"
FOLDER = "forwards"
OPEN = (ForwardStatus.SENT, ForwardStatus.RECEIVED)
RETURN = "CMP-7-3-return"


@dataclass(frozen=True)
class PackedFile:
    """A derivative inside a package. In memory only."""

    id: str
    name: str
    kind: str
    size: int
    key: bytes

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece.

        Raises:
            NotOpened: the sealed file was changed.
        """
        return boxes.read_file(path_of(UUID(self.id)), self.key, self.size)


@dataclass(frozen=True)
class Package:
    """A package, opened. In memory only."""

    forward: Forward
    key: bytes
    text: str
    request: str
    answer: str = ""
    files: Sequence[PackedFile] = field(default=())


def path_of(key: UUID) -> Path:
    """Where the bytes of a packed file lie."""
    return opening.path_of(key, folder=FOLDER)


def openers(unit: Unit) -> list[Official]:
    """Who receives for a unit and has a sealing key: a package is sealed to them."""
    keyed = PersonKey.objects.filter(retired_at=None).values("official")
    people = Official.objects.filter(unit=unit, grants__role__in=access.RECEIVERS, is_active=True, pk__in=keyed)
    return list(people.distinct())


def receivers(units: Sequence[Unit]) -> list[Official]:
    """Who receives for any of these units, with a sealing key or without."""
    people = Official.objects.filter(unit__in=units, grants__role__in=access.RECEIVERS, is_active=True)
    return list(people.distinct())


def check_may_handle(complaint: Complaint, unit: Unit) -> None:
    """Refuse as addressee a unit that is or was recorded as accused, a part of it, and where somebody named in the case
    works (CMP-5, CMP-7-3).

    Raises:
        Refused: a conflict.
    """
    said = access.routed(complaint)
    barred = access.accused(said) | {
        str(pk) for pk in Official.objects.filter(pk__in=said.get("conflicts", ())).values_list("unit_id", flat=True)
    }
    above: Unit | None = unit
    while above is not None:
        if str(above.pk) in barred:
            raise Refused(f"按回避规定不能转给{unit}办理，请转给它的上级机关或者其他有权机关（第五条、第七条第三项）。")
        above = above.parent


def unit_of(found: Forward) -> Unit:
    """To whom a package went."""
    return Unit.objects.get(pk=routing.opened(found.routing, about=found.pk)["unit"])


def units_of(rows: Sequence[Forward]) -> dict[UUID, str]:
    """The names of the units that packages went to, by package. One query."""
    said = {row.pk: routing.opened(row.routing, about=row.pk)["unit"] for row in rows}
    names = {str(unit.pk): str(unit) for unit in Unit.objects.filter(pk__in=set(said.values()))}
    return {pk: names.get(unit, "") for pk, unit in said.items()}


def may_return_until(found: Forward, today: dt.date) -> dt.date | None:
    """The last day on which a wrong package may be returned; None where no limit is set."""
    rules = law(today)
    limit = rules.limits.get(RETURN)
    return limit.after(found.sent_on, rules.calendar).on if limit else None


def received(viewer: Official) -> QuerySet[Forward]:
    """The packages of this person's unit. Numbers, dates and states only."""
    return access.forwards_visible_to(viewer)


def opened(found: Forward, unlocked: Unlocked) -> Package:
    """A package for one of those it was sealed to.

    Raises:
        Refused: it was not sealed to this person.
    """
    key = wraps.opened([found.pk], unlocked).get((found.pk, str(Purpose.PACKAGE)))
    if key is None:
        raise Refused("这件转办件没有封给您，您打不开它。请与投诉举报中心联系补封。")
    return opened_with(found, key)


def opened_with(found: Forward, key: bytes) -> Package:
    """A package, under its key.

    Raises:
        NotOpened: another package's key.
    """
    said = boxes.opened(found.package, key, case=found.pk, purpose=PACKAGE)
    answered = boxes.opened(found.answer, key, case=found.pk, purpose=ANSWER) if found.answer else {}
    files = [
        PackedFile(one["id"], one["name"], one["kind"], one["size"], bytes.fromhex(one["key"])) for one in said["files"]
    ]
    return Package(found, key, said["text"], said["request"], answered.get("text", ""), files)


def of_case(complaint: Complaint, keys: CaseKeys) -> list[Package]:
    """The packages of a case for whoever has it, the newest first. Four queries."""
    letters = read(complaint, keys, [PaperKind.LETTER])
    known = {paper.said["forward"]: paper.said["key"] for paper in letters if paper.said and "forward" in paper.said}
    rows = complaint.forwards.order_by("-sent_on", "-number")
    return [opened_with(row, bytes.fromhex(known[str(row.pk)])) for row in rows if str(row.pk) in known]


def prefilled(papers: Sequence[OpenPaper]) -> str:
    """What a package says until its sender edits it: the statement, with personal data masked."""
    statements = [paper.text for paper in papers if paper.paper.kind == PaperKind.STATEMENT]
    return mask("\n\n".join(statements))
