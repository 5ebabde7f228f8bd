"""Who is on duty for complaints, who is named in one, and whether two are alike."""

import hmac
import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from mingjing.core import keyfiles
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official, Unit
from mingjing.sealing.models import Custodian

SEATS = 3
SHINGLE = 4
PRIME = (1 << 61) - 1
FACTORS = [pow(48271, n + 9, PRIME) for n in range(24)]  # as many reorderings of the pieces
LETTERS = re.compile(r"\W+")


def registrars() -> QuerySet[Official]:
    """The clerks of the centre in office: whoever of them has a sealing key and no conflict may open a new case."""
    return Official.objects.filter(grants__role=Role.CENTRE_CLERK, is_active=True).distinct()


def staff() -> QuerySet[Official]:
    """Everybody of the centre in office."""
    return Official.objects.filter(grants__role__in=CENTRE, is_active=True).distinct()


def heads() -> QuerySet[Official]:
    """Who approves (CMP-7-2a)."""
    return Official.objects.filter(grants__role=Role.CENTRE_HEAD, is_active=True).distinct()


def supervisors() -> QuerySet[Official]:
    """The people of the discipline organ (ACC-9-2a)."""
    return Official.objects.filter(grants__role=Role.DISC_OFFICER, is_active=True).distinct()


def insiders() -> QuerySet[Official]:
    """Everybody in office to whom a case may be given: the centre and the discipline organ."""
    return Official.objects.filter(grants__role__in=(*CENTRE, Role.DISC_OFFICER), is_active=True).distinct()


def centre() -> Unit:
    """The unit in which the centre sits (CMP-3-b); the first unit of all before anybody was appointed."""
    seat = Unit.objects.filter(officials__grants__role__in=(Role.CENTRE_HEAD, Role.CENTRE_CLERK)).first()
    return seat or Unit.objects.order_by("active_from", "code")[0]


def has_custodians() -> bool:
    """True if all three seats are taken: then an identity can be sealed."""
    return Custodian.objects.filter(until_at=None).count() == SEATS


def named(persons: str) -> list[UUID]:
    """The officials whose names stand in `persons`. Compared here: the words never go to the database as a query."""
    written = _bare(persons)
    if not written:
        return []
    known = Official.objects.filter(is_active=True).values_list("pk", "name")
    return [pk for pk, name in known if (bare := _bare(name)) and bare in written]


def in_conflict(persons: str, text: str) -> list[UUID]:
    """Who may not have a case: whoever is named as its person, and whoever its very words name of those who might
    be given it: the centre's people and the discipline organ's.

    A reporter who writes of a clerk in the text alone trusts that this clerk does not read it (CMP-7-2b). Others are
    not looked for in the text: a namesake in some bureau would keep a case from where it belongs.
    """
    words = _bare(text)
    people = Official.objects.filter(grants__role__in=(*CENTRE, Role.DISC_OFFICER), is_active=True).distinct()
    ours = [person.pk for person in people if (bare := _bare(person.name)) and bare in words]
    return list(dict.fromkeys([*named(persons), *ours]))


def _bare(text: str) -> str:
    """Without blanks, and full-width letters as plain ones: 张 三 is 张三."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def likeness(text: str) -> list[int]:
    """A keyed sample of what a text says (min-hash): without the server's key it compares with nothing."""
    bare, key = LETTERS.sub("", text), keyfiles.secret("tags")
    pieces = {bare[n : n + SHINGLE] for n in range(max(1, len(bare) - SHINGLE + 1))}
    values = [int.from_bytes(hmac.digest(key, piece.encode(), "sha256")[:7], "big") for piece in pieces]
    return [min((factor * value + factor) % PRIME for value in values) for factor in FACTORS]


def alike(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of two texts that is the same, from 0 to 1, as their samples tell it."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return same / max(len(one), len(other), 1)
