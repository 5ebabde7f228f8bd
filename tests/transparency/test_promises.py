"""A promise is given at once, signed by the server, and anybody can check it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.transparency import keys, pledge
from mingjing.transparency.services import promises
from tests.transparency.factories import AT, slot

DIGEST = bytes(range(32))


def test_a_promise_names_digest_hour_and_key_and_no_more():
    promise = promises.promise(DIGEST, hour=AT)
    assert promise.keys() == {"v", "receipt", "hour", "key", "signature"}
    assert (promise["receipt"], promise["hour"]) == (DIGEST.hex(), "2026-02-11T03:00:00Z")
    assert promise["key"] == pledge.key_id(promises.public_key())
    assert pledge.holds(promise, promises.public_key())


def test_the_key_stays_the_same():
    assert promises.public_key() == promises.public_key()
    assert promises.promise(DIGEST, hour=AT) == promises.promise(DIGEST, hour=AT)


def test_the_hour_is_named_in_utc_whatever_zone_it_came_in():
    beijing = AT.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert promises.promise(DIGEST, hour=beijing) == promises.promise(DIGEST, hour=AT)


@given(st.sampled_from(["v", "receipt", "hour", "key", "signature"]), st.one_of(st.none(), st.integers(), st.text()))
def test_a_promise_that_was_changed_does_not_hold(field, value):
    promise = promises.promise(DIGEST, hour=AT)
    assert pledge.holds({**promise, field: value}, promises.public_key()) is (promise[field] == value)


def test_a_promise_with_more_or_less_in_it_does_not_hold():
    promise = promises.promise(DIGEST, hour=AT)
    assert not pledge.holds({**promise, "note": "x"}, promises.public_key())
    assert not pledge.holds({}, promises.public_key())


def test_another_key_did_not_sign():
    assert not pledge.holds(promises.promise(DIGEST, hour=AT), bytes(32))
    assert not pledge.holds(promises.promise(DIGEST, hour=AT), b"short")


def test_a_digest_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        promises.promise(b"short", hour=AT)


def test_an_hour_needs_a_zone():
    with pytest.raises(ValueError, match="zone"):
        promises.promise(DIGEST, hour=dt.datetime(2026, 2, 11, 3))


def test_a_promise_of_a_slot_names_its_commitment(db):
    found = slot()
    assert promises.of(found)["receipt"] == bytes(found.commitment).hex()


def test_every_hour_has_dummies_of_its_own():
    assert keys.dummy_seed(AT) == keys.dummy_seed(AT.replace(minute=0))
    assert keys.dummy_seed(AT) != keys.dummy_seed(AT + dt.timedelta(hours=1))
