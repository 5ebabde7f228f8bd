"""`mingjing receipts check FILE`: what the file from a receipt page proves, and what not. Needs no database. Pure."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from mingjing.transparency import pledge, tree
from mingjing.transparency.commitments import SALT, commitment, due
from mingjing.transparency.pledge import instant, instant_of

T = TypeVar("T")
VERSION = 1
WRONG, UNREADABLE = 1, 2  # exit codes
LARGEST = 50 * 1024 * 1024  # bytes of a file
BEIJING = dt.timezone(dt.timedelta(hours=8))
SIGNS = {True: "✓ 已证明", False: "✗ 不成立", None: "？ 未证明"}
NOT_PROVEN = (
    "公开日志建成以前，不能证明别人看到的批次与您看到的相同：请留存批次文件，与他人对照。",
    "本文件不证明投诉举报的内容，也不证明办理结论正确。",
)


class Unreadable(Exception):
    """A file that is not what this command reads."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: proven, wrong, or (None) neither."""

    good: bool | None
    text: str


@dataclass(frozen=True)
class Place:
    """Where a slot is said to stand: in the batch of `hour`, at `position` of `size`."""

    hour: dt.datetime
    root: bytes
    size: int
    position: int
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class Claim:
    """One event of the case, with what opens its commitment. No place: it waits for its batch."""

    event: str
    day: dt.date
    commitment: bytes
    place: Place | None


@dataclass(frozen=True)
class Bundle:
    """What the reporter took home."""

    receipt: bytes
    promise: Mapping[str, Any]
    hour: dt.datetime
    key: bytes
    claims: tuple[Claim, ...]


def main(argv: Sequence[str]) -> int:
    """Print a line for each thing looked at. 0: nothing is wrong, 1: something is, 2: a file cannot be read."""
    arguments = _parser().parse_args(argv)
    try:
        bundle = bundle_of(_loaded(arguments.file))
        batches = dict(batch_of(_loaded(path)) for path in arguments.batch)
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    findings = list(check(bundle, batches=batches, key=arguments.key, at=arguments.at or dt.datetime.now(dt.UTC)))
    lines = [f"{SIGNS[finding.good]}  {finding.text}" for finding in findings]
    sys.stdout.write("\n".join([*lines, "", "另请注意：", *(f"- {text}" for text in NOT_PROVEN), ""]))
    return WRONG if any(finding.good is False for finding in findings) else 0


def _parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="mingjing receipts", description="Check the file of a receipt page offline.")
    command = found.add_subparsers(dest="command", required=True).add_parser("check")
    command.add_argument("file", type=Path, metavar="FILE", help="the JSON file downloaded from the receipt page")
    command.add_argument("--key", type=bytes.fromhex, metavar="HEX", help="the public key as it was published")
    command.add_argument(
        "--batch", type=Path, action="append", default=[], metavar="BATCH", help="a published batch, as downloaded"
    )
    command.add_argument("--at", type=_moment, metavar="ISO", help="the time to check for; now by default")
    return found


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def check(
    bundle: Bundle, *, batches: Mapping[dt.datetime, bytes], key: bytes | None, at: dt.datetime
) -> Iterator[Finding]:
    """Everything that can be looked at without asking anybody. `batches`: roots computed from published batches."""
    yield from _of_key(bundle, key)
    yield from _of_promise(bundle, at)
    for claim in bundle.claims:
        yield from _of_claim(claim, batches)


def _of_key(bundle: Bundle, key: bytes | None) -> Iterator[Finding]:
    if key is None:
        yield Finding(None, f"公钥取自文件本身，请与公布的核对：{bundle.key.hex()}")
    else:
        yield Finding(bundle.key == key, "文件里的公钥就是给出的公钥。")
    signed = pledge.holds(dict(bundle.promise), bundle.key)
    yield Finding(signed, f"服务器签名承诺：{_told(bundle.hour)}起的一小时内收到，摘要 {bundle.receipt.hex()[:16]}…")
    yield Finding(bundle.promise["receipt"] == bundle.receipt.hex(), "承诺的摘要就是文件里的摘要。")


