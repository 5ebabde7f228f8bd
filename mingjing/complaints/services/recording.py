"""备案: note that a year's ledger was filed for the record: how many numbers, and its digest (CMP-7-1d)."""

import datetime as dt

from django.db import transaction

from mingjing.complaints.acting import masked
from mingjing.complaints.selectors import duties, ledgers
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

MOST = 100_000


@transaction.atomic
def file(year: int, *, whom: str, by: Official, at: dt.datetime) -> str:
    """File the ledger of a year with `whom`; the digest of its lines.

    Raises:
        Refused: not the head, nobody named, nothing to file, or a number is missing.
    """
    if not ledgers.sees_all(by):
        raise Refused("登记簿由投诉举报中心负责人备案，您没有这个权限（第七条第一项）。")
    if not whom.strip():
        raise Refused("请写明向哪个机关备案（第七条第一项）。")
    with seeing(SYSTEM):
        check = ledgers.whole(year, ledgers.given_out().get(year, 0))
    if not check.fine:
        raise Refused(f"{year} 年的编号不连续，缺 {len(check.missing)} 个，不能备案。请先核对台账（第七条第一项）。")
    found = ledgers.everything(by, year, most=MOST)
    if not found:
        raise Refused(f"{year} 年还没有登记过投诉举报，没有可以备案的登记簿。")
    digest = ledgers.digest_of(found)
    after = {"year": year, "count": len(found), "voided": check.voided, "digest": digest, "whom": whom.strip()[:100]}
    ledger.write(duties.centre(), ledgers.FILED, by=masked(by), at=at, basis="CMP-7-1d", after=after)
    return digest
