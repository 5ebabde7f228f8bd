"""The questions that lead to a division of responsibility (ACC-10), as a tree of plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. `evidence`: it may not be given without evidence of it."""

    value: str
    label: str
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the tree, with the article that asks it."""

    key: str
    text: str
    article: str
    choices: tuple[Choice, ...]
    help: str = ""

    @property
    def evidence(self) -> bool:
        return any(choice.evidence for choice in self.choices)

    def choice(self, value: str) -> Choice:
        """The choice of that value.

        Raises:
            ValueError: the question has no such choice.
        """
        for choice in self.choices:
            if choice.value == value:
                return choice
        raise ValueError(f"“{self.text}”没有“{value}”这个选项")


class Outcome(StrEnum):
    """The leaves of the tree: a row of ACC-10, or a case that the text does not decide."""

    NOT_SUBMITTED = "ACC-10-1"
    APPROVED = "ACC-10-2a"
    KNEW_AND_KEPT_SILENT = "ACC-10-2b"
    ADVISED_IN_VAIN = "ACC-10-2c"
    ADVISED_AGAINST_PLAINLY_ILLEGAL = "ACC-10-2c/plainly-illegal"
    COLLECTIVE = "ACC-10-3a"
    DONE_WITHOUT_APPROVAL = "submitted-not-approved"
    NO_APPROVAL_NEEDED = "no-approval-needed"


YES_NO = (Choice("yes", "是"), Choice("no", "否"))
TREE: Mapping[str, Question] = {
    question.key: question
    for question in (
        Question(
            "way",
            "这件事是怎样决定的？",
            "ACC-10-3a",
            (Choice("person", "由承办人办理，或者由主管领导审批"), Choice("team", "经领导班子集体讨论决定")),
        ),
        Question(
            "needed",
            "这件事应当报主管领导审批吗？",
            "ACC-10-1",
            YES_NO,
            "依据职责分工、流程图和本单位的规定判断；承办人自己就是主管领导的，选“否”。",
        ),
        Question(
            "submitted",
            "报给主管领导了吗？",
            "ACC-10-1",
            YES_NO,
            "口头报告、主管领导自己交办的，选“是”。",
        ),
        Question("approved", "主管领导审批或者同意了吗？", "ACC-10-2a", YES_NO, "报了没有批、还没有答复的，选“否”。"),
        Question("agreed", "虽不需要报批，主管领导审批或者同意过吗？", "ACC-10-2a", YES_NO),
        Question(
            "handler",
            "承办人当时是怎样做的？",
            "ACC-10-2b",
            (
                Choice("silent", "明知会使主管领导失误，没有提醒和建议", evidence=True),
                Choice("advised", "提出了正确的意见，没有被采纳"),
                Choice("neither", "两者都不是"),
            ),
            "选第一项必须附上承办人明知的证据。",
        ),
        Question(
            "illegal",
            "主管领导的决定是否明显违法？",
            "ACC-10-2c",
            YES_NO,
            "公务员法第六十条：执行明显违法的决定或者命令的，提出过意见也要依法承担相应责任。",
        ),
    )
}
FIRST = "way"
BRANCHES: Mapping[tuple[str, str], str | Outcome] = {
    ("way", "team"): Outcome.COLLECTIVE,
    ("way", "person"): "needed",
    ("needed", "yes"): "submitted",
    ("needed", "no"): "agreed",
    ("submitted", "no"): Outcome.NOT_SUBMITTED,
    ("submitted", "yes"): "approved",
    ("approved", "no"): Outcome.DONE_WITHOUT_APPROVAL,
    ("approved", "yes"): "handler",
    ("agreed", "no"): Outcome.NO_APPROVAL_NEEDED,
    ("agreed", "yes"): "handler",
    ("handler", "silent"): Outcome.KNEW_AND_KEPT_SILENT,
    ("handler", "neither"): Outcome.APPROVED,
    ("handler", "advised"): "illegal",
    ("illegal", "no"): Outcome.ADVISED_IN_VAIN,
    ("illegal", "yes"): Outcome.ADVISED_AGAINST_PLAINLY_ILLEGAL,
}


def walk(answers: Mapping[str, str]) -> tuple[tuple[Question, ...], Question | Outcome]:
    """The questions answered in order, and where they lead: the next question, or an outcome.

    Answers to questions that are not on the path are not read: they are left over from an earlier choice.

    Raises:
        ValueError: an answer that its question does not offer.
    """
    asked: list[Question] = []
    at: str | Outcome = FIRST
    while not isinstance(at, Outcome):
        question = TREE[at]
        if question.key not in answers:
            return tuple(asked), question
        asked.append(question)
        at = BRANCHES[question.key, question.choice(answers[question.key]).value]
    return tuple(asked), at


def next_question(answers: Mapping[str, str]) -> Question | None:
    """The question to ask next; None once the answers lead to an outcome.

    Raises:
        ValueError: an answer that its question does not offer.
    """
    leads_to = walk(answers)[1]
    return leads_to if isinstance(leads_to, Question) else None
