"""Logs as units upload them: taken whole or not at all, in the background, whatever is wrong with them."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count, Q, Sum
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.casework import files, tasks
from mingjing.casework.models import Batch, Event, JudgingRun, Matter
from mingjing.casework.services import importing
from mingjing.casework.services.importing import Reading
from mingjing.catalogue import services as catalogue
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from tests.catalogue.factories import bring, describe_all, draft, house, published

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 5, 4, 1, tzinfo=dt.UTC)
HEADER = "办件编号,环节,时间\n"
GOOD = HEADER + "甲1,受理,2026-03-03 09:00\n甲1,审查,2026-03-04 09:00\n甲1,决定,2026-03-05 09:00\n"


def upload(item: PowerItem, data: bytes | str, name: str = "办件.csv", **reading) -> Batch:
    """Receive a file and read it, as the worker would."""
    content = data.encode() if isinstance(data, str) else data
    pieces = [content[start : start + 65536] for start in range(0, len(content), 65536)]
    by = house().clerk
    batch = importing.receive(item, name, pieces, reading=Reading(**reading), by=by, at=LATER)
    importing.run(batch.pk, at=LATER)
    batch.refresh_from_db()
    assert not files.path_of(batch.pk).exists()
    return batch


@pytest.fixture
def item(db) -> PowerItem:
    return published(house()).item


def told(batch: Batch) -> str:
    return "；".join(f"{error['row']} {error['what']}" for error in batch.errors)


def drawn(chart: Path, at: dt.datetime) -> PowerItem:
    """A power published with a chart from a file."""
    home = house()
    version = draft(home, at=at)
    catalogue.set_chart(version, chart.read_bytes(), by=home.clerk, at=at)
    describe_all(version, home, at=at)
    return bring(version, home, "published", at=at).item


@pytest.mark.article("ACC-7-2a")
def test_a_file_is_taken_and_its_matters_are_judged(item):
    batch = upload(item, GOOD)
    assert (batch.status, batch.rows, batch.taken, batch.known, batch.done) == ("done", 3, 3, 0, 100)
    assert Matter.objects.get().cost == 0


def test_the_same_file_again_adds_nothing(item):
    upload(item, GOOD)
    batch = upload(item, GOOD)
    assert (batch.status, batch.taken, batch.known) == ("done", 0, 3)
    assert Event.objects.count() == 3


def test_a_longer_export_adds_only_what_is_new_whatever_its_order(item):
    lines = GOOD.splitlines(keepends=True)
    upload(item, "".join(lines[:3]))
    batch = upload(item, "".join([lines[0], lines[3], lines[2], lines[1]]))
    assert (batch.taken, batch.known) == (1, 2)
    assert Matter.objects.get().cost == 0


def test_two_equal_events_of_a_case_are_two_events(item):
    twice = GOOD + "甲1,审查,2026-03-04 09:00\n"
    assert upload(item, twice).taken == 4
    assert upload(item, twice).known == 4
    assert Matter.objects.get().added == ["审查"]


def test_a_file_whose_cases_are_finished_asks_for_what_is_missing(item):
    half = HEADER + "甲1,受理,2026-03-03 09:00\n"
    upload(item, half)
    assert Matter.objects.get().state == "running"
    batch = upload(item, half, finished=True)
    matter = Matter.objects.get()
    assert (matter.state, matter.skipped, batch.taken) == ("finished", ["审查", "决定"], 0)
    assert upload(item, half, finished=True).taken == 0
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(GOOD.encode("gb18030"), "gb18030"), (GOOD.encode("utf-8-sig"), "utf-8-sig"), (GOOD.encode("utf-16"), "utf-16")],
)
def test_the_encoding_is_found_and_told(item, data, encoding):
    batch = upload(item, data)
    assert (batch.status, batch.options["encoding"], batch.taken) == ("done", encoding, 3)
    assert Matter.objects.get().number == "甲1"


def test_a_file_without_times_is_judged_in_its_own_order_and_not_timed(item):
    batch = upload(item, "办件编号,环节\n甲1,受理\n甲1,审查\n甲1,决定\n")
    matter = Matter.objects.get()
    assert (batch.options["warnings"], matter.cost, matter.used, matter.late) == ([["untimed", 3, 2]], 0, None, False)


def test_columns_may_be_named(item):
    batch = upload(item, "号,做了什么,几时\n甲1,受理,2026/3/3 9:00\n", case="号", activity="做了什么", time="几时")
    assert batch.taken == 1
    assert Event.objects.get().at == dt.datetime(2026, 3, 3, 1, tzinfo=dt.UTC)  # Chinese time where none is told


BROKEN = {
    "an absurd time": (GOOD + "甲2,受理,0001-03-03 09:00\n", "时间 0001-03-03 09:00 不合理"),
    "a time to come": (GOOD + "甲2,受理,2062-03-03\n", "不合理"),
    "no time at all": (GOOD + "甲2,受理,昨天\n", "时间“昨天”无法识别"),
    "no case": (GOOD + ",受理,2026-03-03\n", "没有办件编号"),
    "no step": (GOOD + "甲2,,2026-03-03\n", "没有环节名称"),
    "a short row": (GOOD + "甲2,受理\n", "只有 2 列"),
    "too long a name": (GOOD + f"甲2,{'长' * 201},2026-03-03\n", "超过 200 个字"),
    "an empty character": (GOOD + "甲2,受\x00理,2026-03-03\n", "空字符"),
    "before the chart": (GOOD + "甲2,受理,2020-03-03\n", "还没有公布的版本"),
    "one key, two meanings": (
        "办件编号,环节,时间,来源键\n甲1,受理,2026-03-03,k1\n甲1,审查,2026-03-04,k1\n", "来源键“k1”在本批中有不同内容",
    ),
    "wrong columns": ("a,b,c\n1,2,3\n", "没有“case”列"),
    "only white space": ("\n\n", "文件是空的"),
    "no table": (b"x" * 400_000, "不像表格"),
    "a PDF": (b"%PDF-1.7 ...", "PDF"),
    "a workbook": (b"PK\x03\x04....", "Excel"),
    "no text": (b"\x81\xff\x00\xfe\n\xff" * 40, "编码"),
    "a truncated gzip": (gzip.compress(GOOD.encode() * 100)[:-20], "压缩文件已损坏"),
    "XML that is no log": ("<html><body/></html>", "不是 XES 日志"),
    "broken XML": ("<log><trace><event></log>", "不是合法的 XML"),
    "an XML bomb": ('<!DOCTYPE l [<!ENTITY a "b">]><log>&a;</log>', "DTD"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_whole_with_its_reason(item, data, said):
    batch = upload(item, data, "办件.xes" if str(data).startswith("<") else "办件.csv")
    assert (batch.status, batch.taken) == ("refused", 0)
    assert said in told(batch)
    assert not Event.objects.exists()
    assert not Matter.objects.exists()


def test_an_empty_file_is_refused_at_once(item):
    with pytest.raises(Refused, match="空的"):
        upload(item, b"")
    assert not Batch.objects.exists()


def test_a_file_too_long_is_refused_at_once_and_not_kept(item, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    before = list(files.path_of(item.pk).parent.glob("*"))
    with pytest.raises(Refused, match="超过"):
        upload(item, b"x" * 5000)
    assert list(files.path_of(item.pk).parent.glob("*")) == before


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b"a,b\n" * 2_000_000))
    with pytest.raises(Refused, match="解压后超过 1 MB"):
        files.look_through(bomb, most=1024 * 1024)


def test_every_faulty_row_is_counted_and_the_first_hundred_are_named(item):
    bad = "".join(f"甲{n},受理,昨天\n" for n in range(250))
    batch = upload(item, GOOD + bad)
    assert (batch.faults, len(batch.errors), batch.errors[0]["row"]) == (250, 100, 5)


def test_one_bad_row_among_many_refuses_them_all(item):
    many = "".join(f"甲{n},受理,2026-03-03 09:00\n" for n in range(20_000))
    batch = upload(item, HEADER + many + "乙1,受理,昨天\n")
    assert (batch.status, batch.faults, batch.errors[0]["row"]) == ("refused", 1, 20_002)
    assert not Event.objects.exists()


def test_activities_that_are_no_step_are_told(item):
    batch = upload(item, GOOD + "甲1,盖章,2026-03-05 10:00\n甲1,盖章,2026-03-05 11:00\n")
    assert batch.options["unmapped"] == [["盖章", 2]]


def test_a_strict_file_is_refused_for_an_activity_that_is_no_step(item):
    batch = upload(item, GOOD + "甲1,盖章,2026-03-05 10:00\n", strict=True)
    assert (batch.status, batch.options["unmapped"]) == ("refused", [["盖章", 1]])
    assert "活动“盖章”（1 次）不是流程图的环节" in told(batch)
    assert batch.errors[0]["row"] == 5


def test_only_the_units_clerk_delivers(item):
    other = house("130600SJ", "审计局")
    for person in (other.clerk, house().leader, house().head):
        with pytest.raises(Refused, match="经办人"):
            importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=person, at=LATER)


def test_a_power_without_a_published_chart_takes_nothing(db):
    home = house()
    item = draft(home).item
    with pytest.raises(Refused, match="还没有公布"):
        importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=home.clerk, at=LATER)


def test_a_file_that_is_being_read_is_not_queued_twice(item):
    clerk = house().clerk
    batch = importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=clerk, at=LATER)
    assert ProcrastinateJob.objects.filter(task_name="casework.import", args__batch=str(batch.pk)).count() == 1
    with pytest.raises(Refused, match="正在处理"):
        importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=clerk, at=LATER)


def test_a_batch_whose_worker_died_is_begun_again(item):
    batch = importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=house().clerk, at=LATER)
    Batch.objects.filter(pk=batch.pk).update(status="running")
    ProcrastinateJob.objects.all().delete()
    assert importing.revive(at=LATER) == 0  # it may be about to begin
    assert importing.revive(at=LATER + dt.timedelta(minutes=3)) == 1
    assert importing.revive(at=LATER + dt.timedelta(minutes=8)) == 0  # it waits in the queue
    tasks.import_batch(str(batch.pk))
    batch.refresh_from_db()
    assert (batch.status, batch.taken) == ("done", 3)


def test_a_batch_that_died_between_taking_and_judging_is_judged(item):
    batch = importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=house().clerk, at=LATER)
    importing.run(batch.pk, at=LATER)
    Matter.objects.update(cost=None, judged_at=None)
    JudgingRun.objects.update(reached=None, judged=0, finished_at=None)
    Batch.objects.filter(pk=batch.pk).update(status="running")
    importing.run(batch.pk, at=LATER)
    batch.refresh_from_db()
    assert (batch.status, batch.taken, Matter.objects.get().cost) == ("done", 3, 0)


def test_a_batch_that_kills_its_worker_again_and_again_is_given_up(item):
    batch = importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=house().clerk, at=LATER)
    Batch.objects.filter(pk=batch.pk).update(status="running", options=batch.options | {"tries": 3})
    importing.run(batch.pk, at=LATER)
    batch.refresh_from_db()
    assert (batch.status, "中断了 3 次" in told(batch)) == ("refused", True)


def test_a_batch_that_somebody_works_on_is_left_alone(item):
    batch = importing.receive(item, "a.csv", [GOOD.encode()], reading=Reading(), by=house().clerk, at=LATER)
    with importing.alone(batch.pk):
        importing.run(batch.pk, at=LATER)
        with pytest.raises(Refused, match="正在处理"):
            importing.retry(batch, by=house().clerk)
    batch.refresh_from_db()
    assert batch.status == "waiting"
    importing.retry(batch, by=house().clerk)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_events_are_still_coming_in(item):
    seen = []
    rows = HEADER + "".join(f"甲{n},受理,2026-03-03 09:00\n" for n in range(3000))
    batch = importing.receive(item, "a.csv", [rows.encode()], reading=Reading(), by=house().clerk, at=LATER)
    other = connection.copy()
    with importing.alone(batch.pk) as line, other.cursor() as cursor:
        line.tell(42)
        cursor.execute("SELECT done FROM casework_batch")
        seen.append(cursor.fetchone()[0])
    other.close()
    importing.run(batch.pk, at=LATER)
    batch.refresh_from_db()
    assert (seen, batch.status, batch.done) == ([42], "done", 100)


@pytest.mark.slow
def test_a_real_log_costs_what_the_oracle_says(shared):
    oracle = json.loads((shared / "data/oracles/receipt.json").read_text())
    item = drawn(shared / "data" / oracle["chart"], dt.datetime(2010, 1, 4, 1, tzinfo=dt.UTC))
    log = (shared / "data" / oracle["log"]).read_bytes()
    batch = upload(item, log, "receipt.xes.gz", finished=True)
    found = Matter.objects.aggregate(fit=Count("pk", filter=Q(cost=0)), n=Count("pk"), total=Sum("cost"))
    assert found == {"n": 1434, "total": 788, "fit": 1212}
    assert (batch.rows, batch.taken, batch.status) == (8577, 8577, "done")
    again = upload(item, log, "receipt.xes.gz", finished=True)
    assert (again.taken, again.known) == (0, 8577)


@pytest.mark.slow
def test_a_real_log_of_fines_is_taken(shared):
    item = drawn(shared / "data/charts/road_traffic_fines.bpmn", dt.datetime(1999, 1, 4, 1, tzinfo=dt.UTC))
    batch = upload(item, (shared / "data/logs/road_traffic_fines_100.xes").read_bytes(), "fines.xes", finished=True)
    assert (batch.status, batch.taken, Matter.objects.count()) == ("done", 390, 100)
    assert batch.options["unmapped"] == []
