"""A small city: one unit with a published power, a regulation in force."""

import datetime as dt
from pathlib import Path

import pytest

from mingjing.catalogue.models import PowerVersion
from mingjing.regulations.models import Regulation
from mingjing.regulations.services import versions
from mingjing.rules import packs
from tests.catalogue.factories import AT, house, published


@pytest.fixture
def power(db) -> PowerVersion:
    return published(house(), risk_points="CANARY-RISK", risk_grade="高")


@pytest.fixture
def regulation(db) -> Regulation:
    found = versions.register(packs.load("baoding-2010"), by=None, at=AT)
    versions.activate(
        found,
        consented_by="市政府",
        consented_on=dt.date(2010, 1, 20),
        in_force_from=dt.date(2010, 1, 26),
        by=None,
        at=AT,
    )
    return found


@pytest.fixture
def public_dir(settings, tmp_path) -> Path:
    settings.PUBLIC_DIR = tmp_path / "public"
    return settings.PUBLIC_DIR
