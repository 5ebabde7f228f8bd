"""Orders of 12345: in once, all or none, and where they stand, for the office that sent them."""

import json

import pytest

from mingjing.complaints import access
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint, TransferBatch
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import transfers
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring.models import Wrap
from tests.api.conftest import Caller
from tests.catalogue.factories import AT, house
from tests.complaints.conftest import centre, regulation  # noqa: F401 - fixtures
from tests.complaints.factories import keys

pytestmark = pytest.mark.django_db(databases="__all__")
PATH = "/api/v1/transfers"
WORDS = "窗口要求另交一份图纸，拖了二十天。"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-02-11T02:00:00Z", tick=False)


class Office(Caller):
    """The system of an office that hands orders over."""

    def send(self, *orders, key="k1", **more):
        body = json.dumps({"orders": orders, **more})
        headers = {**self.headers, "Idempotency-Key": key}
        return self.client.post(PATH, body, content_type="application/json", headers=headers)

    def ask(self, *numbers):
        return self.client.get(PATH, {"outside_no": numbers}, headers=self.headers)


@pytest.fixture
def hotline(centre):  # noqa: F811
    unit = house("13060012345", "12345 热线办").unit
    return Office(transfers.make_token(unit, name="热线系统", by=centre.head, at=AT)[1])


def order(number="BD-1", **changed):
    return {
        "outside_no": number,
        "received_at": "2026-02-10T21:00:00+08:00",
        "text": WORDS,
        "act": "CMP-4-8b",
        **changed,
    }


def stored():
    with seeing(SYSTEM):
        return list(Complaint.objects.order_by("number"))


@pytest.mark.article("CMP-6-f")
def test_an_order_is_registered_sealed_with_its_outside_number_and_asked_for(hotline, centre):  # noqa: F811
    made = hotline.send(order(unit=centre.accused.code, name="陈秀兰", phone="13912345678"))
    assert made.status_code == 200, made.text
    (row,) = made.json()["rows"]
    assert (row["result"], row["outside_no"]) == ("registered", "BD-1")
    (complaint,) = stored()
    assert (complaint.number, complaint.channel) == (row["number"], "transfer")
    assert complaint.received_on.isoformat() == "2026-02-10"
    assert complaint.outside != "BD-1"
    with access.shown_to(centre.clerk):
        (paper,) = opening.read(complaint, keys(complaint, centre.clerk), [PaperKind.STATEMENT])
        assert access.routed(complaint)["outside"] == "BD-1"
    assert paper.text == WORDS
    asked = hotline.ask("BD-1", "BD-2")
    assert asked["Cache-Control"] == "no-store"
    (stage,) = asked.json()
    assert (stage["number"], stage["stage"], stage["received_on"]) == (row["number"], "已登记", "2026-02-10")
    assert WORDS not in asked.text


@pytest.mark.article("CMP-6-f")
def test_the_same_outside_number_twice_is_refused_as_a_duplicate(hotline):
    assert hotline.send(order()).status_code == 200
    again = hotline.send(order("BD-2"), order(), key="k2")
    assert (again.status_code, again["Content-Type"]) == (409, "application/problem+json")
    assert [row["row"] for row in again.json()["errors"]] == [2]
    assert "已经登记过" in again.json()["errors"][0]["what"]
    assert len(stored()) == 1
    twins = hotline.send(order("BD-3"), order("BD-3"), key="k3")
    assert (twins.status_code, len(stored())) == (409, 1)


@pytest.mark.article("CMP-6-f")
def test_where_asked_the_others_are_taken_and_each_row_is_told(hotline):
    hotline.send(order())
    some = hotline.send(order("BD-2"), order(), order("BD-3", unit="no-such"), key="k2", partial=True)
    assert some.status_code == 200
    assert [row["result"] for row in some.json()["rows"]] == ["registered", "duplicate", "faulty"]
    assert len(stored()) == 2


def test_sent_again_with_the_same_key_it_is_answered_the_same_and_taken_once(hotline):
    one, two = hotline.send(order()), hotline.send(order())
    assert one.json() == two.json()
    assert len(stored()) == 1
    other = hotline.send(order("BD-9"))
    assert (other.status_code, "幂等键" in other.text) == (409, True)
    answer = bytes(TransferBatch.objects.get().answer)
    assert b"BD-1" not in answer


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"unit": "no-such"}, "unit"),
        ({"act": "CMP-9-9"}, "act"),
        ({"received_at": "2026-02-12T00:00:00+08:00"}, "received_at"),
        ({"received_at": "昨天"}, "received_at"),
        ({"text": ""}, "text"),
        ({"phone": "13912345678"}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_faulty_order_keeps_the_whole_delivery_out_and_is_named_by_row(hotline, changed, field):
    refused = hotline.send(order("BD-2"), order(**changed))
    assert refused.status_code == 422
    (fault,) = refused.json()["errors"]
    assert (fault["row"], fault["field"]) == (2, field)
    assert stored() == []


def test_a_delivery_that_breaks_half_way_leaves_neither_rows_nor_keys(hotline, monkeypatch):
    before, known = Wrap.objects.count(), transfers._known
    filing = transfers.filing.file

    def second_is_taken(said, **named):
        if said.outside == "BD-2":
            raise transfers.Refused("抢先登记")
        return filing(said, **named)

    monkeypatch.setattr(transfers.filing, "file", second_is_taken)
    monkeypatch.setattr(transfers, "_known", lambda asked: {"BD-2"} if isinstance(asked, list) else known(asked))
    refused = hotline.send(order(), order("BD-2"))
    assert refused.status_code == 409
    assert (stored(), Wrap.objects.count()) == ([], before)


@pytest.mark.article("CMP-6-f")
def test_another_office_and_a_token_for_events_get_nothing(hotline, centre, secret):  # noqa: F811
    hotline.send(order())
    unit = house("130600XF", "信访局").unit
    token, other = transfers.make_token(unit, name="信访系统", by=centre.head, at=AT)
    assert Office(other).ask("BD-1").json() == []
    assert Office(secret).send(order("BD-5")).status_code == 401
    assert hotline.get("/api/v1/batches/00000000-0000-0000-0000-000000000000").status_code == 401
    transfers.end_token(token, by=centre.head, at=AT)
    assert Office(other).ask("BD-1").status_code == 401
