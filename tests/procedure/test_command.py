"""`mingjing judge`: two files in, a file of verdicts and a summary out."""

import csv
import gzip
import json
from collections import defaultdict

import pytest

from mingjing.console import main
from mingjing.procedure import Chart, in_order, read_log
from tests.procedure.charts import START_END, bpmn, flows, node, tasks
from tests.procedure.replay import replays_as_told

CHART = bpmn(START_END, tasks("受理", "审查", "办结"), flows("start 受理 审查 办结 end"))
WIDE = bpmn(
    START_END, node("parallelGateway", "f"), node("parallelGateway", "j"), tasks(*"ABCDEFGHIJKL"),
    flows("start f", "j end", *(f"f {name} j" for name in "ABCDEFGHIJKL")),
)  # fmt: skip
LOG = """case,activity,time
1,受理,2026-03-02 09:00
2,受理,2026-03-02 09:00
2,复核,2026-03-02 10:00
1,办结,2026-03-04 09:00
1,审查,2026-03-03 09:00
2,办结,2026-03-03 09:00
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with a log of two cases and its chart, the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "chart.bpmn").write_bytes(CHART)
    return tmp_path


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.article("ACC-7-2a")
def test_a_row_a_case_says_what_was_added_and_skipped_in_a_sentence(files):
    assert main(["judge", "log.csv", "chart.bpmn", "--out", "out.csv"]) == 0
    assert (files / "out.csv").read_text(encoding="utf-8").splitlines()[
        0
    ] == "case,events,fits,cost,added,skipped,verdict"
    first, second = rows(files / "out.csv")
    assert list(first.values()) == ["1", "3", "true", "0", "[]", "[]", "按公布的流程图办理。"]
    assert (second["fits"], second["cost"], second["events"]) == ("false", "2", "3")
    assert (json.loads(second["added"]), json.loads(second["skipped"])) == (["复核"], ["审查"])
    assert second["verdict"] == "多了1步：“复核”（在“受理”之后）；缺了1步：“审查”（应在“受理”之后）。"


def test_jsonl_has_the_whole_explanation_and_it_replays(files):
    main(["judge", "log.csv", "chart.bpmn", "--out", "out.jsonl"])
    first, second = lines(files / "out.jsonl")
    assert (first["case"], first["fits"], first["moves"]) == (
        "1",
        True,
        [["matched", n] for n in ("受理", "审查", "办结")],
    )
    assert second["moves"] == [["matched", "受理"], ["added", "复核"], ["skipped", "审查"], ["matched", "办结"]]
    assert second | {"moves": [], "verdict": ""} == {
        "case": "2", "events": 3, "fits": False, "cost": 2, "added": ["复核"], "skipped": ["审查"], "verdict": "",
        "moves": [],
    }  # fmt: skip
    assert replays_as_told(Chart.read(CHART), ["受理", "复核", "办结"], second)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "cost", "fitting"), [("receipt", 788, 1_212), ("receipt_inductive", 2_465, 713)])
def test_every_line_on_a_real_log_replays_on_its_case_and_on_the_chart(files, shared, name, cost, fitting):
    log, drawn = shared / "data/logs/receipt.xes.gz", shared / "data/charts" / f"{name}.bpmn"
    assert main(["judge", str(log), str(drawn), "--out", "out.jsonl"]) == 0
    cases = defaultdict(list)
    for event in read_log(log):
        cases[event.case].append(event)
    told = lines(files / "out.jsonl")
    chart = Chart.read(drawn)
    assert [line["case"] for line in told] == list(cases)
    assert (sum(line["cost"] for line in told), sum(line["fits"] for line in told)) == (cost, fitting)
    distinct = {json.dumps(line["moves"]): line for line in told}.values()
    assert all(replays_as_told(chart, [e.activity for e in in_order(cases[line["case"]])], line) for line in distinct)


def test_the_summary_counts_cases_deviations_and_events(files, capsys):
    main(["judge", "log.csv", "chart.bpmn"])
    summary = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:2] for line in summary] == [
        ["cases", "2"], ["events", "6"], ["fitting", "1"], ["deviating", "1"], ["undecided", "0"], ["added", "1"],
        ["skipped", "1"],
    ]  # fmt: skip
    assert summary[1][-2:] == ["a", "second"]
    assert summary[3][2:] == ["deviations", "2"]
    assert summary[-1][2:] == ["审查"]


def test_a_case_in_progress_is_not_asked_for_what_may_still_come(files):
    (files / "log.csv").write_text("case,activity\n1,受理\n", encoding="utf-8")
    main(["judge", "log.csv", "chart.bpmn", "--out", "out.csv", "--in-progress"])
    assert rows(files / "out.csv")[0]["cost"] == "0"
    main(["judge", "log.csv", "chart.bpmn", "--out", "out.csv"])
    assert rows(files / "out.csv")[0]["cost"] == "2"


def test_source_names_are_mapped_to_steps(files):
    (files / "map.csv").write_text("activity,step\n复核,审查\n", encoding="utf-8")
    main(["judge", "log.csv", "chart.bpmn", "--out", "out.csv", "--map", "map.csv"])
    assert [row["cost"] for row in rows(files / "out.csv")] == ["0", "0"]


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ("activity,step\n复核,会签\n", "第 2 行：流程图中没有环节“会签”"),
        ("activity,step\n复核,审查\n复核,办结\n", "第 3 行：“复核”已对照为“审查”"),
        ("activity,step\n复核,\n", "第 2 行：activity 或 step 为空"),
        ("a,b\n", "对照表应有 activity 和 step 两列"),
    ],
)
def test_a_faulty_mapping_is_refused_by_row(files, capsys, mapping, reason):
    (files / "map.csv").write_text(mapping, encoding="utf-8")
    assert main(["judge", "log.csv", "chart.bpmn", "--map", "map.csv"]) == 2
    assert f"map.csv: {reason}" in capsys.readouterr().err


def test_an_undecided_case_has_no_cost_but_the_reason(files, capsys):
    (files / "chart.bpmn").write_bytes(WIDE)
    rows_of_case = "".join(f"1,{name}\n" for name in "LKJIHGFEDCBA" * 2)
    (files / "log.csv").write_text(f"case,activity\n{rows_of_case}", encoding="utf-8")
    for out in ("out.csv", "out.jsonl"):
        main(["judge", "log.csv", "chart.bpmn", "--out", out, "--budget", "1"])
    row, line = rows(files / "out.csv")[0], lines(files / "out.jsonl")[0]
    assert (row["fits"], row["cost"], row["added"], row["skipped"]) == ("", "", "[]", "[]")
    assert (line["fits"], line["cost"], line["moves"]) == (None, None, [])
    assert row["verdict"] == line["verdict"] == "未能判定：比较了 1 种办理状态，仍不能确认差异最少的解释。"
    assert "undecided           1   past a budget of 1 markings a case" in capsys.readouterr().out


def test_an_xes_log_is_judged_like_the_same_csv_log_and_a_case_without_events_too(files):
    body = "".join(
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="2026-03-0{day}"/></event>'
        for name, day in (("受理", 2), ("办结", 4), ("审查", 3))
    )
    name = '<string key="concept:name" value="1"/>'
    xes = f"<log><trace>{name}{body}</trace><trace/><trace><string key='concept:name' value='2'/></trace></log>"
    (files / "log.xes.gz").write_bytes(gzip.compress(xes.encode()))
    main(["judge", "log.xes.gz", "chart.bpmn", "--out", "out.csv"])
    assert [(row["case"], row["events"], row["cost"]) for row in rows(files / "out.csv")] == [
        ("1", "3", "0"),
        ("2", "0", "3"),
    ]


def test_a_case_split_over_two_traces_is_one_case(files):
    event = '<event><string key="concept:name" value="{}"/></event>'
    name = '<string key="concept:name" value="1"/>'
    parts = [f"<trace>{name}{event.format(step)}</trace>" for step in ("受理", "审查", "办结")]
    (files / "log.xes").write_text(f"<log>{''.join(parts)}</log>", encoding="utf-8")
    main(["judge", "log.xes", "chart.bpmn", "--out", "out.csv"])
    assert [(row["case"], row["cost"]) for row in rows(files / "out.csv")] == [("1", "0")]


def test_progress_is_told_beside_the_results(files, capsys, monkeypatch):
    monkeypatch.setattr("mingjing.procedure.cases.PROGRESS_EVERY", 3)
    main(["judge", "log.csv", "chart.bpmn"])
    assert capsys.readouterr().err.splitlines() == ["3 events, 2 cases read", "6 events, 2 cases read"]

    (files / "log.csv").write_text("case,activity\n" + "1,受理\n" * 4, encoding="utf-8")
    main(["judge", "log.csv", "chart.bpmn"])
    assert capsys.readouterr().err.splitlines() == ["3 events, 1 cases read"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["none.csv", "chart.bpmn"], "none.csv: 文件“none.csv”无法打开"),
        (["log.csv", "none.bpmn"], "none.bpmn: No such file"),
        (["chart.bpmn", "chart.bpmn"], "最外层元素是“definitions”"),
        (["log.csv", "log.csv"], "不是合法的 XML"),
        (["log.csv", "chart.bpmn", "--case", "id"], "没有“id”列"),
    ],
)
def test_unusable_input_is_refused_with_file_and_reason_and_leaves_no_result(files, capsys, words, reason):
    assert main(["judge", *words, "--out", "out.csv"]) == 2
    assert reason in capsys.readouterr().err
    assert not list(files.glob("*out*"))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--out", "out.txt"], "must end with"),
        (["--out", "no/out.csv"], "no such folder"),
        (["--budget", "0"], "at least 1"),
    ],
)
def test_unusable_options_are_refused(files, capsys, words, reason):
    with pytest.raises(SystemExit):
        main(["judge", "log.csv", "chart.bpmn", *words])
    assert reason in capsys.readouterr().err


def test_a_bad_row_leaves_the_earlier_results_as_they_were(files):
    main(["judge", "log.csv", "chart.bpmn", "--out", "out.csv"])
    before = (files / "out.csv").read_bytes()
    (files / "log.csv").write_text(LOG + "3,受理,tomorrow\n", encoding="utf-8")
    assert main(["judge", "log.csv", "chart.bpmn", "--out", "out.csv"]) == 2
    assert (files / "out.csv").read_bytes() == before


def test_the_same_input_gives_the_same_bytes(files):
    for out in ("a.jsonl", "b.jsonl"):
        main(["judge", "log.csv", "chart.bpmn", "--out", out])
    assert (files / "a.jsonl").read_bytes() == (files / "b.jsonl").read_bytes()
