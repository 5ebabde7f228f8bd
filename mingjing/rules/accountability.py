"""责任区分 (ACC-10): the questions that lead to a division of responsibility, and what it proposes. A person decides.

Ask `next_question` until it gives None, then `divide`. What the text leaves open is said to be open: such a share is
None and the decider chooses it by ACC-4-1 and ACC-12-d; no rule is made up for it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mingjing.rules.inquiry import TREE, Choice, Outcome, Question, next_question, walk
from mingjing.rules.packs.nouns import Pack

__all__ = [
    "TREE",
    "Allotment",
    "Bearer",
    "Choice",
    "Flag",
    "Missing",
    "Outcome",
    "Part",
    "Proposal",
    "Question",
    "Share",
    "divide",
    "is_covered_by",
    "next_question",
    "suggested",
    "walk",
]


class Part(StrEnum):
    """What somebody was to the matter, in the words of the article; a unit answers beside its people (ACC-4-2)."""

    HANDLER = "handler"
    CHIEF = "chief"
    HEAD = "head"
    MEMBER = "member"
    UNIT = "unit"

    @property
    def chinese(self) -> str:
        return PARTS[self]


class Share(StrEnum):
    """A share of responsibility. `full` leaves nothing to the other persons."""

    FULL = "full"
    MAIN = "main"
    SECONDARY = "secondary"
    NONE = "none"

    @property
    def chinese(self) -> str:
        return SHARES[self]


PARTS = {
    Part.HANDLER: "承办人",
    Part.CHIEF: "主管领导",
    Part.HEAD: "主要领导",
    Part.MEMBER: "班子其他成员",
    Part.UNIT: "单位（领导集体）",
}
SHARES = {Share.FULL: "全部责任", Share.MAIN: "主要责任", Share.SECONDARY: "次要责任", Share.NONE: "不承担责任"}
ADVISED = (Outcome.ADVISED_IN_VAIN, Outcome.ADVISED_AGAINST_PLAINLY_ILLEGAL)
CHOOSES = "条文没有规定份额，由决定人根据谁主管谁负责（ACC-4-1）和情节与后果（ACC-12-d）选定并说明理由"


@dataclass(frozen=True, slots=True)
class Bearer:
    """One subject of the case. `objected`: an objection or dissent of theirs is locked in a chain or in minutes."""

    key: str
    part: Part
    objected: bool = False


@dataclass(frozen=True, slots=True)
class Allotment:
    """What one bearer is proposed to bear. `share` None: the text gives none, the decider chooses."""

    bearer: str
    share: Share | None
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Flag:
    """What the decider must weigh before following the proposal; `bearer` is empty if it concerns several."""

    key: str
    bearer: str
    basis: str
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no proposal yet: an unanswered question, evidence or a person that is lacking."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The division that follows from the answers. `rests_on` are rows of the pack's `divisions`, empty if none fits.

    Either `open` says what is missing and `shares` is empty, or each bearer has exactly one allotment.
    """

    shares: tuple[Allotment, ...] = ()
    flags: tuple[Flag, ...] = ()
    open: tuple[Missing, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def is_finished(self) -> bool:
        return not self.open

    def of(self, bearer: str) -> Allotment:
        """The allotment of one bearer.

        Raises:
            KeyError: the proposal has none for it.
        """
        return {allotment.bearer: allotment for allotment in self.shares}[bearer]


def suggested(bearers: Iterable[Bearer]) -> dict[str, str]:
    """Answers that locked facts suggest, to be offered first: a team was involved, a handler objected."""
    found = list(bearers)
    answers = {}
    if any(bearer.part in (Part.HEAD, Part.MEMBER) for bearer in found):
        answers["way"] = "team"
    if _objecting_handlers(found):
        answers["handler"] = "advised"
    return answers


def is_covered_by(pack: Pack, proposal: Proposal) -> bool:
    """Whether the pack in force on the day of the fault holds every row that the proposal rests on."""
    return all(row in pack.divisions for row in proposal.rests_on)


def divide(bearers: Sequence[Bearer], answers: Mapping[str, str], *, evidence_for: Collection[str] = ()) -> Proposal:
    """The proposed division (ACC-10). `evidence_for` holds the keys of questions whose answer has evidence linked.

    Raises:
        ValueError: an answer that its question does not offer, or two bearers with one key.
    """
    if len({bearer.key for bearer in bearers}) < len(bearers):
        raise ValueError("同一责任主体出现了两次")
    asked, leads_to = walk(answers)
    if isinstance(leads_to, Question):
        return Proposal(open=(Missing(leads_to.key, f"还没有回答：{leads_to.text}"),))
    missing = (*_unproven(asked, answers, evidence_for), *_absent(leads_to, bearers), *_contradicted(leads_to, bearers))
    if missing:
        return Proposal(open=missing)
    shares = tuple(_allotment(leads_to, bearer, bearers) for bearer in bearers)
    exempted = any(share.article == "ACC-10-3b" for share in shares)
    rows = RULES[leads_to].rows + (("ACC-10-3b",) if exempted else ())
    return Proposal(shares, tuple(_flags(leads_to, bearers, shares, evidence_for)), (), rows)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What an outcome gives each part it speaks of, which parts it needs, and the reason told."""

    gives: Mapping[Part, Share]
    rows: tuple[str, ...]
    reason: str


_ADVISED = _Rule(
    {Part.CHIEF: Share.MAIN, Part.HANDLER: Share.NONE},
    ("ACC-10-2a", "ACC-10-2c"),
    "经主管领导审批或者同意；承办人提出了正确的意见，没有被采纳",
)
RULES: Mapping[Outcome, _Rule] = {
    Outcome.NOT_SUBMITTED: _Rule({Part.HANDLER: Share.FULL}, ("ACC-10-1",), "应当报主管领导审批而没有报"),
    Outcome.APPROVED: _Rule(
        {Part.CHIEF: Share.MAIN, Part.HANDLER: Share.SECONDARY}, ("ACC-10-2a",), "经主管领导审批或者同意"
    ),
    Outcome.KNEW_AND_KEPT_SILENT: _Rule(
        {Part.HANDLER: Share.FULL}, ("ACC-10-2b",), "承办人明知会使主管领导失误，没有提醒和建议"
    ),
    Outcome.ADVISED_IN_VAIN: _ADVISED,
    Outcome.ADVISED_AGAINST_PLAINLY_ILLEGAL: _ADVISED,
    Outcome.COLLECTIVE: _Rule(
        {Part.HEAD: Share.MAIN, Part.MEMBER: Share.SECONDARY}, ("ACC-10-3a",), "经领导班子集体讨论决定"
    ),
    Outcome.DONE_WITHOUT_APPROVAL: _Rule({}, (), "报了主管领导，没有批准或者还没有答复就办了"),
    Outcome.NO_APPROVAL_NEEDED: _Rule({}, (), "不需要报批，主管领导也没有审批或者同意过"),
}


def _unproven(asked: Iterable[Question], answers: Mapping[str, str], proven: Collection[str]) -> Iterable[Missing]:
    for question in asked:
        choice = question.choice(answers[question.key])
        if choice.evidence and question.key not in proven:
            yield Missing(f"evidence:{question.key}", f"“{choice.label}”要有证据：请关联证据后再提出划分")


def _absent(outcome: Outcome, bearers: Sequence[Bearer]) -> Iterable[Missing]:
    present = {bearer.part for bearer in bearers}
    for part in RULES[outcome].gives:
        if part not in present:
            yield Missing(f"bearer:{part}", f"还没有登记{part.chinese}")
    if not bearers:
        yield Missing("bearers", "还没有登记责任主体")


def _contradicted(outcome: Outcome, bearers: Sequence[Bearer]) -> Iterable[Missing]:
    if outcome is Outcome.KNEW_AND_KEPT_SILENT and _objecting_handlers(bearers):
        yield Missing("handler", "审批链中锁定有承办人的异议，与“没有提醒和建议”不符：请改答")


def _allotment(outcome: Outcome, bearer: Bearer, bearers: Sequence[Bearer]) -> Allotment:
    rule = RULES[outcome]
    share = rule.gives.get(bearer.part)
    if share is not None:
        return _given(outcome, bearer, share, bearers)
    if Share.FULL in rule.gives.values() and bearer.part is not Part.UNIT:
        reason = f"{rule.reason}：由承办人承担，没有留给{bearer.part.chinese}的份额"
        return Allotment(bearer.key, Share.NONE, rule.rows[0], reason)
    if bearer.part is Part.UNIT:
        reason = f"集体责任和个人责任都要追究，第十条只在个人之间划分；{CHOOSES}"
        return Allotment(bearer.key, None, "ACC-4-2", reason)
    said = "，提出过异议" if bearer.objected else ""
    return Allotment(bearer.key, None, "ACC-12-d", f"{rule.reason}，{bearer.part.chinese}{said}；{CHOOSES}")


def _given(outcome: Outcome, bearer: Bearer, share: Share, bearers: Sequence[Bearer]) -> Allotment:
    """The share of a part that the outcome speaks of; an exemption is the bearer's own (ACC-10-2c, ACC-10-3b)."""
    reason = RULES[outcome].reason
    if bearer.part is Part.MEMBER and bearer.objected:
        return Allotment(bearer.key, Share.NONE, "ACC-10-3b", "向主要领导说明了行为错误或者提出了正确意见")
    if bearer.part is not Part.HANDLER or outcome not in ADVISED:
        return Allotment(bearer.key, share, RULES[outcome].rows[0], reason)
    objecting = _objecting_handlers(bearers)
    if objecting and bearer not in objecting:
        return Allotment(bearer.key, Share.SECONDARY, "ACC-10-2a", "提出意见的是另一名承办人；经主管领导审批或者同意")
    return Allotment(bearer.key, share, "ACC-10-2c", reason)


def _flags(
    outcome: Outcome, bearers: Sequence[Bearer], shares: Iterable[Allotment], proven: Collection[str]
) -> Iterable[Flag]:
    if outcome in ADVISED:
        yield from _exemption_flags(outcome, bearers, shares, proven)
    for bearer in bearers:
        if outcome is Outcome.COLLECTIVE and bearer.part is Part.HEAD and bearer.objected:
            text = "主要领导自己表示过不同意见；条文只免除班子其他成员，是否照提出的划分由决定人判断"
            yield Flag("head-objected", bearer.key, "责任追究办法第十条第三项", text)
        if outcome is Outcome.APPROVED and bearer.part is Part.HANDLER and bearer.objected:
            text = "审批链中锁定有承办人的异议，回答却说没有提出正确意见：请说明为什么不认为它正确"
            yield Flag("objection-set-aside", bearer.key, "责任追究办法第十条第二项", text)
    for part in RULES[outcome].gives:
        several = [bearer for bearer in bearers if bearer.part is part and part is not Part.MEMBER]
        if len(several) > 1:
            text = f"{part.chinese}有{len(several)}人，条文没有规定他们之间怎样分担，由决定人判断"
            yield Flag(f"several:{part}", "", "责任追究办法第十条", text)


def _exemption_flags(
    outcome: Outcome, bearers: Iterable[Bearer], shares: Iterable[Allotment], proven: Collection[str]
) -> Iterable[Flag]:
    locked = {bearer.key for bearer in bearers if bearer.objected}
    for exempt in (share.bearer for share in shares if share.article == "ACC-10-2c" and share.share is Share.NONE):
        if outcome is Outcome.ADVISED_AGAINST_PLAINLY_ILLEGAL:
            text = "决定明显违法，执行的公务员提出过意见也要依法承担相应责任：是否免责由决定人判断"
            yield Flag("plainly-illegal", exempt, "公务员法第六十条", text)
        if exempt not in locked and "handler" not in proven:
            text = "系统中没有锁定的异议，也没有关联证据：请核实承办人确实提出过意见"
            yield Flag("advice-unrecorded", exempt, "责任追究办法第十条第二项", text)


def _objecting_handlers(bearers: Iterable[Bearer]) -> list[Bearer]:
    return [bearer for bearer in bearers if bearer.part is Part.HANDLER and bearer.objected]
