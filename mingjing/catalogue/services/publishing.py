"""From draft to the public: each review a step, each by another person (ACC-6-1a)."""

import datetime as dt

from django.db import transaction

from mingjing.catalogue import access, selectors, workflow
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.selectors.screening import screened
from mingjing.catalogue.services import changes
from mingjing.catalogue.services.indexing import index
from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of


def submit(version: PowerVersion, *, by: Official, at: dt.datetime, not_personal: str = "") -> None:
    """Hand a complete draft to the unit's leader.

    `not_personal`: why what looks like personal data may be published all the same; the reviewers read it.

    Raises:
        Refused: not this person's step, the draft lacks something (every lack is named at once), or it holds
            personal data and nobody said why that may be published (ACC-9-4a).
    """
    access.check_may_take(by, workflow.SUBMIT, version)
    if version.item.status == ItemStatus.ABOLISHED:
        raise Refused(f"{version.item} 已取消，草稿不能再提交。")
    if lacks := selectors.lacks(version):
        raise Refused("草稿还不能提交：" + "；".join(lacks) + "。请补齐后再提交。")
    blocking = [one for one in screened(version) if one.found.blocks]
    if blocking and not not_personal.strip():
        said = "；".join(map(str, blocking))
        next_time = "请删去或遮盖；确属可以公开的，写明理由再提交（第九条第四项）"
        raise Refused(f"草稿里有个人信息，不能提交：{said}。{next_time}。")
    ledger.take(workflow.SUBMIT, version, by=by, at=at, reason=not_personal.strip() if blocking else "")


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
    said = opinion.strip()[:200]
    ledger.take(workflow.CLEAR, version, by=by, at=at, reason=opinion, cleared_by=by, clearance=said)


def approve(version: PowerVersion, *, by: Official, at: dt.datetime) -> None:
    """The office's head approves; drafter and approver are two people (X-02).

    Raises:
        Refused: not this person's step, or the author's own draft.
    """
    access.check_may_take(by, workflow.APPROVE, version)
    ledger.take(workflow.APPROVE, version, by=by, at=at, approved_by=by, approved_at=at)


def return_draft(version: PowerVersion, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Send a version back to its author with a reason. Only whoever's turn it is may.

    Raises:
        Refused: not this person's turn, no reason, or nothing to send back.
    """
    step = next((step for step in workflow.RETURNS if version.status in step.sources), None)
    if step is None:
        raise Refused(f"{version} {version.get_status_display()}，没有可退回的审核。")
    access.check_may_take(by, step, version)
    if not reason.strip():
        raise Refused("退回要写明理由，起草人才知道改什么。")
    undone = dict.fromkeys(("reviewed_by", "cleared_by", "approved_by", "approved_at"))
    ledger.take(step, version, by=by, at=at, reason=reason, clearance="", **undone)


@transaction.atomic
def publish(version: PowerVersion, *, by: Official, at: dt.datetime) -> None:
    """Make an approved version the one in force from `at`; the former one ends the moment before.

    Raises:
        Refused: not this person's step, or the power has been abolished.
    """
    access.check_may_take(by, workflow.PUBLISH, version)
    item = PowerItem.objects.select_for_update(of=("self",)).get(pk=version.item_id)
    version.refresh_from_db()
    _check_publishable(item, version, at)
    today = day_of(at)
    if item.current:
        ledger.take(workflow.SUPERSEDE, item.current, by=None, at=at, valid_to=today)
    ledger.take(workflow.PUBLISH, version, by=by, at=at, published_at=at, valid_from=today)
    step = workflow.AMEND if item.status == ItemStatus.IN_FORCE else workflow.ENTER_FORCE
    ledger.take(step, item, by=by, at=at, current=version, name=version.name)
    index(item, version)
    changes.mended(version, today=today, at=at)
    _render(item)


def _check_publishable(item: PowerItem, version: PowerVersion, at: dt.datetime) -> None:
    if item.status == ItemStatus.ABOLISHED:
        raise Refused(f"{item} 已取消，不能公布新版本。")
    if item.status == ItemStatus.SUSPENDED:
        raise Refused(f"{item} 正暂停行使，不能公布新版本；先由办公室“恢复”（第六条第四项）。")
    if version.status not in workflow.PUBLISH.sources:
        raise Refused(f"{version} 的状态已变化，不能再“公布”，请刷新后重试。")
    if item.current and item.current.published_at and at < item.current.published_at:
        raise Refused(f"{item} 的现行版本公布在后，公布时间不能早于它。请核对服务器时钟。")


@transaction.atomic
def suspend(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Suspend a power; its page says so (ACC-6-4a)."""
    _move(workflow.SUSPEND, item, reason=reason, by=by, at=at)


@transaction.atomic
def resume(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take a suspended power up again."""
    _move(workflow.RESUME, item, reason=reason, by=by, at=at)


@transaction.atomic
def abolish(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Abolish a power; its page stays with the reason (ACC-6-4a)."""
    _move(workflow.ABOLISH, item, reason=reason, by=by, at=at)
    today = day_of(at)
    changes.gone(item, today=today, at=at)
    if item.current:
        PowerVersion.objects.filter(pk=item.current.pk).update(valid_to=today)


def _move(step: Step, item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take one of the office's steps on a power.

    Raises:
        Refused: not the office's head, no reason, or the power is not in a state for it.
    """
    access.check_holds(by, step.role, step.name)
    if not reason.strip():
        raise Refused(f"“{step.name}”要写明理由（第六条第四项）。")
    ledger.take(step, item, by=by, at=at, reason=reason)
    _render(item)


def _render(item: PowerItem) -> None:
    if item.current_id is None:
        return  # what was never published has no page
    for kind, key in (("power", item.number), ("unit", item.unit.code), ("powers", ""), ("home", "")):
        pages.publish(kind, key)
