"""A layer says of which case, purpose and opening it is: another one in its place is stopped by each of the three."""

import json
from base64 import b64encode
from uuid import uuid4

import pytest

from mingjing.core.errors import Refused
from mingjing.keyring.models import Wrap
from mingjing.sealing.services import custodians, devices, jobs, layers, openings, rewrapping, wraps
from mingjing.sealing.services.custodians import Card
from tests.catalogue.factories import AT
from tests.sealing.factories import Willing, asked, case, handler, keepers, opened

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def three():
    return keepers()


@pytest.fixture
def who():
    return handler()


def layer_of(pk, purpose, one, other) -> str:
    """The wrap of a case for a pair, as job files carry it."""
    wrap = Wrap.objects.get(case_id=pk, purpose=purpose, holder=wraps.pair_of(one.seat, other.seat))
    return b64encode(bytes(wrap.box)).decode()


@pytest.mark.article("CMP-8-b")
@pytest.mark.parametrize("swapped", ["case", "purpose"])
def test_the_first_custodian_stops_at_a_layer_of_another_case_or_purpose(three, who, swapped):
    pk, other = case()[0], case()[0]
    file = json.loads(openings.job_for(asked(pk, who[0]), three[1].seat, by=three[0].official, at=AT))
    put = (other, "identity") if swapped == "case" else (pk, "content")
    file["layers"] = [layer_of(*put, three[0], three[1])]
    device = Willing()
    with pytest.raises(devices.WrongFile, match="another case or purpose"):
        devices.peel(json.dumps(file).encode(), three[0].identity, device)
    assert any(str(pk) in line for line in device.lines)
    assert any("who somebody is" in line for line in device.lines)


@pytest.mark.article("CMP-8-b")
def test_the_second_custodian_stops_at_an_inner_layer_in_a_forged_outer_one(three, who):
    """Whoever runs the server can make an outer layer of their own around the inner one of another case."""
    pk, other = case()[0], case()[0]
    half = json.loads(openings.job_for(asked(other, who[0]), three[1].seat, by=three[0].official, at=AT))
    inner = json.loads(devices.peel(json.dumps(half).encode(), three[0].identity, Willing()))["layers"]
    opening = asked(pk, handler("centre2")[0])
    file = json.loads(openings.job_for(opening, three[1].seat, by=three[0].official, at=AT))
    file |= {"step": jobs.SECOND, "layers": inner}
    told = file["requester"]["fingerprint"]
    with pytest.raises(devices.WrongFile, match="another case or purpose"):
        devices.peel(json.dumps(file).encode(), three[1].identity, Willing(told))


@pytest.mark.parametrize("field", ["case", "purpose", "rows"])
def test_a_file_that_does_not_say_which_case_it_is_about_is_none(three, who, field):
    pk, _ = case()
    if field == "rows":
        file = json.loads(rewrapped(three))
    else:
        file = json.loads(openings.job_for(asked(pk, who[0]), three[1].seat, by=three[0].official, at=AT))
    del file[field]
    with pytest.raises(devices.WrongFile, match="does not say"):
        devices.peel(json.dumps(file).encode(), three[0].identity, Willing())


def rewrapped(three) -> bytes:
    """The file with which the first two re-wrap what they can open, after the third left."""
    recipient = devices.new_identity()[1]
    card = Card("新保管人", "市档案局", recipient)
    custodians.replace(3, card, by=None, reason="更换", at=AT)
    return rewrapping.job_for(three[0].seat, three[1].seat)


@pytest.mark.article("CMP-8-b")
def test_what_is_re_wrapped_keeps_its_label_and_a_swapped_row_is_stopped(three, who):
    pk, keys = case()
    case()
    file = rewrapped(three)
    said = json.loads(file)
    said["layers"] = said["layers"][::-1]
    with pytest.raises(devices.WrongFile, match="another case or purpose"):
        devices.peel(json.dumps(said).encode(), three[0].identity, Willing())
    done = devices.peel(devices.peel(file, three[0].identity, Willing()), three[1].identity, Willing())
    rewrapping.take_in(done, by=None, at=AT)
    rewrapping.drop_old(by=None, at=AT)
    opening = opened(asked(pk, who[0]), three[0], three[1])
    assert openings.key_for(opening, who[1], at=AT) == keys["identity"]


@pytest.mark.article("CMP-8-b")
@pytest.mark.parametrize("swapped", ["opening", "case", "purpose"])
def test_the_requester_reads_no_key_of_another_opening_case_or_purpose(three, who, swapped):
    pk, keys = case()
    opening = opened(asked(pk, who[0]), three[0], three[1])
    public = bytes(openings.persons.current(who[0]).public)
    said = layers.label(uuid4() if swapped == "case" else pk, "content" if swapped == "purpose" else "identity")
    box = layers.sealed_for(
        keys["identity"], public, opening=uuid4() if swapped == "opening" else opening.pk, said=said
    )
    Wrap.objects.filter(holder=openings._holder(opening, "open")).update(box=box)
    with pytest.raises(Refused, match="不是这一次启封"):
        openings.key_for(opening, who[1], at=AT)
