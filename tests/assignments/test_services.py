"""A unit is asked, reports, and the office accepts; the system closes what is mended. Lateness is never erased."""

import datetime as dt

import pytest

from mingjing.assignments import access, selectors, services, workflow
from mingjing.assignments.enums import AssignmentStatus, Outcome
from mingjing.assignments.models import Assignment
from mingjing.assignments.services import Wanted
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7
from mingjing.ledger import selectors as ledger
from mingjing.rules import packs
from mingjing.rules.calendar_seed import seed
from tests.catalogue.factories import AT, DAY, house, official, unit

TODAY = dt.date(2026, 3, 2)
DUE = dt.date(2026, 3, 10)
LATER = dt.date(2026, 3, 12)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


@pytest.fixture
def office():
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


@pytest.fixture
def given(home, office):
    return services.assign(home.unit, title="补公服务电话", basis="ACC-5-1f", due_on=DUE, by=office, at=AT)


def report(row, home, **said):
    said = {"text": "已补公。", "today": TODAY, "at": AT, **said}
    services.report(row, by=home.clerk, **said)


def steps_of(row) -> list[str]:
    return [entry.step for entry in ledger.of_case(row)]


def test_a_unit_reports_and_the_office_accepts(given, home, office):
    report(given, home)
    services.accept(given, by=office, today=TODAY, at=AT)
    assert (given.status, given.outcome, given.closed_on) == (AssignmentStatus.ACCEPTED, Outcome.DONE, TODAY)
    assert steps_of(given) == ["下达", "报告", "确认"]


def test_a_report_sent_back_is_reported_again_and_the_last_day_stays(given, home, office):
    report(given, home)
    services.send_back(given, reason="没有附照片", by=office, at=AT)
    assert (given.status, given.due_on) == (AssignmentStatus.RETURNED, DUE)
    report(given, home, text="照片已附。")
    assert given.report == "照片已附。"


def test_late_is_computed_and_stays_after_the_end(given, home, office):
    assert given.days_late(DUE) == 0
    assert given.days_late(DUE + DAY) == 1
    report(given, home, today=LATER)
    services.accept(given, by=office, today=LATER + 30 * DAY, at=AT)
    assert given.days_late(LATER + 60 * DAY) == 2
    assert list(selectors.late(Assignment.objects.all(), today=LATER)) == [given]
    assert not selectors.overdue(Assignment.objects.all(), today=LATER).exists()


def test_the_same_thing_is_not_given_twice_while_it_is_open(home, office):
    about = ("power", uuid7())
    said = {"title": "修订", "basis": "ACC-6-4a", "due_on": DUE, "about": about, "by": office, "at": AT}
    first = services.assign(home.unit, **said)
    assert services.assign(home.unit, **said) == first
    assert services.assign(home.unit, occasion="变〔2026〕2", **said) != first
    services.withdraw(first, reason="下达有误", by=office, today=TODAY, at=AT)
    assert services.assign(home.unit, **said) != first


def test_many_are_given_in_a_fixed_number_of_queries(home, django_assert_max_num_queries):
    wanted = [Wanted(home.unit, f"修订{n}", "ACC-6-4a", due_on=DUE, about=("power", uuid7())) for n in range(300)]
    with django_assert_max_num_queries(20):
        rows = services.assign_all(wanted, by=None, at=AT)
    assert [row.title for row in rows] == [one.title for one in wanted]
    assert len({row.number for row in rows}) == 300
    assert [row.pk for row in services.assign_all(wanted, by=None, at=AT)] == [row.pk for row in rows]


def test_a_day_counted_from_a_limit_explains_itself(home):
    limit = packs.load("baoding-2010").limits["ACC-6-4a"]
    deadline = limit.after(dt.date(2026, 2, 11), seed())
    row = services.assign(home.unit, title="修订", basis="ACC-6-4a", deadline=deadline, by=None, at=AT)
    again = selectors.deadline_of(Assignment.objects.get(pk=row.pk))
    assert row.due_on == dt.date(2026, 3, 17)  # twenty working days round 春节, 2月14日 and 28日 worked
    assert again is not None
    assert (again.on, again.limit) == (row.due_on, limit)


def test_the_system_closes_what_is_mended_once(given):
    rows = Assignment.objects.all()
    assert services.fulfil(rows, reason="电话已公布", today=TODAY, at=AT) == 1
    assert services.fulfil(rows, reason="电话已公布", today=TODAY, at=AT) == 0
    given.refresh_from_db()
    assert (given.status, given.closed_on) == (AssignmentStatus.FULFILLED, TODAY)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": "  "}, "写明办理情况"),
        ({"outcome": "perhaps"}, "选择报告的结果"),
    ],
)
def test_a_report_without_words_or_outcome_is_refused(given, home, said, why):
    with pytest.raises(Refused, match=why):
        report(given, home, **said)


def test_what_the_system_checks_is_not_reported_done_but_may_be_needless(home):
    row = services.assign(home.unit, title="修订", basis="ACC-6-4a", due_on=DUE, checked=True, by=None, at=AT)
    with pytest.raises(Refused, match="由系统核对"):
        report(row, home)
    report(row, home, outcome=Outcome.NOT_NEEDED, text="新法没有改这一条。")
    assert row.status == AssignmentStatus.REPORTED


@pytest.mark.parametrize("step", ["send_back", "withdraw"])
def test_sending_back_and_withdrawing_need_a_reason(given, home, office, step):
    report(given, home)
    days = {"today": TODAY} if step == "withdraw" else {}
    with pytest.raises(Refused, match="写明理由"):
        getattr(services, step)(given, reason=" ", by=office, at=AT, **days)


def test_only_the_office_gives_and_only_with_a_title_and_a_day(home, office):
    with pytest.raises(Refused, match="没有这个权限"):
        services.assign(home.unit, title="补公", basis="ACC-5-1f", due_on=DUE, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="做什么"):
        services.assign(home.unit, title=" ", basis="ACC-5-1f", due_on=DUE, by=office, at=AT)
    with pytest.raises(Refused, match="没有最后一日"):
        services.assign(home.unit, title="补公", basis="ACC-5-1f", by=office, at=AT)


def test_each_sees_what_is_theirs_and_is_offered_the_steps_of_the_table(given, home, office):
    stranger = house("130600SJ", "审计局").clerk
    assert [access.visible_to(who).count() for who in (home.clerk, office, stranger)] == [1, 1, 0]
    assert access.steps_for(home.clerk, given) == [workflow.REPORT]
    assert access.steps_for(office, given) == [workflow.WITHDRAW]
    assert access.steps_for(home.leader, given) == []
    with pytest.raises(Refused, match="下达给交通运输局"):
        services.report(given, text="我来", by=stranger, today=TODAY, at=AT)
    assert [list(selectors.waiting(who)) for who in (home.clerk, office)] == [[given], []]
    report(given, home)
    assert [list(selectors.waiting(who)) for who in (home.clerk, office)] == [[], [given]]


@pytest.mark.parametrize("status", sorted(set(AssignmentStatus) - workflow.TO_DO))
def test_a_report_is_refused_once_the_assignment_has_moved_on(given, home, status):
    Assignment.objects.filter(pk=given.pk).update(status=status, report="x", reported_on=TODAY)
    given.refresh_from_db()
    with pytest.raises(Refused, match="状态已变化"):
        report(given, home)
