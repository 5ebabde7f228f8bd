"""A presentation keeps the words and pictures of the slides that are shown."""

from mingjing.flattening import flatten
from tests.flattening.samples import CANARY, FONTS, SEEN, forms, photo, zipped

KIND = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def relations(*targets: tuple[str, str]) -> bytes:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="http://x/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'.encode()


def shape(words: str, more: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="{CANARY}" descr="{CANARY}" {more}/></p:nvSpPr>'
        f"<p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def slide(inside: str, more: str = "") -> bytes:
    return f"<p:sld {SPACES} {more}><p:cSld><p:spTree>{inside}</p:spTree></p:cSld></p:sld>".encode()


def show(picture: str = "") -> bytes:
    cells = "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{word}</a:t></a:r></a:p></a:txBody></a:tc>" for word in "甲乙")
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    listed = "".join(f'<p:sldId id="{n}" r:id="rId{n}"/>' for n in (2, 1, 3))
    return zipped(
        ppt__presentation_xml=f"<p:presentation {SPACES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>".encode(),
        **{
            "ppt/_rels/presentation.xml.rels": relations(*(("slide", f"slides/slide{n}.xml") for n in (1, 2, 3))),
            "ppt/slides/slide1.xml": slide(shape("第二张") + table + picture),
            "ppt/slides/slide2.xml": slide(shape(SEEN) + shape(CANARY, 'hidden="1"')),
            "ppt/slides/slide3.xml": slide(shape(CANARY), 'show="0"'),
            "ppt/slides/_rels/slide1.xml.rels": relations(("image", "../media/a.jpg"), ("notesSlide", "../n.xml")),
            "ppt/media/a.jpg": photo(comment=CANARY.encode()),
            "ppt/n.xml": slide(shape(CANARY)),
            "ppt/comments/comment1.xml": CANARY.encode(),
        },
    )


def test_slides_stay_in_their_order_and_what_is_not_shown_is_gone():
    flat = flatten(KIND, [show()])
    assert flat.data.decode() == f"【1】\n{SEEN}\n【2】\n第二张\n甲\t乙\n"
    assert not [form for form in forms() if form in flat.data]
    assert set(flat.removed) == {"comments", "hidden_sheets", "hidden_text"}


def test_a_picture_on_a_slide_is_drawn():
    flat = flatten(KIND, [show('<p:pic><p:blipFill><a:blip r:embed="rId1"/></p:blipFill></p:pic>')])
    assert flat.kind == ("application/pdf" if FONTS else "text/plain")
    assert not [form for form in forms() if form in flat.data]
