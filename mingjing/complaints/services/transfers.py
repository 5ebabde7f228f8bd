"""Orders that another office, such as 12345, hands over: in by interface or sheet, their state out (CMP-6-f).

A delivery is taken whole or not at all, unless the sender asks otherwise; an outside number is registered once.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing.casework.enums import TokenKind
from mingjing.casework.models import ApiToken
from mingjing.casework.services import tokens
from mingjing.complaints import access
from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Complaint, TransferBatch
from mingjing.complaints.selectors import duties
from mingjing.complaints.services import filing
from mingjing.complaints.services.filing import LONGEST, Identity, Said
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring import services as keyring
from mingjing.people.enums import Role
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import pack_in_force
from mingjing.sealing import codes
from mingjing.sealing.services import routing

MOST = 100  # orders of one delivery
LONGEST_NUMBER = 60
REGISTERED, DUPLICATE, FAULTY, LEFT = "registered", "duplicate", "faulty", "left"
TWICE = "这个外部编号已经登记过，不再重复登记。"


@dataclass(frozen=True)
class Order:
    """One order, as the office sent it. `row` counts from 1; `received_at` None: it could not be read."""

    row: int
    outside: str
    text: str
    received_at: dt.datetime | None
    unit: str = ""  # code
    act: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one order: its number, or what is wrong. No word of the order."""

    row: int
    outside: str
    result: str
    number: str = ""
    field: str = ""
    what: str = ""


@dataclass(frozen=True)
class Stage:
    """Where an order stands: dates and a name of a state, nothing of the matter."""

    outside: str
    number: str
    stage: str
    received_on: dt.date
    accepted_on: dt.date | None
    extended_to: dt.date | None
    closed_on: dt.date | None


class KeyReused(Refused):  # noqa: N818 - a refusal, like its parent
    """The key stands for another delivery."""


class _Undo(Exception):  # noqa: N818 - leaves a transaction, nobody sees it
    """Something is wrong: none of the delivery stays."""


def make_token(unit: Unit, *, name: str, by: Official, at: dt.datetime) -> tuple[ApiToken, str]:
    """A token by which an office's system hands over orders, and its secret, which is told this once.

    Raises:
        Refused: not the head of the centre.
    """
    _check_may_keep(by)
    return tokens.issue(unit, TokenKind.TRANSFERS, name=name, by=by, at=at)


def end_token(token: ApiToken, *, by: Official, at: dt.datetime) -> None:
    """End such a token at once.

    Raises:
        Refused: not the head of the centre, or ended before.
    """
    _check_may_keep(by)
    tokens.end(token, by=by, at=at)


def _check_may_keep(by: Official) -> None:
    if not by.holds(Role.CENTRE_HEAD):
        raise Refused("12345 接口令牌由投诉举报中心负责人生成和吊销，您没有这个权限（第六条）。")


def deliver(
    token: ApiToken, orders: Sequence[Order], *, key: str, body: bytes, whole: bool, at: dt.datetime
) -> list[Outcome]:
    """Take a delivery of an office's system. Sent again with the same key and content, it is answered in the same way.

    Raises:
        KeyReused: the key was used for something else.
    """
    tag, digest = routing.tag("transfer-key", f"{token.pk}/{key}"), routing.tag("transfer-body", body.hex())
    if known := TransferBatch.objects.filter(token=token, key=tag).first():
        if known.digest != digest:
            raise KeyReused("这个幂等键已用于另一批工单。请换一个幂等键。")
        return [Outcome(**row) for row in routing.opened(known.answer, about=known.pk)["rows"]]
    outcomes = take_in(orders, whole=whole, via=str(token.unit_id), by=None, at=at)
    if any(outcome.result == REGISTERED for outcome in outcomes):
        batch = TransferBatch(token=token, key=tag, digest=digest, on=timezone.localdate(at))
        batch.answer = routing.shut({"rows": [asdict(outcome) for outcome in outcomes]}, about=batch.pk)
        try:
            with transaction.atomic():
                batch.save(force_insert=True)
        except IntegrityError:  # sent twice at once: numbers of the other one are in its answer
            return outcomes
    return outcomes


def take_in(orders: Sequence[Order], *, whole: bool, via: str, by: Official | None, at: dt.datetime) -> list[Outcome]:
    """Register orders; what became of each. `whole`: none of them stays where one is at fault or known.

    `by`: the clerk whose sheet it was; sealed from them too (CMP-8-a).
    """
    judged = _judged(orders, today=timezone.localdate(at))
    if whole and any(outcome.result in (FAULTY, DUPLICATE) for outcome in judged.values()):
        return [judged.get(order.row, Outcome(order.row, order.outside, LEFT)) for order in orders]
    filed: list[Complaint] = []
    try:
        with transaction.atomic():
            for order in orders:
                if order.row not in judged:
                    judged[order.row] = _filed(order, filed, via=via, by=by, at=at)
                    if whole and judged[order.row].result != REGISTERED:
                        raise _Undo
    except _Undo:
        for complaint in filed:
            keyring.drop(complaint.pk)
        judged = {row: _undone(outcome) for row, outcome in judged.items()}
    return [judged.get(order.row, Outcome(order.row, order.outside, LEFT)) for order in orders]


