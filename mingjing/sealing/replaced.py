"""Public keys that are not the ones the ledger tells of: whatever is sealed to them opens for somebody else."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from mingjing.ledger.models import Entry
from mingjing.ledger.selectors import Fault
from mingjing.sealing.models import Custodian, PersonKey


def faults() -> Iterator[Fault]:
    """Each key of a custodian or an official that was put there, or changed, behind the ledger's back. Two queries
    for each of both."""
    seats = {one.pk: (sha256(one.recipient.encode()).hexdigest(), one.name) for one in Custodian.objects.all()}
    yield from _other_than_told("sealing.custodian", seats)
    keys = {one.pk: (sha256(bytes(one.public)).hexdigest(), one.fingerprint[:8]) for one in PersonKey.objects.all()}
    yield from _other_than_told("sealing.personkey", keys)


def _other_than_told(kind: str, now: dict[UUID, tuple[str, str]]) -> Iterator[Fault]:
    rows = Entry.objects.filter(kind=kind, after__has_key="fingerprint").order_by("seq")
    told = dict(rows.values_list("case_id", "after__fingerprint"))
    for pk, (fingerprint, name) in now.items():
        if told.get(pk) != fingerprint:
            yield Fault(kind, pk, name, None, "公钥与台账记载的指纹不符，被换过，或者是绕过台账新增的")
