"""The registered version, people of the office and one of a unit."""

import datetime as dt

import pytest

from mingjing.people.models import Official, RoleGrant, Unit
from mingjing.regulations.models import Regulation
from mingjing.regulations.services import versions
from mingjing.rules import packs

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
ISSUED = dt.date(2010, 1, 26)


@pytest.fixture
def unit(db) -> Unit:
    return Unit.objects.create(
        code="130600A01",
        name="保定市水务局",
        region_code="130600",
        addressee_class="department",
        nature="organ",
        active_from=ISSUED,
    )


@pytest.fixture
def official(unit):
    """Makes an official with the roles given."""

    def make(*roles: str) -> Official:
        count = Official.objects.count() + 1
        made = Official.objects.create(username=f"official{count}", name=f"人员{count}", unit=unit)
        RoleGrant.objects.bulk_create(RoleGrant(official=made, role=role, granted_at=AT) for role in roles)
        return made

    return make


@pytest.fixture
def draft(db) -> Regulation:
    return versions.register(packs.load("baoding-2010"), by=None, at=AT)


@pytest.fixture
def regulation(draft) -> Regulation:
    versions.activate(draft, consented_by="保定市人民政府", consented_on=ISSUED, in_force_from=ISSUED, by=None, at=AT)
    return draft
