"""The daily sweep of gaps: a row from the day it was found to the day it was mended; safe to run twice."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.supervision.models import Gap
from mingjing.supervision.selectors import gaps as selectors
from mingjing.supervision.services import gaps as services
from tests.catalogue.factories import DAY, house, official
from tests.portal.conftest import regulation  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
DUTIES = "ACC-5-1a"


@pytest.fixture
def home():
    return house()


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def gap(home, today) -> Gap:
    sweep(today)
    return Gap.objects.get(article=DUTIES)


def sweep(day: dt.date):
    return services.sweep(today=day, at=timezone.now())


def mend(home) -> None:
    type(home.unit).objects.filter(pk=home.unit.pk).update(duties="管理道路运输")


def test_a_second_sweep_on_the_same_day_changes_nothing(home, today):
    first = sweep(today)
    assert first.opened == Gap.objects.count() > 3
    assert sweep(today) == services.Swept(0, 0, 0)
    assert all(ledger.of_case(gap).count() == 1 for gap in Gap.objects.all())


def test_a_gap_keeps_its_days_after_it_is_mended_and_comes_back_as_another(home, today):
    sweep(today - 9 * DAY)
    mend(home)
    assert sweep(today - 2 * DAY).closed == 1
    gap = Gap.objects.get(article=DUTIES)
    assert (gap.opened_on, gap.closed_on, gap.days(today)) == (today - 9 * DAY, today - 2 * DAY, 7)
    type(home.unit).objects.update(duties="")
    sweep(today)
    assert [row.closed_on is None for row in Gap.objects.filter(article=DUTIES).order_by("id")] == [False, True]
    assert [entry.step for entry in ledger.of_case(gap)] == ["发现缺项", "缺项消除"]


def test_one_unit_is_swept_without_touching_another(home, today):
    other = house("130600SJ", "审计局")
    sweep(today)
    mend(home)
    mend(other)
    services.sweep(today=today, at=timezone.now(), units=type(home.unit).objects.filter(pk=home.unit.pk))
    assert [gap.unit for gap in Gap.objects.filter(article=DUTIES, closed_on=None)] == [other.unit]


@pytest.mark.usefixtures("regulation")
def test_one_click_gives_the_unit_an_assignment_by_the_limit_of_the_pack(home, gap, today):
    task = services.assign(gap, url="/workbench/units/", by=home.head, today=today, at=timezone.now())
    limit = selectors.limits_on(today)["ACC-5-1"]
    assert (task.basis, task.unit, task.limit, task.checked) == (DUTIES, home.unit, "ACC-5-1", True)
    assert task.due_on > today
    assert limit.local_policy
    assert services.assign(gap, url="", by=home.head, today=today, at=timezone.now()) == task
    mend(home)
    assert sweep(today).fulfilled == 1
    task.refresh_from_db()
    assert (task.status, task.closed_on) == (AssignmentStatus.FULFILLED, today)
    gap.refresh_from_db()
    with pytest.raises(Refused, match="不必交办"):
        services.assign(gap, url="", by=home.head, today=today, at=timezone.now())


def test_every_id_has_a_limit(today):
    limits = selectors.limits_on(today)
    assert all(selectors.limit_of(article, limits).length for article in selectors.ARTICLES)
    assert selectors.limit_of("ACC-6-1a", limits).id == "ACC-6-1c"


def test_a_gap_set_aside_stays_aside_until_somebody_lists_it_again(home, gap, today):
    services.assign(gap, url="", by=home.head, today=today, at=timezone.now())
    with pytest.raises(Refused, match="请写明为什么"):
        services.set_aside(gap, reason=" ", by=home.head, today=today, at=timezone.now())
    services.set_aside(gap, reason="已合并到上级单位公布", by=home.head, today=today, at=timezone.now())
    assert Assignment.objects.get().status == AssignmentStatus.WITHDRAWN
    assert sweep(today + DAY).opened == 0
    assert DUTIES not in dict(selectors.by_article(selectors.listed(home.head).filter(selectors.STANDING)))
    services.list_again(gap, reason="又分开了", by=home.head, at=timezone.now())
    assert gap.set_aside_by is None
    with pytest.raises(Refused, match="不在"):
        services.list_again(gap, reason="再来", by=home.head, at=timezone.now())


@pytest.mark.article("ACC-6-3")
def test_a_mismatch_that_no_table_shows_is_marked_by_hand_and_closed_by_hand(home, today):
    sweep(today)
    said = {"article": "ACC-6-3", "what": "涉及全县，只在村里公开", "today": today, "at": timezone.now()}
    gap = services.mark(home.unit, by=home.head, **said)
    sweep(today)
    gap.refresh_from_db()
    assert gap.closed_on is None
    services.assign(gap, url="", by=home.head, today=today, at=timezone.now())
    services.close_mark(gap, reason="已在县网站公开", by=home.head, today=today, at=timezone.now())
    assert gap.closed_on == today
    assert Assignment.objects.get().status == AssignmentStatus.FULFILLED
    found = Gap.objects.filter(article=DUTIES).get()
    with pytest.raises(Refused, match="不能手工消除"):
        services.close_mark(found, reason="好了", by=home.head, today=today, at=timezone.now())
    with pytest.raises(Refused, match="不是缺项的编号"):
        services.mark(home.unit, by=home.head, **{**said, "article": "ACC-99"})


@pytest.mark.parametrize("act", [services.set_aside, services.close_mark])
def test_only_the_office_judges(home, gap, today, act):
    with pytest.raises(Refused, match="由领导小组办公室判断"):
        act(gap, reason="不算", by=home.clerk, today=today, at=timezone.now())
    with pytest.raises(Refused, match="由领导小组办公室"):
        services.assign(gap, url="", by=home.clerk, today=today, at=timezone.now())
    member = official("member", "lg_member", of=home.head.unit)
    with pytest.raises(Refused, match="由领导小组办公室判断"):
        act(gap, reason="不算", by=member, today=today, at=timezone.now())


def test_a_sweep_takes_the_same_queries_for_any_number_of_units_and_gaps(home, today):
    counts = []
    for size in (2, 12):
        for n in range(size):
            house(f"1306{size:02d}{n:02d}", f"第{size}{n}局")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            sweep(today)
        counts.append(len(asked))
    assert counts[0] == counts[1]
