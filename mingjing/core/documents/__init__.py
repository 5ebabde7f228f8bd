"""Documents in official format (GB/T 9704): one value, written as docx or as pdf."""

from mingjing.core.documents.answering import KINDS, answer
from mingjing.core.documents.content import (
    Block,
    Document,
    Heading,
    Kind,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    chinese_date,
)
from mingjing.core.documents.fonts import NoFont
from mingjing.core.documents.pdf import as_pdf, drawn
from mingjing.core.documents.word import as_docx

__all__ = [
    "KINDS",
    "Block",
    "Document",
    "Heading",
    "Kind",
    "NoFont",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Table",
    "answer",
    "as_docx",
    "as_pdf",
    "chinese_date",
    "drawn",
]
