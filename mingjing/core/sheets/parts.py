"""An xlsx file as a stream of rows: read part by part, row by row, with nothing of it in memory but its texts.

A file that was formatted down to row 1,048,576 is read in seconds: cells and rows that hold nothing are dropped
before the parser sees them. What could do harm is refused: entities, macros, links to other files, bombs.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from mingjing.core.errors import Refused
from mingjing.core.sheets.columns import Wrong

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 600 * 1024 * 1024  # of all parts
LARGEST_TEXTS = 100 * 1024 * 1024  # of a part that is held in memory
MOST_PARTS = 2000
CHUNK = 1 << 20
OLD = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
LINKED = re.compile(r"xl/(externalLinks/|connections\.xml)")
MACROS = "xl/vbaProject.bin"
EMPTY_ROWS = re.compile(rb'(?:<row (?:[^<>/]* )?r="\d+"[^<>/]*(?:/>|>(?:<c [^<>/]*/>)*</row>))+')
EMPTY_CELLS = re.compile(rb"<c [^<>]*(?:/>|></c>)")
CODED = re.compile("_x([0-9A-Fa-f]{4})_")
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built-in formats of days and times
DATE_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, LookupError, expat.ExpatError)
Cells = dict[int, Any]  # by column, from 0: text, number, date, truth, or what is wrong


class Package:
    """An opened xlsx: its visible sheets by title, and the rows of each."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        _check_kind(name, data)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            self._check_parts()
            self.paths = self._sheets()
            self.texts = self._texts()
            self.dates = self._dates()
        except BROKEN as error:
            raise Refused(broken(name)) from error

    def rows(self, title: str) -> Iterator[tuple[int, Cells]]:
        """The rows of a sheet that hold anything, with their numbers.

        Raises:
            Refused: merged cells, or a broken part.
        """
        reader = _Reader(self.texts, self.dates, self.since)
        try:
            with self.archive.open(self.paths[title]) as part:
                for piece in _pieces(part):
                    yield from reader.feed(piece)
            reader.feed(b"", last=True)
        except BROKEN as error:
            raise Refused(broken(self.name)) from error
        if reader.merged:
            places = "、".join(reader.merged[:5])
            said = _("表格里有合并的单元格（%(places)s），请取消合并、每行填全后再上传。")
            raise Refused(said % {"places": places})

    def _check_parts(self) -> None:
        parts = self.archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            said = _("%(name)s 解压后过大，请删除表格末尾的空行和多余格式后再上传。")
            raise Refused(said % {"name": self.name})
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            raise Refused(broken(self.name))
        if any(LINKED.match(name) for name in names):
            raise Refused(_("表格引用了别的文件或数据源（外部链接），请在“数据”里断开链接、只留结果后再上传。"))
        if MACROS in names:
            raise Refused(_("表格里有宏，请另存为不带宏的 xlsx 后再上传。"))

    def _sheets(self) -> dict[str, str]:
        links = {link["Id"]: link["Target"] for link in self._found("xl/_rels/workbook.xml.rels", "Relationship")}
        said = self._found("xl/workbook.xml", "sheet", "workbookPr")
        sheets = [row for row in said if "sheetId" in row]
        self.since = dt.datetime(1904, 1, 1) if _is_1904(said) else dt.datetime(1899, 12, 30)
        if hidden := [row["name"] for row in sheets if row.get("state", "visible") != "visible"]:
            names = "、".join(hidden)
            raise Refused(_("文件里有隐藏的工作表“%(names)s”，请取消隐藏核对，或删除后再上传。") % {"names": names})
        paths = {row["name"]: _path(links[_identity(row)]) for row in sheets}
        return {title: path for title, path in paths.items() if path.startswith("xl/worksheets/")}

    def _texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        reader = _Texts()
        self._parse("xl/sharedStrings.xml", reader.start, reader.end, reader.words)
        return reader.texts

    def _dates(self) -> list[bool]:
        """Which cell styles show days."""
        if "xl/styles.xml" not in self.archive.namelist():
            return []
        shown, codes, inside = [], {}, [False]

        def start(tag: str, said: dict[str, str]) -> None:
            name = _local(tag)
            if name == "numFmt":
                codes[said.get("numFmtId", "")] = said.get("formatCode", "")
            elif name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0]:
                shown.append(said.get("numFmtId", "0"))

        def end(tag: str) -> None:
            if _local(tag) == "cellXfs":
                inside[0] = False

        self._parse("xl/styles.xml", start, end)
        return [_is_date(number, codes) for number in shown]

    def _found(self, path: str, *tags: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        self._parse(path, lambda tag, said: found.append(dict(said)) if _local(tag) in tags else None)
        return found

    def _parse(self, path: str, start: Any, end: Any = None, words: Any = None) -> None:
        if self.archive.getinfo(path).file_size > LARGEST_TEXTS:
            said = _("%(name)s 里的文字过多，请分成几个文件导入。")
            raise Refused(said % {"name": self.name})
        parser = parser_of()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
        with self.archive.open(path) as part:
            while data := part.read(CHUNK):
                parser.Parse(data)
        parser.Parse(b"", True)


class _Texts:
    """The texts that cells share, without what says how they sound."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.inside = {"t": False, "rPh": False}

    def start(self, tag: str, _said: dict[str, str]) -> None:
        if (name := _local(tag)) in self.inside:
            self.inside[name] = True

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in self.inside:
            self.inside[name] = False
        elif name == "si":
            self.texts.append(decoded("".join(self.parts)))
            self.parts.clear()

    def words(self, text: str) -> None:
        if self.inside["t"] and not self.inside["rPh"]:
            self.parts.append(text)


class _Reader:
    """The rows of a sheet as the parser meets them."""

    def __init__(self, texts: list[str], dates: list[bool], since: dt.datetime) -> None:
        self.texts, self.dates, self.since = texts, dates, since
        self.merged: list[str] = []
        self.ready: list[tuple[int, Cells]] = []
        self.number, self.place = 0, -1
        self.cells: Cells = {}
        self.kind = self.style = ""
        self.formula = self.taking = self.phonetic = False
        self.parts: list[str] = []
        self.parser = parser_of()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words

    def feed(self, data: bytes, *, last: bool = False) -> list[tuple[int, Cells]]:
        self.parser.Parse(data, last)
        ready, self.ready = self.ready, []
        return ready

    def _start(self, tag: str, said: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self.place = _place(said["r"]) if "r" in said else self.place + 1
            self.kind, self.style = said.get("t", "n"), said.get("s", "0")
            self.formula = False
            self.parts.clear()
        elif name in ("v", "t"):
            self.taking = not self.phonetic
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.number = int(said["r"]) if "r" in said else self.number + 1
            self.place, self.cells = -1, {}
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self.merged.append(said.get("ref", ""))

    def _end(self, tag: str) -> None:
        name = _local(tag)
        if name in ("v", "t"):
            self.taking = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            if (value := self._value("".join(self.parts))) not in (None, ""):
                self.cells[self.place] = value
        elif name == "row" and self.cells:
            self.ready.append((self.number, self.cells))

    def _words(self, text: str) -> None:
        if self.taking:
            self.parts.append(text)

    def _value(self, raw: str) -> Any:
        if self.formula:
            return Wrong(_("是公式，请改为填写结果"))
        if self.kind == "s":
            return self.texts[int(raw)] if raw else ""
        if self.kind in ("inlineStr", "str"):
            return decoded(raw)
        if self.kind == "e":
            return Wrong(_("是错误值 %(value)s，请改正") % {"value": raw})
        if self.kind == "b":
            return raw.strip() == "1"
        if self.kind == "d":
            return dt.datetime.fromisoformat(raw)
        return self._number(raw) if raw else None

    def _number(self, raw: str) -> Any:
        number = float(raw)
        style = int(self.style)
        if style < len(self.dates) and self.dates[style]:
            try:
                return self.since + dt.timedelta(days=number)
            except OverflowError:
                return Wrong(_("不是日期，应如 2026-03-02"))
        return int(raw) if raw.lstrip("-").isdecimal() else number


def _pieces(part: Any) -> Iterator[bytes]:
    """A sheet's text in pieces that end with a tag, without the cells and rows that hold nothing."""
    rest = b""
    while data := part.read(CHUNK):
        data = rest + data
        end = data.rfind(b">") + 1
        rest = data[end:]
        yield EMPTY_CELLS.sub(b"", EMPTY_ROWS.sub(b"", data[:end]))
    yield rest


def parser_of() -> Any:
    """A parser that knows no entities but XML's own five."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_said: Any) -> None:
        raise ValueError("a document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _check_kind(name: str, data: bytes) -> None:
    if Path(name).suffix.lower() != ".xlsx":
        raise Refused(_("只能导入 xlsx 文件，收到的是“%(name)s”。请下载模板填写，或另存为 xlsx。") % {"name": name})
    if len(data) > LARGEST:
        raise Refused(_("%(name)s 超过 10 MB，请删除多余的行和图片，或分几次导入。") % {"name": name})
    if data.startswith(OLD) and LOCKED in data:
        raise Refused(_("%(name)s 加了打开密码，读不出来。请去掉密码后另存，再上传。") % {"name": name})
    if data.startswith(OLD):
        said = _("%(name)s 是旧的 xls 格式，只改后缀不行。请用表格软件打开后另存为 xlsx 再上传。")
        raise Refused(said % {"name": name})


def broken(name: str) -> str:
    """What to say of a file that is no whole xlsx."""
    return _("%(name)s 不是完好的 xlsx 文件，请用表格软件打开后另存为 xlsx 再上传。") % {"name": name}


def decoded(text: str) -> str:
    """Text with the letters that Excel writes as _x000D_."""
    return CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _place(reference: str) -> int:
    place = 0
    for letter in reference:
        if not letter.isalpha():
            break
        place = place * 26 + ord(letter) - 64
    return place - 1


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _identity(row: dict[str, str]) -> str:
    return next(value for key, value in row.items() if key.endswith(":id"))


def _is_1904(said: list[dict[str, str]]) -> bool:
    return any(row.get("date1904") in ("1", "true") for row in said)


def _is_date(number: str, codes: dict[str, str]) -> bool:
    if number in codes:
        code = DATE_CODE.sub("", codes[number].split(";")[0]).lower()
        return any(letter in code for letter in "ymd") and "general" not in code
    return number.isdecimal() and int(number) in DATES
