"""Add a sealed paper, with sealed files, to a case. Nothing of it is written unsealed (CMP-8-a, CMP-8-b)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import PaperKind, Purpose
from mingjing.complaints.models import Complaint, Paper, SealedFile
from mingjing.complaints.selectors.opening import CaseKeys, hour_of, purpose_of
from mingjing.people.models import Official
from mingjing.sealing.services import boxes


@dataclass(frozen=True)
class SealedUpload:
    """A file that was sealed while it came in. Its bytes lie at `path_of(pk)`, and its key is nowhere but here."""

    pk: UUID
    key: bytes
    name: str
    kind: str
    size: int
    digest: str


@transaction.atomic
def add(
    complaint: Complaint,
    kind: PaperKind,
    said: dict[str, Any],
    *,
    keys: CaseKeys,
    by: Official | None,
    at: dt.datetime,
    about: Paper | None = None,
    files: Sequence[SealedUpload] = (),
) -> Paper:
    """Seal `said` (JSON values, with the words under "text") as the next paper of a case. `by` None: the reporter.

    Locks the case, so that two papers never take one place.
    """
    Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    last = complaint.papers.order_by("-place").values_list("place", flat=True).first() or 0
    place, purpose = last + 1, purpose_of(kind)
    box = boxes.shut(said, keys.of(purpose), case=complaint.pk, purpose=f"{purpose}/{place}")
    paper = Paper.objects.create(
        complaint=complaint, place=place, kind=kind, purpose=purpose, box=box, about=about,
        by=tag_of(by) if by else "", at=at if by else hour_of(at),
    )  # fmt: skip
    add_files(complaint, paper, files, keys=keys)
    return paper


def add_files(
    complaint: Complaint,
    paper: Paper,
    files: Sequence[SealedUpload],
    *,
    keys: CaseKeys,
    original: SealedFile | None = None,
) -> list[SealedFile]:
    """Put files to a paper; `original`: they were derived from that one."""
    rows = [
        SealedFile(
            pk=file.pk, complaint=complaint, paper=paper, purpose=paper.purpose, original=original, at=paper.at,
            head=_head(file, complaint, Purpose(paper.purpose), keys),
        )
        for file in files
    ]  # fmt: skip
    return SealedFile.objects.bulk_create(rows)


def add_originals(
    complaint: Complaint, files: Sequence[SealedUpload], *, key: bytes, at: dt.datetime
) -> list[SealedFile]:
    """Put files to the identity, under its `key`: whoever handles the case cannot open them (CMP-6-d)."""
    rows = [
        SealedFile(
            pk=file.pk, complaint=complaint, paper=None, purpose=Purpose.IDENTITY, at=at,
            head=_shut(file, complaint, Purpose.IDENTITY, key),
        )
        for file in files
    ]  # fmt: skip
    return SealedFile.objects.bulk_create(rows)


def _head(file: SealedUpload, complaint: Complaint, purpose: Purpose, keys: CaseKeys) -> bytes:
    return _shut(file, complaint, purpose, keys.of(purpose))


def _shut(file: SealedUpload, complaint: Complaint, purpose: Purpose, key: bytes) -> bytes:
    said = {
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "digest": file.digest,
        "key": file.key.hex(),
    }
    return boxes.shut(said, key, case=complaint.pk, purpose=f"{purpose}/file/{file.pk}")
