"""澄清函 and 异议答复书: when nothing was found, and when somebody objected (ACC-12-b, GAP-07)."""

from mingjing.accountability.enums import ObjectionStatus, SubjectKind
from mingjing.accountability.letters import words
from mingjing.accountability.models import Objection, Subject
from mingjing.core.documents import Block, Document, Heading, Kind, Paragraph, chinese_date
from mingjing.people.enums import UnitNature

CLARIFY, REPLY = "澄清函", "异议答复书"
RESULTS: dict[str, str] = {
    ObjectionStatus.UPHELD: "维持原决定",
    ObjectionStatus.CHANGED: "变更原决定",
    ObjectionStatus.REVOKED: "撤销原决定",
}


def clarify(subject: Subject, reason: str) -> Document:
    """The letter that says nothing is held against somebody, for them and for the unit where it was known."""
    case, who = subject.case, words.you(subject)
    person = subject.kind == SubjectKind.PERSON
    known = "请所在单位在适当范围内予以说明，消除影响。" if person else "你单位可以在适当范围内予以说明，消除影响。"
    blocks: list[Block] = [
        words.greeting(subject),
        Paragraph(
            f"{words.OFFICE}于{chinese_date(case.registered_on)}对{words.matter(case)}立案，依照{words.law(case)}第十二条"
            f"进行了调查。现将结果函告如下。"
        ),
        Paragraph(f"经调查，{who}在该案中不应当追究责任。{words.ended(reason)}"),
        Paragraph(
            f"{words.OFFICE}已将该案按不予追究结案，因该案对{who}所作的标记已经解除，不作为考核、评优的依据。{known}"
        ),
        Paragraph("特此澄清。"),
    ]
    return Document(CLARIFY, blocks, kind=Kind.RED)


def reply(objection: Objection) -> Document:
    """The answer to an objection: what was objected, who heard it, the result with its reasons, what remains open."""
    case, subject = objection.case, objection.subject
    who, result = words.you(subject), RESULTS.get(objection.status) or RESULTS.get(objection.proposal, "")
    heard = objection.status != ObjectionStatus.DISMISSED
    late = f"该异议逾期提出。{words.ended(objection.late_for)}" if objection.late and heard else ""
    by_others = "该异议由没有参与本案调查、审核和决定的人员办理，" if heard else ""
    blocks: list[Block] = [
        words.greeting(subject),
        Paragraph(
            f"{who}于{chinese_date(objection.filed_on)}对{words.matter(case)}的处理提出的异议（编号：{objection.number}）"
            f"收悉。{late}{by_others}现答复如下。"
        ),
        Heading("一、异议的内容"),
        Paragraph(words.ended(objection.text)),
        Heading("二、复查意见和理由"),
        Paragraph(words.ended(objection.answer if heard else _too_late(objection))),
        Heading("三、结果"),
        Paragraph((f"经复查，{result}。" if result else "结果见上。") if heard else "逾期提出，不予受理。"),
    ]
    if subject.kind == SubjectKind.PERSON and subject.unit.nature in (UnitNature.ORGAN, UnitNature.AUTHORISED):
        blocks += [
            Heading("四、其他途径"),
            Paragraph(
                "你是公务员的，如因该处理受到《中华人民共和国公务员法》第九十五条所列的人事处理，可以依照该条规定的期限向"
                "原处理机关申请复核，或者提出申诉。"
            ),
        ]
    return Document(REPLY, blocks, kind=Kind.RED)


def _too_late(objection: Objection) -> str:
    due, came = chinese_date(objection.due_on), chinese_date(objection.filed_on)
    return f"提出异议的最后一日是{due}，该异议于{came}提出。{objection.late_for}"
