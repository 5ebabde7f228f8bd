"""What a city has before its first power: regulations, the work calendar, units, posts and officials."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mingjing.core import bigrams
from mingjing.demo.accounts import OFFICE, PASSWORD, DemoOfficial, demo_officials
from mingjing.demo.seeding.bodies import bodies
from mingjing.demo.units import DemoUnit, demo_units
from mingjing.ledger import services as ledger
from mingjing.people.enums import UnitNature
from mingjing.people.models import InternalBody, Official, Post, RoleGrant, Unit, UnitScope
from mingjing.regulations.services import calendars, versions
from mingjing.rules import packs

IN_FORCE, REGISTERED = "baoding-2010", ("baoding-2010", "hebei-2020")
CONSENT = "保定市人民政府"
FOUNDED = dt.date(2010, 1, 26)
MARK = "演示城市建立"


@transaction.atomic
def found(*, at: dt.datetime) -> None:
    """Found the city: all of this or nothing."""
    regulations(at=at)
    calendars.seed(at=at)
    units = found_units(at=at)
    found_officials(units, at=at)
    ledger.write(units[OFFICE], MARK, by=None, at=at)


def regulations(*, at: dt.datetime) -> None:
    """Register the packs; the one of 2010 is in force on the government's consent (NOT-1, NOT-2)."""
    registered = {slug: versions.register(packs.load(slug), by=None, at=at) for slug in REGISTERED}
    issued_on = packs.load(IN_FORCE).issued_on
    versions.activate(
        registered[IN_FORCE], consented_by=CONSENT, consented_on=issued_on, in_force_from=issued_on, by=None, at=at
    )


def found_units(*, at: dt.datetime) -> Mapping[str, Unit]:
    """The units by code, with posts and with whom the regulation applies to."""
    units: dict[str, Unit] = {}
    for said in demo_units():
        units[said.code] = _unit(said, units)
    Unit.objects.bulk_create(units.values())
    Post.objects.bulk_create(
        Post(unit=units[said.code], **vars(post)) for said in demo_units() for post in said.posts if not said.elsewhere
    )
    InternalBody.objects.bulk_create(bodies(units, demo_units()))
    UnitScope.objects.bulk_create(scope for said in demo_units() if (scope := _scope(said, units[said.code])))
    ledger.write_all(list(units.values()), "登记单位", by=None, at=at, basis="ACC-2")
    return units


def _unit(said: DemoUnit, units: Mapping[str, Unit]) -> Unit:
    text = " ".join((said.code, said.name, said.short_name, said.sector, said.duties))
    same = ("code", "name", "short_name", "region_code", "addressee_class", "nature", "sector", "duties", "authority")
    more = ("address", "service_phone", "report_phone")
    return Unit(
        parent=units.get(said.parent),
        administered_by=units.get(said.administered_by),
        active_from=FOUNDED,
        search_text=bigrams.normalise(text),
        search=bigrams.vector(text),
        **{name: getattr(said, name) for name in (*same, *more)},
    )


def _scope(said: DemoUnit, unit: Unit) -> UnitScope | None:
    """Public enterprises close to people's interests are in (ACC-2); units run elsewhere are out."""
    if said.elsewhere:
        return UnitScope(unit=unit, pack=IN_FORCE, in_scope=False, reason="不由本市管理")
    if said.nature == UnitNature.PUBLIC:
        return UnitScope(unit=unit, pack=IN_FORCE, in_scope=True, reason="与群众利益密切相关的公共企事业单位")
    return None


def found_officials(units: Mapping[str, Unit], *, at: dt.datetime) -> None:
    """Everybody with a post; accounts share one hash of the demo's password, nobody else can log in."""
    posts = {(post.unit_id, post.section, post.title): post for post in Post.objects.all()}
    said = list(demo_officials())
    secret, none = make_password(PASSWORD), make_password(None)

    def official(person: DemoOfficial) -> Official:
        unit = units[person.unit]
        return Official(
            username=person.username,
            name=person.name,
            password=secret if person.role else none,
            unit=unit,
            post=posts[(unit.pk, *person.post)] if person.post else None,
            phone=person.phone,
            duties=person.duties,
            from_on=FOUNDED,
        )

    officials = [official(person) for person in said]
    Official.objects.bulk_create(officials)
    grants = zip(officials, said, strict=True)
    RoleGrant.objects.bulk_create(
        RoleGrant(official=row, role=person.role, granted_at=at) for row, person in grants if person.role
    )
    ledger.write_all(officials, "建立账号", by=None, at=at, basis="X-02")
