"""Leaves: canonical, of a closed vocabulary, without room for anything else."""

import datetime as dt
import json
import uuid

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mingjing.transparency.leaf import ACTS, LONGEST, MOST, NotALeaf, leaf, read, written

SUBJECT = uuid.UUID("018f3c1e-0000-7000-8000-000000000001")
GOOD = {
    "act": "publish", "at": 1770778800, "by": "130600GA", "commit": "ab" * 32, "kind": "power", "no": "130600GA-0012",
    "rev": 1, "subj": str(SUBJECT), "v": 1,
}  # fmt: skip
codes = st.from_regex(r"\A[A-Za-z0-9:._/-]{1,120}\Z")
good = st.fixed_dictionaries(
    {
        "act": st.sampled_from(sorted(ACTS)), "at": st.integers(0, MOST - 1), "by": codes,
        "commit": st.binary(min_size=32, max_size=32).map(bytes.hex), "kind": codes, "no": codes,
        "prev": st.binary(min_size=32, max_size=32).map(bytes.hex), "rev": st.integers(2, MOST - 1),
        "subj": st.uuids().map(str), "v": st.just(1),
    }
)  # fmt: skip


@given(good)
def test_the_bytes_are_those_of_rfc_8785_and_read_back(said):
    data = written(said)
    assert data == rfc8785.dumps(said)
    assert len(data) <= LONGEST
    assert read(data) == said


def test_a_leaf_is_written_from_values():
    at = dt.datetime(2026, 2, 11, 3, 0, 0, 999_999, tzinfo=dt.UTC)
    said = {"by": "130600GA", "kind": "power", "no": "130600GA-0012", "subj": SUBJECT, "at": at}
    assert read(leaf("publish", commit=bytes.fromhex("ab" * 32), **said)) == GOOD
    second = read(leaf("amend", commit=bytes(32), prev=bytes.fromhex("ab" * 32), rev=2, **said))
    assert (second["prev"], second["rev"]) == ("ab" * 32, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"act": "complain"},
        {"act": ["publish"]},
        {"by": ""},
        {"by": "市公安局"},
        {"by": "Zhang San"},
        {"no": 'a"b'},
        {"no": "a\\b"},
        {"no": "a\n"},
        {"kind": "k" * 121},
        {"commit": "AB" * 32},
        {"commit": "ab" * 31},
        {"at": -1},
        {"at": 1.0},
        {"at": MOST},
        {"at": True},
        {"at": "1770778800"},
        {"rev": 0},
        {"rev": 2},  # without the one before
        {"prev": "ab" * 32},  # before the first
        {"prev": None},
        {"subj": "018F3C1E-0000-7000-8000-000000000001"},
        {"subj": "x"},
        {"v": 2},
        {"v": True},
        {"text": "free"},
    ],
    ids=str,
)
def test_anything_else_is_refused(change):
    with pytest.raises(NotALeaf):
        written({**GOOD, **change})


@pytest.mark.parametrize("field", sorted(GOOD))
def test_a_field_that_is_missing_is_refused(field):
    with pytest.raises(NotALeaf):
        written({name: value for name, value in GOOD.items() if name != field})


PLAIN = written(GOOD)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"[" * 100_000,
        PLAIN + b"\n",
        PLAIN.replace(b'","', b'", "', 1),
        PLAIN.replace(b'{"act":"publish"', b'{"act":"amend","act":"publish"'),  # the last one would win
        PLAIN.replace(b'"publish"', b'"\\u0070ublish"'),
        PLAIN.replace(b'"v":1', b'"v":1.0'),
        PLAIN.replace(b'"v":1', b'"v":NaN'),
        PLAIN.replace(b"130600GA", "市".encode(), 1),
        json.dumps(dict(reversed(GOOD.items())), separators=(",", ":")).encode(),
    ],
)
def test_only_the_canonical_bytes_are_read(data):
    with pytest.raises(NotALeaf):
        read(data)


def test_the_longest_words_together_still_fit():
    longest = {**GOOD, "by": "b" * 120, "kind": "k" * 120, "no": "n" * 120, "rev": 2, "prev": "cd" * 32}
    assert len(written({**longest, "at": MOST - 1})) <= LONGEST