def _undone(outcome: Outcome) -> Outcome:
    return replace(outcome, result=LEFT, number="") if outcome.result == REGISTERED else outcome


def _filed(order: Order, filed: list[Complaint], *, via: str, by: Official | None, at: dt.datetime) -> Outcome:
    came = order.received_at or at
    named = order.name and duties.has_custodians()
    said = Said(
        text=order.text, received_on=timezone.localdate(came), channel=Channel.TRANSFER, act=order.act,
        unit=Unit.objects.filter(code=order.unit).first() if order.unit else None,
        identity=Identity(order.name, phone=order.phone) if named else None,
        outside=order.outside, via=via, notes={"转来时间": f"{timezone.localtime(came):%Y-%m-%d %H:%M}"},
    )  # fmt: skip
    try:
        complaint = filing.file(said, code=codes.new(), at=at, by=by).complaint
    except Refused as refusal:
        known = bool(_known([order.outside]))
        what = TWICE if known else str(refusal)
        return Outcome(order.row, order.outside, DUPLICATE if known else FAULTY, field="outside_no", what=what)
    filed.append(complaint)
    return Outcome(order.row, order.outside, REGISTERED, complaint.number)


def _judged(orders: Sequence[Order], *, today: dt.date) -> dict[int, Outcome]:
    """What is wrong with orders, by row; those that may be registered are not in it."""
    units = set(Unit.objects.filter(code__in={order.unit for order in orders}).values_list("code", flat=True))
    pack = pack_in_force(today)
    acts = set(pack.acts) if pack else set()
    known, seen, judged = _known(order.outside for order in orders), set[str](), {}
    for order in orders:
        fault = _fault(order, units, acts, today)
        if fault:
            judged[order.row] = Outcome(order.row, order.outside, FAULTY, field=fault[0], what=fault[1])
        elif order.outside in known or order.outside in seen:
            judged[order.row] = Outcome(order.row, order.outside, DUPLICATE, field="outside_no", what=TWICE)
        seen.add(order.outside)
    return judged


def _fault(order: Order, units: set[str], acts: set[str], today: dt.date) -> tuple[str, str] | None:
    checks = (
        (not order.outside or len(order.outside) > LONGEST_NUMBER, "outside_no", "缺少外部编号，或者超过 60 个字"),
        (not order.text.strip(), "text", "没有内容"),
        (len(order.text) > LONGEST, "text", f"内容超过 {LONGEST} 字"),
        (order.received_at is None, "received_at", "时间应如 2026-03-02 09:00 或 2026-03-02T09:00:00+08:00"),
        (bool(order.received_at and timezone.localdate(order.received_at) > today), "received_at", "时间在今天以后"),
        (bool(order.unit) and order.unit not in units, "unit", "没有这个单位代码"),
        (bool(order.act) and order.act not in acts, "act", "没有这种行为，请用第四条的编码，如 CMP-4-3"),
        (bool(order.phone) and not order.name, "name", "留电话须同时写姓名"),
        (bool(order.name) and not duties.has_custodians(), "name", "身份保管人还没有到位，现在只收匿名的工单"),
    )
    return next(((field, what) for wrong, field, what in checks if wrong), None)


def _known(outsides: Iterable[str]) -> set[str]:
    """Those outside numbers that were registered before."""
    tags = {routing.tag("outside", outside): outside for outside in outsides if outside}
    with seeing(SYSTEM):
        found = Complaint.objects.filter(outside__in=tags).values_list("outside", flat=True)
        return {tags[tag] for tag in found if tag}


def stages_for(unit_id: Any, outsides: Sequence[str]) -> list[Stage]:
    """Where orders stand that came through this office's own system; others are as if they were not."""
    tags = [routing.tag("outside", outside) for outside in outsides]
    with seeing(SYSTEM):
        rows = list(Complaint.objects.filter(outside__in=tags, channel=Channel.TRANSFER).order_by("number"))
    return [stage_of(row) for row in rows if access.routed(row).get("via") == str(unit_id)]


def stage_of(row: Complaint) -> Stage:
    """Where one order stands."""
    return Stage(
        access.routed(row)["outside"], row.number, str(row.get_status_display()), row.received_on, row.accepted_on,
        row.extended_to, row.closed_on,
    )  # fmt: skip
