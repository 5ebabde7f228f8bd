"""What several letters say in the same words: the law, the facts with what proves them, shares, measures, remedies."""

from collections.abc import Iterable, Sequence

from mingjing.accountability.enums import LEAD_FILE, EvidenceKind, Finding, SubjectKind
from mingjing.accountability.models import (
    AccountabilityCase,
    Decision,
    Division,
    Evidence,
    Fact,
    Measure,
    Subject,
    SubjectShare,
)
from mingjing.core.documents import Block, Paragraph, chinese_date
from mingjing.people.enums import UnitNature
from mingjing.regulations.selectors import law as law_on
from mingjing.rules import numbering, packs
from mingjing.rules.accountability import Share
from mingjing.rules.limits import Limit
from mingjing.rules.packs.nouns import Pack

OFFICE = "本办公室"
ENDS = "。！？；：…”）"
MEGABYTE = 1024 * 1024
ORGANS = (UnitNature.ORGAN, UnitNature.AUTHORISED)


def pack_of(case: AccountabilityCase) -> Pack:
    """The version of the rules that the case is judged by (ACC-15)."""
    return packs.load(case.pack)


def law(case: AccountabilityCase) -> str:
    """The full title of the measures on accountability."""
    pack = pack_of(case)
    return f"《{pack.documents['ACC'].title if 'ACC' in pack.documents else pack.title}》"


def place(case: AccountabilityCase, identifier: str) -> str:
    """Where an id stands in the text: 第十条第一项."""
    row = pack_of(case).row(identifier)
    return row.article if row else numbering.place(identifier) or identifier


def greeting(subject: Subject) -> Paragraph:
    """To whom the letter is: the unit, or the person with their post."""
    if subject.kind == SubjectKind.UNIT:
        return Paragraph(f"{subject.unit.name}：", indent=False)
    post = f"（{subject.unit.name}{subject.post}）" if subject.post else f"（{subject.unit.name}）"
    return Paragraph(f"{subject.name}{post}：", indent=False)


def you(subject: Subject) -> str:
    """How the letter calls its addressee."""
    return "你单位" if subject.kind == SubjectKind.UNIT else "你"


def called(subject: Subject) -> str:
    """A subject in a text that names several."""
    return subject.unit.name if subject.kind == SubjectKind.UNIT else f"{subject.name}（{subject.post or '责任人'}）"


def ended(text: str) -> str:
    """What somebody typed, as a sentence; nothing if they typed nothing."""
    text = text.strip()
    return text if not text or text.endswith(tuple(ENDS)) else f"{text}。"


def quoted(title: str) -> str:
    """The title of a law in its marks."""
    return f"《{title.strip('《》')}》"


def matter(case: AccountabilityCase) -> str:
    """The case by its title and number."""
    return f"“{case.title}”一案（案件编号：{case.number}）"


def stated(facts: Iterable[Fact]) -> list[Block]:
    """Each fact with its day and the evidence that it rests on."""
    blocks: list[Block] = []
    for number, fact in enumerate(facts, start=1):
        day = f"{chinese_date(fact.happened_on)}，" if fact.happened_on else ""
        blocks.append(Paragraph(f"{number}. {day}{ended(fact.text)}"))
        names = "、".join(named(piece) for piece in fact.evidence.all() if piece.set_aside_on is None)
        if names:
            proven = fact.finding == Finding.ESTABLISHED
            blocks.append(Paragraph(f"{'以上事实有下列证据证明' if proven else '有关材料'}：{names}。"))
    return blocks


def named(piece: Evidence) -> str:
    """A piece of evidence by its name.

    Who was questioned is not said, nor whoever sent a file that came with a lead: these are called by their kind only.
    """
    unnamed = piece.kind == EvidenceKind.STATEMENT or piece.about_kind == LEAD_FILE
    title = str(piece.get_kind_display()) if unnamed else piece.title
    return f"{title}（证据{piece.no}）"


