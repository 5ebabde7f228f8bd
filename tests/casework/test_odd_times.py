"""Missing and absurd times: refused row by row or noted by rule, nothing lost."""

import pytest

from mingjing.casework import noticing
from mingjing.casework.models import Batch, Event, Matter
from tests.casework.test_importing import HEADER, item, told, upload  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
XES = '<log><trace><string key="concept:name" value="甲1"/>{events}</trace></log>'
GOOD = "甲1,受理,2026-03-03T09:00+08:00\n"


def event(activity: str, at: str) -> str:
    time = f'<date key="time:timestamp" value="{at}"/>' if at else ""
    return f'<event><string key="concept:name" value="{activity}"/>{time}</event>'


def warned(batch: Batch) -> dict[str, tuple[int, int]]:
    return {what: (times, row) for what, times, row in batch.options["warnings"]}


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("0001-01-01T00:00:00", "空值"),
        ("1970-01-01T00:00:00+00:00", "空值"),
        ("1900-01-01", "空值"),
        ("9999-12-31T23:59:59", "空值"),
        ("1985-06-01", "1990 年之后"),
        ("2031-01-01", "还没有到"),
        ("十月三日", "无法识别"),
        ("99999-01-01", "无法识别"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xes"])
def test_an_absurd_time_refuses_the_file_and_names_its_row(item, kind, time, why):  # noqa: F811
    if kind == "csv":
        batch = upload(item, HEADER + GOOD + f"甲2,受理,{time}\n")
    else:
        batch = upload(item, XES.format(events=event("受理", "2026-03-03T09:00+08:00") + event("审查", time)), "a.xes")
    assert (batch.status, batch.faults, batch.errors[0]["row"]) == ("refused", 1, 3 if kind == "csv" else 2)
    assert why in told(batch)
    assert not Event.objects.exists()


def test_absurd_times_may_be_left_out_and_stay_on_record(item):  # noqa: F811
    rows = GOOD + "甲1,审查,1970-01-01T00:00+00:00\n甲1,决定,9999-12-31\n"
    batch = upload(item, HEADER + rows, lenient=True)
    assert (batch.status, batch.taken, warned(batch)["absurd"]) == ("done", 3, (2, 3))
    assert Event.objects.get(activity="审查").note == "来源时间 1970-01-01 00:00:00"
    matter = Matter.objects.get()
    assert (matter.cost, matter.used, matter.late) == (0, None, False)  # the order of the file, and no time verdict


def test_missing_times_are_told(item):  # noqa: F811
    batch = upload(item, XES.format(events=event("受理", "2026-03-03T09:00+08:00") + event("审查", "")), "a.xes")
    assert (batch.status, batch.taken, warned(batch)) == ("done", 2, {"untimed": (1, 2)})


def test_times_without_a_zone_are_chinese_and_a_mix_is_told(item):  # noqa: F811
    plain = upload(item, HEADER + "甲1,受理,2026-03-03 09:00\n")
    assert warned(plain) == {"zoneless": (1, 2)}
    mixed = upload(item, HEADER + "甲2,受理,2026-03-03T09:00+08:00\n甲2,审查,2026-03-04 09:00\n")
    assert warned(mixed) == {"mixed": (1, 3)}
    assert "核对" in noticing.said(mixed.options["warnings"])[0]


def test_an_end_before_the_last_step_is_told(item):  # noqa: F811
    rows = "甲1,办结,2026-03-03T09:00+08:00,close\n甲1,受理,2026-03-05T09:00+08:00,step\n"
    batch = upload(item, "办件编号,环节,时间,kind\n" + rows)
    assert (batch.status, warned(batch)) == ("done", {"ended_early": (1, 2)})
    assert Matter.objects.get().state == "finished"
