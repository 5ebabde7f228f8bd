"""通报 and 责令整改通知书: what units are told (ACC-9-3, ACC-11-2b, ACC-11-3a, ACC-11-3b)."""

from mingjing.accountability.enums import SubjectKind
from mingjing.accountability.letters import words
from mingjing.accountability.models import Decision, Distribution, Measure
from mingjing.core.documents import Block, Document, Heading, Kind, Paragraph, chinese_date
from mingjing.people.models import Unit
from mingjing.regulations.selectors import law as law_on

RECTIFY = "责令整改通知书"
MOST_NAMED = 6  # units in the greeting; more stand at the end


def circular(measure: Measure) -> Document:
    """The circular that criticises a unit or a person before the units that it is sent to."""
    decision, subject = measure.decision, measure.subject
    case, facts, share = decision.case, words.established(decision.case), words.share_of(measure.subject)
    sent = Distribution.objects.filter(measure=measure).first()
    units = [unit.name for unit in sent.units.order_by("code")] if sent else []
    bears = f"{words.called(subject)}负{words.share_words(case, share)}。" if share else ""
    blocks: list[Block] = [
        Paragraph(f"{'、'.join(units) if 0 < len(units) <= MOST_NAMED else '各有关单位'}：", indent=False),
        Paragraph(
            f"根据{words.law(case)}，{words.OFFICE}对{words.matter(case)}进行了调查并作出决定。现将有关情况通报如下。"
        ),
        Heading("一、主要事实"),
        *(Paragraph(words.ended(fact.text)) for fact in facts),
        Heading("二、责任和处理"),
        Paragraph(
            f"上述事实属于该办法{words.grounds(case, facts)}所列情形。{bears}经研究决定，依照该办法"
            f"{words.place(case, measure.measure)}，对{words.called(subject)}予以通报批评。"
        ),
        Heading("三、工作要求"),
        Paragraph(words.ended(measure.words) if measure.words.strip() else _asked(subject.kind)),
    ]
    if len(units) > MOST_NAMED:
        blocks.append(Paragraph(f"印发范围：{'、'.join(units)}。"))
    return Document(f"关于{case.title}问题的通报", blocks, kind=Kind.RED)


def _asked(kind: str) -> str:
    who = "被通报单位" if kind == SubjectKind.UNIT else "被通报人员所在单位"
    return f"{who}要认真查找原因，切实改正。各单位要引以为戒，对照检查本单位公开和权力运行的各个环节，及时纠正问题。"


def rectify(decision: Decision, unit: Unit) -> Document:
    """The order to put it right: what, until when, how it is reported and checked."""
    case, facts = decision.case, words.established(decision.case)
    within = law_on(decision.approved_on or decision.drafted_on).limits.get("ACC-13-b")
    until = f"在{chinese_date(decision.rectify_by)}前（含当日）" if decision.rectify_by else "及时"
    order = decision.measures.filter(subject__unit=unit, subject__kind=SubjectKind.UNIT, measure="ACC-11-3b").first()
    basis = f"第十三条和{words.place(case, order.measure)}" if order else "第十三条"
    asked = [text for text in (decision.rectify_what, order.words if order else "") if text.strip()]
    blocks: list[Block] = [
        Paragraph(f"{unit.name}：", indent=False),
        Paragraph(f"{words.OFFICE}对{words.matter(case)}进行了调查并作出决定，查明你单位存在下列问题："),
        *words.stated(facts),
        Paragraph(f"上述事实属于{words.law(case)}{words.grounds(case, facts)}所列情形。根据该办法{basis}，责令改正。"),
        Heading("一、整改要求"),
        *([Paragraph(words.ended(text)) for text in asked] or [Paragraph("停止上述行为，消除影响，堵塞漏洞。")]),
        Heading("二、整改期限"),
        Paragraph(f"请{until}完成整改。"),
        Heading("三、报告和核实"),
        Paragraph(
            f"整改完成后{words.length(within, '5个工作日')}内，请将整改情况书面报告{words.OFFICE}，写明措施、完成日期"
            f"和结果，并附证明材料。{words.OFFICE}将予以核实；核实没有通过的，退回继续整改。"
        ),
        Paragraph(f"不按要求及时纠正和整改的，属于该办法{words.place(case, 'ACC-9-3')}所列情形。"),
    ]
    return Document(RECTIFY, blocks, kind=Kind.RED)
