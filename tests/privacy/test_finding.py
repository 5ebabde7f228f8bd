"""Personal data is found in every form, and clean documents pass."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.privacy import Kind, find, mask, mask_name
from tests.conftest import SHARED
from tests.privacy.corpus import WRITTEN, clean, planted

MANY = 4000


def test_of_a_planted_corpus_all_but_a_two_hundredth_is_found():
    missed = []
    for number in range(MANY):
        text, kind, written = planted(number)
        if not any(one.kind == kind and written in one.text for one in find(text)):
            missed.append((kind, written))
    assert len(missed) <= MANY // 200, missed[:20]


def test_of_clean_documents_at_most_a_hundredth_is_blocked():
    blocked = [number for number in range(MANY) if any(one.blocks for one in find(clean(number)))]
    assert len(blocked) <= MANY // 100


@pytest.mark.parametrize("name", ["regulation/baoding-2010-trial.txt", "regulation/context.md"])
def test_real_regulations_are_not_blocked(name):
    path = Path(SHARED, name)
    if not path.is_file():
        pytest.skip("the shared regulation texts are not beside this checkout")
    assert [one.text for one in find(path.read_text(encoding="utf-8")) if one.blocks] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("130602199001010013", Kind.ID_LIKE),  # the check digit is wrong
        ("130602900101001", Kind.ID_LIKE),  # of before 1999, 15 digits
        ("莲池区百花小区3号楼2单元501室", Kind.ADDRESS),
        ("0312-5066670", Kind.LANDLINE),
    ],
)
def test_what_may_be_something_else_is_found_and_does_not_block(text, kind):
    (found,) = find(f"登记为{text}。")
    assert (found.kind, found.text.endswith(text), found.blocks) == (kind, True, False)


@pytest.mark.parametrize(
    "text",
    [
        "130602199013010012",  # no such month
        "990602199001010012",  # no such province
        "91130600789012345X",  # a unified credit code
        "6222021234567890123",  # fails the check of a card
        "1381234567",  # ten digits
        "138123456789",  # twelve digits
        "冀ICP备05001234号",
        "市民中心3楼305室",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert [one.text for one in find(text)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812341234。", "电话138****1234。"),
        ("＋86 １３８１２３４１２３４", "＋86 １３８****１２３４"),  # noqa: RUF001
        ("身份证130602199001010012", "身份证130***********0012"),
        ("卡号6222 0212 3456 7890 128", "卡号**** **** **** ***0 128"),
        ("冀F·12345", "冀F·***45"),
        ("家住百花小区3号楼501室", "家住百花小区***"),
        ("0312-5066670", "0312-****670"),
        ("没有个人信息", "没有个人信息"),
    ],
)
def test_each_kind_is_masked_by_its_rule(text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", ""), ("王", "*"), ("王芳", "王*"), ("欧阳建国", "欧***"), ("保定市惠民物业有限公司", "保定*******公司")],
)
def test_a_name_keeps_only_what_tells_its_owner_that_it_is_theirs(name, shown):
    assert mask_name(name) == shown


@given(st.integers(0, 10_000_000))
def test_what_was_masked_holds_nothing_that_blocks(number):
    text, kind, written = planted(number)
    masked = mask(text)
    assert written not in masked
    assert not any(one.blocks for one in find(masked))


@given(st.text())
def test_any_text_can_be_looked_through_and_masking_twice_changes_nothing(text):
    spans = [(one.start, one.end) for one in find(text)]
    assert spans == sorted(spans)
    assert mask(mask(text)) == mask(text)


def test_every_kind_that_is_planted_blocks_or_warns():
    assert {kind.value for kind in WRITTEN} <= {kind.value for kind in Kind}
