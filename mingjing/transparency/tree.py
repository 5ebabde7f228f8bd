"""Merkle trees as RFC 9162 (and RFC 6962 before it) hashes them. Pure: bytes in, bytes out."""

from collections.abc import Sequence
from hashlib import sha256

HASH = 32  # bytes


def root(leaves: Sequence[bytes]) -> bytes:
    """The head of the tree over `leaves`; that of no leaves is the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    return _head([leaf_hash(leaf) for leaf in leaves])


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the way from leaf `index` up to the root, the lowest first.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    found, level = [], [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, index = _above(level), index // 2
    return found


def check(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True if `path` leads from `leaf`, number `index` of `size`, to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf_hash(leaf)
    for beside in path:
        if last == 0 or len(beside) != HASH:
            return False
        if here & 1 or here == last:
            found = _node(beside, found)
            while not here & 1 and here:  # at the right edge, levels where nobody stands beside are passed over
                here, last = here >> 1, last >> 1
        else:
            found = _node(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps it from ever being taken for a node."""
    return sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _head(level: list[bytes]) -> bytes:
    while len(level) > 1:
        level = _above(level)
    return level[0]


def _above(level: list[bytes]) -> list[bytes]:
    """The next level up: pairs are joined, one left over rises as it is. The same tree as the RFC's split by halves."""
    pairs = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
    return pairs + level[len(level) & ~1 :]
