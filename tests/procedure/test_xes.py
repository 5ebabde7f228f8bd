"""XES: read plainly or by the parser with the same result; refused with line and reason; written and read again."""

import gzip
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.procedure import LogError, LogEvent, read_log, write_xes
from mingjing.procedure.plain import read_trace
from mingjing.procedure.traces import _Parser, read_traces
from mingjing.procedure.xes import read_cases, read_xes

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n<string key="concept:name" value="日志"/>\n'


def xes(*traces: str, head: str = HEAD) -> bytes:
    return f"{head}{''.join(traces)}</log>\n".encode()


def trace(name: str, *events: str) -> str:
    return f'<trace>\n<string key="concept:name" value="{name}"/>{"".join(events)}</trace>\n'


def event(name: str, time: str = "", more: str = "") -> str:
    at = f'<date key="time:timestamp" value="{time}"/>' if time else ""
    return f'<event><string key="concept:name" value="{name}"/>{at}{more}</event>\n'


def read(data: bytes) -> list[LogEvent]:
    return list(read_xes(io.BytesIO(data)))


def refused(data: bytes) -> str:
    with pytest.raises(LogError) as refusal:
        read(data)
    return str(refusal.value)


class Slowly(io.BytesIO):
    """A stream that hands out a few bytes at a time."""

    def __init__(self, data: bytes, first: int, step: int) -> None:
        super().__init__(data)
        self.sizes = iter([first])
        self.step = step

    def read(self, size=-1) -> bytes:
        return super().read(next(self.sizes, self.step))


def told(traces) -> list:
    """Traces without how their events were written."""
    return [(one.name, [event[1:] for event in one.events]) for one in traces]


def by_parser(data: bytes) -> list:
    found = told(_Parser().feed(data, last=True))
    return [(name or str(number), events) for number, (name, events) in enumerate(found, 1)]


def test_events_have_their_case_time_number_and_other_attributes():
    (one,) = read(
        xes(trace("1号", event("受理", "2026-03-02T09:00:00+08:00", '<string key="who" value="甲 &amp; 乙"/>')))
    )
    assert (one.case, one.activity, one.row) == ("1号", "受理", 1)
    assert one.at == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert one.attributes == {"who": "甲 & 乙"}


@pytest.mark.parametrize(
    "awkward",
    [
        event("A", more="<!-- a remark -->"),
        event("A", more='<list key="l"><string key="concept:name" value="inner"/></list>'),
        event("A", more='<string key="x" value="1"><string key="concept:name" value="inner"/></string>'),
        event("A", more="<string key='x' value='single'/>"),
        event("A", more='<string value="first" key="x"/>'),
        event("A", more='<string key="x" value="&#26085;"/>'),
        event("&quot;A&quot; &lt;&amp;amp;&gt;"),
        event("A") + "<!-- <trace> -->",
        event("A").replace("<event>", '<event id="e">'),
        event("A").replace("/>", "></string>"),
        event("甲", "2026-03-02T09:00:00.000+08:00"),
        event(" A "),
    ],
)
def test_what_is_not_plain_is_read_as_the_parser_reads_it(awkward):
    data = xes(trace("1", event("B")), trace("2", awkward), trace("", event("C")), trace("4", event("D")))
    assert told(read_traces(io.BytesIO(data))) == by_parser(data)
    assert len(list(read_traces(io.BytesIO(data)))) == 4


@pytest.mark.parametrize(
    "head",
    [
        "\ufeff" + HEAD,
        HEAD.replace("UTF-8", "utf-8"),
        HEAD + "<!-- <trace> -->",
        HEAD + "<!-- <trace><event></event></trace> -->",
        HEAD + "<!-- closed --><?pi <trace></trace> ?>",
        '<log><trace><event><string key="concept:name" value="first"/></event></trace>',
    ],
)
def test_nothing_that_stands_before_the_traces_is_taken_for_one(head):
    data = xes(trace("1", event("A")), head=head)
    assert told(read_traces(io.BytesIO(data))) == by_parser(data)


