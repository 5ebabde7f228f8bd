"""Personal data in documents: Word, Excel, PDF and pictures, each finding with the place where to look for it."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
from defusedxml import ElementTree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from PIL import ExifTags, Image

from mingjing.privacy.finding import Found, find

MOST_CELLS = 2_000_000
MOST_UNPACKED = 200 * 1024 * 1024
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
NAMES = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
}
PROPERTIES = "docProps/core.xml"
TELLING = (
    "Make",
    "Model",
    "Artist",
    "Copyright",
    "UserComment",
    "ImageDescription",
    "BodySerialNumber",
    "CameraOwnerName",
)


class Unreadable(ValueError):
    """The document cannot be opened: broken, with a password, or of another kind."""


@dataclass(frozen=True)
class Place:
    """A finding, and where in the document it stands."""

    where: str
    found: Found


@dataclass(frozen=True)
class Report:
    """What was found, what the document tells of its maker, and what could not be looked into."""

    found: tuple[Place, ...]
    told: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def blocking(self) -> tuple[Place, ...]:
        """What keeps the document from being published."""
        return tuple(place for place in self.found if place.found.blocks)


Texts = Iterator[tuple[str, str]]


def find_in(name: str, data: bytes) -> Report:
    """Everything personal in a docx, xlsx, pdf, txt, csv or picture; which one, its ending says.

    Raises:
        Unreadable: none of these, broken, or with a password.
    """
    ending = name.lower().rpartition(".")[2]
    if ending not in READERS:
        raise Unreadable(name)
    try:
        return READERS[ending](data)
    except Unreadable:
        raise
    except Exception as error:  # each library has its own words for a broken file
        raise Unreadable(name) from error


def _report(texts: Texts, told: Iterator[str], unchecked: tuple[str, ...] = ()) -> Report:
    places = tuple(Place(where, found) for where, text in texts for found in find(text))
    return Report(places, tuple(told), unchecked)


def _word(data: bytes) -> Report:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        _check_size(file)
        pictures = sum(name.startswith("word/media/") for name in file.namelist())
        unchecked = (f"{pictures} 张图片中的文字",) if pictures else ()
        return _report(_word_texts(file), _properties(file), unchecked)


def _check_size(file: zipfile.ZipFile) -> None:
    if sum(member.file_size for member in file.infolist()) > MOST_UNPACKED:
        raise Unreadable("too large")


def _word_texts(file: zipfile.ZipFile) -> Texts:
    """Paragraph by paragraph, those of tables, text boxes and deleted passages among them."""
    for name in file.namelist():
        part = PARTS.fullmatch(name)
        if part:
            where = NAMES[part.group(1).rstrip("0123456789")]
            root = ElementTree.fromstring(file.read(name))
            for number, paragraph in enumerate(root.iter(WORD + "p"), start=1):
                runs = (run for run in paragraph.iter() if run.tag in (WORD + "t", WORD + "delText"))
                yield f"{where}第{number}段", "".join(run.text or "" for run in runs)


def _properties(file: zipfile.ZipFile) -> Iterator[str]:
    if PROPERTIES in file.namelist():
        for field in ElementTree.fromstring(file.read(PROPERTIES)):
            label = {"creator": "作者", "lastModifiedBy": "最后修改者"}.get(field.tag.rpartition("}")[2])
            if label and field.text:
                yield f"文档属性的{label}：{field.text}"


def _sheet(data: bytes) -> Report:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        _check_size(file)
        told = list(_properties(file))
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    hidden = tuple(f"工作表“{sheet.title}”是隐藏的" for sheet in book.worksheets if sheet.sheet_state != "visible")
    return _report(_cells(book), iter([*told, *hidden]))


def _cells(book: object) -> Texts:
    left = MOST_CELLS
    for sheet in book.worksheets:  # type: ignore[attr-defined]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            left -= len(row)
            if left < 0:
                raise Unreadable("too many cells")
            for column, value in enumerate(row, start=1):
                if value is not None and not isinstance(value, bool | dt.date | dt.time):
                    yield f"工作表“{sheet.title}”{get_column_letter(column)}{number}", _cell(value)


def _cell(value: object) -> str:
    """A number as its digits: a phone or a card is often kept as one."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _pdf(data: bytes) -> Report:
    with pikepdf.open(io.BytesIO(data)) as file:
        told = [f"文档属性的作者：{value}" for key, value in file.docinfo.items() if key == "/Author"]
        attached = list(file.attachments)
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    blank = [str(number) for number, text in enumerate(pages, start=1) if not text.strip()]
    unchecked = [f"第{'、'.join(blank)}页是图片，其中的文字"] if blank else []
    unchecked += [f"附件“{name}”" for name in attached]
    return _report(_pages(pages), iter(told), tuple(unchecked))


def _pages(pages: list[str]) -> Texts:
    """Page by page; a line that breaks within a number is joined."""
    for number, text in enumerate(pages, start=1):
        yield f"第{number}页", re.sub(r"(?<=[0-9])\r?\n(?=[0-9])", "", text)


def _picture(data: bytes) -> Report:
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
        exif = picture.getexif()
        words = [str(value) for value in picture.info.values() if isinstance(value, str)]
        told = list(_told(exif))
    return _report((("图片说明", text) for text in [*words, *told]), iter(told), ("图片中的文字",))


def _told(exif: Image.Exif) -> Iterator[str]:
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        yield "图片带有拍摄地点"
    for tags in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        for tag, value in tags.items():
            name = ExifTags.TAGS.get(tag, "")
            if name in TELLING:
                shown = value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
                yield f"图片带有{name}：{shown.strip(chr(0)).strip()}"


def _text(data: bytes) -> Report:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = data.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
        return _report(((f"第{number}行", line) for number, line in enumerate(lines, start=1)), iter(()))
    raise Unreadable("encoding")


READERS: dict[str, Callable[[bytes], Report]] = {
    "docx": _word,
    "xlsx": _sheet,
    "pdf": _pdf,
    "jpg": _picture,
    "jpeg": _picture,
    "png": _picture,
    "txt": _text,
    "csv": _text,
}
