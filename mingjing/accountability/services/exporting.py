"""案卷导出: ask for a whole case as a file, make it in the background, remove the file after some days (ACC-3-b)."""

import datetime as dt
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.db import transaction
from pikepdf import PdfError
from procrastinate.contrib.django import app

from mingjing.accountability import access
from mingjing.accountability.enums import ExportForm
from mingjing.accountability.letters import dossier, freezing
from mingjing.accountability.models import AccountabilityCase, Export
from mingjing.accountability.services import binding, packing
from mingjing.core import uploads
from mingjing.core.documents import NoFont, as_docx, as_pdf
from mingjing.core.errors import Refused
from mingjing.core.models import StoredFile
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

TASK, QUEUE = "accountability.export", "imports"
EXPORTED, BASIS = "导出案卷", "ACC-3-b"
FORGOTTEN = dt.timedelta(minutes=30)  # then its worker died, and it may be asked for again
KEPT_FOR = dt.timedelta(days=7)  # a package for another organ is kept with its case
KINDS = {ExportForm.PDF: "application/pdf", ExportForm.ZIP: "application/zip", ExportForm.PACKAGE: "application/zip"}


@transaction.atomic
def ask(case: AccountabilityCase, form: str, *, by: Official, at: dt.datetime) -> Export:
    """Ask for a case as a file; it is made in the background.

    Raises:
        Refused: a case one may not see, one that is being made already, or a package of a case that goes nowhere.
    """
    access.check_may_see(by, case)
    if Export.objects.filter(case=case, form=form, made_at=None, failed="", asked_at__gt=at - FORGOTTEN).exists():
        raise Refused("同样的导出正在生成，请稍候再刷新。")
    if form == ExportForm.PACKAGE and not case.transfers.filter(taken_back_on=None).exists():
        raise Refused("案件没有移交，不生成移交包（ACC-11-4）。")
    row = Export.objects.create(case=case, form=form, asked_by=by, asked_at=at, kept_at=at, size=0)
    app.configure_task(TASK, queue=QUEUE).defer(export=str(row.pk))
    return row


def run(pk: UUID, *, at: dt.datetime) -> None:
    """Make the file of an export; what goes wrong is said in its row. Does nothing if it is made."""
    row = Export.objects.select_related("case__unit", "case__lead__unit", "asked_by").filter(pk=pk).first()
    if row is None or not row.under_way:
        return
    path = uploads.new_path()
    try:
        _make(row, path)
        kept = uploads.keep_made(path, name=_name(row), kind=KINDS[ExportForm(row.form)])
    except (NoFont, Refused) as refusal:
        Export.objects.filter(pk=pk).update(failed=str(refusal)[:200])
    except (RuntimeError, PdfError):
        Export.objects.filter(pk=pk).update(failed="案卷里有不能排版的内容，没有生成。请联系系统管理员。")
    except (ValueError, OSError) as error:
        Export.objects.filter(pk=pk).update(failed=f"“{error}”与收集时的摘要不符或者已不在，没有导出。"[:200])
    else:
        _finish(row, kept, at)
    finally:
        path.unlink(missing_ok=True)


@transaction.atomic
def _finish(row: Export, kept: uploads.Kept, at: dt.datetime) -> None:
    Export.objects.filter(pk=row.pk).update(
        name=kept.name, kind=kept.kind, digest=kept.digest, size=kept.size, done=100, made_at=at
    )
    after = {"form": row.form, "digest": kept.digest}
    ledger.write(row.case, EXPORTED, by=row.asked_by, at=at, basis=BASIS, after=after)


def _make(row: Export, path: Path) -> None:
    """Write the file of an export to `path`."""

    def tell(done: int) -> None:
        Export.objects.filter(pk=row.pk).update(done=done)

    found = dossier.parts(row.case)
    if row.form == ExportForm.PDF:
        path.write_bytes(binding.bind(row.case, found, tell=tell))
        return
    files = packing.originals(found)
    if row.form == ExportForm.PACKAGE:
        files = [*_to_hand_over(row.case), packing.made("案卷.pdf", binding.bind(row.case, found, tell=tell)), *files]
    packing.pack(path, row.case, files)


def _to_hand_over(case: AccountabilityCase) -> list[packing.Original]:
    """The letter that goes with a package, to print and to seal."""
    sent = case.transfers.filter(taken_back_on=None).select_related("letter").first()
    if sent is None or sent.letter is None:
        return []
    document = freezing.document_of(sent.letter)
    return [packing.made("移送函.pdf", as_pdf(document)), packing.made("移送函.docx", as_docx(document))]


def _name(row: Export) -> str:
    label = {ExportForm.PDF: "案卷.pdf", ExportForm.ZIP: "原件.zip", ExportForm.PACKAGE: "移交包.zip"}
    return f"{packing.safe(row.case.number)}-{label[ExportForm(row.form)]}"


def forget(*, at: dt.datetime) -> int:
    """Remove the files of old exports; the rows with their digests stay. How many were removed."""
    old = Export.objects.exclude(form=ExportForm.PACKAGE).filter(made_at__lt=at - KEPT_FOR, removed_at=None)
    for row in (rows := list(old)):
        if not _is_kept_elsewhere(row):
            uploads.path_of(row.digest).unlink(missing_ok=True)
        Export.objects.filter(pk=row.pk).update(removed_at=at)
    return len(rows)


def _is_kept_elsewhere(row: Export) -> bool:
    """True if the same bytes are kept for another row: an export that somebody uploaded, or one made again."""
    kept = [model for model in apps.get_models() if issubclass(model, StoredFile) and model is not Export]
    again = Export.objects.filter(digest=row.digest, removed_at=None).exclude(pk=row.pk)
    return again.exists() or any(model._default_manager.filter(digest=row.digest).exists() for model in kept)
