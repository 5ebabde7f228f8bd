"""责任区分表: one division of responsibility on paper, for the file (ACC-12-d)."""

from collections.abc import Sequence

from mingjing.accountability.models import Division
from mingjing.core.documents import Document, Heading, Paragraph, Table


def paper(division: Division, *, circumstances: Sequence[str]) -> Document:
    """The answers, what the rules proposed, what the decider chose, and why where they differ."""
    made, case = division.proposal, division.case
    blocks: list[Heading | Paragraph | Table] = [
        Paragraph(f"案由：{case.title}。单位：{case.unit}。适用的法规版本：{case.pack}。区分人：{division.by}。"),
        Heading("一、问题与回答"),
        Table(
            [(one["text"], one["answer"], one["article"]) for one in made.get("asked", ())],
            header=("问题", "回答", "依据"),
            widths=(4, 4, 2),
        ),
    ]
    if made.get("meeting"):
        blocks.append(Paragraph(f"集体讨论决定的记录：{made['meeting']}。"))
    if knowledge := "、".join(made.get("evidence", ())):
        blocks.append(Paragraph(f"证据：{knowledge}。"))
    blocks += [Heading("二、建议与认定"), _shares(division)]
    blocks += [Paragraph(f"须权衡：{one['text']}（{one['basis']}）") for one in made.get("flags", ())]
    blocks.append(Heading("三、情节与后果"))
    blocks += [Paragraph(f"{one}。") for one in circumstances]
    blocks.append(Paragraph(division.weighing))
    return Document("责任区分表", blocks, number=case.number, date=division.on)


def _shares(division: Division) -> Table:
    rows = [
        (
            f"{share.subject} {division.part_of(share.subject)}",
            share.get_proposed_display(),
            f"{share.reason}（{share.article}）",
            share.get_chosen_display(),
            share.difference or "与建议相同",
        )
        for share in division.shares.all()
    ]
    header = ("责任主体", "建议", "建议的理由和依据", "认定", "与建议不同的理由")
    return Table(rows, header=header, widths=(3, 2, 4, 2, 3))
