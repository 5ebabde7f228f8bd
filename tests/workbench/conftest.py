"""Two units and their people, for pages that a unit uses."""

import pytest

from mingjing.catalogue.models import PowerItem
from tests.catalogue.factories import House, house, official, published
from tests.portal.conftest import regulation  # noqa: F401 - a fixture


@pytest.fixture
def home() -> House:
    return house()


@pytest.fixture
def item(home) -> PowerItem:
    return published(home).item


@pytest.fixture
def other() -> House:
    return house("130600SJ", "审计局")


@pytest.fixture
def admin(home):
    return official("admin", "system_admin", of=house("130600SZF", "政府办").unit)


@pytest.fixture
def enter(client):
    def _enter(person):
        client.force_login(person)
        return client

    return _enter