def _of_promise(bundle: Bundle, at: dt.datetime) -> Iterator[Finding]:
    last = due(bundle.hour)
    claim = next((claim for claim in bundle.claims if claim.commitment == bundle.receipt), None)
    if claim is None:
        yield Finding(None, "承诺的是哪一格，本文件没有说明。")
    elif claim.place:
        yield Finding(claim.place.hour < last, f"所承诺的“{claim.event}”在 {_told(last)} 以前进入批次。")
    elif at >= last:
        yield Finding(False, f"所承诺的“{claim.event}”应在 {_told(last)} 前进入批次，至今没有：承诺没有兑现。")
    else:
        yield Finding(None, f"所承诺的“{claim.event}”还在等批次，最迟 {_told(last)}。")


def _of_claim(claim: Claim, batches: Mapping[dt.datetime, bytes]) -> Iterator[Finding]:
    name, place = f"{claim.day} “{claim.event}”", claim.place
    if place is None:
        yield Finding(None, f"{name}：还没有进入批次，过一小时再下载一次。")
        return
    leads = tree.check(claim.commitment, place.position, place.size, place.path, place.root)
    yield Finding(leads, f"{name}：在 {_told(place.hour)} 的批次里，第 {place.position + 1} 格，共 {place.size} 格。")
    root = batches.get(place.hour)
    if root is None:
        yield Finding(None, f"{name}：请下载公布的批次 {instant(place.hour)}，用 --batch 核对树根。")
    else:
        yield Finding(root == place.root, f"{name}：树根与公布的批次一致。")


def _told(at: dt.datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）"


def bundle_of(said: Any) -> Bundle:
    """The file of a receipt page.

    Raises:
        Unreadable: it has another form.
    """
    return _read(_bundle, said, "不是回执页下载的文件，或者内容不全")


def batch_of(said: Any) -> tuple[dt.datetime, bytes]:
    """The hour of a published batch, and the root computed from its commitments.

    Raises:
        Unreadable: it has another form, or says another root than it has.
    """
    return _read(_batch, said, "不是公布的批次，或者它的树根与承诺值不符")


def _read(reader: Callable[[Any], T], said: Any, why: str) -> T:
    try:
        return reader(said)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable(f"读不了：{why}。") from error


def _bundle(said: Any) -> Bundle:
    if said["v"] != VERSION or not isinstance(said["slots"], list):
        raise ValueError("another version")
    promise = dict(said["promise"])
    return Bundle(
        receipt=_bytes(said["receipt"]),
        promise={"receipt": None, **promise},
        hour=instant_of(promise["hour"]),
        key=_bytes(said["key"]),
        claims=tuple(map(_claim, said["slots"])),
    )


def _claim(said: Any) -> Claim:
    event, day = said["event"], dt.date.fromisoformat(said["day"])
    found = commitment(_bytes(said["salt"], SALT), UUID(said["case"]), event, day)
    return Claim(event, day, found, _place(said["proof"]) if said["proof"] is not None else None)


def _place(said: Any) -> Place:
    if type(said["size"]) is not int or type(said["position"]) is not int:
        raise ValueError("not whole numbers")
    return Place(
        hour=instant_of(said["hour"]),
        root=_bytes(said["root"]),
        size=said["size"],
        position=said["position"],
        path=tuple(map(_bytes, said["path"])),
    )


def _batch(said: Any) -> tuple[dt.datetime, bytes]:
    commitments = [_bytes(text) for text in said["commitments"]]
    root = tree.root(commitments)
    if root != _bytes(said["root"]) or len(commitments) != said["size"]:
        raise ValueError("root and commitments do not belong together")
    return instant_of(said["hour"]), root


def _bytes(text: str, length: int = tree.HASH) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != length:
        raise ValueError("another length")
    return found


def _loaded(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{path} 太大。")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"读不了 {path}：没有这个文件，或者不是 JSON。") from error
