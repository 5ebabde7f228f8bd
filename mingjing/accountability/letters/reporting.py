"""整改情况报告: the form on which a unit reports in writing what it corrected (ACC-13-b)."""

from mingjing.assignments.models import Assignment
from mingjing.core.documents import Block, Document, Heading, Paragraph, Table, chinese_date

TITLE = "整改情况报告"
WIDTHS = (1, 3)
BLANK = "\n" * 6


def report(assignment: Assignment) -> Document:
    """The report on one task: to be filled in, or with what the unit reported."""
    files = [f"{number}．{file.name}" for number, file in enumerate(assignment.files.all(), start=1)]
    rows = [
        ("单位", assignment.unit.name),
        ("任务编号", assignment.number),
        ("任务", assignment.title),
        ("下达日期", chinese_date(assignment.given_on)),
        ("最后一日", chinese_date(assignment.due_on)),
    ]
    blocks: list[Block] = [
        Table(rows, widths=WIDTHS),
        Heading("一、整改要求"),
        Paragraph(assignment.asked or "见责令整改通知书。"),
        Heading("二、采取的措施、完成日期和结果"),
        Paragraph(assignment.report or BLANK),
        Heading("三、防止再次发生的措施"),
        Paragraph("见上。" if assignment.report else BLANK),
        Heading("四、证明材料"),
        *([Paragraph(name) for name in files] or [Paragraph("（列出附件名称）")]),
        Paragraph("单位负责人（签字）：　　　　　　　　经办人（签字）：", indent=False),
    ]
    return Document(TITLE, blocks, number=assignment.number, issuer=assignment.unit.name, date=assignment.reported_on)
