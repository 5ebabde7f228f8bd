"""The three custodians: seated at the ceremony, replaced when one leaves or loses the identity."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.keyring.models import Wrap
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing import age
from mingjing.sealing.models import Custodian
from mingjing.sealing.services import jobs, wraps

SEATS = (1, 2, 3)
SEATED, LEFT = "就任身份保管人", "身份保管人离任"


@dataclass(frozen=True)
class Card:
    """Who takes a seat: the public half of what they made on their own device."""

    name: str
    body: str
    recipient: str
    official: Official | None = None


def fingerprint(recipient: str) -> str:
    """How a recipient is called: 64 hex letters, read aloud in groups of eight."""
    return jobs.fingerprint(recipient.encode())


@transaction.atomic
def seat(place: int, card: Card, *, by: Official | None, at: dt.datetime) -> Custodian:
    """Give one of the three seats to somebody.

    Raises:
        Refused: a seat that is taken, no recipient, or a person, body or recipient that has a seat already.
    """
    taken = {one.place: one for one in Custodian.objects.filter(until_at=None).select_for_update()}
    if place not in SEATS or place in taken:
        raise Refused(f"第 {place} 席不存在或者已有人。保管人遗失身份文件或者离任的，用 replace 更换。")
    _check(card, list(taken.values()))
    custodian = Custodian.objects.create(
        place=place, name=card.name, body=card.body, recipient=card.recipient, official=card.official, from_at=at
    )
    said = {"place": place, "body": card.body, "fingerprint": fingerprint(card.recipient)}
    ledger.write(custodian, SEATED, by=by, at=at, basis="CMP-8-b", after=said)
    return custodian


def _check(card: Card, others: list[Custodian]) -> None:
    if not age.is_recipient(card.recipient):
        raise Refused("这不是 age 公钥。请用 mingjing custody make-identity 写出的公开文件。")
    if not card.name.strip() or not card.body.strip():
        raise Refused("请写明保管人的姓名和所在机构。")
    if any(card.recipient == other.recipient for other in Custodian.objects.all()):
        raise Refused("这个 age 公钥已经用过。每位保管人、每次更换都要生成新的。")
    for other in others:
        if card.body == other.body:
            raise Refused(f"三位保管人要来自三个机构，“{card.body}”已有{other}。")
        if card.official and card.official.pk == other.official_id:
            raise Refused(f"{other}已在另一席。")
    if card.official and not card.official.holds(Role.CUSTODIAN):
        raise Refused(f"账号 {card.official.username} 没有“身份保管人”角色，请先由安全管理员授予。")


@transaction.atomic
def hold(cards: Sequence[Card], *, by: Official | None, at: dt.datetime) -> list[Custodian]:
    """The ceremony: all three seats at once, or none.

    Raises:
        Refused: as `seat`, or not three.
    """
    if len(cards) != len(SEATS):
        raise Refused("身份保管人是三位，一位不能多、一位不能少。")
    return [seat(place, card, by=by, at=at) for place, card in zip(SEATS, cards, strict=True)]


@transaction.atomic
def replace(place: int, card: Card, *, by: Official | None, reason: str, at: dt.datetime) -> Custodian:
    """Another custodian, or another identity of the same one. What was sealed is re-wrapped by the other two.

    Raises:
        Refused: an empty seat, no reason, or as `seat`.
    """
    leaving = Custodian.objects.filter(place=place, until_at=None).select_for_update().first()
    if leaving is None or not reason.strip():
        raise Refused("更换要写明席位上现在是谁、为什么更换。")
    Custodian.objects.filter(pk=leaving.pk).update(until_at=at)
    ledger.write(leaving, LEFT, by=by, at=at, basis="CMP-8-b", reason=reason.strip())
    return seat(place, card, by=by, at=at)


@dataclass(frozen=True)
class Held:
    """How many keys one pair can open, and whether both are in office."""

    first: Custodian
    second: Custodian
    current: bool
    wraps: int


def holdings() -> list[Held]:
    """Every pair of present and past custodians that can still open something, the current ones in any case."""
    everybody = list(Custodian.objects.order_by("place", "from_at"))
    counted = {
        holder: Wrap.objects.filter(holder=holder).count()
        for holder in {wraps.pair_of(a, b) for a in everybody for b in everybody if a.place < b.place}
    }
    return [
        Held(a, b, now, count)
        for a in everybody
        for b in everybody
        if a.place < b.place and ((now := not (a.until_at or b.until_at)) | bool(count := counted[wraps.pair_of(a, b)]))
    ]
