"""Files that people send: taken only if they are what they say, kept under their digest, pictures without metadata."""

import hashlib
import os
import shlex
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pikepdf
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop
from PIL import Image, ImageOps

from mingjing.core.errors import Refused

MEGABYTE = 1024 * 1024
HEAD = 16  # bytes that tell what a file is
MOST_PIXELS = 60_000_000
MOST_UNPACKED = 200 * MEGABYTE
SCAN_SECONDS = 120
ACTIVE = ("/OpenAction", "/AA", "/AcroForm")  # what a PDF does by itself when it is opened
ACTIVE_NAMES = ("/JavaScript", "/EmbeddedFiles")


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, its endings, how it begins, how long it may be."""

    type: str
    label: str
    endings: tuple[str, ...]
    starts: tuple[bytes, ...]
    most: int
    at: int = 0  # where in the file it begins so

    def fits(self, head: bytes) -> bool:
        """True if a file that begins with `head` is of this kind."""
        return head[self.at :].startswith(self.starts)


JPEG = Kind("image/jpeg", noop("照片"), (".jpg", ".jpeg"), (b"\xff\xd8\xff",), 20 * MEGABYTE)
PNG = Kind("image/png", noop("图片"), (".png",), (b"\x89PNG\r\n\x1a\n",), 20 * MEGABYTE)
PDF = Kind("application/pdf", "PDF", (".pdf",), (b"%PDF-",), 50 * MEGABYTE)
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(OFFICE + "wordprocessingml.document", "Word", (".docx",), (b"PK\x03\x04",), 20 * MEGABYTE)
XLSX = Kind(OFFICE + "spreadsheetml.sheet", "Excel", (".xlsx",), (b"PK\x03\x04",), 20 * MEGABYTE)
MP3 = Kind("audio/mpeg", noop("录音"), (".mp3",), (b"ID3", b"\xff\xfb", b"\xff\xf3"), 300 * MEGABYTE)
MP4 = Kind("video/mp4", noop("录像"), (".mp4", ".m4a"), (b"ftyp",), 300 * MEGABYTE, at=4)

PICTURES = (JPEG, PNG)
SCANS = (*PICTURES, PDF)
DOCUMENTS = (*SCANS, DOCX, XLSX)
RECORDINGS = (*DOCUMENTS, MP3, MP4)
PARTS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}

WRONG_ENDING = gettext_lazy("“%(name)s”不是可以上传的文件。这里只收 %(kinds)s。")
NOT_WHAT_IT_SAYS = gettext_lazy("“%(name)s”的内容和扩展名不符，没有收下。请用原来的程序重新保存后再上传。")
TOO_LARGE = gettext_lazy("“%(name)s”超过 %(most)s MB，没有收下。请压缩或分开上传。")
EMPTY = gettext_lazy("“%(name)s”是空文件。请检查后重新上传。")
BROKEN = gettext_lazy("“%(name)s”打不开：文件已损坏或设有密码。请重新保存、去掉密码后再上传。")
MACROS = gettext_lazy("“%(name)s”含有宏或嵌入的程序，没有收下。请另存为不含宏的文件。")
INFECTED = gettext_lazy("“%(name)s”没有通过病毒检查，没有收下。")


@dataclass(frozen=True)
class Kept:
    """A file as it is kept: its name as sent, media type, digest and length. `scanned`: by a virus scanner."""

    name: str
    kind: str
    digest: str
    size: int
    scanned: bool


class Stored(Protocol):
    """A row that stands for a kept file."""

    name: str
    kind: str
    digest: str


class Several(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


def accept(kinds: Iterable[Kind]) -> str:
    """What a file field says it takes (`accept`)."""
    return ",".join(ending for kind in kinds for ending in kind.endings)


def keep(upload: UploadedFile, *, kinds: Iterable[Kind] = SCANS) -> Kept:
    """Check an upload and keep it. Pictures lose their metadata, PDFs what they would do by themselves.

    Raises:
        Refused: another kind of file, not what it says, too large, broken, with macros, or infected.
    """
    name = Path(str(upload.name)).name[-120:]
    kind = _kind_of(name, tuple(kinds))
    found = new_path()
    try:
        with found.open("wb") as out:
            _write(upload, out.write, kind, name)
        scanned = _scan(found, name)
        _clean(found, kind, name)
        return _put_away(found, kind.type, name, scanned=scanned)
    finally:
        found.unlink(missing_ok=True)


def _kind_of(name: str, kinds: tuple[Kind, ...]) -> Kind:
    ending = Path(name).suffix.lower()
    kind = next((kind for kind in kinds if ending in kind.endings), None)
    if kind is None:
        raise Refused(WRONG_ENDING % {"name": name, "kinds": "、".join(e for kind in kinds for e in kind.endings)})
    return kind


def _write(upload: UploadedFile, write: Callable[[bytes], object], kind: Kind, name: str) -> None:
    if not upload.size:
        raise Refused(EMPTY % {"name": name})
    size = 0
    for chunk in upload.chunks():
        if not size and not kind.fits(chunk[:HEAD]):
            raise Refused(NOT_WHAT_IT_SAYS % {"name": name})
        size += len(chunk)
        if size > kind.most:
            raise Refused(TOO_LARGE % {"name": name, "most": kind.most // MEGABYTE})
        write(chunk)


def _scan(path: Path, name: str) -> bool:
    """Ask the virus scanner that the settings name; False where there is none."""
    if not settings.UPLOAD_SCANNER:
        return False
    command = [*shlex.split(settings.UPLOAD_SCANNER), str(path)]
    if subprocess.run(command, capture_output=True, timeout=SCAN_SECONDS, check=False).returncode:  # noqa: S603
        raise Refused(INFECTED % {"name": name})
    return True


def _clean(path: Path, kind: Kind, name: str) -> None:
    if kind in PICTURES:
        _clean_picture(path, kind, name)
    elif kind == PDF:
        _clean_pdf(path, name)
    elif kind in PARTS:
        _check_office(path, kind, name)


def _clean_picture(path: Path, kind: Kind, name: str) -> None:
    """Draw the picture anew, upright: what it shows stays, where and with what it was taken goes."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path, formats=[_format(kind)]) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB" if kind == JPEG else "RGBA")
            bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
        bare.save(path, format=_format(kind), **({"quality": 88} if kind == JPEG else {"optimize": True}))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(BROKEN % {"name": name}) from error


