"""责任追究决定书 and 责任追究通知书: the decision as a whole, and what each is told of it (ACC-12-e, ACC-12-f)."""

from mingjing.accountability.enums import HearingMode, SubjectKind
from mingjing.accountability.letters import words
from mingjing.accountability.models import AccountabilityCase, Decision, Division, Hearing, Measure, Subject
from mingjing.core.documents import Block, Document, Heading, Kind, Paragraph, Table, chinese_date
from mingjing.regulations.selectors import law as law_on
from mingjing.rules import packs
from mingjing.rules.accountability import Share
from mingjing.rules.numbering import chinese

DECISION, NOTICE = "责任追究决定书", "责任追究通知书"
CAME = {
    HearingMode.WRITTEN: "书面提出陈述申辩",
    HearingMode.ORAL: "当面陈述申辩，已记录在案",
    HearingMode.WAIVED: "书面放弃陈述申辩",
    HearingMode.LAPSED: "期满没有提出陈述申辩",
}


def decision(decision: Decision) -> Document:
    """The decision: how the case came, facts, what was said in defence, bases, division, measures, correction."""
    case = decision.case
    facts, newest = words.established(case), words.division(case)
    parts: list[tuple[str, list[Block]]] = [
        ("查明的事实和证据", words.stated(facts) or [Paragraph("无。")]),
        ("陈述和申辩", _heard(case)),
        ("适用的依据", _bases(decision, words.grounds(case, facts))),
        ("责任的区分", _division(case, newest)),
        ("决定", _measures(decision)),
        ("改正", _correction(decision)),
        ("救济", [Paragraph("各责任主体的异议途径和期限，在送达本人、本单位的责任追究通知书中写明。")]),
    ]
    blocks: list[Block] = [Paragraph(_opening(decision))]
    for number, (title, inside) in enumerate(parts, start=1):
        blocks += [Heading(f"{chinese(number)}、{title}"), *inside]
    return Document(DECISION, blocks, kind=Kind.RED)


def notice(subject: Subject, decision: Decision) -> Document:
    """The notice to one unit or person: facts, basis, share, measures with their days, correction, remedies."""
    case, who = subject.case, words.you(subject)
    facts, share = words.established(case), words.share_of(subject)
    bears = f"{who}对上述事实负{words.share_words(case, share)}。" if share and share.chosen != Share.NONE else ""
    if share and share.chosen == Share.NONE:
        bears = f"{who}对上述事实{words.share_words(case, share)}。"
    blocks: list[Block] = [
        words.greeting(subject),
        Paragraph(
            f"根据{words.law(case)}，{words.OFFICE}对{words.matter(case)}进行了调查，听取了陈述和申辩，区分了责任，"
            "并依照程序作出决定。现将有关事项通知如下。"
        ),
        Heading("一、事实和证据"),
        *(words.stated(facts) or [Paragraph("见责任追究决定书。")]),
        Heading("二、依据和责任"),
        Paragraph(f"上述事实属于该办法{words.grounds(case, facts)}所列情形。{bears}"),
        Heading("三、追究方式"),
        *_decided(decision, subject),
        Heading("四、改正和报告"),
        *_to_correct(decision, subject),
        Heading("五、异议和救济"),
        *words.remedies(subject, decision),
    ]
    return Document(NOTICE, blocks, kind=Kind.RED)


def _opening(decision: Decision) -> str:
    case = decision.case
    return (
        f"{words.OFFICE}于{chinese_date(case.registered_on)}对{words.matter(case)}立案，依照{words.law(case)}第十二条进行"
        "调查取证、查清事实、听取陈述和申辩、区分责任，决定草案经法制审核"
        f"并经{_approved(decision)}批准。现决定如下。"
    )


def _approved(decision: Decision) -> str:
    day = f"于{chinese_date(decision.approved_on)}" if decision.approved_on else ""
    return f"{'领导小组' if decision.above else '办公室负责人'}{day}"


def _heard(case: AccountabilityCase) -> list[Block]:
    heard = Hearing.objects.filter(subject__case=case, subject__removed_on=None).select_related("subject__unit")
    blocks: list[Block] = []
    for hearing in heard.prefetch_related("points"):
        came = CAME.get(HearingMode(hearing.mode), "") if hearing.mode else "已告知"
        blocks.append(Paragraph(f"{words.called(hearing.subject)}{came}。"))
        for point in hearing.points.all():
            taken = "采纳" if point.accepted else "不予采纳"
            reply = words.ended(point.reply)
            blocks.append(Paragraph(f"意见{point.no}：{words.ended(point.text)}答复：{taken}。{reply}"))
    return blocks or [Paragraph("已告知各责任主体，没有收到陈述和申辩。")]


