"""陈述申辩告知书: what is held against somebody before anything is decided, and how to answer (ACC-12-c)."""

import datetime as dt
from collections.abc import Sequence

from mingjing.accountability.letters import words
from mingjing.accountability.models import Fact, Subject
from mingjing.core.documents import Block, Document, Heading, Kind, Paragraph, chinese_date
from mingjing.rules.limits import Limit

TITLE = "责任追究陈述申辩告知书"


def defence(subject: Subject, *, facts: Sequence[Fact], deadline: Limit | dt.date) -> Document:
    """The notice to one subject: facts with evidence, what they may fall under, the right to be heard and until when.

    `deadline`: the limit, counted from the day the notice arrives, or a day.
    """
    case, who = subject.case, words.you(subject)
    if isinstance(deadline, Limit):
        until = f"自收到本告知书之日起{words.length(deadline, '')}内"
    else:
        until = f"在{chinese_date(deadline)}前（含当日）"
    blocks: list[Block] = [
        words.greeting(subject),
        Paragraph(
            f"{words.OFFICE}对{words.matter(case)}进行了调查。根据{words.law(case)}第十二条，在作出决定前，现将拟认定的"
            f"事实、证据和依据以及{who}享有的权利告知如下。"
        ),
        Heading("一、拟认定的事实和证据"),
        *words.stated(facts),
        Heading("二、可能适用的依据"),
        Paragraph(
            f"上述事实可能属于该办法{words.grounds(case, facts)}所列情形。是否追究责任、怎样区分责任和采取什么追究方式"
            f"，将在听取{who}的陈述和申辩后依照该办法第十条、第十一条、第十二条决定。"
        ),
        Heading("三、陈述和申辩的权利"),
        Paragraph(
            f"{who}有权对上述事实、证据和依据进行陈述和申辩，并可以提交证据。陈述和申辩可以书面提出，也可以到{words.OFFICE}"
            f"当面陈述，由{words.OFFICE}记录并经核对后签名。{who}提出的每一点意见，{words.OFFICE}都将逐一答复。"
        ),
        Paragraph(
            f"请{until}提出。书面材料请写明案件编号，{_signed(subject)}。期满没有提出的，{words.OFFICE}记录在案后继续办理；"
            "自愿放弃的，请书面说明。"
        ),
        Paragraph(f"{who}认为本案调查人员应当回避的，可以一并提出并说明理由。"),
    ]
    return Document(TITLE, blocks, kind=Kind.RED)


def _signed(subject: Subject) -> str:
    return "加盖单位印章" if subject.kind == "unit" else "由本人签名"
