"""A law or an organ changes: every power it touches is to be revised by a last day, and what is mended is closed."""

import datetime as dt
from typing import Any

import pytest

from mingjing.assignments import services as assignments
from mingjing.assignments.enums import AssignmentStatus, Outcome
from mingjing.assignments.models import Assignment
from mingjing.catalogue import services as catalogue
from mingjing.catalogue.enums import ChangeKind, ChangeStatus, OrganChange
from mingjing.catalogue.models import ChangeEvent, PowerVersion
from mingjing.catalogue.selectors import changes as selectors
from mingjing.catalogue.selectors import revision_tasks
from mingjing.catalogue.services import changes
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.regulations.selectors import current_calendar
from tests.catalogue.factories import AT, DAY, amended, basis, bring, house, official, published, unit

CHANGED = dt.date(2026, 2, 11)
TODAY = dt.date(2026, 3, 2)
LAST = dt.date(2026, 3, 17)  # twenty working days on, round 春节 with two worked Saturdays
NOW = AT + DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


@pytest.fixture
def office():
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


def repealed(**said: Any) -> ChangeEvent:
    columns = {"kind": ChangeKind.LAW_REPEALED, "changed_on": CHANGED, "document": "主席令第九号", "basis": basis()}
    return ChangeEvent(**{**columns, **said})


def record(event: ChangeEvent, office, **said: Any) -> ChangeEvent:
    return changes.record(event, by=office, **{"today": TODAY, "at": AT, **said})


def tasks(unit=None):
    return revision_tasks(selectors.revision_limit(TODAY), current_calendar())


def resting_on(law: str, version: PowerVersion, home, *, alone: bool) -> PowerVersion:
    """A new version that cites another law, `alone` or beside the old one."""
    new = catalogue.amend(version.item, reason="法律废止", by=home.clerk, at=NOW)
    for row in new.bases.all() if alone else ():
        catalogue.remove_row(row, by=home.clerk, at=NOW)
    catalogue.add_basis(new, basis=basis(law), article="第三条", by=home.clerk, at=NOW)
    new = bring(new, home, "published", at=NOW)
    new.item.refresh_from_db()
    return new


@pytest.mark.article("ACC-6-4a")
def test_every_power_citing_a_repealed_law_gets_a_task_with_its_last_day(home, office):
    items = {published(home, name).item for name in ("甲许可", "乙许可")}
    other = published(house("130600SJ", "审计局"), "丙许可").item
    event = record(repealed(successor=basis("新法")), office, seen=3)
    given = {row.item: row.assignment for row in event.revisions.select_related("assignment", "item")}
    assert set(given) == items | {other}
    assert {row.due_on for row in given.values()} == {LAST}
    assert given[other].unit == other.unit
    assert "现行的是《新法》" in given[other].asked
    assert (event.affected, event.spread_at) == (3, AT)
    law = basis()
    assert (law.status, law.changed_on, str(law.successor)) == ("repealed", CHANGED, "新法")


def test_the_days_are_counted_and_explained_by_the_limit_of_the_pack(home, office):
    published(home)
    event = record(repealed(), office)
    deadline = selectors.deadline_of(event)
    assert (deadline.on, deadline.limit.length, deadline.limit.local_policy) == (LAST, 20, True)


def test_publishing_the_new_version_closes_the_task(home, office):
    version = published(home)
    event = record(repealed(kind=ChangeKind.LAW_AMENDED), office)
    amended(version, home, at=NOW)
    row = Assignment.objects.get(revision__event=event)
    assert (row.status, row.closed_on) == (AssignmentStatus.FULFILLED, TODAY + DAY)
    assert tasks() == []


def test_a_version_that_still_cites_the_repealed_law_closes_nothing(home, office):
    version = published(home)
    event = record(repealed(), office)
    second = resting_on("另一部法", version, home, alone=False)
    assert Assignment.objects.get(revision__event=event).status == AssignmentStatus.GIVEN
    resting_on("新法", second, home, alone=True)
    assert Assignment.objects.get(revision__event=event).status == AssignmentStatus.FULFILLED


def test_a_draft_begins_prefilled_from_the_task(home, office):
    published(home)
    revision = record(repealed(), office).revisions.get()
    draft = changes.revise(revision, by=home.clerk, at=NOW)
    assert (draft.no, draft.change_reason) == (2, "《中华人民共和国行政许可法》已废止（主席令第九号）")


