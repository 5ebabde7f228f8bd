"""Facts of long ago: counted once for a delivery, told one by one only when the office asks (ACC-7-2)."""

import datetime as dt

import pytest

from mingjing.casework import tasks
from mingjing.casework.models import Batch, JudgingRun, Matter, Signal
from mingjing.casework.services import importing, runs
from mingjing.casework.services.importing import Reading
from mingjing.casework.services.judging import judge_matters
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.regulations.models import LocalPolicy, Regulation
from tests.casework.signals import in_force, on, power, take, told
from tests.catalogue.factories import AT, house, official, unit

pytestmark = pytest.mark.django_db
LATER = on("2027-06-01")
# 审查 was due on 2026-03-10 and came in May; 盖章 is not on the chart.
OLD = "办件编号,环节,时间\n" + "".join(
    f"甲{n},受理,2026-03-03\n甲{n},审查,2026-05-04\n甲{n},盖章,2026-05-05\n甲{n},决定,2026-05-06\n" for n in range(3)
)
FRESH = "乙1,受理,2027-05-06\n乙1,盖章,2027-05-07\n乙1,审查,2027-05-07\n乙1,决定,2027-05-07\n"


@pytest.fixture
def item(db):
    in_force()
    return power(house()).item


@pytest.fixture
def office():
    return official("office", "lgo_clerk", of=unit("130600LGO"))


def upload(item, text: str, *, at: dt.datetime = LATER) -> Batch:
    batch = importing.receive(item, "旧账.csv", [text.encode()], reading=Reading(), by=house().clerk, at=at)
    importing.run(batch.pk, at=at)
    batch.refresh_from_db()
    return batch


@pytest.mark.article("ACC-7-2c")
def test_an_old_log_is_counted_once_and_what_is_fresh_is_told(item):
    batch = upload(item, OLD + FRESH)
    assert told() == [("added", "盖章", "2027-05-07", "open")]
    run = JudgingRun.objects.get(batch=batch)
    assert run.old["passed"] == {"facts": 3, "first": "2026-03-11", "last": "2026-03-11"}
    assert run.old["added"]["facts"] == 3
    assert str(run.old_before) == "2026-06-01"
    assert Matter.objects.filter(number__startswith="甲", added=["盖章"], cost=1).count() == 3  # nothing is lost


def test_judging_again_does_not_tell_them_either(item):
    upload(item, OLD)
    judge_matters(item, now=LATER + dt.timedelta(days=1))
    assert told() == []


@pytest.mark.article("ACC-7-2c")
def test_the_office_may_have_them_told_after_all(item, office):
    batch = upload(item, OLD)
    run = JudgingRun.objects.get(batch=batch)
    new = runs.tell_old(run, by=office, at=LATER)
    tasks.judge_run(str(new.pk))
    assert Signal.objects.filter(kind="passed").count() == Signal.objects.filter(kind="added").count() == 3
    assert ledger.of_case(batch).get().step == runs.TOLD_AFTER_ALL
    with pytest.raises(Refused, match="不必重复"):
        runs.tell_old(run, by=office, at=LATER)
    judge_matters(item, now=LATER + dt.timedelta(days=1))
    assert set(Signal.objects.values_list("status", flat=True)) == {"open"}


def test_only_the_office_and_only_where_there_are_any(item, office):
    run = JudgingRun.objects.get(batch=upload(item, OLD))
    with pytest.raises(Refused, match="办公室决定"):
        runs.tell_old(run, by=house().clerk, at=LATER)
    none = JudgingRun.objects.get(batch=upload(item, OLD.splitlines()[0] + "\n" + FRESH))
    with pytest.raises(Refused, match="不能补发"):
        runs.tell_old(none, by=office, at=LATER)


def test_what_was_told_while_it_was_fresh_stays_told(item):
    take(item.current, [("1", "受理", on("2026-03-03")), ("1", "盖章", on("2026-03-04"))], now="2026-03-04")
    judge_matters(item, now=LATER)
    assert ("added", "盖章", "2026-03-04", "open") in told()


def test_the_office_may_choose_how_long_ago_is_long_ago(item):
    chosen = {"counted_in": "months", "chosen_by": "张三", "chosen_on": AT.date(), "why": "补录三年旧账"}
    LocalPolicy.objects.create(regulation=Regulation.objects.get(), limit="ACC-7-2-old", length=36, **chosen)
    upload(item, OLD)
    assert Signal.objects.filter(kind="added").count() == 3


def test_where_no_regulation_says_so_everything_is_told():
    item = power(house()).item
    upload(item, OLD)
    assert Signal.objects.filter(kind="added").count() == 3
