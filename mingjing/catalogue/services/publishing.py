"""From draft to the public: each review a step, each by another person (ACC-6-1a)."""

import datetime as dt

from django.db import transaction
from django.db.models import Value

from mingjing.catalogue import access, selectors, workflow
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core import bigrams, pages
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official


def submit(version: PowerVersion, *, by: Official, at: dt.datetime) -> None:
    """Hand a complete draft to the unit's leader.

    Raises:
        Refused: not this person's step, or the draft lacks something; every lack is named at once.
    """
    access.check_may_take(by, workflow.SUBMIT, version)
    if lacks := selectors.lacks(version):
        raise Refused("草稿还不能提交：" + "；".join(lacks))
    ledger.take(workflow.SUBMIT, version, by=by, at=at)


def review(version: PowerVersion, *, by: Official, at: dt.datetime) -> None:
    """The unit's leader agrees (ACC-6-1a).

    Raises:
        Refused: not this person's step, or the author's own draft.
    """
    access.check_may_take(by, workflow.REVIEW, version)
    ledger.take(workflow.REVIEW, version, by=by, at=at, reviewed_by=by)


def clear(version: PowerVersion, *, opinion: str, by: Official, at: dt.datetime) -> None:
    """The secrecy reviewer clears the version, by name and with an opinion (ACC-9-4b).

    Raises:
        Refused: not this person's step, or no opinion.
    """
    access.check_may_take(by, workflow.CLEAR, version)
    if not opinion.strip():
        raise Refused("保密审查要写明意见（第九条第四项）。")
    ledger.take(workflow.CLEAR, version, by=by, at=at, reason=opinion, cleared_by=by, clearance=opinion)


def approve(version: PowerVersion, *, by: Official, at: dt.datetime) -> None:
    """The office's head approves; drafter and approver are two people (X-02).

    Raises:
        Refused: not this person's step, or the author's own draft.
    """
    access.check_may_take(by, workflow.APPROVE, version)
    ledger.take(workflow.APPROVE, version, by=by, at=at, approved_by=by, approved_at=at)


def return_draft(version: PowerVersion, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Send a version back to its author with a reason. Only the reviewer whose turn it is may.

    Raises:
        Refused: not this person's turn, or no reason.
    """
    access.check_may_take(by, workflow.RETURN, version)
    if not reason.strip():
        raise Refused("退回要写明理由，起草人才知道改什么。")
    ledger.take(workflow.RETURN, version, by=by, at=at, reason=reason, reviewed_by=None, cleared_by=None, clearance="")


@transaction.atomic
def publish(version: PowerVersion, *, by: Official, at: dt.datetime) -> None:
    """Make an approved version the one in force from `at`; the former one ends the moment before.

    Raises:
        Refused: not this person's step, or the power has been abolished.
    """
    access.check_may_take(by, workflow.PUBLISH, version)
    item = PowerItem.objects.select_for_update(of=("self",)).get(pk=version.item_id)
    if item.status == ItemStatus.ABOLISHED:
        raise Refused(f"{item} 已取消，不能公布新版本。")
    today = at.astimezone(selectors.ZONE).date()
    if item.current:
        ledger.take(workflow.SUPERSEDE, item.current, by=None, at=at, valid_to=today)
    ledger.take(workflow.PUBLISH, version, by=by, at=at, published_at=at, valid_from=today)
    step = workflow.AMEND if item.status == ItemStatus.IN_FORCE else workflow.ENTER_FORCE
    ledger.take(step, item, by=by, at=at, current=version, name=version.name)
    index(item)
    _render(item)


def suspend(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Suspend a power; its page says so (ACC-6-4a)."""
    _end(workflow.SUSPEND, item, reason=reason, by=by, at=at)


def abolish(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Abolish a power; its page stays with the reason (ACC-6-4a)."""
    _end(workflow.ABOLISH, item, reason=reason, by=by, at=at)


@transaction.atomic
def resume(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take a suspended power up again.

    Raises:
        Refused: not the unit's leader, or nothing published.
    """
    access.check_holds(by, Role.UNIT_LEADER, "恢复行使")
    if item.status != ItemStatus.SUSPENDED or by.unit_id != item.unit_id:
        raise Refused(f"{item} 没有暂停，或不属于您的单位，不能恢复。")
    ledger.take(workflow.ENTER_FORCE, item, by=by, at=at, reason=reason)
    _render(item)


@transaction.atomic
def _end(step: workflow.Step, item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    access.check_holds(by, step.role, step.name)
    if not reason.strip():
        raise Refused(f"“{step.name}”要写明理由（第六条第四项）。")
    ledger.take(step, item, by=by, at=at, reason=reason)
    _render(item)


def _render(item: PowerItem) -> None:
    pages.publish("power", item.number)
    pages.publish("unit", item.unit.code)
    pages.publish("home")


def index(item: PowerItem) -> None:
    """Store the words by which the public finds the power."""
    version = item.current
    said = [item.number, item.name, item.unit.name, item.type.name]
    said += [version.sub_name, version.conditions, version.result] if version else []
    text = bigrams.normalise(" ".join(said))
    PowerItem.objects.filter(pk=item.pk).update(search_text=Value(text), search=bigrams.vector(text))
