"""Sealing keys of the demo: the complaint centre's, those of some units' clerks, and three custodians.

The passphrase is everybody's and is printed at each start; the custodians' identities lie beside the demo's database.
Neither is ever so outside the demo.
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mingjing.demo.accounts import CENTRE, OWN, clerk_of
from mingjing.demo.seeding.diary import Years
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing.models import Custodian, PersonKey
from mingjing.sealing.services import custodians, devices, persons

PASSPHRASE = "mingjing-demo-seal-2026"  # noqa: S105 - of the demo city only, printed at each start
UNITS = (OWN, "130600GA", "130600FG", "130600JY", "130600SC")  # each key costs 0.4 s on purpose
LONG_AGO = 200  # days


def make(years: Years) -> int:
    """Give keys to those who have none, and seat the custodians; how many keys and seats."""
    at = years.diary(years.days_ago(LONG_AGO)).at()
    names = [name for name, role, *_ in CENTRE if role != Role.CUSTODIAN] + [clerk_of(code) for code in UNITS]
    keyed = PersonKey.objects.filter(retired_at=None).values("official")
    without = list(Official.objects.filter(username__in=names).exclude(pk__in=keyed).order_by("username"))
    for official in without:
        persons.make(official, PASSPHRASE, at=at)
    return len(without) + _seat(years)


@transaction.atomic
def _seat(years: Years) -> int:
    """Three custodians of three bodies, once; their identities as files that nothing protects."""
    if Custodian.objects.exists():
        return 0
    at = years.diary(years.days_ago(LONG_AGO)).at()
    keepers = Official.objects.filter(grants__role=Role.CUSTODIAN).select_related("unit").order_by("username")
    cards = []
    for keeper in keepers:
        identity, recipient = devices.new_identity()
        _write(identity_file(keeper.username), f"# {keeper.name}, demo only\n{identity}\n")
        cards.append(custodians.Card(keeper.name, keeper.unit.name, recipient, keeper))
    return len(custodians.hold(cards, by=None, at=at))


def identity_file(username: str) -> Path:
    """Where the demo keeps a custodian's identity."""
    return Path(settings.DEMO_CUSTODIANS, f"{username}.txt")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
