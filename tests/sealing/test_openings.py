"""An opening needs two custodians, is for who asked alone, and ends after a day. All is written down in codes."""

import datetime as dt
import json
from itertools import combinations

import pytest

from mingjing.core.errors import Refused
from mingjing.keyring.models import Wrap
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.sealing import access, selectors, workflow
from mingjing.sealing.enums import OpeningStatus
from mingjing.sealing.models import Opening
from mingjing.sealing.services import devices, jobs, openings, persons
from tests.catalogue.factories import AT, official, unit
from tests.sealing.factories import PHRASE, Willing, asked, case, handler, keepers, opened, peel

pytestmark = pytest.mark.django_db(databases="__all__")
LATER = AT + workflow.HELD_OPEN
PLACES = list(combinations(range(3), 2))


@pytest.fixture
def three():
    return keepers()


@pytest.fixture
def who():
    return handler()


@pytest.mark.article("CMP-8-b")
@pytest.mark.parametrize(("one", "other"), PLACES)
def test_each_pair_opens_it_and_only_the_requester_reads(three, who, one, other):
    person, unlocked = who
    pk, keys = case()
    opening = opened(asked(pk, person), three[one], three[other])
    assert opening.status == OpeningStatus.OPEN
    assert openings.key_for(opening, unlocked, at=AT) == keys["identity"]
    _, someone = handler("centre2")
    with pytest.raises(Refused, match="申请人本人"):
        openings.key_for(opening, someone, at=AT)


def test_a_key_is_there_only_after_both_and_never_after_the_day(three, who):
    person, unlocked = who
    pk, keys = case()
    opening = asked(pk, person)
    with pytest.raises(Refused, match="等候"):
        openings.key_for(opening, unlocked, at=AT)
    openings.take_in(opening, peel(opening, three[0], three[2]), by=three[0].official, at=AT)
    with pytest.raises(Refused, match="等候"):
        openings.key_for(opening, unlocked, at=AT)
    openings.take_in(opening, peel(opening, three[2]), by=three[2].official, at=AT)
    assert openings.key_for(opening, unlocked, at=LATER - dt.timedelta(seconds=1)) == keys["identity"]
    before = Wrap.objects.count()
    with pytest.raises(Refused, match="到期"):
        openings.key_for(opening, unlocked, at=LATER)
    assert Wrap.objects.count() == before - 1
    assert Opening.objects.get().status == OpeningStatus.EXPIRED


def test_the_sweep_takes_keys_whose_day_is_over(three, who):
    person, unlocked = who
    pk, _ = case()
    opening = opened(asked(pk, person), three[0], three[1])
    assert openings.sweep(at=LATER - dt.timedelta(seconds=1)) == 0
    assert openings.sweep(at=LATER) == 1
    assert openings.sweep(at=LATER) == 0
    opening.refresh_from_db()
    assert opening.status == OpeningStatus.EXPIRED
    assert Wrap.objects.filter(case_id=pk).count() == 6  # three pairs, two purposes, as before
    with pytest.raises(Refused, match="销毁"):
        openings.key_for(opening, unlocked, at=AT)


def test_neither_database_holds_anything_that_one_custodian_or_the_requester_alone_can_use(three, who):
    person, unlocked = who
    pk, keys = case()
    opening = asked(pk, person)
    openings.take_in(opening, peel(opening, three[0], three[1]), by=three[0].official, at=AT)
    rows = repr(list(Opening.objects.values())) + repr(list(Entry.objects.filter(kind__contains="opening").values()))
    for told in (str(pk), pk.hex, str(person.pk), person.name, "七日内", unlocked.fingerprint):
        assert told not in rows
    for wrap in Wrap.objects.filter(case_id=pk):
        for keeper in (three[0], three[2]):  # the second layer is for the second custodian alone
            try:
                inside = jobs.age.opened(bytes(wrap.box), keeper.identity)
            except jobs.NotOpened:
                continue
            assert inside != keys["identity"]


