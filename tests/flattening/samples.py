"""Real files made for the tests, each with the canary wherever such a file can hide a word."""

import io
import zipfile
from pathlib import Path

import docx
import pikepdf
from docx.oxml import parse_xml
from PIL import ExifTags, Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from mingjing.flattening.drawing import FACES, FOLDERS

CANARY = "canary-金丝雀-4711"
SEEN = "看得见的正文"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONTS = [path for folder in FOLDERS for face in FACES for path in Path(folder).rglob(face)]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A picture, red on the left and blue on the right."""
    picture = Image.new("RGB", size, "red")
    ImageDraw.Draw(picture).rectangle((size[0] // 2, 0, *size), fill="blue")
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def told_photo() -> bytes:
    """A JPEG lying on its side, with place, maker, comment, packet, and a file behind its end."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.ImageDescription] = CANARY
    exif[ExifTags.Base.Artist] = CANARY
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (38.0, 52.0, 1.0)
    packet = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    data = photo(exif=exif, comment=CANARY.encode(), xmp=packet, icc_profile=CANARY.encode() * 9)
    return data + CANARY.encode()


def told_png() -> bytes:
    """A PNG with words in its text chunks and a file behind its end."""
    told = PngInfo()
    told.add_text("Author", CANARY)
    told.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{CANARY} exif:GPSLatitude</x:xmpmeta>", zip=False)
    return photo("PNG", pnginfo=told) + CANARY.encode()


def paper(pages: int = 1, **saving: object) -> bytes:
    """A PDF with a black square, script, an attachment, notes, links and words about its maker."""
    file = pikepdf.new()
    for _ in range(pages):
        file.add_blank_page(page_size=(200, 100))
        file.pages[-1].Contents = file.make_stream(b"0 g 10 10 50 50 re f")
    file.docinfo["/Author"] = CANARY
    with file.open_metadata() as packet:
        packet["dc:creator"] = [CANARY]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')")
    file.Root.OpenAction = script
    file.attachments["secret.txt"] = pikepdf.AttachedFileSpec(file, CANARY.encode(), description=CANARY)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[90, 10, 99, 19], Contents=CANARY
    )
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"http://example.org/{CANARY}")
    area = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[90, 30, 99, 39], A=link)
    file.pages[0].Annots = file.make_indirect([file.make_indirect(note), file.make_indirect(area)])
    out = io.BytesIO()
    file.save(out, **saving)
    return out.getvalue()


def document() -> docx.Document:
    """A Word document: text, a table, changes, a comment, hidden words, a link."""
    made = docx.Document()
    made.core_properties.author = made.core_properties.title = CANARY
    paragraph = made.add_paragraph(SEEN)
    made.add_comment(paragraph.runs, text=CANARY, author=CANARY, initials="C")
    changed = f'w:id="1" w:author="{CANARY}" w:date="2026-01-01T00:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:ins {W} {changed}><w:r><w:t>，后加的</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {W} {changed}><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:moveFrom {W} {changed}><w:r><w:t>{CANARY}</w:t></w:r></w:moveFrom>"))
    hidden = made.add_paragraph("显示").add_run(CANARY)
    hidden.font.hidden = True
    table = made.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"格{number}"
    gone = table.add_row()
    gone.cells[0].text = CANARY
    gone._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W} {changed}/>"))
    made.sections[0].footer.paragraphs[0].text = "页脚文字"
    return made


def saved(made: docx.Document, **parts: bytes) -> bytes:
    """The bytes of a document, with further parts: names with two underscores for a slash, one for a dot."""
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        for name, data in parts.items():
            archive.writestr("word/" + name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def told_word() -> bytes:
    """A Word document with everything, a project of macros and an embedded file too."""
    return saved(document(), vbaProject_bin=CANARY.encode(), embeddings__a_xlsx=CANARY.encode())


def zipped(**members: bytes) -> bytes:
    """Any zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name if "/" in name else name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def forms(word: str = CANARY) -> list[bytes]:
    """The canary in the encodings it may survive in."""
    return [word.encode(code) for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")] + [b"4711", b"canary"]
