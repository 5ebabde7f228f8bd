"""案卷: a whole case part by part in the order of its file, each with the files that belong to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime

from mingjing.accountability.letters import dividing, freezing, words
from mingjing.accountability.models import (
    AccountabilityCase,
    Delivery,
    Evidence,
    Hearing,
    Letter,
    Measure,
    Objection,
    Transfer,
)
from mingjing.assignments.models import Assignment
from mingjing.core.documents import Block, Heading, Paragraph, Table
from mingjing.core.models import StoredFile
from mingjing.ledger.selectors import of_case


@dataclass(frozen=True)
class Part:
    """One part of the file: its title, what it says, the kept files and the letters that belong to it."""

    title: str
    blocks: Sequence[Block]
    files: Sequence[StoredFile] = ()
    letters: Sequence[Letter] = field(default=())


def parts(case: AccountabilityCase) -> list[Part]:
    """Every part of a case that has something to say, from the lead to the ledger."""
    return [part for make in ORDER for part in [make(case)] if part.blocks]


def day(value: Any) -> str:
    """A date or a moment as the file writes it; a line where there is none."""
    if value is None:
        return "—"
    return f"{localtime(value):%Y-%m-%d %H:%M}" if hasattr(value, "hour") else f"{value:%Y-%m-%d}"


def _pairs(*rows: tuple[str, Any]) -> Table:
    return Table([(label, str(value or "—")) for label, value in rows], widths=(1, 3))


def _said(label: str, text: str) -> list[Block]:
    return [Paragraph(f"{label}：{words.ended(text)}")] if text.strip() else []


def _lead(case: AccountabilityCase) -> Part:
    lead, ground = case.lead, words.pack_of(case).grounds.get(case.ground)
    table = _pairs(
        ("线索编号", lead.number), ("单位", lead.unit), ("情形", f"{lead.ground} {ground.name if ground else ''}"),
        ("来源", lead.source_note or lead.get_source_display()), ("发生日期", day(lead.happened_on)),
        ("登记", f"{lead.registered_by} {day(lead.registered_on)}"), ("立案", day(lead.opened_on)),
    )  # fmt: skip
    blocks = [table, *_said("事实", lead.facts), *_said("影响或后果", lead.effect), *_said("证据", lead.evidence)]
    return Part("线索", blocks, list(lead.files.all()))


def _plan(case: AccountabilityCase) -> Part:
    people = [
        (one.official, "主办" if one.leads else "", day(one.named_on), day(one.declared_at), _recused(one))
        for one in case.investigators.select_related("official")
    ]
    subjects = [
        (words.called(one), one.get_kind_display(), day(one.added_on), one.removed_for or "—")
        for one in case.subjects.select_related("unit")
    ]
    blocks: list[Block] = [
        _pairs(
            ("案由", case.title), ("单位", case.unit), ("法规版本", words.law(case)),
            ("行为发生日", day(case.fault_on)),
            ("立案", f"{case.registered_by} {day(case.registered_on)}"), ("状态", case.get_status_display()),
        ),
        *_said("调查方案", case.plan),
        *_table(people, "调查人员", ("姓名", "主办", "指定", "声明无须回避", "回避")),
        *_table(subjects, "责任主体", ("主体", "类别", "列入", "移出理由")),
    ]  # fmt: skip
    for one in case.instructions.select_related("by"):
        blocks += [Paragraph(f"指示（{one.by}，{day(one.at)}）：{words.ended(one.text)}")]
        blocks += _said("落实情况", one.answer)
    return Part("立案、调查方案和人员", blocks)


def _recused(one: Any) -> str:
    return f"{day(one.recused_on)} {one.recused_for}" if one.recused_on else "—"


def _table(rows: Iterable[Sequence[Any]], caption: str, header: tuple[str, ...], widths: tuple[float, ...] = ()) -> Any:
    found = [tuple(str(cell) for cell in row) for row in rows]
    return [Table(found, header=header, caption=caption, widths=widths, size=10.5)] if found else []


def hexed(digest: str) -> str:
    """A digest in lines short enough for a column."""
    return "\n".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def _evidence(case: AccountabilityCase) -> Part:
    blocks: list[Block] = []
    files: list[StoredFile] = []
    for piece in Evidence.objects.filter(case=case).select_related("collected_by").prefetch_related("files"):
        blocks += [
            Heading(str(piece), 2),
            _pairs(
                ("种类", piece.get_kind_display()), ("来源", piece.source), ("取得日期", day(piece.obtained_on)),
                ("收集", f"{piece.collected_by} {day(piece.collected_at)}"), ("摘要", hexed(piece.digest)),
                *([("排除", f"{day(piece.set_aside_on)} {piece.set_aside_for}")] if piece.set_aside_on else []),
            ),
            *_said("内容", piece.text),
        ]  # fmt: skip
        files += piece.files.all()
    return Part("证据", blocks, files)


def _facts(case: AccountabilityCase) -> Part:
    rows = [
        (fact.no, fact.text, words.place(case, fact.ground), "、".join(f"证据{one.no}" for one in fact.evidence.all()),
         f"{fact.get_finding_display()} {fact.finding_reason}")
        for fact in case.facts.prefetch_related("evidence")
    ]  # fmt: skip
    table = _table(rows, "", ("序号", "事实", "条款", "证据", "认定"), (1, 6, 2, 2, 3))
    return Part("事实", table)


def _hearings(case: AccountabilityCase) -> Part:
    blocks: list[Block] = []
    files: list[StoredFile] = []
    rows = Hearing.objects.filter(subject__case=case).select_related("subject__unit")
    for hearing in rows.prefetch_related("points", "files"):
        blocks += [
            Heading(words.called(hearing.subject), 2),
            _pairs(
                ("告知日期", day(hearing.told_on)), ("最后一日", day(hearing.extended_to or hearing.due_on)),
                ("方式", hearing.get_mode_display()), ("收到日期", day(hearing.came_on)),
            ),
            *_said("陈述申辩", hearing.statement),
        ]  # fmt: skip
        for point in hearing.points.all():
            taken = {True: "采纳", False: "不予采纳", None: "待答复"}[point.accepted]
            blocks.append(
                Paragraph(f"意见{point.no}：{words.ended(point.text)}答复：{taken}。{words.ended(point.reply)}")
            )
        files += hearing.files.all()
    return Part("陈述和申辩", blocks, files)


def _division(case: AccountabilityCase) -> Part:
    blocks: list[Block] = []
    for row in case.divisions.select_related("by").order_by("id"):
        blocks += [Heading(f"{day(row.on)} {row.by}", 2), *dividing.blocks(row)]
    return Part("责任区分", blocks)


def _decisions(case: AccountabilityCase) -> Part:
    blocks: list[Block] = []
    people = ("drafted_by", "checked_by", "approved_by", "returned_by")
    for one in case.decisions.select_related(*people).order_by("no"):
        measures = Measure.objects.filter(decision=one).select_related("subject__unit")
        cells = [(words.called(row.subject), words.measure_words(case, row), row.execution or "—") for row in measures]
        spared = one.spared.select_related("subject__unit")
        cells += [(words.called(row.subject), f"不给予追究方式：{row.reason}", "—") for row in spared]
        blocks += [
            Heading(f"第{one.no}稿", 2),
            _pairs(
                ("情节", one.severity), ("拟稿", f"{one.drafted_by} {day(one.drafted_on)}"),
                ("法制审核", f"{one.checked_by or ''} {day(one.checked_on)} {one.opinion}"),
                ("批准", f"{one.approved_by or ''} {day(one.approved_on)} {one.approval}"),
                ("退回", f"{one.returned_by or ''} {day(one.returned_on)} {one.returned_for}"),
                ("改正", f"{day(one.rectify_by)} {one.rectify_what}" if one.rectify else one.no_rectify_for),
            ),
            *_said("理由", one.reasons),
            *_table(cells, "追究方式", ("责任主体", "方式", "执行情况"), (3, 6, 4)),
        ]  # fmt: skip
    return Part("决定", blocks)


def _letters(case: AccountabilityCase) -> Part:
    rows = list(case.letters.select_related("subject__unit"))
    cells = [
        (one.number, one.get_kind_display(), one.subject or "—", day(one.issued_on), hexed(one.digest)) for one in rows
    ]
    table = _table(cells, "", ("文号", "文种", "送给", "制发", "摘要"), (3.4, 3, 3, 2.6, 3.4))
    return Part("文书", table, letters=[row for row in rows if freezing.is_whole(row)])


def _deliveries(case: AccountabilityCase) -> Part:
    rows = Delivery.objects.filter(letter__case=case).select_related("letter", "recorded_by").order_by("recorded_at")
    cells = [
        (
            one.letter.number,
            one.get_way_display(),
            day(one.received_on),
            one.received_by,
            one.note or "—",
            one.recorded_by,
        )
        for one in rows
    ]
    scans = [scan for letter in case.letters.prefetch_related("scans") for scan in letter.scans.all()]
    table = _table(cells, "", ("文号", "方式", "收到", "签收人", "说明", "登记人"), (4, 2.2, 2.8, 2, 3, 2))
    return Part("送达", table or ([Paragraph("扫描件附后。")] if scans else []), scans)


def _correction(case: AccountabilityCase) -> Part:
    rows = Assignment.objects.filter(about_id=case.pk).select_related("unit").prefetch_related("files").order_by("pk")
    cells = [
        (one.unit, one.title, day(one.due_on), one.get_status_display(), one.report or "—", day(one.reported_on))
        for one in rows
    ]
    table = _table(cells, "", ("单位", "任务", "最后一日", "状态", "报告", "报告日期"), (2, 3.6, 2.8, 2, 4.4, 2.8))
    return Part("改正", table, [file for one in rows for file in one.files.all()])


def _objections(case: AccountabilityCase) -> Part:
    blocks: list[Block] = []
    files: list[StoredFile] = []
    for one in Objection.objects.filter(case=case).select_related("subject__unit").prefetch_related("files"):
        blocks += [
            Heading(one.number, 2),
            _pairs(
                ("提出人", words.called(one.subject)), ("提出日期", day(one.filed_on)),
                ("状态", one.get_status_display()),
            ),
            *_said("异议", one.text),
            *_said("答复", one.answer),
        ]  # fmt: skip
        files += one.files.all()
    return Part("异议", blocks, files)


def _transfers(case: AccountabilityCase) -> Part:
    blocks: list[Block] = []
    files: list[StoredFile] = []
    for one in Transfer.objects.filter(case=case).select_related("approved_by").prefetch_related("receipts"):
        blocks += [
            _pairs(
                ("机关", one.get_organ_display()), ("受移交单位", one.addressee),
                ("移交", f"{one.approved_by} {day(one.sent_on)}"),
                ("回执", f"{day(one.received_on)} {one.received_by}"),
                ("撤回", f"{day(one.taken_back_on)} {one.taken_back_for}" if one.taken_back_on else "—"),
                ("该机关的处理结果", f"{day(one.result_on)} {one.result}" if one.result_on else "—"),
            ),
            *_said("理由", one.reason),
        ]  # fmt: skip
        files += one.receipts.all()
    return Part("移交", blocks, files)


def _ledger(case: AccountabilityCase) -> Part:
    cells = [
        (entry.seq, entry.step, entry.by, day(entry.at), entry.basis, entry.reason or "—") for entry in of_case(case)
    ]
    return Part("台账", _table(cells, "", ("序号", "步骤", "操作人", "时间", "依据", "理由"), (1, 3, 2.4, 2.8, 2.8, 4)))


ORDER: Sequence[Callable[[AccountabilityCase], Part]] = (
    _lead, _plan, _evidence, _facts, _hearings, _division, _decisions, _letters, _deliveries, _correction, _objections,
    _transfers, _ledger,
)  # fmt: skip


def all_files(found: Iterable[Part]) -> Iterator[tuple[Part, StoredFile]]:
    """Every kept file with the part that it belongs to."""
    for part in found:
        for file in part.files:
            yield part, file
