"""New keys for what was sealed to old ones: custodians' by two of them on their own devices, staff's by their owner."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mingjing.core.errors import Refused
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.sealing import age, selectors, tags, vault
from mingjing.sealing.enums import LIVE
from mingjing.sealing.models import Custodian, Opening, PersonKey
from mingjing.sealing.services import jobs, persons, wraps

MOST = 20_000  # keys in one file: some 20 MB, and 60 MB when it comes back
REWRAPPED, DROPPED = "重新封存给保管人", "销毁离任保管人的钥匙"


def job_for(first: Custodian, second: Custodian) -> bytes:
    """The file with which two custodians give what they can open together to the current three, 20,000 keys at a time.

    Raises:
        Refused: not all seats are taken, or this pair has nothing that the current ones lack.
    """
    pairs = selectors.pairs()
    if not pairs:
        raise Refused("三个席位没有坐满，不能重新封存。")
    rows = Wrap.objects.filter(holder=wraps.pair_of(first, second)).exclude(known_to(pairs))
    left = list(rows.order_by("case_id", "purpose")[:MOST])
    if not left:
        raise Refused("这两位保管人能打开的，现任三位都已能打开，不用重新封存。")
    return jobs.written(
        {
            "what": jobs.REWRAP,
            "id": str(uuid4()),
            "step": jobs.FIRST,
            "pairs": [(outer.recipient, inner.recipient) for outer, inner in pairs],
            "rows": [(str(row.case_id), row.purpose) for row in left],
            "layers": [jobs.coded(bytes(row.box)) for row in left],
        }
    )


def known_to(pairs: Iterable[selectors.Pair]) -> Q:
    """Of a wrap: that every one of the pairs can open the same key."""
    same = Wrap.objects.filter(case_id=OuterRef("case_id"), purpose=OuterRef("purpose"))
    asked = Q()
    for pair in pairs:
        asked &= Q(Exists(same.filter(holder=wraps.pair_of(*pair))))
    return asked


def old_holders(pairs: Iterable[selectors.Pair]) -> set[str]:
    """How the pairs were called that are no longer in office, or never were together."""
    everybody = list(Custodian.objects.all())
    ever = {wraps.pair_of(a, b) for a in everybody for b in everybody if a.place < b.place}
    return ever - {wraps.pair_of(*pair) for pair in pairs}


def missing() -> int:
    """How many keys the pairs in office cannot all open: what is still to be re-wrapped."""
    pairs = selectors.pairs()
    holders = old_holders(pairs) | {wraps.pair_of(*pair) for pair in pairs}
    rows = Wrap.objects.filter(holder__in=holders)
    return (rows.exclude(known_to(pairs)) if pairs else rows).values("case_id", "purpose").distinct().count()


def take_in(file: bytes, *, by: Official | None, at: dt.datetime) -> int:
    """Keep what two custodians sealed anew; how many keys. Old wraps stay until `drop_old`.

    Raises:
        Refused: another file, or custodians who changed in the meantime.
    """
    pairs = selectors.pairs()
    try:
        said = jobs.read(file)
        fits = said["what"] == jobs.REWRAP and said["step"] == jobs.DONE and len(said["rows"]) == len(said["layers"])
        meant = [tuple(pair) for pair in said["pairs"]]
        kept = list(_wraps(said, pairs)) if fits else []
    except (jobs.WrongFile, KeyError, ValueError, TypeError) as error:
        raise Refused("这不是两位保管人都拆封、重新封存后的文件。") from error
    if not kept or meant != [(outer.recipient, inner.recipient) for outer, inner in pairs]:
        raise Refused("文件不完整，或者做好以后保管人又有更换。请重新导出。")
    keyring.keep(kept)
    for custodian in selectors.seats().values():
        ledger.write(custodian, REWRAPPED, by=by, at=at, basis="CMP-8-b", after={"keys": len(said["rows"])})
    return len(said["rows"])


def _wraps(said: dict[str, list[list[str]]], pairs: list[selectors.Pair]) -> Iterable[Wrap]:
    for (case, purpose), boxes in zip(said["rows"], said["layers"], strict=True):
        for pair, box in zip(pairs, boxes, strict=True):
            layer = jobs.decoded(box)
            if not layer.startswith(age.MAGIC):
                raise ValueError("no layer")
            yield Wrap(case_id=UUID(case), purpose=purpose, holder=wraps.pair_of(*pair), box=layer)


def drop_old(*, by: Official | None, at: dt.datetime) -> int:
    """Take away what pairs no longer in office could open, as far as the current ones all can; how many wraps."""
    pairs = selectors.pairs()
    rows = Wrap.objects.filter(known_to(pairs), holder__in=old_holders(pairs)) if pairs else Wrap.objects.none()
    count = rows.delete()[0]
    for custodian in selectors.seats().values() if count else ():
        ledger.write(custodian, DROPPED, by=by, at=at, basis="CMP-8-b", after={"wraps": count})
    return count


def rotate(official: Official, old: str, new: str, *, at: dt.datetime) -> PersonKey:
    """Give an official a new key in place of the old one, and everything that was sealed to the old one with it.

    Raises:
        Refused: a wrong passphrase, a new one that is too short, or an opening of theirs that is under way.
    """
    unlocked = persons.unlock(official, old)
    if Opening.objects.filter(requester_tag=tags.of_official(official), status__in=LIVE).exists():
        raise Refused("您有启封正在办理或者在有效期内，等它结束后再换钥匙。")
    with transaction.atomic():
        key = PersonKey.objects.select_for_update().get(fingerprint=unlocked.fingerprint)
        persons.retire(key, by=official, reason="换新钥匙", at=at)
        made = persons.make(official, new, at=at)
        old_ones = _rewrap(unlocked, bytes(made.public))
    old_ones |= _rewrap(unlocked, bytes(made.public))  # what was given to the old key in the meantime
    Wrap.objects.filter(pk__in=old_ones).delete()
    ledger.write(made, "重新封存给本人的新钥匙", by=official, at=at, after={"keys": len(old_ones)})
    return made


def _rewrap(unlocked: persons.Unlocked, public: bytes) -> set[UUID]:
    """Seal each key of an old holder to the new public one; which wraps they were."""
    rows = list(Wrap.objects.filter(holder=unlocked.fingerprint))
    keyring.keep(
        wraps.to_public(row.case_id, row.purpose, vault.open_with(bytes(row.box), unlocked.private), public)
        for row in rows
    )
    return {row.pk for row in rows}
