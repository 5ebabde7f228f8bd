"""线索登记表: a lead on paper, for the file."""

from collections.abc import Sequence

from django.utils.timezone import localtime

from mingjing.core.documents import Document, Heading, Paragraph, Table, chinese_date
from mingjing.ledger.models import Entry
from mingjing.rules.packs.nouns import Ground
from mingjing.supervision.models import Lead

WIDTHS = (1, 3)
SAID = (
    ("facts", "事实"),
    ("effect", "不良影响或严重后果"),
    ("evidence", "证据"),
    ("citation", "要求公开的规定"),
    ("external_case", "案件编号"),
    ("responsibility_gap", "责权不明、公开不力之处"),
    ("joined_for", "并入理由"),
    ("closed_for", "了结理由"),
)


def form(
    lead: Lead,
    *,
    ground: Ground | None,
    article: str,
    files: Sequence[str],
    joined: Sequence[Lead],
    entries: list[Entry],
) -> Document:
    """The lead with its ground, the article's text, what was said of it, what was joined to it, and its file."""
    rows = [
        ("单位", lead.unit.name),
        ("情形", f"{lead.ground} {ground.name}（{ground.article}）" if ground else lead.ground),
        ("发生日期", chinese_date(lead.happened_on) if lead.happened_on else "—"),
        ("来源", f"{lead.get_source_display()} {lead.source_note}".strip()),
        ("登记", f"{lead.registered_by} {chinese_date(lead.registered_on)}"),
        ("状态", f"{lead.get_status_display()} {lead.joined_into or ''}".strip()),
        ("证据材料", "、".join(files) or "—"),
    ]
    blocks: list[Heading | Paragraph | Table] = [Table(rows, widths=WIDTHS)]
    for name, label in SAID:
        if text := getattr(lead, name):
            blocks += [Heading(label), Paragraph(text)]
    for one in joined:
        blocks += [Heading(f"并入的 {one}"), Paragraph(one.facts)]
    if article:
        blocks += [Heading("条文"), Paragraph(article)]
    taken = [(entry.step, entry.by, f"{localtime(entry.at):%Y-%m-%d %H:%M}", entry.reason) for entry in entries]
    blocks.append(Table(taken, header=("步骤", "操作人", "时间", "理由"), widths=(2, 2, 3, 5), caption="办理记录"))
    return Document("线索登记表", blocks, number=lead.number, date=lead.registered_on)
