"""Each page of a PDF becomes a picture, and the pictures a new PDF."""

import ctypes
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from mingjing.flattening import pictures
from mingjing.flattening.kinds import NotFlattened
from mingjing.flattening.pages import Pages
from mingjing.flattening.pipe import Out

# Where fonts lie: many Chinese papers bring none of their own.
READABLE = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
MOST_PAGES = 200
DOTS = 150  # to the inch
MOST_POINTS = 9_000_000  # of one page
MOST_PACKED = 16 * 1024 * 1024
TELLING = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")
PACKED = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
SIGNS = {
    "script": re.compile(rb"/(?:JavaScript|JS)\b"),
    "embedded_files": re.compile(rb"/(?:EmbeddedFile|RichMedia|Filespec)\b"),
    "links": re.compile(rb"/(?:URI|Launch|GoToR|SubmitForm)\b"),
    "metadata": re.compile(rb"<x:xmpmeta|/Metadata\b"),
    "comments": re.compile(rb"/Subtype\s*/(?:Text|Popup|FreeText|Highlight|Underline|StrikeOut|Caret)\b"),
    "location": re.compile(rb"/GPTS\b|GPSL"),
}


def prepare() -> None:
    """Let Pillow look for its writers, and pdfium for its fonts."""
    pictures.prepare()
    paper = pypdfium2.PdfDocument.new()
    paper.new_page(10, 10).render().to_pil().convert("L")


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """A PDF with pictures of at most 200 pages.

    Raises:
        NotFlattened: broken, or with a password.
    """
    data = source.read()
    try:
        paper = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise NotFlattened("passworded" if error.err_code == pdfium.FPDF_ERR_PASSWORD else "broken") from None
    if not len(paper):
        raise NotFlattened("broken")
    _note(data, paper, out)
    paper.init_forms()
    pages = Pages(out)
    for number in range(len(paper)):
        if number == MOST_PAGES or pages.late:
            out.found("cut_short")
            break
        page = paper[number]
        width, height = page.get_size()
        pages.add(_picture(page, width, height), width, height)
        page.close()
    return pages.end()


def _picture(page: pypdfium2.PdfPage, width: float, height: float) -> Image.Image:
    scale = min(DOTS / 72, (MOST_POINTS / max(width * height, 1)) ** 0.5)
    drawn: Image.Image = page.render(scale=scale, no_smoothpath=False).to_pil()
    return pictures.without_colour(drawn.convert("RGB"))


def _note(data: bytes, paper: pypdfium2.PdfDocument, out: Out) -> None:
    if pdfium.FPDFDoc_GetJavaScriptActionCount(paper) > 0:
        out.found("script")
    if pdfium.FPDFDoc_GetAttachmentCount(paper) > 0:
        out.found("embedded_files")
    if any(pdfium.FPDF_GetMetaText(paper, name.encode(), ctypes.c_char_p(), 0) > 2 for name in TELLING):
        out.found("metadata")
    for text in _texts(data):
        out.found(*(code for code, sign in SIGNS.items() if sign.search(text)))


def _texts(data: bytes) -> Iterator[bytes]:
    """The file, and the objects that are packed inside."""
    yield data
    left = MOST_PACKED
    for found in PACKED.finditer(data):
        try:
            text = zlib.decompressobj().decompress(data[found.end() :][:MOST_PACKED], left)
        except zlib.error:
            continue
        left -= len(text)
        yield text
        if left <= 0:
            return
