"""A unit with a published power, its token, and a caller that speaks JSON."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from mingjing.casework.models import ApiToken
from mingjing.casework.services import tokens
from mingjing.catalogue.models import PowerItem
from tests.catalogue.factories import AT, House, house, published

SINCE = dt.datetime(2026, 3, 3, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def home(db) -> House:
    return house()


@pytest.fixture
def item(home) -> PowerItem:
    return published(home).item


@pytest.fixture
def secret(home) -> str:
    return tokens.make(home.unit, name="业务系统", by=home.leader, at=AT)[1]


class Caller:
    """A unit's system."""

    def __init__(self, secret: str) -> None:
        self.client, self.headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {secret}"}

    def send(self, *events: dict[str, Any], key: str = "k1", **headers: str) -> Any:
        return self.post(json.dumps({"events": events}), key=key, **headers)

    def post(self, body: str | bytes, *, key: str = "k1", **headers: str) -> Any:
        sent = {**self.headers, "Idempotency-Key": key, **headers}
        return self.client.post("/api/v1/events", body, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={**self.headers, **headers})


@pytest.fixture
def system(secret) -> Caller:
    return Caller(secret)


@pytest.fixture
def stranger(db) -> Caller:
    """The system of another unit."""
    other = house("130600SJ", "审计局")
    return Caller(tokens.make(other.unit, name="别家", by=other.leader, at=AT)[1])


@pytest.fixture
def event(item):
    """One event of the power; `n` days after the first."""

    def made(activity: str, n: int = 0, **more: Any) -> dict[str, Any]:
        at = (SINCE + dt.timedelta(days=n)).isoformat()
        return {"power": item.number, "matter": "甲1", "activity": activity, "at": at} | more

    return made


def revoke(secret: str, home: House) -> None:
    tokens.revoke(ApiToken.objects.get(digest=tokens.digest(secret)), by=home.leader, at=AT)
