"""Write, attach and hand in (报送). What was typed is stored first, so that a refusal loses nothing."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.filings import access, workflow
from mingjing.filings.enums import TermEnd
from mingjing.filings.models import Filing, Submission, SubmissionFile
from mingjing.filings.selectors import listing
from mingjing.filings.services import terms
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import canonical
from mingjing.ledger.numbering import numbered
from mingjing.people.models import Official
from mingjing.rules import statutory

LONGEST, LONGEST_URL = 20_000, 500
MOST_FILES = 50


@dataclass(frozen=True)
class Said:
    """What the form says; figures of the statutory tables by their names."""

    words: str = ""
    url: str = ""
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    carry_reason: str = ""


class Lacking(Refused):
    """A filing that cannot be handed in: `columns` names each field with what is wrong with it."""

    def __init__(self, columns: dict[str, str]) -> None:
        self.columns = columns
        super().__init__("；".join(columns.values()))


@transaction.atomic
def save(filing: Filing, said: Said, *, by: Official, at: dt.datetime, files: Sequence[Kept] = ()) -> Submission:
    """Keep what was typed and attached so far as the unit's draft. Handed in is something else.

    Raises:
        Refused: not the unit's clerk, not to be handed in now, or too many files.
    """
    draft = _draft(filing, by=by, at=at)
    draft.words, draft.url = said.words.strip()[:LONGEST], said.url.strip()[:LONGEST_URL]
    draft.carry_reason = said.carry_reason.strip()[:LONGEST]
    if filing.task.annual:
        draft.figures = {name: f"{figure:f}" for name, figure in said.figures.items() if name in statutory.cells()}
    draft.saved_by, draft.saved_at = by, at
    draft.save()
    _attach(draft, files, by=by, at=at)
    return draft


@transaction.atomic
def enter_figures(filing: Filing, figures: Mapping[str, Decimal], *, by: Official, at: dt.datetime) -> Submission:
    """Put the figures of a sheet into the draft, in place of those that it has; its words stay.

    Raises:
        Refused: as `save`, or a task without statutory tables.
    """
    if not filing.task.annual:
        raise Refused("只有年度报告有统计表（ACC-8-1），这项任务请直接填写或上传附件。")
    draft = _draft(filing, by=by, at=at)
    draft.figures = {name: f"{figure:f}" for name, figure in figures.items()}
    draft.saved_by, draft.saved_at = by, at
    draft.save()
    return draft


@transaction.atomic
def drop_file(file: SubmissionFile, *, by: Official) -> None:
    """Take a file out of a draft.

    Raises:
        Refused: not the unit's clerk, or handed in already.
    """
    access.check_may_file(by, file.submission.filing)
    if file.submission.filed_at:
        raise Refused("已经报送的附件不能再取下。需要更换的，请办公室退回补正。")
    file.delete()


@transaction.atomic
def file(filing: Filing, *, by: Official, today: dt.date, at: dt.datetime) -> Submission:
    """Hand the draft in (报送): it never changes again, and gets a receipt with its number and digest (ACC-8-2).

    Raises:
        Refused: not the unit's clerk, nothing saved, or it has moved on.
        Lacking: nothing said, no public address, sums that do not agree, or a carried-over that is not last year's
            without a reason.
    """
    locked = _locked(filing, by=by)
    draft = filing.submissions.filter(filed_at=None).first()
    if draft is None:
        raise Refused("还没有填写任何内容，请先填写再报送。")
    _check(filing, draft)
    draft.receipt = numbered("报回", today.year)
    draft.filed_by, draft.filed_at, draft.due_on = by, at, locked.due_on
    draft.digest = digest_of(draft)
    draft.save()
    step = workflow.FILE if locked.status in workflow.FILE.sources else workflow.FILE_AGAIN
    resting = workflow.resting_on(step, filing.task.basis)
    ledger.take(resting, filing, by=by, at=at, reason=f"回执 {draft.receipt}", filed_on=today)
    said = {"receipt": draft.receipt, "digest": draft.digest, "not_secret": True}
    ledger.write(filing, workflow.RECEIPTED, by=by, at=at, basis=filing.task.basis, after=said)
    terms.end(filing, TermEnd.FILED, today=today)
    return draft


def digest_of(submission: Submission) -> str:
    """SHA-256 over everything that is handed in: words, address, figures, and each file's own digest."""
    said = {
        "filing": submission.filing.number,
        "no": submission.no,
        "words": submission.words,
        "url": submission.url,
        "figures": submission.figures,
        "carry_reason": submission.carry_reason,
        "files": [[row.name, row.digest, row.size] for row in submission.files.order_by("kept_at", "id")],
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def _locked(filing: Filing, *, by: Official) -> Filing:
    """The filing as it stands, held until the end: two clerks begin one draft, and none is saved after."""
    locked = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    access.check_may_file(by, locked)
    return locked


def _draft(filing: Filing, *, by: Official, at: dt.datetime) -> Submission:
    """The draft of a filing, begun where there is none."""
    _locked(filing, by=by)
    found = filing.submissions.filter(filed_at=None).first()
    return found or Submission(filing=filing, no=filing.submissions.count() + 1, saved_by=by, saved_at=at)


def _attach(draft: Submission, files: Sequence[Kept], *, by: Official, at: dt.datetime) -> None:
    if files and draft.files.count() + len(files) > MOST_FILES:
        raise Refused(f"一次报送最多 {MOST_FILES} 个附件，请合并后再上传。")
    for kept in files:
        SubmissionFile.objects.create(submission=draft, kept_by=by, kept_at=at, **asdict(kept))


def _check(filing: Filing, draft: Submission) -> None:
    columns: dict[str, str] = {}
    if not draft.words and not draft.files.exists():
        columns["words"] = "请写明报送的内容，或者上传附件，不能报送空白材料（ACC-8-0）"
    if filing.task.annual:
        columns |= _annual_faults(filing, draft)
    if columns:
        raise Lacking(columns)


def _annual_faults(filing: Filing, draft: Submission) -> dict[str, str]:
    columns: dict[str, str] = {}
    if not _is_address(draft.url):
        columns["url"] = "请填写年度报告向社会公布的网址，以 http:// 或 https:// 开头（ACC-8-1）"
    figures = draft.numbers()
    if not figures:
        columns["figures"] = "请填写统计表，没有数量的填 0（ACC-8-1）"
    columns |= {wrong.name: wrong.what for wrong in reversed(statutory.wrong_sums(figures))}
    last = listing.last_year(filing)
    if last and not draft.carry_reason and (unlike := statutory.unlike_last_year(figures, last.numbers())):
        said = "；".join(map(str, unlike))
        columns["carry_reason"] = f"与上一年度报告不一致：{said}。请核对；确实如此的，写明原因后再报送"
    return columns


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
