"""The tree against the known answers of RFC 6962 and against a second, recursive reading of its definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.transparency import tree

# The eight inputs and the roots that the implementations of RFC 6962 share as their test vectors.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
leaves = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


@pytest.mark.parametrize("size", ROOTS)
def test_the_root_is_the_known_one(size):
    assert tree.root(INPUTS[:size]).hex() == ROOTS[size]


def test_a_path_is_the_known_one():
    assert [beside.hex() for beside in tree.path(INPUTS, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def defined(entries: list[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1 defines it: split at the largest power of two below the number of entries."""
    if len(entries) < 2:
        return hashlib.sha256(b"\x00" + entries[0] if entries else b"").digest()
    half = 1 << (len(entries) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + defined(entries[:half]) + defined(entries[half:])).digest()


def defined_path(index: int, entries: list[bytes]) -> list[bytes]:
    """PATH as RFC 6962, 2.1.1 defines it."""
    if len(entries) == 1:
        return []
    half = 1 << (len(entries) - 1).bit_length() - 1
    if index < half:
        return [*defined_path(index, entries[:half]), defined(entries[half:])]
    return [*defined_path(index - half, entries[half:]), defined(entries[:half])]


@given(leaves, st.data())
def test_roots_and_paths_are_those_of_the_definition(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    assert tree.root(entries) == defined(entries)
    assert tree.path(entries, index) == defined_path(index, entries)


@given(leaves, st.data())
def test_a_path_leads_to_the_root_and_nowhere_else(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    root, path = tree.root(entries), tree.path(entries, index)
    assert tree.check(entries[index], index, len(entries), path, root)
    assert not tree.check(entries[index] + b"x", index, len(entries), path, root)
    assert not tree.check(entries[index], index, len(entries), path, bytes(32))
    assert not tree.check(entries[index], index, len(entries), [*path, bytes(32)], root)
    if path:
        assert not tree.check(entries[index], index, len(entries), path[:-1], root)
        assert not tree.check(entries[index], index, len(entries), [bytes(32), *path[1:]], root)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=70, unique=True), st.data())
def test_a_leaf_has_one_place_only(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(st.integers(-1, len(entries) + 1).filter(lambda n: n != index))
    path = tree.path(entries, index)
    assert not tree.check(entries[index], other, len(entries), path, tree.root(entries))


@pytest.mark.parametrize("index", [-1, 8])
def test_there_is_no_path_to_a_leaf_that_is_not_there(index):
    with pytest.raises(IndexError):
        tree.path(INPUTS, index)


def test_a_node_passes_for_no_leaf():
    node = tree.leaf_hash(INPUTS[0]) + tree.leaf_hash(INPUTS[1])
    assert tree.root([node]) != tree.root(INPUTS[:2])


def test_hashes_of_another_length_lead_nowhere():
    root, path = tree.root(INPUTS), tree.path(INPUTS, 0)
    assert not tree.check(INPUTS[0], 0, 8, [path[0] + b"\x00", *path[1:]], root)
    assert not tree.check(INPUTS[0], 0, 0, [], root)
