"""The statutory tables of the annual report: which figures there are, and which sums must agree (ACC-8-1)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.rules import statutory
from mingjing.rules.statutory import Column, figure_of, table, unlike_last_year, wrong_sums

COUNTS = st.integers(0, 10_000).map(Decimal)
T3, T4 = table("t3"), table("t4")
INNER = [T3.name(line.key, c.key) for line in T3.lines if line.key not in ("results", "next") for c in T3.parts]
INNER += [T4.name(line.key, c.key) for line in T4.lines for c in T4.parts]
SOME = st.dictionaries(st.sampled_from(INNER), COUNTS, max_size=20)


def summed(figures: dict[str, Decimal]) -> dict[str, Decimal]:
    """The figures with every sum, more having come in than was done where the two differ."""
    found = dict.fromkeys(statutory.cells(), Decimal(0)) | figures
    for column in T3.parts:
        done = sum((found[T3.name(line.key, column.key)] for line in T3.outcomes), Decimal(0))
        found[T3.name("results", column.key)] = done
        came = found[T3.name("new", column.key)] + found[T3.name("carried", column.key)]
        found[T3.name("new", column.key)] += max(Decimal(0), done - came)
        found[T3.name("next", column.key)] = max(Decimal(0), came - done)
    for one in (T3, T4):
        for line in one.lines:
            found[one.name(line.key, "all")] = sum((found[one.name(line.key, c.key)] for c in one.parts), Decimal(0))
    return found


def test_the_tables_are_those_of_the_notice():
    assert [(one.no, len(one.lines), len(one.columns)) for one in statutory.tables()] == [
        ("二", 6, 5),
        ("三", 25, 7),
        ("四", 3, 5),
    ]
    assert [column.name for column in T3.columns][-1] == "总计"
    assert len(T3.outcomes) == 21
    assert len(statutory.cells()) == 3 + 3 + 4 + 25 * 7 + 3 * 5


@given(SOME)
def test_figures_that_add_up_are_not_wrong_whatever_they_are(inner):
    assert wrong_sums(summed(inner)) == []


@given(
    SOME,
    st.sampled_from([name for name in statutory.cells() if not name.startswith("t2")]),
    st.integers(1, 99).map(Decimal),
)
def test_one_figure_of_table_three_or_four_changed_is_always_found(inner, name, more):
    figures = summed(inner)
    figures[name] += more
    assert wrong_sums(figures)


@pytest.mark.parametrize(
    ("changed", "at", "says"),
    [
        ({"t3-new-person": 5}, "t3-new-all", "“本年新收政府信息公开申请数量”各列之和是 5，总计填的是 0"),
        ({"t3-open-firm": 2}, "t3-results-firm", "“商业企业”列各项办理结果之和是 2，办理结果总计填的是 0"),
        (
            {"t3-new-person": 5, "t3-new-all": 5, "t3-carried-person": 1, "t3-carried-all": 1, "t3-next-person": 4},
            "t3-next-person",
            "本年新收 5 加上年结转 1 是 6，办理结果总计 0 加结转下年度 4 是 4",
        ),
        ({"t4-review-upheld": 3, "t4-review-all": 2}, "t4-review-all", "“行政复议”各列之和是 3，总计填的是 2"),
    ],
)
def test_a_wrong_sum_is_named_at_its_figure_with_both_numbers(changed, at, says):
    found = {wrong.name: wrong.what for wrong in wrong_sums({name: Decimal(n) for name, n in changed.items()})}
    assert says in found[at]


def test_table_two_has_no_sums():
    assert wrong_sums({"t2-rules-made": Decimal(9), "t2-fees-fees": Decimal("12.5")}) == []


def test_what_was_carried_over_is_compared_with_what_last_year_carried_on():
    (unlike,) = unlike_last_year({"t3-carried-person": Decimal(2)}, {"t3-next-person": Decimal(3)})
    assert str(unlike) == "自然人：本年报“上年结转”2，上年报“结转下年度”3"
    assert unlike_last_year({"t3-carried-person": Decimal(3)}, {"t3-next-person": Decimal(3)}) == []


WHOLE, MONEY = Column("person", "自然人"), Column("fees", "收费", decimals=6)


@pytest.mark.parametrize(
    ("text", "column", "figure"),
    [
        ("", WHOLE, None),
        (" 12 ", WHOLE, Decimal(12)),
        ("１２", WHOLE, Decimal(12)),
        ("1,234", WHOLE, Decimal(1234)),
        ("3.0", WHOLE, Decimal(3)),
        ("0012.50", MONEY, Decimal("12.5")),
    ],
)
def test_a_figure_is_read_as_people_write_it(text, column, figure):
    assert figure_of(text, column) == figure


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        ("-1", WHOLE, "不是数量"),
        ("三", WHOLE, "不是数量"),
        ("1.5", WHOLE, "不是整数"),
        ("1e3", WHOLE, "不是数量"),
        ("9" * 13, WHOLE, "不是数量"),
        ("1.1234567", MONEY, "最多 6 位"),
    ],
)
def test_what_is_no_figure_is_said(text, column, why):
    with pytest.raises(ValueError, match=why):
        figure_of(text, column)
