"""证据和事实 as they are read: each piece with its files, its digest and whether it still is what was collected."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from mingjing.accountability.enums import Finding
from mingjing.accountability.models import AccountabilityCase, Evidence, EvidenceFile, Fact
from mingjing.core import uploads
from mingjing.ledger import selectors as ledger
from mingjing.ledger.chain import canonical

COLLECTED = "收集证据"  # what the ledger calls it


@dataclass(frozen=True)
class Fault:
    """What of a piece of evidence is not as it was collected."""

    no: int
    what: str

    def __str__(self) -> str:
        return f"证据{self.no}：{self.what}"


def digest_of(piece: Evidence, files: Iterable[EvidenceFile]) -> str:
    """The digest of a piece of evidence, which anybody can recompute.

    SHA-256, as 64 hex letters, over the canonical JSON (RFC 8785) of an object with the members about_id, about_kind,
    case (its number), collected_at (UTC, microseconds), collected_by (key), files, kind, no, obtained_on, source, text,
    title and url. `files` lists digest, name and size of each, by digest and then name. What is empty is "".
    """
    said: dict[str, Any] = {
        "about_id": str(piece.about_id or ""),
        "about_kind": piece.about_kind,
        "case": piece.case.number,
        "collected_at": piece.collected_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "collected_by": str(piece.collected_by_id),
        "files": sorted(
            ({"digest": one.digest, "name": one.name, "size": one.size} for one in files),
            key=lambda one: (one["digest"], one["name"]),
        ),
        "kind": piece.kind,
        "no": piece.no,
        "obtained_on": piece.obtained_on.isoformat(),
        "source": piece.source,
        "text": piece.text,
        "title": piece.title,
        "url": piece.url,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def pieces(case: AccountabilityCase) -> QuerySet[Evidence]:
    """The evidence of a case in its order; `shown` holds the files of each. One query."""
    files = EvidenceFile.objects.filter(evidence=OuterRef("pk")).order_by("kept_at", "id")
    one = JSONObject(pk="pk", name="name", size="size", digest="digest", scanned="scanned")
    rows = case.evidence.select_related("collected_by", "set_aside_by")
    return rows.annotate(shown=ArraySubquery(files.values(one=one)))


def facts(case: AccountabilityCase) -> QuerySet[Fact]:
    """The facts of a case in their order; `rests_on` holds the numbers of the evidence of each. One query."""
    linked = Fact.evidence.through.objects.filter(fact=OuterRef("pk")).order_by("evidence__no")
    return case.facts.select_related("stated_by").annotate(rests_on=ArraySubquery(linked.values("evidence__no")))


def faults(case: AccountabilityCase) -> list[Fault]:
    """What of the evidence that stands is not what was collected. Reads every file; three queries.

    A piece is hashed from its row and its files anew, and compared with its own digest and with the one that the ledger
    was told when it was collected.
    """
    rows = case.evidence.filter(set_aside_on=None).select_related("case").prefetch_related(Prefetch("files"))
    entries = ledger.of_case(case).filter(step=COLLECTED)
    known = {entry.after.get("no"): entry.after.get("digest") for entry in entries}
    return [Fault(piece.no, what) for piece in rows for what in _faults_of(piece, known.get(piece.no))]


def _faults_of(piece: Evidence, known: str | None) -> Iterable[str]:
    files = list(piece.files.all())
    if digest_of(piece, files) != piece.digest:
        yield "登记的内容与摘要不符，被改过"
    if piece.digest != known:
        yield "摘要与台账记的不同，被改过或者绕过台账登记"
    for file in files:
        if what := file_fault(file):
            yield what


def file_fault(file: uploads.Stored) -> str:
    """What is wrong with a kept file on the disk; empty if it is what was kept."""
    try:
        with uploads.path_of(file.digest).open("rb") as found:
            digest = hashlib.file_digest(found, "sha256").hexdigest()
    except FileNotFoundError:
        return f"文件“{file.name}”不在了"
    return "" if digest == file.digest else f"文件“{file.name}”的内容与摘要不符，被改过"


def lacking(case: AccountabilityCase) -> list[str]:
    """What is missing before the facts are established, a sentence each (ACC-4-4a, ACC-12-b). Two queries."""
    said = []
    if not case.subjects.filter(removed_on=None).exists():
        said.append("还没有责任主体，请先“列入责任主体”（ACC-4-2）。")
    return said + lacking_in(list(_with_standing(case)))


def _with_standing(case: AccountabilityCase) -> QuerySet[Fact]:
    standing = Evidence.objects.filter(facts=OuterRef("pk"), set_aside_on=None)
    return case.facts.annotate(standing=ArraySubquery(standing.values("no")))


def lacking_in(found: list[Fact]) -> list[str]:
    """What the facts lack: each annotated with `standing`, the numbers of its evidence that was not set aside."""
    said = []
    if waiting := [str(fact) for fact in found if fact.finding == Finding.OPEN]:
        said.append(f"{'、'.join(waiting)}还没有认定（ACC-12-b）。")
    established = [fact for fact in found if fact.finding == Finding.ESTABLISHED]
    if bare := [str(fact) for fact in established if not getattr(fact, "standing", None)]:
        said.append(f"{'、'.join(bare)}认定查实，但没有有效的证据（ACC-4-4a）。")
    if not found:
        said.append("还没有记录事实（ACC-12-b）。")
    elif not established and not waiting:
        said.append("没有一项事实查实，请报负责人“不予追究”（ACC-12-b）。")
    return said
