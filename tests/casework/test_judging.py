"""Matters judged from what was taken in, through the database."""

import datetime as dt
import json

import pytest
from django.db.models import Count, Q, Sum

from mingjing.casework.enums import EventKind, Source
from mingjing.casework.models import ActivityMapping, Batch, Event, Matter, MatterStep
from mingjing.casework.services.ingestion import Incoming, ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue import services as catalogue
from mingjing.catalogue.models import PowerVersion
from mingjing.procedure import read_log
from tests.catalogue.factories import AT, amended, bpmn, bring, describe_all, draft, house, published

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOW = AT + 60 * DAY


def take(version: PowerVersion, rows, *, now: dt.datetime = NOW) -> Batch:
    """Deliver events, (number, activity, at) each, and judge what changed."""
    item = version.item
    batch = Batch.objects.create(unit=item.unit, item=item, source=Source.REST, digest="", received_at=now)
    incoming = [Incoming(n, number, step, at, f"{number}:{step}:{at}") for n, (number, step, at) in enumerate(rows, 1)]
    judge_matters(item, ingest(batch, item, incoming, at=now), now=now)
    return batch


def steps(*names: str, number: str = "1", since: dt.datetime = AT + DAY) -> list[tuple[str, str, dt.datetime]]:
    return [(number, name, since + n * HOUR) for n, name in enumerate(names)]


def test_a_matter_is_judged_and_its_steps_are_kept():
    version = published(house())
    take(version, steps("受理", "决定"))
    matter = Matter.objects.get()
    assert (matter.state, matter.cost, matter.added, matter.skipped) == ("finished", 1, [], ["审查"])
    assert list(matter.steps.values_list("kind", "name")) == [
        ("matched", "受理"), ("skipped", "审查"), ("matched", "决定"),
    ]  # fmt: skip


@pytest.mark.article("ASM-5-4-1a")
def test_a_matter_runs_on_the_version_in_force_when_it_opened():
    home = house()
    first = published(home)
    item = first.item
    new = catalogue.amend(item, reason="简化", by=home.clerk, at=AT + 10 * DAY)
    catalogue.set_chart(new, bpmn("受理", "决定"), by=home.clerk, at=AT + 10 * DAY)
    describe_all(new, home, at=AT + 10 * DAY)
    second = bring(new, home, "published", at=AT + 10 * DAY)
    take(
        second,
        steps("受理", "决定", number="旧", since=AT + DAY) + steps("受理", "决定", number="新", since=AT + 11 * DAY),
    )
    found = {m.number: (m.version_id, m.cost) for m in Matter.objects.all()}
    assert found == {"旧": (first.pk, 1), "新": (second.pk, 0)}


def test_judging_again_changes_nothing():
    version = published(house())
    take(version, steps("受理", "审查", "受理", "决定"))
    before = list(MatterStep.objects.order_by("order").values("kind", "name", "used", "due_on", "late"))
    judge_matters(version.item, now=NOW)
    assert list(MatterStep.objects.order_by("order").values("kind", "name", "used", "due_on", "late")) == before


def test_a_mapping_is_applied_to_what_is_held_already():
    version = published(house())
    take(version, steps("登记", "审查", "决定"))
    assert Matter.objects.get().cost == 2
    ActivityMapping.objects.create(item=version.item, activity="登记", step="受理")
    judge_matters(version.item, now=NOW)
    assert Matter.objects.get().cost == 0


def test_a_matter_without_times_counts_from_when_it_came_in():
    version = published(house())
    take(version, [("1", "受理", None), ("1", "审查", None)])
    assert Matter.objects.get().opened_at == NOW


def test_a_later_event_moves_the_matter_on():
    version = published(house())
    take(version, steps("受理"))
    assert Matter.objects.get().state == "running"
    take(version, [("1", "审查", AT + 2 * DAY), ("1", "决定", AT + 2 * DAY + HOUR)])
    assert Matter.objects.get().state == "finished"
    assert Event.objects.count() == 3


def test_the_query_count_does_not_grow_with_the_matters(django_assert_max_num_queries):
    version = published(house())
    many = [row for n in range(30) for row in steps("受理", "决定", number=str(n))]
    take(version, many)
    with django_assert_max_num_queries(16):
        judge_matters(version.item, now=NOW)


@pytest.mark.slow
def test_a_real_log_costs_in_the_database_what_the_oracle_says(shared):
    oracle = json.loads((shared / "data/oracles/receipt.json").read_text())
    home = house()
    chart = (shared / "data" / oracle["chart"]).read_bytes()
    early = dt.datetime(2010, 1, 4, 1, tzinfo=dt.UTC)
    version = draft(home, at=early)
    catalogue.set_chart(version, chart, by=home.clerk, at=early)
    describe_all(version, home, at=early)
    version = bring(version, home, "published", at=early)
    item, now = version.item, dt.datetime(2012, 6, 1, tzinfo=dt.UTC)
    batch = Batch.objects.create(unit=item.unit, item=item, source=Source.XES, digest="", received_at=now)
    events = [
        Incoming(event.row, event.case, event.activity, event.at, str(event.row))
        for event in read_log(shared / "data" / oracle["log"])
    ]
    ends = {event.number: event.at for event in events}
    closes = [
        Incoming(10**6 + n, number, "", at, f"close:{number}", EventKind.CLOSE)
        for n, (number, at) in enumerate(ends.items())
    ]
    judge_matters(item, ingest(batch, item, [*events, *closes], at=now), now=now)
    found = Matter.objects.aggregate(fit=Count("pk", filter=Q(cost=0)), n=Count("pk"), total=Sum("cost"))
    assert found == {"n": 1434, "total": 788, "fit": 1212}


def test_amending_does_not_touch_matters_that_run():
    home = house()
    first = published(home)
    take(first, steps("受理"))
    amended(first, home, at=AT + 5 * DAY)
    take(first, [("1", "审查", AT + 6 * DAY)])
    assert Matter.objects.get().version == first
