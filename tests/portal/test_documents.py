"""What a citizen prints of a power: opened again as docx and as pdf."""

import io

import docx
import pypdfium2
import pytest
from django.urls import reverse

from mingjing.core.documents import NoFont, fonts
from tests.catalogue.factories import AT, draft, house, published

pytestmark = pytest.mark.django_db


def has_font() -> bool:
    try:
        fonts.faces()
    except NoFont:
        return False
    return True


def words(data: bytes) -> str:
    book = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in book.paragraphs), *cells])


def text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as book:
        return "".join(page.get_textpage().get_text_bounded() for page in book).replace("\r\n", "")


@pytest.fixture
def version():
    made = published(house(), conditions="有合格车辆", risk_points="收受好处", remedy="可以申请行政复议")
    made.materials.create(name="申请书", copies=2)
    return made


def get(client, version, what: str, kind: str):
    return client.get(reverse(f"portal:power_{what}", args=[version.item.number, version.no, kind]))


@pytest.mark.article("X-07")
def test_the_form_of_a_power_as_docx_says_what_is_public_and_no_more(client, version):
    said = words(get(client, version, "form", "docx").content)
    for expected in (
        "道路货物运输经营许可职权事项表",
        "一、基本情况",
        "有合格车辆",
        "20个工作日",
        "申请书",
        "第十二条",
        "审查",
    ):
        assert expected in said, expected
    assert "2026年3月2日" in said
    assert "收受好处" not in said


@pytest.mark.article("X-07")
@pytest.mark.skipif(not has_font(), reason="no Chinese font on this machine: install fonts-noto-cjk")
@pytest.mark.parametrize(("what", "expected"), [("form", "职权事项表"), ("steps", "办理环节一览表")])
def test_the_same_as_pdf(client, version, what, expected):
    answer = get(client, version, what, "pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert expected in text(answer.content)
    assert "许可科科员" in text(answer.content)


def test_the_list_of_steps_lies_on_its_side(client, version):
    answer = get(client, version, "steps", "docx")
    assert answer["Content-Disposition"] == 'attachment; filename="130600JT-0001-v1-steps.docx"'
    section = docx.Document(io.BytesIO(answer.content)).sections[0]
    assert section.page_width > section.page_height
    assert "受理" in words(answer.content)


def test_the_page_of_a_power_offers_them(client, version):
    page = client.get(reverse("portal:power", args=[version.item.number])).text
    assert reverse("portal:power_form", args=[version.item.number, 1, "docx"]) in page
    assert reverse("portal:power_steps", args=[version.item.number, 1, "pdf"]) in page


def test_what_is_not_public_has_no_document(client, version):
    hidden = draft(house(), "没公布的", at=AT)
    assert get(client, hidden, "form", "docx").status_code == 404
    assert get(client, version, "form", "exe").status_code == 404
