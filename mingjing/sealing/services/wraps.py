"""A key of a case, wrapped for those who may open it; and opened again by one of them."""

from collections.abc import Collection, Iterable
from uuid import UUID

from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.people.models import Official
from mingjing.sealing import age, vault
from mingjing.sealing.models import Custodian, PersonKey
from mingjing.sealing.selectors import pairs
from mingjing.sealing.services import layers
from mingjing.sealing.services.persons import Unlocked, fingerprint
from mingjing.sealing.vault import NotOpened


def to_public(case: UUID, purpose: str, key: bytes, public: bytes | memoryview) -> Wrap:
    """For the holder of one public key: an official, or a mailbox."""
    public = bytes(public)
    return Wrap(case_id=case, purpose=purpose, holder=fingerprint(public), box=vault.seal_to(key, public))


def to_officials(case: UUID, purpose: str, key: bytes, officials: Iterable[Official]) -> list[Wrap]:
    """For each of `officials` who is in office and has a key. One query."""
    keys = PersonKey.objects.filter(official__in=list(officials), official__is_active=True, retired_at=None)
    return [to_public(case, purpose, key, bytes(person.public)) for person in keys]


def to_custodians(case: UUID, purpose: str, key: bytes) -> list[Wrap]:
    """For each pair of the three custodians, each layer labelled; empty where not all seats are taken. One query."""
    label = layers.label(case, purpose)
    return [
        Wrap(
            case_id=case,
            purpose=purpose,
            holder=pair_of(outer, inner),
            box=age.seal_to_both(key, outer.recipient, inner.recipient, label=label),
        )
        for outer, inner in pairs()
    ]


def pair_of(outer: Custodian, inner: Custodian) -> str:
    """How a pair of custodians is called."""
    return fingerprint(f"{outer.recipient}+{inner.recipient}".encode())


def opened(cases: Collection[UUID], unlocked: Unlocked) -> dict[tuple[UUID, str], bytes]:
    """The keys of `cases` by case and purpose, as far as they were wrapped for this person. One query."""
    return {
        (wrap.case_id, wrap.purpose): key
        for wrap in keyring.of(cases, holders=[unlocked.fingerprint])
        if (key := _try(bytes(wrap.box), unlocked.private))
    }


def _try(box: bytes, private: bytes) -> bytes | None:
    try:
        return vault.open_with(box, private)
    except NotOpened:
        return None
