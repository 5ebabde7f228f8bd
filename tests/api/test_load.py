"""Many events, many senders: what a call costs, and what is said to those who must wait."""

import threading
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from mingjing.api import events
from mingjing.api.gate import Busy, Gate
from mingjing.casework.models import Event
from mingjing.casework.services import delivering
from tests.api.test_events import assert_problem
from tests.casework.signals import in_force

MOST_QUERIES = 60  # of a call that also gives signals and takes some back, transaction marks included


def test_a_call_costs_the_same_for_one_event_and_for_a_hundred(system, event):
    in_force()
    system.send(event("受理", matter="甲0"), key="first")  # reads the chart once per process

    def cost(key: str, *sent: dict) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert system.send(*sent, key=key).status_code == 200
        return len(queries)

    one = cost("one", event("受理", matter="乙"))
    many = cost("many", *[event("受理", matter=f"丙{n}") for n in range(100)])
    later = cost("later", event("审查", 1, matter="乙"))
    assert many <= one
    assert max(one, later) <= MOST_QUERIES


def test_places_are_shared_and_given_back():
    gate, one, other = Gate(places=3, of_one=2, patience=0.01), uuid4(), uuid4()
    with gate.entered(one), gate.entered(one):
        with pytest.raises(Busy) as refused, gate.entered(one):
            pass
        assert refused.value.own
        with gate.entered(other), pytest.raises(Busy) as refused, gate.entered(uuid4()):
            pass
        assert not refused.value.own
    with gate.entered(one):
        assert gate.inside.total() == 1
    assert not gate.inside


def test_who_waits_gets_the_place_that_is_given_back():
    gate, unit, entered = Gate(places=1, of_one=1, patience=10), uuid4(), threading.Event()

    def wait() -> None:
        with gate.entered(unit):
            entered.set()

    with gate.entered(unit):
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not entered.is_set()
    waiting.join(10)
    assert entered.is_set()


@pytest.mark.parametrize(("places", "status", "after"), [(1, 503, "2"), (9, 429, "1")])
def test_who_finds_no_place_is_told_when_to_come_again(system, event, home, monkeypatch, places, status, after):
    full = Gate(places=places, of_one=1, patience=0.01)
    monkeypatch.setattr(events, "gate", full)
    with full.entered(home.unit.pk if status == 429 else uuid4()):
        answer = system.send(event("受理"))
    told = assert_problem(answer, status, "没有采纳")
    assert "幂等键" in told["detail"]
    assert answer.headers["Retry-After"] == after
    assert not Event.objects.exists()
    assert system.send(event("受理")).status_code == 200  # the key is still free


def test_a_lock_that_takes_too_long_is_told_as_busy(system, event, monkeypatch):
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(delivering, "ingest", locked)
    answer = system.send(event("受理"))
    assert_problem(answer, 503, "稍后")
    assert answer.headers["Retry-After"] == "10"
