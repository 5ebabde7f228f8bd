"""任务单 and 责令整改通知书: an assignment on paper, and an order to correct as the unit gets it."""

from django.utils.timezone import localtime

from mingjing.assignments.models import Assignment
from mingjing.core.documents import Document, Heading, Kind, Paragraph, Table, chinese_date
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


def order(assignment: Assignment, *, article: str, issuer: str) -> Document:
    """The order to correct: to whom, what, by which day, how it is verified, and what may follow (ACC-9-3)."""
    last = chinese_date(assignment.due_on)
    said = [
        f"{assignment.unit.name}：",
        f"现责令你单位限期整改：{assignment.title}。",
        *filter(None, (line.strip() for line in assignment.asked.splitlines())),
        f"请于{last}前整改完毕，并在工作台“任务”中就{assignment.number}书面报告整改情况，附上证明材料。"
        "报告经核实后确认；没有整改到位的，退回继续整改，最后一日不变。",
        f"不按要求纠正和整改的，依照{article}，可以登记为责任追究线索，是否立案另行决定。",
    ]
    first, *rest = said
    blocks = [Paragraph(first, indent=False), *map(Paragraph, rest)]
    return Document(
        "责令整改通知书", blocks, number=assignment.number, issuer=issuer, date=assignment.given_on, kind=Kind.RED
    )