def _format(kind: Kind) -> str:
    return kind.type.removeprefix("image/").upper()


def _clean_pdf(path: Path, name: str) -> None:
    try:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            for key in ACTIVE:
                if key in pdf.Root:
                    del pdf.Root[key]
            names: Any = pdf.Root.get("/Names", {})
            for key in ACTIVE_NAMES:
                if key in names:
                    del names[key]
            if "/Metadata" in pdf.Root:
                del pdf.Root["/Metadata"]
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            pdf.save(path, deterministic_id=True)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError) as error:
        raise Refused(BROKEN % {"name": name}) from error


def _check_office(path: Path, kind: Kind, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as file:
            members = file.infolist()
    except zipfile.BadZipFile as error:
        raise Refused(BROKEN % {"name": name}) from error
    names = {member.filename for member in members}
    if PARTS[kind] not in names:
        raise Refused(NOT_WHAT_IT_SAYS % {"name": name})
    if any("vbaProject" in one or "/activeX/" in one or "/embeddings/" in one for one in names):
        raise Refused(MACROS % {"name": name})
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused(TOO_LARGE % {"name": name, "most": MOST_UNPACKED // MEGABYTE})


def _put_away(path: Path, kind: str, name: str, *, scanned: bool) -> Kept:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    target = path_of(digest)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    path.replace(target)
    return Kept(name, kind, digest, size, scanned)


def keep_made(path: Path, *, name: str, kind: str) -> Kept:
    """Keep a file that the system made, under its digest; `path` is moved, and must lie beside the kept ones."""
    return _put_away(path, kind, name, scanned=False)


def new_path() -> Path:
    """An empty file of the server's own beside the kept ones, to be filled and kept."""
    folder = Path(settings.MEDIA_ROOT, "files")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(dir=folder, prefix=".new-")
    os.close(handle)
    return Path(path)


def path_of(digest: str) -> Path:
    """Where a kept file lies. Nobody but the server reads that folder."""
    return Path(settings.MEDIA_ROOT, "files", digest[:2], digest)


def served(stored: Stored) -> FileResponse:
    """A kept file as an answer; pictures are shown, everything else is downloaded.

    Raises:
        FileNotFoundError: it has been taken down.
    """
    shown = stored.kind.startswith("image/")
    answer = FileResponse(
        path_of(stored.digest).open("rb"), as_attachment=not shown, filename=stored.name, content_type=stored.kind
    )
    answer["ETag"] = f'"{stored.digest}"'
    return answer
