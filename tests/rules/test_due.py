"""The command that tells a due date."""

import json

import pytest

from mingjing.console import main


def test_due_tells_the_last_day_and_how_it_was_counted(capsys):
    assert main(["due", "CMP-7-3", "2026-02-11"]) == 0
    told = capsys.readouterr().out
    assert "最后一日：2026-02-25（星期三），按工作日算" in told
    assert "2026-02-14 星期六  第 3 日  春节调休上班" in told
    assert "2026-02-17 星期二  不计  春节放假" in told
    assert "另一种算法" not in told


@pytest.mark.article("GAP-01")
def test_due_tells_both_readings_where_the_text_says_days(capsys):
    main(["due", "CMP-7-5", "2026-02-11"])
    told = capsys.readouterr().out
    assert "最后一日：2026-02-24（星期二），按日历日算" in told
    assert "最后一日：2026-02-27（星期五），另一种算法，按工作日算" in told


def test_due_as_json(capsys):
    assert main(["due", "CMP-7-6", "2026-12-25", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["last_day"], facts["provisional"], facts["calendar"]) == (
        "2026-12-30",
        False,
        "state-council-2004-2026",
    )
    assert (facts["other"]["last_day"], facts["other"]["provisional"]) == ("2027-01-04", True)
    assert sum(day["counted"] for day in facts["days"]) == 5


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["CMP-7-9", "2026-02-11"], "没有期限“CMP-7-9”"),
        (["CMP-7-3", "2026-02-11", "--pack", "none"], "没有这个法规包"),
        (["CMP-7-3", "9999-12-31"], "超出可以计算的范围"),
    ],
)
def test_due_says_what_it_does_not_know(words, reason, capsys):
    assert main(["due", *words]) == 2
    assert reason in capsys.readouterr().err


def test_due_refuses_a_date_that_is_none(capsys):
    with pytest.raises(SystemExit):
        main(["due", "CMP-7-3", "2026-02-30"])
    assert "“2026-02-30”不是日期，应如 2026-02-11" in capsys.readouterr().err