def established(case: AccountabilityCase) -> list[Fact]:
    """The facts that were found to be so, with their evidence."""
    return list(case.facts.filter(finding="established").prefetch_related("evidence"))


def grounds(case: AccountabilityCase, facts: Sequence[Fact]) -> str:
    """Which cases of the text the facts fall under: 第七条第二项（延长办理时间）."""
    pack = pack_of(case)
    ids = dict.fromkeys([fact.ground for fact in facts] or [case.ground])
    found = ((place(case, one), pack.grounds.get(one)) for one in ids)
    return "、".join(f"{at}（{ground.name}）" if ground else at for at, ground in found)


def division(case: AccountabilityCase) -> Division | None:
    """The division of responsibility that counts: the newest."""
    return case.divisions.first()


def share_of(subject: Subject) -> SubjectShare | None:
    """What the subject bears by the division that counts."""
    newest = division(subject.case)
    return newest.shares.filter(subject=subject).first() if newest else None


def share_words(case: AccountabilityCase, share: SubjectShare) -> str:
    """A share with its article: 主要责任（第十条第二项）."""
    at = f"（{place(case, share.article)}）" if share.article else ""
    return f"{Share(share.chosen).chinese}{at}"


def measure_words(case: AccountabilityCase, measure: Measure) -> str:
    """A measure with its article, its days and what is asked."""
    row = pack_of(case).measures.get(measure.measure)
    said = [f"{row.name if row else measure.measure}（{place(case, measure.measure)}）"]
    if measure.reading:
        said.append(f"按“{measure.reading}”执行")
    if measure.due_on:
        said.append(f"期限为{chinese_date(measure.due_on)}前（含当日）")
    if measure.starts_on and measure.ends_on:
        said.append(f"自{chinese_date(measure.starts_on)}起至{chinese_date(measure.ends_on)}止")
    if measure.organ:
        said.append(f"由{measure.organ}执行")
    return "，".join(said) + "。" + (ended(measure.words))


def measures_of(decision: Decision, subject: Subject) -> list[Measure]:
    """What was decided for one subject."""
    return list(decision.measures.filter(subject=subject))


def length(limit: Limit | None, otherwise: str) -> str:
    """How long, in words: 30日."""
    return f"{limit.length}{limit.counted_in.chinese}" if limit else otherwise


def size(length: int) -> str:
    """A number of bytes as people read it."""
    return f"{length / MEGABYTE:.1f} MB" if length >= MEGABYTE else f"{max(1, round(length / 1024))} KB"


def remedies(subject: Subject, decision: Decision) -> list[Block]:
    """What the addressee may do against it: only what really applies (GAP-07).

    The measures are supervision inside the administration: the text gives an objection to the office; the law of civil
    servants gives a complaint against personnel decisions, which an office of supervision does not take itself.
    """
    limit = law_on(decision.approved_on or decision.drafted_on).limits.get("GAP-07")
    within = length(limit, "30日")
    who = you(subject)
    said = [
        f"{who}对本通知有异议的，可以自收到之日起{within}内向本办公室书面提出，写明异议的事项和理由并附材料。"
        "异议由没有参与本案调查、审核和决定的人员办理，结果书面答复。"
    ]
    if subject.kind == SubjectKind.UNIT:
        said.append("你单位对事实和处理需要说明的，也可以随时向本办公室提交书面情况说明。")
    elif subject.unit.nature in ORGANS:
        said.append(
            "你是公务员的，如因本通知受到《中华人民共和国公务员法》第九十五条所列的人事处理（如免职、降职、处分），"
            "可以自知道该处理之日起30日内向原处理机关申请复核；对复核结果不服的，可以自接到复核决定之日起15日内依照该条"
            "提出申诉；也可以不经复核，自知道该处理之日起30日内直接提出申诉。"
        )
    else:
        said.append("所在单位另行作出人事或者劳动处理的，救济途径和期限以该处理告知的为准。")
    return [Paragraph(text) for text in said]
