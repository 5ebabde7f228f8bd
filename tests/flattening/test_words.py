"""A Word document keeps its text as it reads with all changes accepted."""

import io
import zipfile

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from mingjing.flattening import NotFlattened, flatten
from mingjing.flattening.numbering import chinese
from tests.flattening.samples import CANARY, FONTS, SEEN, WORD, R, W, document, forms, photo, saved, told_word, zipped


def text_of(data: bytes) -> str:
    flat = flatten(WORD, [data])
    assert (flat.kind, flat.ending) == ("text/plain", ".txt")
    return flat.data.decode()


def test_text_stays_and_all_that_a_reader_does_not_see_is_gone():
    flat = flatten(WORD, [told_word()])
    text = flat.data.decode()
    assert text.split("\n") == [f"{SEEN}，后加的", "显示", "格0\t格1", "格2\t格3", "页脚文字", ""]
    assert not [form for form in forms() if form in flat.data]
    assert {"macros", "tracked_changes", "comments", "hidden_text", "embedded_files", "metadata"} <= set(flat.removed)


def test_a_paragraph_whose_end_was_deleted_goes_on():
    made = document()
    first = made.add_paragraph("前半")
    first._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del w:id='9' w:author='x'/></w:rPr>"))
    made.add_paragraph("后半")
    assert "前半后半\n" in text_of(saved(made))


def test_hidden_styles_and_those_based_on_them_are_left_out():
    made = document()
    style = made.styles.add_style("unseen", WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    based = made.styles.add_style("unseen too", WD_STYLE_TYPE.CHARACTER)
    based.font.hidden = True
    made.add_paragraph(CANARY, style="unseen")
    made.add_paragraph("看见").add_run(CANARY, style="unseen too")
    text = text_of(saved(made))
    assert CANARY not in text
    assert "看见\n" in text


def test_targets_of_links_and_fields_are_gone_and_their_words_stay():
    made = document()
    made.add_paragraph()._p.append(
        parse_xml(
            f'<w:hyperlink {W} {R} r:id="rId99" w:tooltip="{CANARY}"><w:r><w:t>链接文字</w:t></w:r></w:hyperlink>'
        )
    )
    made.paragraphs[-1]._p.append(
        parse_xml(f"<w:r {W}><w:fldChar w:fldCharType='begin'/><w:instrText>{CANARY}</w:instrText></w:r>")
    )
    flat = flatten(WORD, [saved(made)])
    assert "链接文字\n" in flat.data.decode()
    assert CANARY.encode() not in flat.data
    assert "links" in flat.removed


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "TIFF"])
def test_a_picture_is_drawn_and_its_name_is_gone(form):
    made = document()
    made.add_picture(io.BytesIO(photo(form)))
    made.inline_shapes[0]._inline.docPr.set("descr", CANARY)
    flat = flatten(WORD, [saved(made)])
    assert flat.kind == ("application/pdf" if FONTS else "text/plain")
    assert ("pictures" in flat.removed) != bool(FONTS)
    assert not [form for form in forms() if form in flat.data]


def test_a_picture_that_cannot_be_drawn_leaves_its_place():
    made = document()
    made.add_picture(io.BytesIO(photo()))
    part = next(part for part in made.part.package.iter_parts() if part.partname.endswith(".jpg"))
    part._blob = b"\x01\0\0\0" + CANARY.encode()
    flat = flatten(WORD, [saved(made)])
    assert "pictures" in flat.removed
    assert not [form for form in forms() if form in flat.data]


def test_notes_stand_at_the_end():
    notes = (
        f"<w:footnotes {W}><w:footnote w:id='2'><w:p><w:r><w:t>脚注的话</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    made = document()
    made.add_paragraph("有注")._p.append(parse_xml(f"<w:r {W}><w:footnoteReference w:id='2'/></w:r>"))
    text = text_of(saved(made, footnotes_xml=notes.encode()))
    assert "有注[1]\n" in text
    assert "[1] 脚注的话\n" in text


def bomb(members: int = 1, size: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"word/{number}" if number else "word/document.xml", bytes(size))
    return out.getvalue()


ENTITIES = b"""<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>"""
DEEP = b"<a>" * 100_000 + b"</a>" * 100_000
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = OLD + bytes(500) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb(size=20_000_000), "too_large"),  # a thousand times as large as packed
        (bomb(members=2001), "too_large"),
        (zipped(word__document_xml=ENTITIES), "broken"),
        (zipped(word__document_xml=OUTSIDE), "broken"),
        (zipped(word__document_xml=DEEP), "broken"),
        (zipped(word__document_xml=b"<a"), "broken"),
        (zipped(xl__workbook_xml=b"<a/>"), "unknown_kind"),
        (zipped(a_exe=b"MZ"), "unknown_kind"),
        (OLD + bytes(999), "unknown_kind"),
        (LOCKED, "passworded"),
        (told_word()[:500], "broken"),
        (b"MZ" + bytes(99), "broken"),
    ],
    ids=["ratio", "members", "entities", "outside", "deep", "cut-xml", "sheet", "other", "old", "locked", "cut", "exe"],
)
def test_what_is_no_good_document_is_refused(data, code):
    with pytest.raises(NotFlattened) as refusal:
        flatten(WORD, [data])
    assert refusal.value.code == code


def test_a_member_under_a_password_is_told():
    data = bytearray(zipped(word__document_xml=b"<a/>"))
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    with pytest.raises(NotFlattened, match="passworded"):
        flatten(WORD, [bytes(data)])


def numbered(number: int, level: int, words: str) -> str:
    place = f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>"
    return f"<w:p>{place}<w:r><w:t>{words}</w:t></w:r></w:p>"


def shape(number: int, *levels: tuple[str, str]) -> str:
    inside = "".join(
        f"<w:lvl w:ilvl='{place}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for place, (form, text) in enumerate(levels)
    )
    return f"<w:abstractNum w:abstractNumId='{number}'>{inside}</w:abstractNum>"


def test_paragraphs_of_lists_are_counted_as_word_counts_them():
    shapes = shape(0, ("chineseCountingThousand", "第%1条"), ("decimal", "%1.%2")) + shape(1, ("bullet", "x"))
    lists = "".join(
        f"<w:num w:numId='{number}'><w:abstractNumId w:val='{of}'/>{more}</w:num>"
        for number, of, more in (
            (1, 0, ""),
            (2, 1, ""),
            (3, 0, "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='9'/></w:lvlOverride>"),
        )
    )
    body = [
        (1, 0, "甲"),
        (1, 1, "乙"),
        (1, 1, "丙"),
        (1, 0, "丁"),
        (1, 1, "戊"),
        (2, 0, "己"),
        (3, 0, "庚"),
        (0, 0, "辛"),
    ]
    document = f"<w:document {W}><w:body>{''.join(numbered(*each) for each in body)}</w:body></w:document>"
    data = zipped(
        word__document_xml=document.encode(),
        word__numbering_xml=f"<w:numbering {W}>{shapes}{lists}</w:numbering>".encode(),
    )
    assert text_of(data).split() == ["第一条甲", "一.1乙", "一.2丙", "第二条丁", "二.1戊", "•", "己", "第九条庚", "辛"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1003, "一千零三"),
    ],
)
def test_numbers_in_chinese(number, said):
    assert chinese(number) == said
