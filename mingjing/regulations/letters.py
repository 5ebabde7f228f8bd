"""关于条文的解释: an interpretation on paper."""

from collections.abc import Sequence

from mingjing.core.documents import Document, Heading, Kind, Paragraph
from mingjing.regulations.models import Article, Interpretation

ISSUER = "领导小组办公室"


def interpretation(row: Interpretation, *, articles: Sequence[Article]) -> Document:
    """The interpretation with the articles that it explains, as issued; one that no longer holds says so."""
    places = "、".join(article.place for article in articles)
    blocks: list[Heading | Paragraph] = [
        Paragraph(f"就《{row.regulation.title}》{places}的适用，解释如下。"),
        Heading("问题"),
        Paragraph(row.question),
        Heading("解释"),
        Paragraph(row.answer),
    ]
    if row.ended_for:
        blocks.append(Paragraph(f"本解释已于{row.ended_on}失效：{row.ended_for}。", bold=True))
    blocks.append(Paragraph("向社会公开" if row.public else "内部使用，不公开", indent=False))
    return Document(f"关于{places}的解释", blocks, number=row.number, issuer=ISSUER, date=row.issued_on, kind=Kind.RED)
