"""压缩包: the files of a case as they were kept, with an index and SHA256SUMS that `sha256sum -c` accepts."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingjing.accountability.letters import words
from mingjing.accountability.letters.dossier import Part, all_files, hexed
from mingjing.accountability.models import AccountabilityCase, Letter
from mingjing.core import uploads
from mingjing.core.books import Sheet, book
from mingjing.core.documents import Document, Paragraph, Table, as_pdf

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
CHUNK = 1024 * 1024
COLUMNS = ("序号", "名称", "字节数", "SHA-256")


@dataclass(frozen=True)
class Original:
    """One file of a package: its path there, its length and digest, and where it lies or what it is."""

    name: str
    size: int
    digest: str
    path: Path | None = None
    data: bytes = b""

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        if self.path is None:
            yield self.data
            return
        with self.path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece


def originals(found: Sequence[Part]) -> list[Original]:
    """Every kept file of a case and what each letter says, under names that say where they belong."""
    order = {part.title: number for number, part in enumerate(found, start=1)}
    made = []
    for count, (part, file) in enumerate(all_files(found), start=1):
        name = f"{order[part.title]:02}-{part.title}/{count:03}-{safe(file.name)}"
        path = uploads.path_of(file.digest)
        if path.is_file():
            made.append(Original(name, file.size, file.digest, path))
    for part in found:
        made += [_said(f"{order[part.title]:02}-{part.title}", letter) for letter in part.letters]
    return made


def _said(folder: str, letter: Letter) -> Original:
    """What a letter says, in the spelling that its digest was taken of."""
    data = json.dumps(letter.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return Original(f"{folder}/{safe(letter.number)}.json", len(data), letter.digest, data=data)


def made(name: str, data: bytes) -> Original:
    """A file that is made for the package."""
    return Original(name, len(data), hashlib.sha256(data).hexdigest(), data=data)


def safe(name: str) -> str:
    """A name that every file system and `sha256sum` take."""
    return UNSAFE.sub("_", name).strip(" .") or "_"


def listed(files: Sequence[Original]) -> list[dict[str, Any]]:
    """The index as rows."""
    rows = enumerate(files, start=1)
    return [{"no": no, "name": one.name, "bytes": one.size, "digest": one.digest} for no, one in rows]


def pack(target: Path, case: AccountabilityCase, files: Sequence[Original]) -> None:
    """Write the package: the files, index.pdf, index.xlsx and SHA256SUMS of all of it.

    Raises:
        ValueError: a kept file is not what its digest says.
    """
    rows = listed(files)
    everything = [*files, made("index.pdf", as_pdf(_index(case, rows))), made("index.xlsx", _sheet(rows))]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for one in everything:
            found = hashlib.sha256()
            with archive.open(zipfile.ZipInfo(one.name), "w", force_zip64=True) as out:
                for piece in one.chunks():
                    found.update(piece)
                    out.write(piece)
            if found.hexdigest() != one.digest:
                raise ValueError(one.name)
        archive.writestr("SHA256SUMS", "".join(f"{one.digest}  {one.name}\n" for one in everything))


def _index(case: AccountabilityCase, rows: Sequence[Mapping[str, Any]]) -> Document:
    cells = [(str(row["no"]), row["name"], words.size(row["bytes"]), hexed(row["digest"])) for row in rows]
    table = Table(cells, header=("序号", "名称", "大小", "SHA-256"), widths=(1, 7, 1.8, 3.6), size=9)
    check = "在解压后的文件夹里执行 sha256sum -c SHA256SUMS 可以核对。"
    said = Paragraph(f"{words.matter(case)}的材料，共{len(rows)}件。{check}")
    return Document(f"{case.number} 材料目录", [said, table], issuer="")


def _sheet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    cells = [[row["no"], row["name"], row["bytes"], row["digest"]] for row in rows]
    return book(Sheet("目录", COLUMNS, cells))
