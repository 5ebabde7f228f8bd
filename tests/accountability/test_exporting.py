"""案卷导出: the whole case as one pdf with contents, bookmarks and digests, and as a zip that checks itself."""

import datetime as dt
import hashlib
import io
import subprocess
import zipfile

import pikepdf
import pytest
from PIL import Image

from mingjing.accountability.models import EvidenceFile, Export
from mingjing.accountability.services import exporting, packing
from mingjing.core import uploads
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.accountability import factories as make
from tests.accountability.dossier import Dossier, dossier
from tests.accountability.factories import AT, DAY, Cast, cast
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def people(settings, tmp_path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    in_force()
    return cast()


@pytest.fixture
def file(people) -> Dossier:
    found = dossier(people)
    piece = found.case.evidence.get(no=1)
    keep(piece, people, "登记表.pdf", "application/pdf", blank_pdf(2))
    keep(piece, people, "窗口照片.png", "image/png", picture())
    keep(piece, people, "清单?.docx", DOCX, b"PK\x03\x04words")
    return found


def keep(piece, people: Cast, name: str, kind: str, data: bytes) -> EvidenceFile:
    path = uploads.new_path()
    path.write_bytes(data)
    kept = uploads.keep_made(path, name=name, kind=kind)
    return EvidenceFile.objects.create(evidence=piece, kept_by=people.lgo, kept_at=AT, **vars(kept))


def blank_pdf(pages: int) -> bytes:
    out = io.BytesIO()
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 900), "navy").save(out, "PNG")
    return out.getvalue()


def text_of(data: bytes, page: int) -> str:
    command = ["pdftotext", "-f", str(page), "-l", str(page), "-layout", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()  # noqa: S603


def titles(items) -> list[tuple[str, list[str]]]:
    return [(item.title, [child.title for child in item.children]) for item in items]


def exported(file: Dossier, people: Cast, form: str) -> Export:
    row = exporting.ask(file.case, form, by=people.lgo, at=AT)
    exporting.run(row.pk, at=AT)
    row.refresh_from_db()
    assert row.failed == ""
    return row


def test_the_whole_case_is_one_pdf_with_contents_bookmarks_and_digests(people, file):
    row = exported(file, people, "pdf")
    data = uploads.path_of(row.digest).read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        total = len(pdf.pages)
        with pdf.open_outline() as outline:
            marks = dict(titles(outline.root))
            pages = {
                item.title: pikepdf.Page(item.destination[0]).index + 1 for item in outline.root if item.destination
            }
    assert list(marks)[:5] == ["封面和目录", "线索", "立案、调查方案和人员", "证据", "事实"]
    assert marks["证据"] == ["登记表.pdf", "窗口照片.png"]
    contents = "".join(text_of(data, page) for page in range(1, 4))
    for title in ("线索", "证据", "决定", "文件清单和摘要"):
        line = next(line for line in contents.splitlines() if line.strip().startswith(title))
        assert line.split()[-1] == str(pages[title])
        assert title in text_of(data, pages[title])
    assert f"{total} / {total}" in text_of(data, total)
    digests = "".join(text_of(data, pages["文件清单和摘要"]).split())
    for kept in EvidenceFile.objects.all():
        assert kept.digest[:16] in digests
    assert "见原件" in digests


def test_every_export_is_in_the_ledger_with_its_digest(people, file):
    row = exported(file, people, "zip")
    entry = ledger.of_case(file.case).get(step="导出案卷")
    assert (entry.by, entry.after) == (people.lgo.name, {"form": "zip", "digest": row.digest})


def test_the_zip_checks_itself(people, file, tmp_path):
    make.letter(file.case)  # says nothing that its digest fits: it is left out
    row = exported(file, people, "zip")
    folder = tmp_path / "taken"
    with zipfile.ZipFile(uploads.path_of(row.digest)) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    assert {"index.pdf", "index.xlsx", "SHA256SUMS"} <= set(names)
    assert any(name.endswith("清单_.docx") for name in names)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stdout.decode()
    (folder / "index.xlsx").write_bytes(b"other")
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False).returncode  # noqa: S607


def test_a_file_that_is_not_what_it_was_stops_the_export(people, file):
    kept = EvidenceFile.objects.get(name="登记表.pdf")
    uploads.path_of(kept.digest).write_bytes(b"%PDF- other")
    row = exporting.ask(file.case, "zip", by=people.lgo, at=AT)
    exporting.run(row.pk, at=AT)
    row.refresh_from_db()
    assert "摘要不符" in row.failed
    assert not ledger.of_case(file.case).filter(step="导出案卷").exists()


def test_who_does_not_see_the_case_takes_nothing_out(people, file):
    with pytest.raises(Refused):
        exporting.ask(file.case, "pdf", by=people.clerk, at=AT)
    with pytest.raises(Refused, match="没有移交"):
        exporting.ask(file.case, "package", by=people.lgo, at=AT)
    exporting.ask(file.case, "pdf", by=people.lgo, at=AT)
    with pytest.raises(Refused, match="正在生成"):
        exporting.ask(file.case, "pdf", by=people.lgo, at=AT)


def test_an_export_whose_worker_died_may_be_asked_for_again(people, file):
    exporting.ask(file.case, "pdf", by=people.lgo, at=AT)
    again = exporting.ask(file.case, "pdf", by=people.lgo, at=AT + dt.timedelta(minutes=31))
    assert Export.objects.filter(case=file.case).first() == again


def test_what_cannot_be_set_is_said(people, file, monkeypatch):
    def broken(*_words, **_named):
        raise RuntimeError("typst")

    monkeypatch.setattr(exporting.binding, "bind", broken)
    row = exporting.ask(file.case, "pdf", by=people.lgo, at=AT)
    exporting.run(row.pk, at=AT)
    row.refresh_from_db()
    assert "不能排版" in row.failed
    assert not row.under_way


def test_files_are_forgotten_after_a_week(people, file):
    row = exported(file, people, "zip")
    assert exporting.forget(at=AT + 6 * DAY) == 0
    assert exporting.forget(at=AT + 8 * DAY) == 1
    assert not uploads.path_of(row.digest).exists()
    row.refresh_from_db()
    assert not row.ready


def test_bytes_that_are_kept_for_something_else_as_well_stay(people, file):
    row = exported(file, people, "zip")
    keep(file.case.evidence.get(no=1), people, "全卷.zip", "application/zip", uploads.path_of(row.digest).read_bytes())
    assert exporting.forget(at=AT + 8 * DAY) == 1
    assert uploads.path_of(row.digest).exists()
    row.refresh_from_db()
    assert not row.ready


def test_names_are_ones_that_every_system_takes():
    assert packing.safe("甲/乙\n丙:丁?.pdf ") == "甲_乙_丙_丁_.pdf"
    assert hashlib.sha256(b"1").hexdigest() == packing.made("a", b"1").digest
