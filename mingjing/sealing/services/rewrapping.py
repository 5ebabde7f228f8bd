"""New keys for what was sealed to old ones: custodians' by two of them on their own devices, staff's by their owner."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.sealing import age, selectors, tags, vault
from mingjing.sealing.enums import LIVE
from mingjing.sealing.models import Custodian, Opening, PersonKey
from mingjing.sealing.services import jobs, persons, wraps

REWRAPPED, DROPPED = "重新封存给保管人", "销毁离任保管人的钥匙"


def job_for(first: Custodian, second: Custodian) -> bytes:
    """The file with which two custodians give everything that they can open together to the current three.

    Raises:
        Refused: not all seats are taken, or this pair has nothing that the current ones lack.
    """
    pairs = selectors.pairs()
    if not pairs:
        raise Refused("三个席位没有坐满，不能重新封存。")
    current = [wraps.pair_of(*pair) for pair in pairs]
    done = [set(_keys(Wrap.objects.filter(holder=holder))) for holder in current]
    rows = Wrap.objects.filter(holder=wraps.pair_of(first, second)).order_by("case_id", "purpose")
    left = [row for row in rows if not all((row.case_id, row.purpose) in keys for keys in done)]
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


def _keys(rows: Iterable[Wrap]) -> Iterable[tuple[UUID, str]]:
    return ((row.case_id, row.purpose) for row in rows)


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
    done = [set(_keys(Wrap.objects.filter(holder=wraps.pair_of(*pair)))) for pair in pairs]
    everybody = list(Custodian.objects.all())
    current = {wraps.pair_of(*pair) for pair in pairs}
    old = {wraps.pair_of(a, b) for a in everybody for b in everybody if a.place < b.place} - current
    rows = [
        row.pk
        for row in Wrap.objects.filter(holder__in=old)
        if done and all((row.case_id, row.purpose) in keys for keys in done)
    ]
    count = Wrap.objects.filter(pk__in=rows).delete()[0]
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
