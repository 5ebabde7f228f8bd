"""Leaves of the public log: canonical JSON (RFC 8785) of a closed vocabulary, without free text or personal data. Pure.

With nothing but ASCII names, whole numbers below 2^53 and strings without escapes, canonical JSON is "keys in order, no
spaces", and every language agrees on the bytes.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

VERSION = 1
LONGEST = 1024  # bytes of a leaf
MOST = 2**53  # what every language still counts exactly
ACTS = frozenset(
    ("publish", "amend", "withdraw", "restore", "erase", "duty", "duty-close", "evaluation-close", "assessment")
    + ("decision", "receipt-batch", "unseal-batch", "key", "release")
)
CODE = re.compile(r"[A-Za-z0-9:._/-]{1,120}")
DIGEST = re.compile(r"[0-9a-f]{64}")
SUBJECT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REQUIRED = frozenset(("act", "at", "by", "commit", "kind", "no", "rev", "subj", "v"))


class NotALeaf(ValueError):
    """What may not stand in the log."""


def _number(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value < MOST  # True and False are numbers to isinstance


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


FIELDS: dict[str, Callable[[Any], bool]] = {
    "act": lambda value: isinstance(value, str) and value in ACTS,
    "at": _number(0),
    "by": _text(CODE),
    "commit": _text(DIGEST),
    "kind": _text(CODE),
    "no": _text(CODE),
    "prev": _text(DIGEST),
    "rev": _number(1),
    "subj": _text(SUBJECT),
    "v": lambda value: type(value) is int and value == VERSION,
}


def leaf(
    act: str,
    *,
    by: str,
    kind: str,
    no: str,
    subj: UUID,
    commit: bytes,
    prev: bytes | None = None,
    rev: int = 1,
    at: dt.datetime,
) -> bytes:
    """The bytes of a leaf. `by` is a unit's code, `kind` and `no` a coded type and number, `prev` the commit before.

    Raises:
        NotALeaf: a word outside the vocabulary, or a first revision with one before it, or a later one without.
    """
    said = {
        "act": act, "at": int(at.timestamp()), "by": by, "commit": commit.hex(), "kind": kind, "no": no, "rev": rev,
        "subj": str(subj), "v": VERSION,
    }  # fmt: skip
    return written(said if prev is None else {**said, "prev": prev.hex()})


def written(said: dict[str, Any]) -> bytes:
    """The canonical bytes of a leaf's fields.

    Raises:
        NotALeaf: a field is missing, unknown, or holds what it may not.
    """
    if unknown := said.keys() - FIELDS.keys():
        raise NotALeaf(f"no such field: {sorted(unknown)}")
    if missing := REQUIRED - said.keys():
        raise NotALeaf(f"missing: {sorted(missing)}")
    if wrong := sorted(name for name, value in said.items() if not FIELDS[name](value)):
        raise NotALeaf(f"not allowed in the log: {wrong}")
    if ("prev" in said) is (said["rev"] == 1):
        raise NotALeaf("the first revision has none before it, every other one has")
    found = json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    if len(found) > LONGEST:
        raise NotALeaf(f"{len(found)} bytes, {LONGEST} at most")
    return found


def read(data: bytes) -> dict[str, Any]:
    """The fields of a leaf that are written exactly as `written` writes them.

    Raises:
        NotALeaf: anything else, also a key that stands twice and a space too many.
    """
    try:
        said = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise NotALeaf("not JSON in ASCII") from error
    if not isinstance(said, dict) or written(said) != data:
        raise NotALeaf("not in canonical form")
    return said