@pytest.mark.article("CMP-8-b")
def test_the_ledger_tells_each_deed_in_codes_with_a_masked_requester(three, who):
    person, unlocked = who
    pk, _ = case()
    opening = opened(asked(pk, person), three[0], three[1])
    openings.key_for(opening, unlocked, at=AT)
    openings.key_for(opening, unlocked, at=AT)
    openings.sweep(at=LATER)
    said = list(Entry.objects.filter(case_id=opening.pk).order_by("seq").values_list("step", "by", "reason"))
    fetched, viewed = workflow.FETCHED, workflow.VIEWED
    steps = [workflow.REQUESTED, fetched, "拆第一层", fetched, "拆第二层", viewed, viewed, "启封到期"]
    assert [step for step, _, _ in said] == steps
    assert {reason for _, _, reason in said} == {"notice"}
    assert person.name not in {by for _, by, _ in said}


def test_who_is_told_is_told_in_the_same_deed(three, who):
    pk, _ = case()
    opening = asked(pk, who[0])
    seen = []
    opened(opening, three[1], three[2], opened=seen.append)
    assert seen == [opening]
    other = asked(case()[0], who[0])

    def fails(_: Opening) -> None:
        raise Refused("no")

    with pytest.raises(Refused):
        opened(other, three[1], three[2], opened=fails)
    other.refresh_from_db()
    assert other.status == OpeningStatus.HALF
    with pytest.raises(Refused, match="等候"):
        openings.key_for(other, who[1], at=AT)
    openings.withdraw(other, by=who[0], at=AT)
    assert Wrap.objects.count() == 13  # twice six, and what is open of the first


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"purpose": "work"}, "理由类别"),
        ({"ground": "handler"}, "理由类别"),
        ({"reason": "  "}, "为什么"),
        ({"reason": "长" * 1001}, "1000"),
    ],
)
def test_a_request_without_a_lawful_ground_or_a_reason_is_refused(three, who, said, told):
    with pytest.raises(Refused, match=told):
        asked(case()[0], who[0], **said)


@pytest.mark.article("CMP-3-b")
@pytest.mark.parametrize("role", [role for role in Role.values if role not in access.MAY_ASK])
def test_administrators_and_outsiders_can_ask_for_nothing_and_see_nothing(three, who, role):
    other = official(f"one-{role}", role, of=unit())
    pk, _ = case()
    with pytest.raises(Refused, match="系统管理员不能"):
        asked(pk, other, "content", "handler")
    asked(pk, who[0])
    assert not access.visible_to(other).exists()
    assert not selectors.jobs_of(other)


def test_one_without_a_key_a_case_without_wraps_and_a_second_request_are_refused(three, who):
    pk, _ = case("content")
    with pytest.raises(Refused, match="没有封给"):
        asked(pk, who[0])
    with pytest.raises(Refused, match="封存口令"):
        asked(pk, official("new", Role.CENTRE_HEAD, of=unit()), "content", "handler")
    asked(pk, who[0], "content", "handler")
    with pytest.raises(Refused, match="不必重复"):
        asked(pk, who[0], "content", "handler")
    assert asked(pk, handler("centre2")[0], "content", "handler")


@pytest.mark.article("CMP-3-b")
def test_a_custodian_has_no_hand_in_what_they_asked_for(three):
    one = three[0].official
    one.grants.create(role=Role.CENTRE_CLERK, granted_at=AT)
    one = type(one).objects.get(pk=one.pk)
    persons.make(one, PHRASE, at=AT)
    opening = asked(case()[0], one)
    assert [(job.first.place, job.second.place) for job in selectors.jobs_of(three[1].official)] == [(2, 3)]
    assert selectors.jobs_of(one) == []
    for act in (
        lambda: openings.job_for(opening, three[1].seat, by=one, at=AT),
        lambda: openings.refuse(opening, code="not_needed", by=one, at=AT),
    ):
        with pytest.raises(Refused, match="另外两位"):
            act()
    with pytest.raises(Refused, match="不由您"):
        openings.job_for(opening, three[0].seat, by=three[1].official, at=AT)
    assert opened(opening, three[1], three[2]).status == OpeningStatus.OPEN


def test_nobody_opens_both_layers_nor_out_of_turn(three, who):
    opening = asked(case()[0], who[0])
    first = peel(opening, three[0], three[1])
    for by in (three[1], three[2]):
        with pytest.raises(Refused, match="不由您"):
            openings.take_in(opening, first, by=by.official, at=AT)
    with pytest.raises(Refused, match="您不是"):
        openings.take_in(opening, first, by=who[0], at=AT)
    openings.take_in(opening, first, by=three[0].official, at=AT)
    for by in (three[0], three[2]):
        with pytest.raises(Refused, match="不由您"):
            openings.job_for(opening, None, by=by.official, at=AT)
    with pytest.raises(Refused, match="另一件"):
        openings.take_in(opening, first, by=three[1].official, at=AT)


