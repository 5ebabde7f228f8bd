"""回执: that something was handed in, when, and with which digests."""

from django.utils.timezone import localtime

from mingjing.core.documents import Document, Heading, Paragraph, Table, chinese_date
from mingjing.filings.models import Filing, Submission, SubmissionFile

WIDTHS = (1, 3)


def receipt(filing: Filing, submission: Submission, *, files: list[SubmissionFile], article: str) -> Document:
    """The receipt of one submission. `article` is the ground of the task as the pack places it."""
    at = localtime(submission.filed_at)
    rows = [
        ("报送任务", filing.task.title),
        ("依据", article),
        ("报送编号", filing.number),
        ("单位", filing.unit.name),
        ("第几次报送", str(submission.no)),
        ("报送人", submission.filed_by.name if submission.filed_by else ""),
        ("报送时间", f"{chinese_date(at.date())} {at:%H:%M}"),
    ]
    if submission.due_on:
        late = (at.date() - submission.due_on).days
        told = f"，报送时已过 {late} 天" if late > 0 else ""
        rows.append(("最后一日", f"{chinese_date(submission.due_on)}{told}"))
    if submission.url:
        rows.append(("公开网址", submission.url))
    blocks: list[Heading | Paragraph | Table] = [
        Table(rows, widths=WIDTHS),
        Heading("收到的附件"),
        Table(
            [(str(n), row.name, str(row.size), _hexed(row.digest)) for n, row in enumerate(files, start=1)],
            header=("序号", "文件名", "字节数", "摘要（SHA-256）"),
            widths=(1, 4, 2, 6),
        )
        if files
        else Paragraph("没有附件。"),
        Heading("全部内容的摘要"),
        Paragraph(_hexed(submission.digest), align="left", indent=False),
        Paragraph("摘要由文字、公开网址、统计表和各附件的摘要共同算出（SHA-256）。内容改动一个字，摘要就不同。"),
    ]
    return Document("报送回执", blocks, number=submission.receipt, issuer=filing.task.sent_by.unit.name, date=at.date())


def _hexed(digest: str) -> str:
    """A digest in two lines."""
    return f"{digest[:32]}\n{digest[32:]}"
