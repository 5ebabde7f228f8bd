"""A complaint centre with its people and their sealing keys, custodians, and complaints filed through the services."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

import pyrage

from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys, keys_to
from mingjing.complaints.services import filing
from mingjing.complaints.services.filing import Filed, Identity, Said
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.sealing import codes, vault
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import persons
from mingjing.sealing.services.custodians import Card, seat
from mingjing.sealing.services.persons import Unlocked, fingerprint
from tests.catalogue.factories import house, official

AT = dt.datetime(2026, 2, 11, 1, 23, 45, tzinfo=dt.UTC)  # 09:23 in China
RECEIVED = dt.date(2026, 2, 11)
WHO = Identity("陈秀兰", "110101199003074258", "13912345678", "莲池区裕华路 3 号", "chen@example.org")


@cache
def pair(name: str) -> vault.Pair:
    """The same key for the same person in each test: making one takes time, using one does not."""
    return vault.pair()


@dataclass
class Centre:
    """The complaint centre: two clerks, its head, and the unit that people complain about, with a clerk."""

    unit: Unit
    clerk: Official
    second: Official
    head: Official
    accused: Unit
    accused_clerk: Official
    identities: list[pyrage.x25519.Identity]


def keyed(person: Official) -> Official:
    """The person, with a sealing key."""
    made = pair(person.username)
    key = PersonKey.objects.create(
        official=person, public=made.public, locked=b"-", fingerprint=fingerprint(made.public), made_at=AT
    )
    ledger.write(key, persons.MADE, by=person, at=AT, after={"fingerprint": key.fingerprint})
    return person


def unlocked(person: Official) -> Unlocked:
    """The person's key, as after the passphrase was typed."""
    made = pair(person.username)
    return Unlocked(fingerprint(made.public), made.private)


def keys(complaint: Complaint, person: Official) -> CaseKeys:
    """The keys of the case for this person."""
    return keys_to(complaint, unlocked(person))


def custodians() -> list[pyrage.x25519.Identity]:
    """Three custodians in their seats; what they hold."""
    identities = [pyrage.x25519.Identity.generate() for _ in range(3)]
    for place, identity in enumerate(identities, start=1):
        seat(place, Card(f"保管人{place}", f"机构{place}", str(identity.to_public())), by=None, at=AT)
    return identities


def centre() -> Centre:
    """A centre in the discipline organ, and a housing bureau to complain about."""
    seat = house("130600JW", "市纪委监委")
    accused = house("130600ZJ", "住房和城乡建设局")
    return Centre(
        unit=seat.unit,
        clerk=keyed(official("centre", "centre_clerk", of=seat.unit)),
        second=keyed(official("centre2", "centre_clerk", of=seat.unit)),
        head=keyed(official("centrehead", "centre_head", of=seat.unit)),
        accused=accused.unit,
        accused_clerk=keyed(accused.clerk),
        identities=custodians(),
    )


def said(centre: Centre, **changes: object) -> Said:
    """What somebody says of the housing bureau."""
    words: dict[str, object] = {
        "text": "二〇二六年二月，住建局没有按公布的流程图办理我的施工许可，窗口要求另交一份图纸。",
        "received_on": RECEIVED,
        "act": "CMP-4-3",
        "unit": centre.accused,
    }
    return Said(**{**words, **changes})  # type: ignore[arg-type]


def filed(centre: Centre, *, by: Official | None = None, at: dt.datetime = AT, **changes: object) -> Filed:
    """A complaint, filed."""
    return filing.file(said(centre, **changes), code=codes.new(), at=at, by=by)
