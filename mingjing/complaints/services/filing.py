"""File a complaint: code, keys, seals, number, clocks and proof, all or nothing (CMP-4-0, CMP-7-1c, CMP-8-a)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from mingjing.clocks import services as clocks
from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import (
    Channel,
    Complainant,
    ComplaintKind,
    ComplaintStatus,
    Duty,
    PaperKind,
    Purpose,
    RealName,
)
from mingjing.complaints.models import Complaint, Grant, Receipt
from mingjing.complaints.selectors import duties
from mingjing.complaints.selectors.opening import CaseKeys, hour_of
from mingjing.complaints.services import messaging, papers, proving
from mingjing.complaints.services.granting import wrapped
from mingjing.complaints.services.papers import SealedUpload
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7_at
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring import services as keyring
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import Law, law
from mingjing.sealing import codes
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import boxes, mailboxes, routing, wraps
from mingjing.transparency.services import promises

SIGN = "投"
AT_RECEIPT = ("CMP-7-1a", "GAP-21", "CMP-7-3")
FOR_REAL_NAMES = "CMP-7-5"
NAMED = (RealName.CLAIMED, RealName.CONFIRMED)
FILED = "filed"
LONGEST = 20_000  # letters of what is said


@dataclass(frozen=True)
class Identity:
    """Who complains. Sealed to two of three custodians; nobody who handles the case ever has the key."""

    name: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    contact: str = ""
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody complains of, in memory only.

    `about`: links to the page, power, chart version, step or application complained about, by name.
    `representatives`: names of a group of up to five (CMP-6-e).
    """

    text: str
    received_on: dt.date
    channel: Channel = Channel.WEB
    act: str = ""
    kind: ComplaintKind = ComplaintKind.COMPLAINT
    complainant: Complainant = Complainant.CITIZEN
    unit: Unit | None = None
    persons: str = ""
    happened_on: dt.date | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None
    representatives: Sequence[Identity] = ()
    outside: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)  # of the form by channel: postmark, call-taker, fax time
    files: Sequence[SealedUpload] = ()
    originals: Sequence[SealedUpload] = ()  # what tells who wrote, such as a whole mail: sealed with the identity
    via: str = ""  # the unit whose system sent it, which may ask what became of it (CMP-6-f)


@dataclass(frozen=True)
class Filed:
    """A complaint that is stored, and the code to write down. The code is nowhere else."""

    complaint: Complaint
    code: str


def check(said: Said) -> None:
    """Refuse what cannot be filed.

    Raises:
        Refused: nothing is said, too long, or a name is given while the custodians' seats are not all taken.
    """
    if not said.text.strip():
        raise Refused("请写明反映的事情：何时、何地、哪个单位、做了或没有做什么。")
    if len(said.text) > LONGEST:
        raise Refused(f"内容超过 {LONGEST} 字，请删减，或把材料作为附件上传。")
    if said.identity and not duties.has_custodians():
        raise Refused("身份保管人还没有到位，现在不能安全保管姓名。请匿名提交，或者拨打投诉举报电话。")


def file(said: Said, *, code: str, at: dt.datetime, by: Official | None = None, owner: Official | None = None) -> Filed:
    """Store a complaint under a new `code` (`codes.new()`); sent again with the same code, it is the same complaint.

    `by`: whoever entered it for somebody; then the code is for one use, and the paper is sealed so that the clerk
    cannot read it again unless the case is given to them. `owner`: who handles it from the start (CMP-6-b), chosen by
    `entering.owner_of`; the conflict list holds for them too.

    Raises:
        Refused: as `check`, nobody could open it, or the outside number was registered before (CMP-6-f).
    """
    if found := known(code):
        return found
    check(said)
    rules = law(said.received_on)
    key, keys, identity_key = uuid4(), CaseKeys(boxes.new_key(), boxes.new_key()), boxes.new_key()
    route = _route(said, duties.in_conflict(said.persons, said.text))
    readers, duty = _readers(route, by)
    handlers = access.fit([owner] if owner else [], route)
    receipt = Receipt(tag_digest=mailboxes.tag_digest(code), public=mailboxes.public_of(code), once=by is not None,
                      made_on=said.received_on)  # fmt: skip
    complaint = Complaint(pk=key, routing=access.route(route, key))
    keyring.keep(
        [
            wraps.to_public(key, Purpose.CONTENT, keys.content, receipt.public),
            *wrapped(complaint, keys, {*readers, *handlers}),
            *wraps.to_custodians(key, Purpose.CONTENT, keys.content),
            *wraps.to_custodians(key, Purpose.WORK, keys.work),
            *(wraps.to_custodians(key, Purpose.IDENTITY, identity_key) if said.identity else []),
        ]
    )
    try:
        with transaction.atomic(), seeing(SYSTEM):
            given = [*_given(readers, duty), *_given(handlers, Duty.HANDLER)]
            _store(complaint, receipt, said, keys, identity_key, given, rules, at=at, by=by)
            if duty == Duty.HANDLER:  # the discipline organ has no desk that it looks at each day
                messaging.tell(readers, at=hour_of(at))
    except IntegrityError as error:
        if found := known(code):  # the same form, sent twice at once
            return found
        if said.outside:
            raise Refused(f"外部编号 {said.outside} 已经登记过，不再重复登记。") from error
        raise
    return Filed(complaint, code)