def _bases(decision: Decision, grounds: str) -> list[Block]:
    case, pack = decision.case, words.pack_of(decision.case)
    severity = pack.severities.get(decision.severity)
    said = [f"上述事实属于{words.law(case)}{grounds}所列情形。"]
    if severity:
        said.append(f"情节认定为“{severity.name}”（{severity.article}）。")
    blocks: list[Block] = [Paragraph("".join(said)), Paragraph(words.ended(decision.reasons))]
    if decision.bases:
        blocks.append(
            Paragraph(f"本决定并引用：{'、'.join(words.quoted(basis['name']) for basis in decision.bases)}。")
        )
    if decision.basis_reason.strip():
        blocks.append(Paragraph(f"引用已经废止的依据的理由：{words.ended(decision.basis_reason)}"))
    return blocks


def _division(case: AccountabilityCase, newest: Division | None) -> list[Block]:
    if newest is None:
        return [Paragraph("本案没有区分责任。")]
    shares = list(newest.shares.select_related("subject__unit"))
    rows = [
        (words.called(share.subject), Share(share.chosen).chinese, words.place(case, share.article) or "—")
        for share in shares
    ]
    blocks: list[Block] = [Table(rows, header=("责任主体", "责任", "条款"), widths=(4, 2, 3))]
    blocks += [
        Paragraph(f"{words.called(share.subject)}的认定与建议不同，理由：{words.ended(share.difference)}")
        for share in shares
        if share.difference.strip()
    ]
    if weighed := _circumstances(newest, words.pack_of(case)):
        blocks.append(Paragraph(weighed))
    return blocks


def _circumstances(newest: Division, pack: packs.Pack) -> str:
    found = [pack.circumstances[one] for one in map(str, newest.circumstances) if one in pack.circumstances]
    said = []
    for weight, label in (("lighter", "从轻"), ("heavier", "从重")):
        if names := "；".join(row.name for row in found if row.weight == weight):
            said.append(f"{label}情节：{names}。")
    return "".join(said) + (words.ended(newest.weighing))


def _measures(decision: Decision) -> list[Block]:
    case = decision.case
    by_subject: dict[Subject, list[Measure]] = {}
    for measure in decision.measures.select_related("subject__unit", "subject__official"):
        by_subject.setdefault(measure.subject, []).append(measure)
    blocks: list[Block] = []
    for number, (subject, measures) in enumerate(by_subject.items(), start=1):
        blocks.append(Heading(f"（{chinese(number)}）{words.called(subject)}", 2))
        for measure in measures:
            why = f"与所定情节不同的理由：{words.ended(measure.deviation)}" if measure.deviation.strip() else ""
            blocks.append(Paragraph(f"{words.measure_words(case, measure)}{why}"))
    return blocks or [Paragraph("不采取追究方式。")]


def _decided(decision: Decision, subject: Subject) -> list[Block]:
    found = words.measures_of(decision, subject)
    if not found:
        return [Paragraph(f"对{words.you(subject)}不采取追究方式。")]
    said = [words.measure_words(subject.case, measure) for measure in found]
    if len(said) == 1:
        return [Paragraph(f"决定给予{words.you(subject)}下列处理：{said[0]}")]
    first = Paragraph(f"决定给予{words.you(subject)}下列处理：")
    return [first, *(Paragraph(f"{number}. {text}") for number, text in enumerate(said, start=1))]


def _correction(decision: Decision) -> list[Block]:
    if not decision.rectify:
        return [Paragraph(f"本决定不责令改正，理由：{words.ended(decision.no_rectify_for)}")]
    until = f"于{chinese_date(decision.rectify_by)}前（含当日）" if decision.rectify_by else "及时"
    what = words.ended(decision.rectify_what)
    return [Paragraph(f"责令{decision.case.unit.name}{until}改正，并书面报告{words.OFFICE}（第十三条）。{what}")]


def _to_correct(decision: Decision, subject: Subject) -> list[Block]:
    who, within = words.you(subject), law_on(decision.approved_on or decision.drafted_on).limits.get("ACC-13-b")
    report = f"改正完成后{words.length(within, '5个工作日')}内将改正情况书面报告{words.OFFICE}，由{words.OFFICE}核实。"
    if subject.kind == SubjectKind.UNIT and decision.rectify:
        what = words.ended(decision.rectify_what)
        day = f"于{chinese_date(decision.rectify_by)}前（含当日）" if decision.rectify_by else "及时"
        return [Paragraph(f"根据该办法第十三条，{who}应当{day}改正。{what}"), Paragraph(f"请在{report}")]
    return [Paragraph(f"根据该办法第十三条，{who}应当及时改正违规行为，并在{report}")]
