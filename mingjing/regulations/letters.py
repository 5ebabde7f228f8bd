"""An interpretation, and the list of local limits, on paper."""

import datetime as dt
from collections.abc import Iterable, Sequence

from mingjing.core.documents import Document, Heading, Kind, Paragraph, Table
from mingjing.regulations.models import Article, Interpretation, LocalPolicy, Regulation
from mingjing.rules import packs
from mingjing.rules.limits import Limit

ISSUER = "领导小组办公室"


def interpretation(row: Interpretation, *, articles: Sequence[Article]) -> Document:
    """The interpretation with the articles that it explains, as issued; one that no longer holds says so."""
    documents = packs.load(row.regulation.number).documents
    places = "、".join(f"{documents[article.document].short}{article.place}" for article in articles)
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


def local_limits(
    regulation: Regulation, limits: Iterable[tuple[Limit, str]], chosen: Iterable[LocalPolicy], *, today: dt.date
) -> Document:
    """Every limit that the text leaves open, with its place, its length now, and who chose it and why (GAP-18)."""
    reasons = {one.limit: f"{one.chosen_by}，{one.chosen_on}：{one.why}" for one in chosen}
    rows = [
        (limit.name, place, str(limit), reasons.get(limit.id, limit.note or limit.source))
        for limit, place in limits
        if limit.local_policy
    ]
    table = Table(rows, header=("期限", "依据", "长度", "决定和理由"), widths=(4, 3, 2, 5), caption="本地政策期限")
    said = f"《{regulation.title}》没有写明长度的期限，由领导小组办公室决定，共{len(rows)}项。"
    return Document("本地政策期限一览", [Paragraph(said), table], issuer=ISSUER, date=today)
