"""Ask what an article means, draft the answer, issue it by another person, replace and withdraw it (ACC-14)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import services as ledger
from mingjing.ledger.numbering import numbered
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.privacy.finding import find
from mingjing.privacy.masking import mask
from mingjing.regulations import access, workflow
from mingjing.regulations.enums import InterpretationStatus
from mingjing.regulations.models import Article, Interpretation

SIGN = "释"
LONGEST_REASON = 300


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a draft says."""

    articles: Sequence[Article]
    question: str
    answer: str
    public: bool = False
    replaces: Interpretation | None = None


@transaction.atomic
def ask(articles: Sequence[Article], question: str, *, by: Official, today: dt.date, at: dt.datetime) -> Interpretation:
    """Ask what articles of one version mean; the office answers.

    Raises:
        Refused: may not ask, no question, no article, or articles of two versions.
    """
    access.check_may_ask(by)
    _check_articles(articles)
    if not question.strip():
        raise Refused("请写明要解释的是什么问题：条文的哪句话、在什么事上有不同理解（ACC-14）。")
    row = Interpretation.objects.create(
        number=numbered(SIGN, today.year), status=InterpretationStatus.ASKED, regulation=articles[0].regulation,
        question=question.strip(), asked_by=by, unit=by.unit, asked_on=today,
    )  # fmt: skip
    row.articles.set(articles)
    ledger.write(
        row, workflow.ASKED, by=by, at=at, basis="ACC-14",
        after={"status": row.status, "articles": _keys(articles), "question": row.question},
    )  # fmt: skip
    return row


@transaction.atomic
def draft(row: Interpretation, said: Answer, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Write the answer, or write it anew: a secrecy review that was given no longer holds.

    Raises:
        Refused: not of the office, without words, articles of two versions, or replacing what no longer holds.
    """
    _check(workflow.DRAFT, by)
    _check_articles(said.articles)
    if not (said.question.strip() and said.answer.strip()):
        raise Refused("问题和解释都要写明（ACC-14）。")
    old = said.replaces
    if old and (old.pk == row.pk or old.status != InterpretationStatus.ISSUED):
        raise Refused(f"{old} 现在不是有效的解释，不能代替。请选一份已发布的解释（ACC-14）。")
    ledger.take(
        workflow.DRAFT, row, by=by, at=at, regulation=said.articles[0].regulation, question=said.question.strip(),
        answer=said.answer.strip(), public=said.public, replaces=old, drafted_by=by, drafted_on=today,
        cleared_by=None, clearance="",
    )  # fmt: skip
    row.articles.set(said.articles)


def clear(row: Interpretation, *, opinion: str, by: Official, at: dt.datetime) -> None:
    """The secrecy reviewer clears what is to be public, by name and with an opinion (ACC-9-4b).

    Raises:
        Refused: another role, the drafter themselves, no opinion, not to be public, or moved on.
    """
    _check(workflow.CLEAR, by)
    if not opinion.strip():
        raise Refused("保密审查要写明意见（第九条第四项）。")
    if not row.public:
        raise Refused(f"{row} 只在内部使用，不需要公开前的保密审查，请直接签发。")
    if by.pk == row.drafted_by_id:
        raise Refused("起草人不能审查自己的稿子，请由另一名保密审查员审查（ACC-9-4b）。")
    told = opinion.strip()[:LONGEST_REASON]
    ledger.take(workflow.CLEAR, row, by=by, at=at, reason=told, cleared_by=by, clearance=told)


def send_back(row: Interpretation, *, reason: str, by: Official, at: dt.datetime) -> None:
    """The head does not issue it as it is.

    Raises:
        Refused: another role, no reason, or moved on.
    """
    _check(workflow.SEND_BACK, by)
    _say(reason, "退回要写明理由，起草人才知道改什么（ACC-14）。")
    ledger.take(workflow.SEND_BACK, row, by=by, at=at, reason=reason.strip(), cleared_by=None, clearance="")


@transaction.atomic
def issue(row: Interpretation, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The head issues what another person drafted; what it replaces ends with that (ACC-14).

    Raises:
        Refused: another role, the drafter themselves, a public one without secrecy review or with personal data in it,
            what it replaces no longer holds, or moved on.
    """
    _check(workflow.ISSUE, by)
    if by.pk == row.drafted_by_id:
        raise Refused("起草人不能签发自己起草的解释，请由办公室另一名负责人签发（ACC-14、X-02）。")
    if row.public:
        _check_public(row)
    ledger.take(workflow.ISSUE, row, by=by, at=at, issued_by=by, issued_on=today)
    if row.replaces:
        told = f"由 {row} 代替"
        ledger.take(workflow.REPLACE, row.replaces, by=by, at=at, reason=told, ended_for=told, ended_on=today)
    pages.publish("regulation", row.regulation.number)


def decline(row: Interpretation, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The office says why it does not answer; the unit that asked reads it.

    Raises:
        Refused: another role, no reason, or moved on.
    """
    _end(workflow.DECLINE, row, reason, by=by, today=today, at=at)


@transaction.atomic
def withdraw(row: Interpretation, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The head takes an interpretation back; it stays readable as one that no longer holds.

    Raises:
        Refused: another role, no reason, or moved on.
    """
    _end(workflow.WITHDRAW, row, reason, by=by, today=today, at=at)
    pages.publish("regulation", row.regulation.number)


def _end(step: Step, row: Interpretation, reason: str, **said: Any) -> None:
    by, today, at = said["by"], said["today"], said["at"]
    _check(step, by)
    _say(reason, f"“{step.name}”要写明理由（ACC-14）。")
    told = reason.strip()[:LONGEST_REASON]
    ledger.take(step, row, by=by, at=at, reason=told, ended_for=told, ended_on=today)


def _check(step: Step, by: Official) -> None:
    if not by.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理（{step.basis}），您没有这个权限。")


def _say(reason: str, told: str) -> None:
    if not reason.strip():
        raise Refused(told)


def _check_articles(articles: Sequence[Article]) -> None:
    if not articles:
        raise Refused("请选择要解释的条文，可以选多条（ACC-14）。")
    if len({article.regulation_id for article in articles}) > 1:
        raise Refused("一份解释只能解释同一个法规版本的条文，请分开提出（ACC-14）。")


def _check_public(row: Interpretation) -> None:
    if row.status != InterpretationStatus.CLEARED:
        raise Refused("向社会公开的解释要先经保密审查，由保密审查员写明意见后再签发（第九条第四项）。")
    found = [f"{one.kind}（{mask(one.text)}）" for one in find(f"{row.question}\n{row.answer}") if one.blocks]
    if found:
        raise Refused(f"有个人信息，不能公开：{'；'.join(found)}。请退回删去，或者只在内部发布（第九条第四项）。")


def _keys(articles: Sequence[Article]) -> str:
    return "、".join(article.key for article in articles)
