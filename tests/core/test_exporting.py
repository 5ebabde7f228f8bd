"""Lists to take away: text cells, piece by piece, cut with a sentence where they are too long."""

import datetime as dt
from types import SimpleNamespace

from django.test import RequestFactory

from mingjing.core import exporting, sheets
from mingjing.core.exporting import Col
from mingjing.core.paging import query_of

COLUMNS = (Col("名称", "name"), Col("单位", "unit.name"), Col("何时", "at"), Col("长度", lambda row: len(row.name)))


def row(name: str, **said):
    return SimpleNamespace(**{"name": name, "unit": SimpleNamespace(name="交通运输局"), "at": None, **said})


def read(answer) -> list[list[str]]:
    columns = [sheets.Column(column.title, column.title) for column in COLUMNS]
    return [list(found.said.values()) for found in sheets.rows_of("a.xlsx", answer.getvalue(), columns)]


def test_rows_come_as_text_with_local_time():
    at = dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC)
    answer = exporting.export("职权", COLUMNS, [row("=1+1", at=at), row("乙", unit=None)])
    assert read(answer) == [["=1+1", "交通运输局", "2026-03-02 09:30", "4"], ["乙", "", "", "1"]]
    assert "filename*=UTF-8''%E8%81%8C%E6%9D%83-" in answer["Content-Disposition"]


def test_a_list_that_is_too_long_says_that_it_is_cut(monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 2)
    found = read(exporting.export("职权", COLUMNS, (row(name) for name in "甲乙丙丁")))
    assert [cells[0][:12] for cells in found] == ["甲", "乙", "只导出了前 2 行，后面"]


def test_a_sheet_is_asked_for_by_the_address_of_its_list():
    request = RequestFactory().get("/powers/?unit=1&export=xlsx&after=x")
    assert exporting.wanted(request)
    assert query_of(request.GET) == "unit=1"
    assert not exporting.wanted(RequestFactory().get("/powers/"))


def test_cells_are_words():
    assert [exporting.shown(value) for value in (True, False, None, dt.date(2026, 3, 2), 5)] == [
        "是", "否", "", "2026-03-02", "5",
    ]  # fmt: skip