def test_a_log_in_another_encoding_or_with_a_prefix_is_read():
    latin = xes(trace("é", event("A"))).decode().replace("UTF-8", "ISO-8859-1").replace("日志", "x").encode("latin-1")
    prefixed = (
        '<x:log xmlns:x="u"><x:trace><x:event><x:string key="concept:name" value="A"/></x:event></x:trace></x:log>'
    )
    assert [one.case for one in read(latin)] == ["é"]
    assert [
        one.activity for one in read(xes(trace("1", event("甲"))).decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    ] == ["甲"]
    assert [one.activity for one in read(prefixed.encode())] == ["A"]


WORDS = st.text("AB甲&<\"' \n", max_size=4)
PIECES = st.sampled_from(
    [
        "<!-- x -->",
        " ",
        '<int key="n" value="1"/>',
        '<list key="l"><int key="n" value="1"/></list>',
        "text",
        "<![CDATA[y]]>",
    ]
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@st.composite
def logs(draw: st.DrawFn) -> bytes:
    """A well-formed log, plain for the most part."""
    traces = []
    for _ in range(draw(st.integers(0, 4))):
        events = [
            event(escaped(draw(WORDS)), more=draw(st.one_of(st.just(""), PIECES)))
            for _ in range(draw(st.integers(0, 3)))
        ]
        traces.append(trace(escaped(draw(WORDS)), *events) + draw(st.one_of(st.just(""), PIECES)))
    return xes(*traces)


@settings(deadline=None, max_examples=150)
@given(logs(), st.integers(1, 400), st.integers(1, 60))
def test_however_the_file_arrives_the_traces_are_those_of_the_parser(data, first, step):
    assert told(read_traces(Slowly(data, first, step))) == by_parser(data)


@settings(deadline=None, max_examples=100)
@given(logs(), st.data())
def test_a_damaged_file_is_refused_or_read_as_the_parser_reads_it(data, drawn):
    at = drawn.draw(st.integers(0, len(data) - 1))
    damaged = data[:at] + drawn.draw(st.sampled_from([b"", b"<", b"&", b"\xff", b"\x00", b'"'])) + data[at + 1 :]
    try:
        expected = by_parser(damaged)
    except LogError as error:
        with pytest.raises(LogError) as refusal:
            list(read_traces(io.BytesIO(damaged)))
        assert str(refusal.value).split("列")[0] == str(error).split("列")[0]
    else:
        assert told(read_traces(io.BytesIO(damaged))) == expected


@pytest.mark.parametrize("encoding", ["TF-8", "GB2312", "rot13", "utf-7"])
def test_an_encoding_that_the_parser_does_not_know_is_named(encoding):
    said = refused(xes(trace("1", event("A"))).replace(b"UTF-8", encoding.encode()))
    assert "字符编码" in said and "UTF-8" in said


def test_of_started_and_completed_steps_only_the_completed_count():
    start, done = (f'<string key="lifecycle:transition" value="{word}"/>' for word in ("START", "COMPLETE"))
    data = xes(
        trace("1", event("A", more=start), event("A", more=done), event("B")), trace("2", event("C", more=start))
    )
    assert [(one.case, one.activity, one.row) for one in read(data)] == [("1", "A", 2), ("1", "B", 3), ("2", "C", 4)]
    assert [one.activities for one in read_cases(io.BytesIO(data))] == [["A", "B"], ["C"]]


def test_every_faulty_event_is_named_by_its_number():
    data = xes(trace("1", event("A", "yesterday"), event("A"), event(" ")), trace("2", event("B", "2026-02-30")))
    lines = refused(data).splitlines()
    assert lines == ["第 1 行：时间“yesterday”无法识别", "第 3 行：没有环节名称", "第 4 行：时间“2026-02-30”无法识别"]
    with pytest.raises(LogError, match="没有环节名称"):
        list(read_cases(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<definitions/>", "最外层元素是“definitions”"),
        (xes(trace("1", event("A")))[:-20], "不是合法的 XML"),
        (b'<!DOCTYPE log [<!ENTITY a "b">]><log/>', "DTD 或实体声明"),
        (xes("<trace>" + '<list key="l">' * 250), "嵌套达到 200 层"),
        (b"<log>" + b"<trace/>" * 2, "不是合法的 XML"),
    ],
)
def test_what_is_no_log_is_refused_with_its_reason(data, reason):
    assert reason in refused(data)


def test_a_fault_after_plain_traces_is_told_with_its_line_and_column():
    data = xes(*(trace(str(n), event("A")) for n in range(3)), "  <oops>")
    line = data[: data.index(b"</log>")].count(b"\n") + 1
    assert f"第 {line} 行第 11 列" in refused(data)


def test_a_trace_that_never_closes_is_no_plain_trace():
    assert read_trace("<trace><event></trace>", 0, 14) is None


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_what_is_written_is_read_again(tmp_path, name):
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    events = [LogEvent("1 <&>", '受理 "甲"', at, 1, {"who": "乙"}), LogEvent("1 <&>", "办结", None, 2, {})]
    write_xes(tmp_path / name, [events, []])
    assert list(read_log(tmp_path / name)) == events


def test_a_truncated_gzip_file_is_refused(tmp_path):
    packed = gzip.compress(xes(*(trace(str(n), event(f"A{n}")) for n in range(2000))))
    (tmp_path / "log.xes.gz").write_bytes(packed[:-100])
    with pytest.raises(LogError, match="压缩文件已损坏"):
        list(read_log(tmp_path / "log.xes.gz"))
