"""Openings: asked for with a reason, opened by two custodians one after the other, read by who asked, for a day.

The server hands out layers and takes them back; it never holds a key that is bare. What is half opened, and what was
sealed anew to the requester, lies among the wrapped keys, and goes when the opening ends.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from mingjing.core.errors import Refused
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.sealing import access, age, selectors, tags, vault, workflow
from mingjing.sealing.enums import GROUNDS, WAITING, Denial, Ground, OpeningStatus, Purpose
from mingjing.sealing.models import Custodian, Opening, PersonKey
from mingjing.sealing.selectors import Job, of_case
from mingjing.sealing.services import jobs, layers, persons, routing, wraps
from mingjing.sealing.services.persons import Unlocked
from mingjing.sealing.vault import NotOpened

__all__ = ["of_case"]
NUMBER = "SELECT nextval('sealing_opening_number')"
LONGEST_REASON = 1000
LONGEST_LAYER = 8 * 1024  # bytes; a layer of one key has some 300
SPENT = "启封已到期或者已经结束，钥匙已经销毁。确有需要的，请重新申请。"


@dataclass(frozen=True)
class Watermark:
    """What every page of what was opened bears."""

    name: str
    unit: str
    number: str
    at: dt.datetime


def nothing(opening: Opening) -> None:
    """Tell nobody."""


def request(case_id: UUID, purpose: str, *, grounds_code: str, reason: str, by: Official, at: dt.datetime) -> Opening:
    """Ask the custodians to open one key of a case for `by`; the reason is sealed to them.

    Raises:
        Refused: not of the centre, no such ground, no reason, no key of one's own, nothing to open, or asked already.
    """
    access.check_may_ask(by)
    _check(purpose, grounds_code, reason)
    key = persons.current(by)
    if key is None:
        raise Refused("您还没有封存钥匙，启封后也无法阅读。请先设置封存口令。")
    sign = tags.of_official(by)
    pairs = selectors.pairs_without(sign)
    if not _layers(case_id, purpose, pairs):
        raise Refused("这一部分没有封给现任的身份保管人，不能申请启封。")
    opening = Opening(
        number=f"启〔{at.year}〕{_next():05}", status=OpeningStatus.REQUESTED, purpose=purpose, ground=grounds_code,
        case_tag=tags.tag("case", case_id), requester_tag=sign, requested_at=at,
        reason=jobs.sealed_reason(reason.strip(), sorted({one.recipient for pair in pairs for one in pair})),
    )  # fmt: skip
    said = {"case": str(case_id), "requester": str(by.pk), "fingerprint": key.fingerprint}
    opening.routed = routing.shut(said, about=opening.pk)
    try:
        with transaction.atomic():
            opening.save(force_insert=True)
            _write(opening, workflow.REQUESTED, by, at)
    except IntegrityError:
        raise Refused("您已就这件事申请过启封，正在办理或者还在有效期内，不必重复申请。") from None
    return opening


def _check(purpose: str, ground: str, reason: str) -> None:
    if purpose not in Purpose.values or ground not in GROUNDS[Purpose(purpose)]:
        raise Refused("请从列表中选择启封的理由类别（第八条）。")
    if not reason.strip():
        raise Refused("请写明为什么必须启封，保管人据此决定（第八条）。")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由不超过 {LONGEST_REASON} 字。")


def _next() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def _write(opening: Opening, step: str, by: Official, at: dt.datetime) -> None:
    said = {"purpose": opening.purpose, "status": opening.status}
    ledger.write(opening, step, by=tags.masked(by), at=at, basis=workflow.BASIS, reason=opening.ground, after=said)


def _layers(case_id: UUID, purpose: str, pairs: list[selectors.Pair]) -> dict[str, bytes]:
    """The nested layers of those of `pairs` who have one, by the pair's name. One query."""
    found = keyring.of([case_id], holders=[wraps.pair_of(*pair) for pair in pairs])
    return {wrap.holder: bytes(wrap.box) for wrap in found if wrap.purpose == purpose}


def case_of(opening: Opening) -> UUID:
    """The case that is asked about: for the memory of the server."""
    return UUID(routing.opened(opening.routed, about=opening.pk)["case"])


def requester_of(opening: Opening) -> Official:
    """Who asked: custodians see the name, the database does not."""
    return Official.objects.select_related("unit").get(pk=routing.opened(opening.routed, about=opening.pk)["requester"])


def requesters(rows: Collection[Opening]) -> dict[UUID, Official]:
    """Who asked, by opening. One query."""
    said = {row.pk: UUID(routing.opened(row.routed, about=row.pk)["requester"]) for row in rows}
    people = Official.objects.select_related("unit").in_bulk(set(said.values()))
    return {pk: people[person] for pk, person in said.items()}


