"""Two people press a button of an investigation at once: exactly one of them succeeds."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from mingjing.accountability.models import AccountabilityCase, Evidence
from mingjing.accountability.services import acquitting, investigating, transferring
from mingjing.accountability.services import evidence as collecting
from mingjing.accountability.services.evidence import Piece
from mingjing.core.errors import Refused
from tests.accountability.factories import TODAY, accused, case, cast, evidence, fact, investigated, investigator
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """What came of each: empty where it was done, else why it was refused."""
    said, start = [""] * len(acts), threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Refused as refusal:
            said[place] = str(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def again(found: AccountabilityCase) -> AccountabilityCase:
    return AccountabilityCase.objects.get(pk=found.pk)


def test_of_two_who_begin_or_end_a_case_one_does():
    in_force()
    people = cast()
    found = case(people, plan="方案")
    investigator(found, people.lgo, leads=True)
    investigator(found, people.second)
    said = together(
        lambda: investigating.begin(again(found), by=people.lgo, at=AT),
        lambda: investigating.begin(again(found), by=people.second, at=AT),
    )
    assert sorted(map(bool, said)) == [False, True]
    accused(found)
    fact(found, evidence(found), finding="not_established")
    heads = (people.head, official("head2", "lgo_head", of=people.head.unit))
    said = together(
        *(lambda who=who: acquitting.acquit(again(found), reason="不成立", by=who, today=TODAY, at=AT) for who in heads)
    )
    assert sorted(map(bool, said)) == [False, True]
    assert found.letters.count() == 1


def test_of_two_who_transfer_a_case_one_does():
    in_force()
    people = cast()
    found = investigated(people)
    said = {"addressee": "市纪委监委", "reason": "涉嫌违纪", "today": TODAY, "at": AT}
    heads = (people.head, official("head2", "lgo_head", of=people.head.unit))
    refused = together(
        *(lambda who=who: transferring.transfer(again(found), organ="discipline", by=who, **said) for who in heads)
    )
    assert sorted(map(bool, refused)) == [False, True]
    assert (found.transfers.count(), found.letters.count()) == (1, 1)


def test_pieces_collected_at_once_have_numbers_of_their_own_and_one_is_set_aside_once():
    in_force()
    people = cast()
    found = investigated(people)
    said = Piece(title="登记表", kind="document", source="单位", obtained_on=TODAY, text="内容")
    by = [{"by": who, "today": TODAY, "at": AT} for who in (people.lgo, people.second)]
    assert together(*(lambda who=who: collecting.collect(again(found), said, **who) for who in by)) == ["", ""]
    assert sorted(found.evidence.values_list("no", flat=True)) == [1, 2]
    piece = Evidence.objects.get(case=found, no=1)
    said = together(
        *(
            lambda who=who: collecting.set_aside(Evidence.objects.get(pk=piece.pk), reason="没有签字", **who)
            for who in by
        )
    )
    assert sorted(map(bool, said)) == [False, True]
