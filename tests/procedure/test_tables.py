"""CSV: encodings, delimiters, columns by name, and every faulty row named at once."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from mingjing.procedure import Columns, LogError, LogEvent, read_log, write_csv
from mingjing.procedure.events import parse_time

ROWS = "case,activity,time\n1,受理,2026-03-02 09:00\n1,办结,2026-03-03 09:00\n"


def log(tmp_path, data: bytes | str, name="log.csv", **columns: str) -> list[LogEvent]:
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_log(tmp_path / name, columns=Columns(**columns)))


def refused(tmp_path, data: bytes | str, **columns: str) -> list[str]:
    with pytest.raises(LogError) as refusal:
        log(tmp_path, data, **columns)
    return str(refusal.value).splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path, encoding):
    assert [event.activity for event in log(tmp_path, ROWS.encode(encoding))] == ["受理", "办结"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_every_usual_delimiter_is_read(tmp_path, delimiter):
    assert [event.case for event in log(tmp_path, ROWS.replace(",", delimiter))] == ["1", "1"]


def test_columns_are_found_by_their_chinese_names_or_named_by_option(tmp_path):
    chinese = ROWS.replace("case,activity,time", "办件编号,环节,办理时间")
    own = ROWS.replace("case,activity,time", "a,b,c")
    assert log(tmp_path, chinese) == log(tmp_path, ROWS)
    assert log(tmp_path, own, case="a", activity="b", time="c") == log(tmp_path, ROWS)


def test_a_time_without_a_zone_is_chinese_and_other_columns_are_kept(tmp_path):
    (event,) = log(tmp_path, 'case,activity,time,经办人\n1,"受理,登记",2026年3月2日 9:05,甲\n')
    assert (event.activity, event.row, event.attributes) == ("受理,登记", 2, {"经办人": "甲"})
    assert event.at.utcoffset() == timedelta(hours=8)
    assert event.at.isoformat() == "2026-03-02T09:05:00+08:00"


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02T09:05:00", "2026-03-02 09:05", "2026/3/2 9:05", "2026/03/02 09:05:00", "2026年3月2日9时5分",
        "2026年03月02日 09:05:00", "2026.3.2 9:05", "2026-3-2 9:05", "2026-03-02 01:05:00 +0000",
        "2026-03-02T01:05:00Z", "2026-03-02T09:05:00.000+08:00", " 2026-03-02 09:05 ",
    ],
)  # fmt: skip
def test_a_time_may_be_written_in_many_ways(written):
    assert parse_time(written).astimezone(UTC) == datetime(2026, 3, 2, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2026/3/2", "2026年3月2日", "2026.3.2", "2026-03-02"])
def test_a_day_alone_is_a_time(written):
    assert parse_time(written).isoformat() == "2026-03-02T00:00:00+08:00"


@pytest.mark.parametrize("written", ["", "soon", "2026-13-01", "2026/3-2", "2026年3月", "3/2/2026", "2026/3/2 25:00"])
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        parse_time(written)


def test_a_file_without_times_and_blank_lines_are_read(tmp_path):
    assert [(event.row, event.at) for event in log(tmp_path, "case,activity\n1,A\n\n,\n1,B\n")] == [
        (2, None),
        (5, None),
    ]


def test_of_started_and_completed_steps_only_the_completed_count(tmp_path):
    rows = "case,activity,lifecycle\n1,A,start\n1,A,complete\n2,B,start\n"
    assert [(event.case, event.row) for event in log(tmp_path, rows)] == [("1", 3), ("2", 4)]


def test_every_faulty_row_is_named_with_its_line(tmp_path):
    rows = "case,activity,time\n1,A,soon\n,A,\n1,,\n1\n1,A,2026-03-02\n"
    assert refused(tmp_path, rows) == [
        "第 2 行：时间“soon”无法识别",
        "第 3 行：没有办件编号",
        "第 4 行：没有环节名称",
        "第 5 行：只有 1 列，应有 3 列",
    ]


def test_of_very_many_faulty_rows_the_first_are_named_and_the_rest_counted(tmp_path):
    lines = refused(tmp_path, "case,activity\n" + ",A\n" * 250)
    assert (len(lines), lines[-1]) == (101, "另有 150 处问题未列出")


@pytest.mark.parametrize(
    ("data", "columns", "reason"),
    [
        ("", {}, "文件是空的"),
        ("\n1,A\n", {}, "文件是空的"),
        ("x,activity\n1,A\n", {}, "没有“case”列；文件中的列：x、activity"),
        ("case,x\n1,A\n", {}, "没有“activity”列；文件中的列：case、x"),
        (ROWS, {"time": "when"}, "没有“when”列；文件中的列：case、activity、time"),
        ("case,activity,Case\n1,A,2\n", {}, "“case”列出现了不止一次"),
        (b"case,activity\n" + b"\x81\x20\xff", {}, "既不是 UTF-8 也不是 GB18030"),
        ("case,activity\n1," + "A" * (1 << 21), {}, "不是合法的 CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(tmp_path, data, columns, reason):
    assert reason in refused(tmp_path, data, **columns)[0]


def test_a_truncated_gzip_file_and_a_missing_file_are_refused(tmp_path):
    assert "压缩文件已损坏" in refused(tmp_path, gzip.compress(ROWS.encode() * 999)[:-20])[0]
    with pytest.raises(LogError, match="文件“none.csv”无法打开"):
        list(read_log(tmp_path / "none.csv"))


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz"])
def test_what_is_written_is_read_again(tmp_path, name):
    events = log(tmp_path, ROWS, "first.csv")
    write_csv(tmp_path / name, [events])
    assert list(read_log(tmp_path / name)) == events
