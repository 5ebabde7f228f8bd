"""The words in a file that somebody hands in: txt in the usual Chinese encodings, or docx."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from mingjing.core.errors import Refused

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


def text_of(name: str, data: bytes) -> str:
    """The text of a txt or docx file.

    Raises:
        Refused: another kind of file, too large, broken, or in no known encoding.
    """
    if len(data) > LARGEST:
        raise Refused(f"{name} 超过 {LARGEST // 1024 // 1024} MB，请核对是否选错了文件。")
    kind = Path(name).suffix.lower()
    if kind == ".docx":
        return _docx(name, data)
    if kind in {".txt", ".csv", ""}:
        return decoded(name, data)
    raise Refused(f"不能读取 {kind} 文件，请另存为 docx 或 txt 后再导入：{name}。")


def decoded(name: str, data: bytes) -> str:
    """Text in UTF-8 with or without a mark, UTF-16 with one, or GB18030.

    Raises:
        Refused: none of these.
    """
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(f"{name} 的文字编码无法识别，请另存为 UTF-8 或 GB18030。")


def _docx(name: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Refused(f"{name} 解压后过大，不予读取。")
        document = Document(io.BytesIO(data))
    except Refused:
        raise
    except Exception as error:  # python-docx raises whatever its zip and XML readers do
        raise Refused(f"{name} 不是完好的 docx 文件，请用文字处理软件重新保存后再试。") from error
    return "\n".join(_lines(document.iter_inner_content()))


def _lines(blocks: Iterator[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)
