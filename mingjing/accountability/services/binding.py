"""装订: a whole case as one pdf with a table of contents, bookmarks, page numbers and the digests of every file."""

import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, OutlineItem
from PIL import Image

from mingjing.accountability.letters import freezing, words
from mingjing.accountability.letters.dossier import Part, all_files, hexed
from mingjing.accountability.models import AccountabilityCase
from mingjing.core import uploads
from mingjing.core.documents import Document, PageBreak, Paragraph, Picture, Table, as_pdf
from mingjing.core.models import StoredFile

HIGHEST, MILLIMETRE, INCH = 190, 25.4, 96.0  # mm that a picture may be high; pixels per inch where none are said
DIGESTS = "文件清单和摘要"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Sheet:
    """Pages that go in: what they are called, under which level of bookmarks, and the pdf."""

    title: str
    level: int
    data: bytes

    @property
    def pages(self) -> int:
        """How many."""
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            return len(pdf.pages)


@dataclass(frozen=True)
class Placed:
    """A sheet with the page that it begins on."""

    sheet: Sheet
    page: int


def bind(case: AccountabilityCase, found: Sequence[Part], *, tell: Tell = lambda _: None) -> bytes:
    """The whole case as one pdf. What cannot be shown as pages stands in the list of files with its digest.

    Raises:
        NoFont: there is no Chinese font on this machine.
    """
    sheets: list[Sheet] = []
    shown: set[str] = set()
    for number, part in enumerate(found, start=1):
        sheets.append(Sheet(part.title, 1, as_pdf(Document(part.title, part.blocks))))
        sheets += [Sheet(str(one), 2, as_pdf(freezing.document_of(one))) for one in part.letters]
        for file in part.files:
            if data := _pages_of(file):
                sheets.append(Sheet(file.name, 2, data))
                shown.add(file.digest)
        tell(80 * number // max(len(found), 1))
    sheets.append(Sheet(DIGESTS, 1, as_pdf(_digests(found, shown))))
    counts = [sheet.pages for sheet in sheets]
    front = _front(case, sheets, counts)
    tell(90)
    return _merged(case, front, _placed(sheets, counts, front.pages))


def _placed(sheets: Sequence[Sheet], counts: Sequence[int], before: int) -> list[Placed]:
    placed, page = [], before + 1
    for sheet, count in zip(sheets, counts, strict=True):
        placed.append(Placed(sheet, page))
        page += count
    return placed


def _pages_of(file: StoredFile) -> bytes | None:
    """A kept file as pages; None where it cannot be shown so, or is not there any more."""
    path = uploads.path_of(file.digest)
    if not path.is_file():
        return None
    if file.kind == uploads.PDF.type:
        return _readable(path)
    if file.kind.startswith("image/"):
        data = path.read_bytes()
        return as_pdf(Document(file.name, [Picture(data, file.name, width=_width(data))]))
    return None


def _readable(path: Path) -> bytes | None:
    data = path.read_bytes()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return data if pdf.pages else None
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return None


def _width(picture: bytes) -> float:
    """How wide a picture is set (mm), so that it is not higher than a page holds."""
    with Image.open(io.BytesIO(picture)) as image:
        width, height = image.size
    return min(width / INCH * MILLIMETRE, HIGHEST * width / height)


def _front(case: AccountabilityCase, sheets: Sequence[Sheet], counts: Sequence[int]) -> Sheet:
    """Cover and table of contents. It is set twice: the first time tells how many pages it takes itself."""
    first = Sheet(case.title, 1, as_pdf(_contents(case, _placed(sheets, counts, 1))))
    return Sheet(case.title, 1, as_pdf(_contents(case, _placed(sheets, counts, first.pages))))


def _contents(case: AccountabilityCase, placed: Sequence[Placed]) -> Document:
    rows = [("　" * (one.sheet.level - 1) + one.sheet.title, str(one.page)) for one in placed]
    about = [
        ("案件编号", case.number), ("案由", case.title), ("单位", str(case.unit)), ("法规", words.law(case)),
        ("立案日期", f"{case.registered_on:%Y-%m-%d}"), ("状态", case.get_status_display()),
    ]  # fmt: skip
    said = "本卷由系统从案件记录生成。页码在每页右上角。每个文件的 SHA-256 摘要在卷末，可与原件核对。"
    return Document(
        "责任追究案卷",
        [Table(about, widths=(1, 3)), Paragraph(said), PageBreak(), Table(rows, header=("目录", "页"), widths=(8, 1))],
        number=case.number,
    )


def _digests(found: Sequence[Part], shown: set[str]) -> Document:
    rows = [
        (
            part.title,
            file.name,
            words.size(file.size),
            hexed(file.digest),
            "已并入" if file.digest in shown else "见原件",
        )
        for part, file in all_files(found)
    ]
    rows += [
        (part.title, f"{letter}（内容）", "—", hexed(letter.digest), "已并入")
        for part in found
        for letter in part.letters
    ]
    header = ("部分", "文件", "大小", "SHA-256", "页面")
    table = Table(rows, header=header, widths=(2, 4.6, 1.6, 3.4, 1.8), size=9)
    return Document(DIGESTS, [table] if rows else [Paragraph("本卷没有附件。")])


def _merged(case: AccountabilityCase, front: Sheet, placed: Sequence[Placed]) -> bytes:
    out = io.BytesIO()
    with ExitStack() as opened, pikepdf.new() as book:
        for sheet in (front, *(one.sheet for one in placed)):
            book.pages.extend(opened.enter_context(pikepdf.open(io.BytesIO(sheet.data))).pages)
        total = len(book.pages)
        font = book.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number, page in enumerate(book.pages, start=1):
            _stamp(page, f"{number} / {total}", font)
        with book.open_outline() as outline:
            outline.root.append(OutlineItem("封面和目录", 0))
            for one in placed:
                item = OutlineItem(one.sheet.title, one.page - 1)
                (outline.root if one.sheet.level == 1 else outline.root[-1].children).append(item)
        with book.open_metadata() as meta:
            meta["dc:title"] = f"{case.number} {case.title}"
        book.Root.PageMode = Name.UseOutlines
        book.save(out)
    return out.getvalue()


def _stamp(page: pikepdf.Page, text: str, face: pikepdf.Object) -> None:
    """The page of the whole file, at the top right."""
    _left, _bottom, right, top = (float(edge) for edge in page.mediabox)
    font = page.add_resource(face, Name.Font)
    page.contents_add(b"q\n", prepend=True)
    shown = f"\nQ q BT {font} 9 Tf 0 g 1 0 0 1 {right - 80:.1f} {top - 30:.1f} Tm ({text}) Tj ET Q"
    page.contents_add(shown.encode())
