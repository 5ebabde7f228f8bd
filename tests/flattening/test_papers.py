"""A PDF keeps how its pages look, and nothing else."""

import io
import re
import zlib

import pikepdf
import pypdfium2
import pytest

from mingjing.flattening import NotFlattened, flatten
from mingjing.flattening.papers import MOST_PAGES
from tests.flattening.samples import FONTS, forms, paper

KIND = "application/pdf"


def unpacked(data: bytes) -> bytes:
    """The file and everything that can be unpacked in it."""
    found = [data]
    for start in re.finditer(rb"stream\r?\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[start.end() :]))
        except zlib.error:
            continue
    return b"".join(found)


PACKED = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "linearize": True}
HALF_LOCKED = {"encryption": pikepdf.Encryption(owner="owner", user="")}


@pytest.mark.parametrize("saving", [{}, PACKED, HALF_LOCKED], ids=["plain", "packed", "owner password"])
def test_pages_become_pictures_without_script_attachment_note_or_maker(saving):
    flat = flatten(KIND, [paper(2, **saving)])
    assert (flat.kind, flat.ending) == (KIND, ".pdf")
    with pikepdf.open(io.BytesIO(flat.data)) as made:
        assert len(made.pages) == 2
        assert set(made.Root.keys()) == {"/Type", "/Pages"}
        assert not made.docinfo
        assert not made.check_pdf_syntax()
        assert all(
            set(page.keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"} for page in made.pages
        )
    assert not [form for form in forms() if form in unpacked(flat.data)]
    if "encryption" not in saving:
        assert {"script", "embedded_files", "metadata", "comments", "links"} <= set(flat.removed)


def test_a_page_looks_as_it_did():
    flat = flatten(KIND, [paper()])
    page = pypdfium2.PdfDocument(flat.data)[0]
    assert page.get_size() == (200, 100)
    seen = page.render().to_pil().convert("L")
    assert seen.getpixel((30, 60)) < 20  # in the square, counted from the top
    assert seen.getpixel((150, 20)) > 235
    assert page.get_textpage().get_text_range() == ""


def test_a_paper_that_tells_nothing_is_said_to_have_lost_nothing():
    file = pikepdf.new()
    file.add_blank_page()
    out = io.BytesIO()
    file.save(out)
    assert flatten(KIND, [out.getvalue()]).removed == ()


@pytest.mark.skipif(not FONTS, reason="needs a font for Chinese")
def test_a_chinese_paper_that_brings_no_font_of_its_own_can_be_read():
    file = pikepdf.new()
    file.add_blank_page(page_size=(200, 100))
    name, kinds = pikepdf.Name("/STSong-Light"), pikepdf.Name
    order = pikepdf.Dictionary(Registry="Adobe", Ordering="GB1", Supplement=4)
    below = pikepdf.Dictionary(Type=kinds.Font, Subtype=kinds.CIDFontType0, BaseFont=name, CIDSystemInfo=order, DW=1000)
    font = pikepdf.Dictionary(Type=kinds.Font, Subtype=kinds.Type0, BaseFont=name, DescendantFonts=[below])
    font.Encoding = pikepdf.Name("/UniGB-UCS2-H")
    page = file.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=file.make_indirect(font)))
    words = "国国国".encode("utf-16-be").hex()
    page.Contents = file.make_stream(f"BT /F 40 Tf 20 30 Td <{words}> Tj ET".encode())
    out = io.BytesIO()
    file.save(out)
    seen = pypdfium2.PdfDocument(flatten(KIND, [out.getvalue()]).data)[0].render().to_pil().convert("L")
    inked = sum(value < 128 for value in seen.tobytes())
    assert inked > 400  # a box for a missing letter has far fewer dark points


def test_a_long_paper_is_cut_short_and_says_so():
    flat = flatten(KIND, [paper(MOST_PAGES + 1)])
    assert "cut_short" in flat.removed
    assert len(pypdfium2.PdfDocument(flat.data)) == MOST_PAGES


def test_a_page_as_large_as_a_wall_is_drawn_with_fewer_points():
    file = pikepdf.new()
    file.add_blank_page(page_size=(14_000, 14_000))
    out = io.BytesIO()
    file.save(out)
    page = pypdfium2.PdfDocument(flatten(KIND, [out.getvalue()]).data)[0]
    assert page.get_size() == (14_000, 14_000)


def test_a_paper_under_a_password_is_told_from_a_broken_one():
    locked = paper(encryption=pikepdf.Encryption(owner="owner", user="user"))
    for data, code in ((locked, "passworded"), (b"%PDF-1.7\n" + bytes(99), "broken"), (paper()[:300], "broken")):
        with pytest.raises(NotFlattened) as refusal:
            flatten(KIND, [data])
        assert refusal.value.code == code
        assert str(refusal.value) == code
