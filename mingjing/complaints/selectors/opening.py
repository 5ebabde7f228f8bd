"""The keys of a case for whoever may open it, and what they open."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import cached_property

from mingjing.complaints.enums import READ_BY_REPORTER, PaperKind, Purpose
from mingjing.complaints.models import Complaint, Paper, SealedFile
from mingjing.core.errors import Refused
from mingjing.sealing.services import boxes, wraps
from mingjing.sealing.services.persons import Unlocked

FOLDER = "complaints"


@dataclass(frozen=True)
class CaseKeys:
    """The two keys that handling needs: what the reporter reads too, and what only we do. In memory only.

    A reporter has no work key.
    """

    content: bytes
    work: bytes = b""

    def of(self, purpose: str) -> bytes:
        """The key for a purpose; empty where its holder has none, as nobody who handles a case has that of identity."""
        if purpose == Purpose.IDENTITY:
            return b""
        return self.content if purpose == Purpose.CONTENT else self.work


@dataclass(frozen=True)
class OpenPaper:
    """A paper, read. `said` is None if its key is not there."""

    paper: Paper
    said: dict[str, Any] | None

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.said.get("text", "")) if self.said else ""

    @cached_property
    def files(self) -> list["OpenFile"]:
        """Filled in by `read`."""
        return []


@dataclass(frozen=True)
class OpenFile:
    """What a sealed file is: never kept in the clear."""

    file: SealedFile
    name: str
    kind: str
    size: int
    digest: str
    key: bytes

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece.

        Raises:
            NotOpened: the sealed file was changed.
        """
        return boxes.read_file(path_of(self.file.pk), self.key, self.size)


def purpose_of(kind: str) -> Purpose:
    """Under which key papers of a kind are."""
    return Purpose.CONTENT if kind in READ_BY_REPORTER else Purpose.WORK


def path_of(key: UUID, *, folder: str = FOLDER) -> Path:
    """Where the bytes of a sealed file lie."""
    name = str(key)
    return Path(settings.MEDIA_ROOT, "sealed", folder, name[:2], name)


def keys_of(cases: Collection[UUID], unlocked: Unlocked) -> dict[UUID, CaseKeys]:
    """The keys of `cases`, as far as they were wrapped for this person. One query."""
    found = wraps.opened(cases, unlocked)
    return {
        case: CaseKeys(found[case, Purpose.CONTENT], found.get((case, Purpose.WORK), b""))
        for case in cases
        if (case, Purpose.CONTENT) in found
    }


def keys_to(complaint: Complaint, unlocked: Unlocked) -> CaseKeys:
    """The keys of one case.

    Raises:
        Refused: nothing was wrapped for this person.
    """
    keys = keys_of([complaint.pk], unlocked).get(complaint.pk)
    if keys is None:
        raise Refused("这件投诉举报没有封给您，您打不开它。请中心负责人改派，或者由保管人启封（第八条）。")
    return keys


def read(complaint: Complaint, keys: CaseKeys, kinds: Iterable[PaperKind] = ()) -> list[OpenPaper]:
    """The papers of a case in their order, opened, each with its files; of some kinds only. Two queries."""
    rows = complaint.papers.order_by("place").prefetch_related("files")
    rows = rows.filter(kind__in=list(kinds)) if kinds else rows
    found = []
    for paper in rows:
        opened = OpenPaper(paper, _open(paper, keys))
        opened.files.extend(file for row in paper.files.all() if (file := open_file(row, keys)))
        found.append(opened)
    return found


def _open(paper: Paper, keys: CaseKeys) -> dict[str, Any] | None:
    key = keys.of(paper.purpose)
    if not key:
        return None
    return boxes.opened(paper.box, key, case=paper.complaint_id, purpose=f"{paper.purpose}/{paper.place}")


def open_file(file: SealedFile, keys: CaseKeys) -> OpenFile | None:
    """What a sealed file is; None without its key."""
    key = keys.of(file.purpose)
    if not key:
        return None
    head = boxes.opened(file.head, key, case=file.complaint_id, purpose=f"{file.purpose}/file/{file.pk}")
    return OpenFile(file, head["name"], head["kind"], head["size"], head["digest"], bytes.fromhex(head["key"]))


def hour_of(at: dt.datetime) -> dt.datetime:
    """The hour of an instant: all that is kept of when a reporter acted."""
    return at.replace(minute=0, second=0, microsecond=0)
