"""Heads, titles and signatures of official documents: even lines, no letter left alone, the date under the name."""

import datetime as dt

import pytest

from mingjing.core.documents import Document, Kind
from mingjing.core.documents.content import HEAD, evenly, head_of, signed_by, title_of

LONG = "保定市行政权力公开透明运行工作领导小组办公室"


def document(title: str = "通知", issuer: str = LONG) -> Document:
    return Document(title, [], issuer=issuer, date=dt.date(2026, 3, 2), kind=Kind.RED)


def test_a_long_name_stands_above_the_line_in_two_even_lines():
    rows, size = head_of(document())
    assert rows == ["保定市行政权力公开透明", "运行工作领导小组办公室"]
    assert 30 < size < HEAD
    assert head_of(document(issuer="投诉举报中心")) == (["投诉举报中心"], HEAD)


@pytest.mark.parametrize(
    ("length", "rows"), [(5, [5]), (20, [20]), (21, [21]), (24, [12, 12]), (39, [20, 19]), (50, [17, 16, 17])]
)
def test_a_title_is_never_broken_with_a_letter_left_alone(length, rows):
    found, tracking = title_of(document("公" * length))
    assert [len(row) for row in found] == rows
    assert (tracking < 0) is (length == 21)


def test_lines_begin_with_no_mark_and_keep_foreign_words_whole():
    assert evenly("关于甲乙丙，丁戊己庚", 2) == ["关于甲乙丙，", "丁戊己庚"]
    assert evenly("关于 PostgreSQL 的说明", 2) == ["关于 PostgreSQL", "的说明"]


def test_the_date_is_centred_under_the_name():
    (_, name), (_, day) = signed_by(document())
    assert name == 32
    assert day - name == (len(LONG) * 16 - (3 * 16 + 6 * 8)) / 2
    assert signed_by(document(issuer="投诉举报中心")) == [("投诉举报中心", 64.0), ("2026年3月2日", 64.0)]
    assert signed_by(document(issuer="")) == [("2026年3月2日", 64.0)]
