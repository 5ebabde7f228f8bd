"""案卷归档: take a case out, whole, after somebody else approved: papers, cleaned files, digests, encrypted (CMP-7-1d).

Nothing of it is on disk in the clear: the archive is put together in memory, and leaves it encrypted to the archive or
to whoever fetches it.
"""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import Asked, PaperKind
from mingjing.complaints.letters import archiving as letters
from mingjing.complaints.models import Approval, Complaint
from mingjing.complaints.selectors.opening import CaseKeys, OpenFile, OpenPaper, read
from mingjing.complaints.services import approving
from mingjing.core.documents import as_pdf
from mingjing.core.errors import Refused
from mingjing.flattening import NotFlattened, flatten
from mingjing.ledger import selectors as ledger_reads
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.people.models import Official
from mingjing.sealing.services import archives

EXPORTED, BASIS = "导出案卷", "CMP-8-b"
MOST_BYTES = 200 * 1024 * 1024  # of all files together: it is put together in memory


@dataclass
class Archive:
    """What goes in, as it grows."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return sum(map(len, self.files.values()))

    def sums(self) -> str:
        """A list that `sha256sum -c` checks."""
        rows = (f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(self.files.items()))
        return "\n".join(rows) + "\n"


def ask(
    complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> Approval:
    """Ask for the export of a case.

    Raises:
        Refused: as `approving.ask`.
    """
    return approving.ask(complaint, Asked.EXPORT, reason=reason, keys=keys, by=by, today=today, at=at)


def usable(complaint: Complaint, by: Official) -> Approval | None:
    """The approval under which this person may take the case out now: granted, asked by them, used by nobody."""
    entries = ledger_reads.of_case(complaint).filter(step=EXPORTED)
    return usable_of(complaint.approvals.filter(kind=Asked.EXPORT), entries, by)


def usable_of(approvals: Iterable[Approval], entries: Iterable[Entry], by: Official) -> Approval | None:
    """As `usable`, of what was read before."""
    used = {entry.after.get("approval") for entry in entries if entry.step == EXPORTED}
    fit = (row for row in approvals if row.kind == Asked.EXPORT and row.granted and row.asked_by == tag_of(by))
    return next((row for row in fit if str(row.pk) not in used), None)


@transaction.atomic
def take_out(
    complaint: Complaint, *, recipient: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> bytes:
    """The case as one encrypted archive. The approval is used up, and the digest of what left is on record.

    `recipient`: an age recipient of the person's own, where the city has set none for its archive.

    Raises:
        Refused: no approval to use, nobody to encrypt to, or papers whose key is not there.
    """
    Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    approval = usable(complaint, by)
    if approval is None:
        raise Refused("导出案卷要先请示并由另一位负责人同意，一次同意只能导出一次（第八条）。")
    recipients = list(settings.ARCHIVE_RECIPIENTS) or [recipient.strip()]
    if not all(map(archives.is_recipient, recipients)):
        raise Refused("没有可以加密给的收件人。请填写您自己的 age 公钥（以 age1 开头），或者设置档案机构的公钥。")
    papers = read(complaint, keys)
    if any(paper.said is None for paper in papers):
        raise Refused("这件投诉举报有您打不开的材料，不能导出不完整的案卷（第七条第一项）。")
    mark = f"{by.name} {today:%Y-%m-%d} 导出，审批 {str(approval.pk)[:8]}"
    data = _zipped(complaint, papers, mark)
    box = archives.seal_to(data, recipients)
    after = {"approval": str(approval.pk), "digest": hashlib.sha256(box).hexdigest(), "papers": len(papers)}
    ledger.write(complaint, EXPORTED, by=masked(by), at=at, basis=BASIS, after=after)
    return box


def _zipped(complaint: Complaint, papers: Sequence[OpenPaper], mark: str) -> bytes:
    archive = Archive()
    index = []
    for number, paper in enumerate(papers, start=1):
        name = f"papers/{number:03}.pdf"
        archive.files[name] = as_pdf(letters.paper(complaint, _sheet(number, paper), mark=mark))
        names = [_add(archive, file, number) for file in paper.files if file.file.original_id is None]
        kind = str(PaperKind(paper.paper.kind).label)
        at = paper.paper.at.isoformat()
        index.append({"paper": name, "kind": kind, "at": at, "files": [one for one in names if one]})
    entries = list(ledger_reads.of_case(complaint))
    archive.files["index.pdf"] = as_pdf(letters.index(complaint, index, entries, archive.left_out, mark=mark))
    said = {"number": complaint.number, "mark": mark, "papers": index, "left_out": archive.left_out}
    archive.files["index.json"] = json.dumps(said, ensure_ascii=False, indent=1).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in archive.files.items():
            book.writestr(name, data)
        book.writestr("SHA256SUMS", archive.sums())
    return made.getvalue()


def _sheet(number: int, paper: OpenPaper) -> letters.Sheet:
    kind, on = str(PaperKind(paper.paper.kind).label), timezone.localdate(paper.paper.at)
    return letters.Sheet(number, kind, on, paper.said or {}, [(file.name, file.digest) for file in paper.files])


def _add(archive: Archive, file: OpenFile, number: int) -> str:
    """The cleaned copy of a file, or a line that says why there is none; the digest of the original is in it."""
    if file.size + archive.size > MOST_BYTES:
        archive.left_out.append(f"{file.name}（摘要 {file.digest}）：超过归档的总量，原件仍封存")
        return ""
    try:
        flat = flatten(file.kind, file.chunks())
    except NotFlattened:
        archive.left_out.append(f"{file.name}（摘要 {file.digest}）：不能转成去除元数据的副本，原件仍封存")
        return ""
    name = f"files/{number:03}-{len(archive.files):03}{flat.ending}"
    archive.files[name] = flat.data
    return name
