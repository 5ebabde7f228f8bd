"""Three custodians with their identities, an official with a key, and a case whose two keys are wrapped."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from mingjing.keyring import services as keyring
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing import age
from mingjing.sealing.models import Custodian, Opening
from mingjing.sealing.services import boxes, custodians, devices, openings, persons, wraps
from mingjing.sealing.services.custodians import Card
from mingjing.sealing.services.persons import Unlocked
from tests.catalogue.factories import AT, official, unit

PHRASE = "一句很长的话，别人猜不到"
BODIES = ("市纪委", "市档案馆", "市总工会")


@dataclass(frozen=True)
class Keeper:
    """A custodian in office, and what only they have."""

    seat: Custodian
    official: Official
    identity: str


class Willing:
    """A device whose owner agrees to everything, and was read out the requester's true fingerprint."""

    def __init__(self, told: str = "") -> None:
        self.told, self.lines = told, []

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def agree(self, question: str) -> bool:
        return True

    def ask(self, question: str) -> str:
        return self.told


def keeper(place: int, body: str = "", *, seat: bool = True) -> Keeper:
    identity, recipient = age.new_identity()
    person = official(f"keeper{place}", Role.CUSTODIAN, of=unit(f"13060{place}BG", f"机构{place}"))
    card = Card(f"保管人{place}", body or BODIES[place - 1], recipient, person)
    return Keeper(custodians.seat(place, card, by=None, at=AT), person, identity)


def keepers() -> list[Keeper]:
    return [keeper(place) for place in custodians.SEATS]


def handler(name: str = "centre", role: str = Role.CENTRE_CLERK) -> tuple[Official, Unlocked]:
    person = official(name, role, of=unit("130600JW", "市纪委"))
    persons.make(person, PHRASE, at=AT)
    return person, persons.unlock(person, PHRASE)


def case(*purposes: str) -> tuple[UUID, dict[str, bytes]]:
    """A case and its keys, wrapped for the custodians in office."""
    pk = uuid4()
    keys = {purpose: boxes.new_key() for purpose in purposes or ("identity", "content")}
    for purpose, key in keys.items():
        keyring.keep(wraps.to_custodians(pk, purpose, key))
    return pk, keys


def asked(pk: UUID, by: Official, purpose: str = "identity", ground: str = "notice", **said) -> Opening:
    said = {"reason": "七日内要书面告知实名举报人", "at": AT, **said}
    return openings.request(pk, purpose, grounds_code=ground, by=by, **said)


def peel(opening: Opening, one: Keeper, other: Keeper | None = None, at=AT) -> bytes:
    """What one custodian's device makes of the job file of this moment."""
    file = openings.job_for(opening, other.seat if other else None, by=one.official, at=at)
    fingerprint = persons.current(openings.requester_of(opening)).fingerprint
    return devices.peel(file, one.identity, Willing(fingerprint))


def opened(opening: Opening, one: Keeper, other: Keeper, at=AT, **hooks) -> Opening:
    """Both layers off."""
    openings.take_in(opening, peel(opening, one, other, at), by=one.official, at=at)
    openings.take_in(opening, peel(opening, other, at=at), by=other.official, at=at, **hooks)
    return opening