def _readers(route: dict[str, Any], by: Official | None) -> tuple[list[Official], Duty]:
    """Who may open a new case, and for which duty: the clerks of the centre, else its heads; where all of them stand
    back, those of the discipline organ who sit in another unit and have a sealing key. Never whoever entered it.

    Raises:
        Refused: nobody. Taken in all the same, it would lie where no eye ever fell on it (CMP-5, CMP-7-2b).
    """
    keyed = set(PersonKey.objects.filter(retired_at=None).values_list("official", flat=True))
    for people in (duties.registrars(), duties.heads()):
        fit = [person for person in access.fit(people, route) if by is None or person.pk != by.pk]
        if any(person.pk in keyed for person in fit):
            return fit, Duty.REGISTRAR
    ours = set(duties.staff().values_list("unit", flat=True))
    outside = [person for person in access.fit(duties.supervisors(), route) if person.unit_id not in ours]
    if able := [person for person in outside if person.pk in keyed and (by is None or person.pk != by.pk)]:
        return able, Duty.HANDLER
    if duties.staff().filter(pk__in=keyed).exists():
        raise Refused(
            "这件反映的是投诉举报中心所在的单位或者中心的人员，其他人都要回避，纪检监察机关也没有能接收的人，"
            "本中心不能收办，因此没有登记。请向同级或者上级纪检监察机关反映（第五条、第七条第二项）。"
        )
    raise Refused("投诉举报中心现在没有人能打开来件，因此没有登记。请拨打投诉举报电话，或者当面反映（第六条）。")


def _given(people: Sequence[Official], duty: Duty) -> list[tuple[Official, Duty]]:
    return [(person, duty) for person in people]


def known(code: str) -> Filed | None:
    """What was filed under a code before; None if nothing was."""
    receipt = Receipt.objects.filter(tag_digest=mailboxes.tag_digest(code)).first()
    if receipt is None:
        return None
    with seeing(str(receipt.pk)):
        complaint = receipt.complaints.order_by("number").first()
    return Filed(complaint, code) if complaint else None


def _route(said: Said, conflicts: Sequence[UUID]) -> dict[str, Any]:
    return {
        "unit": str(said.unit.pk) if said.unit else None,
        "units": [str(said.unit.pk)] if said.unit else [],
        "act": said.act,
        "first_act": said.act,
        "kind": str(said.kind),
        "complainant": str(said.complainant),
        "about": dict(said.about),
        "happened_on": said.happened_on.isoformat() if said.happened_on else None,
        "conflicts": [str(pk) for pk in conflicts],
        "outside": said.outside,
        "via": said.via,
        "likeness": duties.likeness(said.text),
    }


def _store(
    complaint: Complaint,
    receipt: Receipt,
    said: Said,
    keys: CaseKeys,
    identity_key: bytes,
    given: Sequence[tuple[Official, Duty]],
    rules: Law,
    *,
    at: dt.datetime,
    by: Official | None,
) -> None:
    hour = hour_of(at)
    slot = proving.commit(complaint.pk, FILED, keys=keys, on=said.received_on, at=hour)
    receipt.promise = promises.of(slot)
    receipt.save(force_insert=True)
    complaint.number = numbering.numbered(SIGN, said.received_on.year)
    complaint.status = ComplaintStatus.REGISTERED
    complaint.receipt, complaint.channel = receipt, said.channel
    complaint.received_on, complaint.received_hour = said.received_on, hour
    complaint.outside = routing.tag("outside", said.outside) if said.outside else None
    if said.identity:
        complaint.real_name = RealName.CLAIMED
        people = [asdict(said.identity), *map(asdict, said.representatives)]
        complaint.identity = boxes.shut(
            {"people": people}, identity_key, case=complaint.pk, purpose=str(Purpose.IDENTITY)
        )
    complaint.save(force_insert=True)
    Grant.objects.bulk_create(
        Grant(id=uuid7_at(hour), complaint=complaint, holder=tag_of(person), duty=duty, given_on=said.received_on)
        for person, duty in given
    )
    words = {"text": said.text, "persons": said.persons, "notes": dict(said.notes), "about": dict(said.about)}
    papers.add(complaint, PaperKind.STATEMENT, words, keys=keys, by=by, at=at, files=said.files)
    if said.identity:
        papers.add_originals(complaint, said.originals, key=identity_key, at=hour)
    after = {"status": complaint.status, "channel": complaint.channel, "received_on": said.received_on.isoformat()}
    actor = masked(by) if by else None
    ledger.write(complaint, workflow.REGISTERED, by=actor, at=at if by else hour, basis="CMP-7-1c", after=after)
    start_clocks(complaint, rules, at=hour)


def start_clocks(complaint: Complaint, rules: Law, *, at: dt.datetime) -> None:
    """Start what is owed from the day of receipt on; the written notice only where somebody gave a name (CMP-7-5)."""
    if rules.regulation is None:
        return
    owed = [*AT_RECEIPT, *([FOR_REAL_NAMES] if complaint.real_name in NAMED else [])]
    clocks.start_all(
        complaint, [rules.limits[limit] for limit in owed if limit in rules.limits], pack=rules.regulation.number,
        unit_id=duties.centre().pk, on=complaint.received_on, calendar=rules.calendar, by=None, at=at,
    )  # fmt: skip


def new_code() -> str:
    """A code for a form that is about to be shown."""
    return codes.new()