def job_for(opening: Opening, second: Custodian | None, *, by: Official, at: dt.datetime) -> bytes:
    """The file for the custodian whose turn it is. `second`: with whom, at the first layer.

    Raises:
        Refused: not one's turn, or nothing to open.
    """
    seat = access.check_custodian(by, opening)
    job = _job(opening, seat, second)
    layer = _layer(job)
    key = PersonKey.objects.filter(fingerprint=_fingerprint(opening), retired_at=None).first()
    if layer is None or key is None:
        raise Refused("这一层已经不在，或者申请人换了钥匙。请退回或者请申请人重新申请。")
    requester = requester_of(opening)
    _write(opening, workflow.FETCHED, by, at)
    return jobs.written(
        {
            "what": jobs.OPEN,
            "id": str(opening.pk),
            "number": opening.number,
            "step": job.step,
            "case": str(case_of(opening)),
            "purpose": opening.purpose,
            "ground": str(Ground(opening.ground).label),
            "reason": jobs.coded(bytes(opening.reason)),
            "first": str(job.first.pk),
            "second": str(job.second.pk),
            "requester": {
                "name": requester.name,
                "unit": str(requester.unit),
                "public": jobs.coded(bytes(key.public)),
                "fingerprint": key.fingerprint,
            },
            "layers": [jobs.coded(layer)],
        }
    )


def _fingerprint(opening: Opening) -> str:
    return str(routing.opened(opening.routed, about=opening.pk)["fingerprint"])


def _job(opening: Opening, seat: Custodian, second: Custodian | None) -> Job:
    """The job that is this custodian's now.

    Raises:
        Refused: it is somebody else's turn.
    """
    if opening.status == OpeningStatus.HALF and opening.second_id == seat.pk and opening.first:
        return Job(opening, opening.first, seat)
    usable = selectors.pairs_without(opening.requester_tag) if opening.status == OpeningStatus.REQUESTED else []
    for pair in usable:
        if pair == (seat, second):
            return Job(opening, *pair)
    raise Refused(f"{opening} 现在不由您拆封，请刷新保管人工作台。席位靠前的先拆。")


def _layer(job: Job) -> bytes | None:
    case = case_of(job.opening)
    if job.step == jobs.FIRST:
        layers = _layers(case, job.opening.purpose, [(job.first, job.second)])
        return layers.get(wraps.pair_of(job.first, job.second))
    wrap = keyring.of([case], holders=[_holder(job.opening, "half")]).first()
    return bytes(wrap.box) if wrap else None


def _holder(opening: Opening, what: str) -> str:
    """Under which name a layer of an opening lies among the wrapped keys."""
    return hashlib.sha256(f"{what}/{opening.pk}".encode()).hexdigest()


def take_in(
    opening: Opening, file: bytes, *, by: Official, at: dt.datetime, opened: Callable[[Opening], None] = nothing
) -> None:
    """Take back the file from which a custodian removed a layer. `opened` is called once it is open, in the same deed.

    Raises:
        Refused: not one's turn, or another file.
    """
    try:
        said = jobs.read(file)
        layer = jobs.decoded(said["layers"][0])
        second = UUID(said["second"])
    except (jobs.WrongFile, KeyError, ValueError, TypeError, AttributeError):
        raise Refused("这不是拆封后的文件。请上传 mingjing custody peel 写出的文件。") from None
    with transaction.atomic():
        opening.refresh_from_db(from_queryset=Opening.objects.select_for_update())  # one upload after the other
        seat = access.check_custodian(by, opening)
        job = _job(opening, seat, Custodian.objects.filter(pk=second).first())
        _check_result(job, said, layer)
        if job.step == jobs.FIRST:
            _replace(opening, "half", layer)
            _move(opening, workflow.FIRST, by, at, first=job.first, second=job.second)
            return
        _replace(opening, "open", layer)
        _move(opening, workflow.SECOND, by, at, opened_at=at, until_at=at + workflow.HELD_OPEN)
        opened(opening)
    _drop(opening, "half")


def _check_result(job: Job, said: dict[str, Any], layer: bytes) -> None:
    """What the server can see of a layer without opening it."""
    if said["what"] != jobs.OPEN or said["id"] != str(job.opening.pk) or said["step"] != job.step + 1:
        raise Refused("这是另一件的文件，或者这一层还没有拆。请核对文件名和步骤。")
    begins = age.MAGIC if job.step == jobs.FIRST else _begins(job.opening)
    if len(layer) > LONGEST_LAYER or not layer.startswith(begins):
        raise Refused("文件里的封层不完整，请重新下载、重新拆封。")


