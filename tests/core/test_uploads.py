"""Uploads: taken only if they are what they say; pictures and PDFs lose what they should not carry."""

import io
import stat
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mingjing.core import uploads
from mingjing.core.errors import Refused

GPS = 0x8825


def picture(form: str = "JPEG", size=(40, 20), **info) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, format=form, **info)
    return out.getvalue()


def pdf(**parts) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        for key, value in parts.items():
            file.Root[f"/{key}"] = value
        file.docinfo["/Author"] = "张三"
        file.save(out)
    return out.getvalue()


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_picture_is_kept_without_place_and_maker_and_upright():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker", 6  # 6: lies on its side
    exif.get_ifd(GPS)[1] = "N"
    kept = uploads.keep(sent("照片.JPG", picture(exif=exif)), kinds=uploads.PICTURES)
    with Image.open(uploads.path_of(kept.digest)) as found:
        assert (dict(found.getexif()), found.size) == ({}, (20, 40))
    assert (kept.name, kept.kind, kept.scanned) == ("照片.JPG", "image/jpeg", False)


def test_the_same_file_is_kept_once_and_for_the_server_alone():
    first, second = (uploads.keep(sent(f"{name}.png", picture("PNG"))) for name in "ab")
    assert first.digest == second.digest
    path = uploads.path_of(first.digest)
    assert path.stat().st_size == first.size
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_pdf_does_nothing_by_itself_and_names_nobody():
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    kept = uploads.keep(sent("扫描.pdf", pdf(OpenAction=script)))
    with pikepdf.open(uploads.path_of(kept.digest)) as found:
        assert "/OpenAction" not in found.Root
        assert "/Info" not in found.trailer or "/Author" not in found.trailer.Info


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.exe", b"MZ", "只收"),
        ("a", b"x", "只收"),
        ("a.png", picture("JPEG"), "扩展名不符"),
        ("a.pdf", b"<html>", "扩展名不符"),
        ("a.png", b"", "空文件"),
        ("a.png", picture("PNG")[:60], "打不开"),
        ("a.pdf", b"%PDF-1.7 broken", "打不开"),
        ("a.docx", package("xl/workbook.xml"), "扩展名不符"),
        ("a.docx", package("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("a.docx", b"PK\x03\x04 broken", "打不开"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(settings, tmp_path, name, data, said):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(Refused, match=said):
        uploads.keep(sent(name, data), kinds=uploads.DOCUMENTS)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PIXELS", 100)
    with pytest.raises(Refused, match="打不开"):
        uploads.keep(sent("a.png", picture("PNG")))


def test_too_large_is_refused_with_the_limit():
    with pytest.raises(Refused, match="20 MB"):
        uploads.keep(sent("a.png", picture("PNG") + bytes(20 * uploads.MEGABYTE)))


def test_a_virus_scanner_that_objects_is_obeyed(settings):
    settings.UPLOAD_SCANNER = "false"
    with pytest.raises(Refused, match="病毒"):
        uploads.keep(sent("a.png", picture("PNG")))
    settings.UPLOAD_SCANNER = "true"
    assert uploads.keep(sent("a.png", picture("PNG"))).scanned


def test_a_picture_is_shown_and_a_document_downloaded():
    shown = uploads.served(uploads.keep(sent("图.png", picture("PNG"))))
    loaded = uploads.served(uploads.keep(sent("文.pdf", pdf())))
    assert shown["Content-Type"] == "image/png"
    assert "attachment" not in shown.get("Content-Disposition", "")
    assert loaded["Content-Disposition"].startswith("attachment")
    for answer in (shown, loaded):
        answer.file_to_stream.close()  # the answer's own `close` ends a request, and asks after the database
