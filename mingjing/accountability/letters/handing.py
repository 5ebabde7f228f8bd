"""移送函: the letter that goes with the file of a case to another organ (ACC-11-4, ACC-11-5)."""

from collections.abc import Mapping
from typing import Any

from mingjing.accountability.enums import Finding, Organ
from mingjing.accountability.letters import words
from mingjing.accountability.models import Transfer
from mingjing.core.documents import Block, Document, Heading, Kind, Paragraph, Table

TITLE = "案件移送函"
BASIS = {Organ.DISCIPLINE: "ACC-11-4", Organ.JUDICIAL: "ACC-11-5"}
WHY = {
    Organ.DISCIPLINE: "有关人员涉嫌违反纪律，需要由你单位依照规定审查处理",
    Organ.JUDICIAL: "有关行为涉嫌犯罪，需要由你单位依法处理",
}


def transfer(transfer: Transfer) -> Document:
    """The letter: what the case is, why it goes, under which article, and every file that goes with its digest."""
    case, organ = transfer.case, Organ(transfer.organ)
    facts = case.facts.exclude(finding=Finding.NOT_ESTABLISHED).prefetch_related("evidence")
    subjects = [words.called(subject) for subject in case.subjects.filter(removed_on=None).select_related("unit")]
    blocks: list[Block] = [
        Paragraph(f"{transfer.addressee}：", indent=False),
        Paragraph(
            f"{words.OFFICE}在办理{words.matter(case)}中，认为{WHY[organ]}。根据{words.law(case)}"
            f"{words.place(case, BASIS[organ])}，现将该案移送你单位。"
        ),
        Heading("一、案件的基本情况"),
        Paragraph(f"涉及的单位和人员：{'、'.join(subjects) or case.unit.name}。"),
        *words.stated(facts),
        Heading("二、移送的理由"),
        Paragraph(words.ended(transfer.reason)),
        Heading("三、移送的材料"),
        Paragraph(f"共{len(transfer.index)}件，目录和摘要（SHA-256）如下，可以用 sha256sum 命令核对。"),
        Table(
            [_line(row) for row in transfer.index],
            header=("序号", "名称", "大小", "摘要"), widths=(1, 6, 2, 6), caption="移送材料目录", size=9,
        ),
        Heading("四、有关事项"),
        Paragraph(
            f"请在收到后填写回执，加盖印章退回{words.OFFICE}。移送后{words.OFFICE}不再改动案卷，对同一行为不另作处理；"
            f"你单位的处理结果，请书面告知{words.OFFICE}。"
        ),
    ]  # fmt: skip
    return Document(TITLE, blocks, kind=Kind.RED)


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    digest = str(row.get("digest", ""))
    return str(row["no"]), str(row["name"]), words.size(int(row.get("bytes", 0))), f"{digest[:32]}\n{digest[32:]}"
