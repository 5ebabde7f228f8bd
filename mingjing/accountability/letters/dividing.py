"""责任区分表: one division of responsibility on paper, for the file (ACC-12-d)."""

from mingjing.accountability.letters import words
from mingjing.accountability.models import Division
from mingjing.core.documents import Block, Document, Heading, Paragraph, Table
from mingjing.rules import packs

WEIGHTS = {"lighter": "从轻", "heavier": "从重"}


def paper(division: Division) -> Document:
    """A document of its own, with what the case is about."""
    case = division.case
    head = f"案由：{case.title}。单位：{case.unit}。适用的法规版本：{case.pack}。区分人：{division.by}。"
    return Document(
        "责任区分表", [Paragraph(head), *blocks(division)], number=case.number, date=division.on
    )  # fmt: skip


def blocks(division: Division) -> list[Block]:
    """The answers, what the rules proposed, what the decider chose, and why where they differ."""
    made = division.proposal
    case = division.case
    answers = [(one["text"], one["answer"], words.place(case, one["article"])) for one in made.get("asked", ())]
    said: list[Block] = []
    if answers:
        said.append(Table(answers, header=("问题", "回答", "依据"), widths=(4, 4, 2), caption="问题与回答"))
    if made.get("meeting"):
        said.append(Paragraph(f"集体讨论决定的记录：{made['meeting']}。"))
    if knowledge := "、".join(made.get("evidence", ())):
        said.append(Paragraph(f"证据：{knowledge}。"))
    said.append(_shares(division))
    said += [Paragraph(f"须权衡：{one['text']}（{one['basis']}）") for one in made.get("flags", ())]
    said += [Paragraph(f"{one}。") for one in circumstances(division)]
    if division.weighing:
        said += [Heading("情节与后果", 3), Paragraph(division.weighing)]
    return said


def circumstances(division: Division) -> list[str]:
    """The circumstances that were weighed, in the words of the case's pack."""
    rows = packs.load(division.case.pack).circumstances
    return [f"{WEIGHTS[rows[key].weight]}：{rows[key].name}" for key in division.circumstances if key in rows]


def _shares(division: Division) -> Table:
    rows = [
        (
            f"{share.subject} {division.part_of(share.subject)}",
            share.get_proposed_display(),
            f"{share.reason}（{words.place(division.case, share.article)}）",
            share.get_chosen_display(),
            share.difference or "与建议相同",
        )
        for share in division.shares.select_related("subject__unit")
    ]
    header = ("责任主体", "建议", "建议的理由和依据", "认定", "与建议不同的理由")
    return Table(rows, header=header, widths=(3, 2, 4, 2, 3), caption="建议与认定")