@pytest.mark.parametrize("spoil", ["text", "number", "another", "same step", "no layer", "long"])
def test_another_file_is_not_taken(three, who, spoil):
    opening, other = asked(case()[0], who[0]), asked(case()[0], who[0])
    said = json.loads(peel(opening, three[0], three[1]))
    if spoil == "another":
        said = json.loads(peel(other, three[0], three[1]))
    elif spoil == "same step":
        said["step"] = 1
    elif spoil == "no layer":
        said["layers"] = [jobs.coded(b"hello")]
    elif spoil == "long":
        said["layers"] = [jobs.coded(jobs.age.MAGIC + bytes(9000))]
    file = {"text": b"hello", "number": b"1"}.get(spoil) or json.dumps(said).encode()
    with pytest.raises(Refused):
        openings.take_in(opening, file, by=three[0].official, at=AT)
    assert Opening.objects.get(pk=opening.pk).status == OpeningStatus.REQUESTED


def test_a_layer_that_does_not_open_goes_back_and_is_done_again_by_another_pair(three, who):
    pk, keys = case()
    opening = asked(pk, who[0])
    said = json.loads(peel(opening, three[0], three[1]))
    said["layers"] = [jobs.coded(jobs.age.MAGIC + b"rubbish")]
    openings.take_in(opening, json.dumps(said).encode(), by=three[0].official, at=AT)
    with pytest.raises(devices.NotOpened):
        peel(opening, three[1])
    with pytest.raises(Refused, match="第二层"):
        openings.send_back(opening, by=three[0].official, at=AT)
    openings.send_back(opening, by=three[1].official, at=AT)
    assert openings.key_for(opened(opening, three[0], three[2]), who[1], at=AT) == keys["identity"]


def test_one_custodian_can_refuse_and_who_asked_can_withdraw(three, who):
    one, other = asked(case()[0], who[0]), asked(case()[0], who[0])
    with pytest.raises(Refused, match="列表"):
        openings.refuse(one, code="whatever", by=three[2].official, at=AT)
    openings.refuse(one, code="not_said", by=three[2].official, at=AT)
    assert (one.status, one.denial) == (OpeningStatus.REFUSED, "not_said")
    with pytest.raises(Refused, match="本人"):
        openings.withdraw(other, by=three[2].official, at=AT)
    openings.take_in(other, peel(other, three[0], three[1]), by=three[0].official, at=AT)
    openings.withdraw(other, by=who[0], at=AT)
    assert other.status == OpeningStatus.WITHDRAWN
    assert Wrap.objects.count() == 12  # nothing half open is left
    with pytest.raises(Refused, match="状态已变化"):
        openings.refuse(other, code="not_said", by=three[2].official, at=AT)


def test_the_reporter_is_told_of_each_by_its_case(three, who):
    pk, _ = case()
    openings_of = [asked(pk, who[0]), asked(pk, handler("centre2")[0])]
    asked(case()[0], who[0])
    assert list(openings.of_case(pk)) == openings_of


def test_a_watermark_names_who_looks(three, who):
    opening = asked(case()[0], who[0])
    seen = openings.watermark(opening, at=LATER)
    assert (seen.name, seen.number, seen.at) == (who[0].name, opening.number, LATER)


def test_a_custodian_reads_the_reason_and_stops_at_a_key_that_is_not_the_requesters(three, who):
    opening = asked(case()[0], who[0])
    file = openings.job_for(opening, three[1].seat, by=three[0].official, at=AT)
    device = Willing()
    half = devices.peel(file, three[0].identity, device)
    assert any("七日内" in line for line in device.lines)
    assert "七日内" not in file.decode()
    openings.take_in(opening, half, by=three[0].official, at=AT)
    said = json.loads(openings.job_for(opening, None, by=three[1].official, at=AT))
    said["requester"]["public"] = jobs.coded(jobs.vault.pair().public)
    with pytest.raises(devices.Declined, match="another key"):
        devices.peel(jobs.written(said), three[1].identity, Willing(who[1].fingerprint[:8]))