def test_nothing_to_revise_is_an_answer_that_the_office_accepts(home, office):
    published(home)
    row = record(repealed(kind=ChangeKind.LAW_AMENDED), office).revisions.get().assignment
    said = {"outcome": Outcome.NOT_NEEDED, "text": "修改没有涉及第十二条。", "today": TODAY, "at": AT}
    assignments.report(row, by=home.clerk, **said)
    assert [task.reported for task in tasks()] == [True]
    assignments.accept(row, by=office, today=TODAY, at=AT)
    assert tasks() == []


def test_an_abolished_power_owes_nothing(home, office):
    item = published(home).item
    event = record(repealed(), office)
    catalogue.abolish(item, reason="依据废止", by=home.head, at=NOW)
    assert Assignment.objects.get(revision__event=event).status == AssignmentStatus.FULFILLED


def test_an_organ_that_changes_revises_all_its_powers(home, office):
    published(home, "甲许可")
    published(house("130600SJ", "审计局"), "丙许可")
    organ = {"kind": ChangeKind.ORGAN_CHANGED, "unit": home.unit, "organ_change": OrganChange.RENAMED, "basis": None}
    event = record(repealed(**organ), office)
    assert [str(row.item) for row in event.revisions.all()] == ["甲许可"]
    assert event.revisions.get().assignment.title == "修订“甲许可”：交通运输局更名"


def test_a_law_that_changed_without_an_event_still_counts_once(home, office):
    published(home)
    law = basis()
    law.status, law.changed_on = "repealed", CHANGED
    law.save()
    assert [(task.due_on, task.assignment) for task in tasks()] == [(LAST, None)]
    assert [(str(law), law.powers) for law in selectors.unrecorded()] == [("中华人民共和国行政许可法", 1)]
    record(repealed(), office)
    assert [task.assignment is not None for task in tasks()] == [True]
    assert not selectors.unrecorded().exists()


def test_withdrawing_takes_the_tasks_back_and_restores_the_law(home, office):
    published(home)
    event = record(repealed(), office)
    assert changes.withdraw(event, reason="看错文号", by=office, today=TODAY, at=AT) == 1
    assert (event.status, basis().status, basis().changed_on) == (ChangeStatus.WITHDRAWN, "in_force", None)
    assert event.revisions.get().assignment.status == AssignmentStatus.WITHDRAWN
    assert [entry.step for entry in ledger.of_case(event)] == ["登记变更事项", "撤销登记"]
    assert tasks() == []


def test_many_tasks_are_given_in_the_background_and_only_once(home, office, monkeypatch, django_assert_max_num_queries):
    for name in ("甲许可", "乙许可", "丙许可"):
        published(home, name)
    monkeypatch.setattr(changes, "AT_ONCE", 2)
    event = record(repealed(), office)
    assert (event.affected, event.revisions.count(), event.spread_at) == (3, 0, None)
    assert changes.spread(event.pk, at=AT) == 3
    assert changes.spread(event.pk, at=AT) == 0
    event.refresh_from_db()
    assert (event.revisions.count(), event.spread_at) == (3, AT)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"changed_on": dt.date(1900, 1, 1)}, "填写变化日期"),
        ({"changed_on": dt.date(2100, 1, 1)}, "填写变化日期"),
        ({"document": " "}, "文件名称和文号"),
        ({"basis": None}, "选择修改或废止的法律法规"),
        ({"kind": ChangeKind.ORGAN_CHANGED, "basis": None}, "选择变化的机构"),
        ({"kind": ChangeKind.OTHER, "basis": None}, "哪些职权要修订"),
        ({"kind": ChangeKind.OTHER, "basis": None, "named": ["NOPE-1"]}, "没有编码为“NOPE-1”"),
    ],
)
def test_a_change_that_lacks_something_is_refused(office, said, why):
    with pytest.raises(Refused, match=why):
        record(repealed(**said), office)
    assert not ChangeEvent.objects.exists()


def test_a_repealed_successor_is_refused_by_naming_its_own(office):
    old = basis("旧条例", status="repealed", changed_on=CHANGED, successor=basis("新条例"))
    with pytest.raises(Refused, match="《旧条例》已于2026年2月11日废止，现行的是《新条例》"):
        record(repealed(successor=old), office)


def test_a_change_is_recorded_once_by_the_office_and_as_it_was_shown(home, office):
    published(home)
    with pytest.raises(Refused, match="由 5 项变为 1 项"):
        record(repealed(), office, seen=5)
    with pytest.raises(Refused, match="没有这个权限"):
        record(repealed(), home.clerk)
    record(repealed(), office)
    with pytest.raises(Refused, match="已登记为 变〔2026〕"):
        record(repealed(), office)