def _begins(opening: Opening) -> bytes:
    key = PersonKey.objects.filter(fingerprint=_fingerprint(opening), retired_at=None).first()
    if key is None:
        raise Refused("申请人换了钥匙，请申请人撤回后重新申请。")
    return bytes(key.public)[: vault.MARK]


def _replace(opening: Opening, what: str, layer: bytes) -> None:
    """Keep a layer in place of one that another attempt may have left."""
    _drop(opening, what)
    keyring.keep([Wrap(case_id=case_of(opening), purpose=opening.purpose, holder=_holder(opening, what), box=layer)])


def _drop(opening: Opening, *whats: str) -> None:
    """Take layers away. A second layer may be there although its deed was undone: two databases, two commits."""
    for what in whats:
        keyring.drop(case_of(opening), holder=_holder(opening, what))


def _move(opening: Opening, step: Any, by: Official | None, at: dt.datetime, reason: str = "", **changes: Any) -> None:
    actor = tags.masked(by) if by else None
    ledger.take(step, opening, by=actor, at=at, reason=reason or opening.ground, **changes)


def send_back(opening: Opening, *, by: Official, at: dt.datetime) -> None:
    """The second custodian cannot open the layer: the first one does it again, perhaps with another.

    Raises:
        Refused: not one's turn.
    """
    seat = access.check_custodian(by, opening)
    if seat.pk != opening.second_id:
        raise Refused("只有拆第二层的保管人可以退回重拆。")
    _move(opening, workflow.SEND_BACK, by, at, first=None, second=None)
    _drop(opening, "half", "open")


def refuse(opening: Opening, *, code: str, by: Official, at: dt.datetime) -> None:
    """A custodian does not open; one is enough to end it.

    Raises:
        Refused: no custodian, no such reason, or decided before.
    """
    access.check_custodian(by, opening)
    if code not in Denial.values:
        raise Refused("请从列表中选择不予启封的理由。")
    _move(opening, workflow.REFUSE, by, at, reason=code, denial=code)
    _drop(opening, "half", "open")


def withdraw(opening: Opening, *, by: Official, at: dt.datetime) -> None:
    """Who asked needs it no longer.

    Raises:
        Refused: asked by another, or decided before.
    """
    if not access.is_requester(by, opening):
        raise Refused("只有申请人本人可以撤回。")
    _move(opening, workflow.WITHDRAW, by, at)
    _drop(opening, "half", "open")


def key_for(opening: Opening, unlocked: Unlocked, *, at: dt.datetime) -> bytes:
    """The key that was opened, for the memory of one request of who asked. Written down first, each time.

    Raises:
        Refused: asked by another, not open, its day is over, or the layer is of another opening, case or purpose.
    """
    if _fingerprint(opening) != unlocked.fingerprint:
        raise Refused("启封的内容只给申请人本人看。")
    if opening.status == OpeningStatus.OPEN and opening.until_at and opening.until_at <= at:
        _expire([opening], at)
    if opening.status in WAITING:
        raise Refused("两位保管人还没有都拆封，请等候。")
    if opening.status != OpeningStatus.OPEN:
        raise Refused(SPENT)
    wrap = keyring.of([case_of(opening)], holders=[_holder(opening, "open")]).first()
    if wrap is None:
        raise Refused(SPENT)
    _write(opening, workflow.VIEWED, requester_of(opening), at)
    try:
        said = layers.label(case_of(opening), opening.purpose)
        return layers.opened_for(bytes(wrap.box), unlocked.private, opening=opening.pk, said=said)
    except NotOpened:
        raise Refused(
            "保管人交回的封层打不开，或者不是这一次启封、这一件、这一部分的。请重新申请，并告诉保管人。"
        ) from None


def watermark(opening: Opening, *, at: dt.datetime) -> Watermark:
    """What a page that shows what was opened bears, at the moment it is shown."""
    requester = requester_of(opening)
    return Watermark(requester.name, str(requester.unit), opening.number, at)


def sweep(*, at: dt.datetime) -> int:
    """End every opening whose day is over: its key goes; how many."""
    return _expire(list(Opening.objects.filter(status=OpeningStatus.OPEN, until_at__lte=at)), at)


def _expire(rows: list[Opening], at: dt.datetime) -> int:
    """Keys first: an opening that lost only its key is swept again."""
    for opening in rows:
        _drop(opening, "half", "open")
        try:
            _move(opening, workflow.EXPIRE, None, at)
        except Refused:  # somebody else's sweep was first
            opening.refresh_from_db()
    return len(rows)
