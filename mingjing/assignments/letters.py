"""任务单: an assignment on paper, with how its last day was counted."""

from django.utils.timezone import localtime

from mingjing.assignments.models import Assignment
from mingjing.core.documents import Document, Heading, Paragraph, Table, chinese_date
from mingjing.ledger.models import Entry
from mingjing.rules.limits import Deadline

WIDTHS = (1, 3)


def sheet(
    assignment: Assignment, *, article: str, deadline: Deadline | None, entries: list[Entry], issuer: str
) -> Document:
    """The assignment as the unit gets it: what is asked, on which article, by which day, and what became of it."""
    rows = [
        ("任务", assignment.title),
        ("单位", assignment.unit.name),
        ("依据", article),
        ("下达日期", chinese_date(assignment.given_on)),
        ("最后一日", chinese_date(assignment.due_on)),
        ("状态", assignment.get_status_display()),
    ]
    blocks: list[Heading | Paragraph | Table] = [Table(rows, widths=WIDTHS)]
    if assignment.asked:
        blocks += [Heading("要求"), Paragraph(assignment.asked)]
    if deadline:
        local = "，原文没有期限，是本地政策" if deadline.limit.local_policy else ""
        counted = f"自{chinese_date(deadline.start)}起算，开始的当日不计入，共{deadline.limit}{local}。"
        blocks += [Heading("最后一日怎样算出"), Paragraph(f"{counted}工作日历：{deadline.calendar_version}。")]
    if assignment.report:
        blocks += [Heading("单位的报告"), Paragraph(f"{assignment.get_outcome_display()}。{assignment.report}")]
    taken = [(entry.step, entry.by, f"{localtime(entry.at):%Y-%m-%d %H:%M}", entry.reason) for entry in entries]
    blocks.append(Table(taken, header=("步骤", "操作人", "时间", "理由"), widths=(2, 2, 3, 5), caption="办理记录"))
    return Document("任务单", blocks, number=assignment.number, issuer=issuer, date=assignment.given_on)
