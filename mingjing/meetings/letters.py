"""领导班子集体讨论决定记录, on paper."""

from collections.abc import Sequence

from django.utils.timezone import localtime

from mingjing.core.documents import Block, Document, Heading, Paragraph, Table, chinese_date
from mingjing.meetings.enums import SignedHow
from mingjing.meetings.models import Addendum, Attendance, Meeting

WIDTHS = (1, 3)
PEOPLE = ("姓名", "职务", "身份", "意见", "发言要点", "签字")
SHARES = (2, 3, 2, 3, 5, 4)


def record(meeting: Meeting, people: Sequence[Attendance], addenda: Sequence[Addendum]) -> Document:
    """The meeting with what each said and how it was signed, and what was added later."""
    facts = [
        ("单位", meeting.unit.name),
        ("会议日期", chinese_date(meeting.held_on)),
        ("地点", meeting.place),
        ("议题", meeting.matter),
        ("表决", votes(meeting)),
        ("记录人", str(meeting.recorded_by)),
        ("状态", meeting.get_status_display()),
    ]
    blocks: list[Block] = [Table(facts, widths=WIDTHS)]
    if meeting.discussion:
        blocks += [Heading("讨论情况"), Paragraph(meeting.discussion)]
    blocks += [Heading("决定"), Paragraph(meeting.decided)]
    rows = [
        (row.name, row.post, row.get_seat_display(), row.get_view_display() or "—", row.words or "—", signature(row))
        for row in people
    ]
    blocks += [Heading("参加人和各自的意见"), Table(rows, header=PEOPLE, widths=SHARES)]
    if addenda:
        blocks.append(Heading("补记"))
        blocks += [Paragraph(f"{one.text}（{one.by}，{localtime(one.at):%Y-%m-%d %H:%M}）") for one in addenda]
    title = f"{meeting.get_kind_display()}记录"
    return Document(title, blocks, number=meeting.number, issuer=meeting.unit.name, date=meeting.held_on)


def votes(meeting: Meeting) -> str:
    """The vote in words; none was taken where none is recorded."""
    if meeting.votes_for is None:
        return "没有票决"
    return f"赞成 {meeting.votes_for} 票，反对 {meeting.votes_against} 票，弃权 {meeting.votes_abstained} 票"


def signature(row: Attendance) -> str:
    """How and when somebody signed, a line to sign on where nobody has."""
    if row.signed_at is None:
        return ""
    if row.signed_how == SignedHow.UNSIGNED:
        return f"没有签字：{row.unsigned_for}"
    how = "本人确认" if row.signed_how == SignedHow.OWN else "纸面签字"
    return f"{how}\n{localtime(row.signed_at):%Y-%m-%d}"
