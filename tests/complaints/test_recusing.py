"""Who is about the case or too near to it neither has it nor is given it."""

import pytest

from mingjing.complaints.enums import Duty, PaperKind
from mingjing.complaints.services import granting, handing, recusing
from mingjing.core.errors import Refused
from mingjing.keyring.models import Wrap
from tests.catalogue.factories import official
from tests.complaints.factories import keyed, keys, unlocked
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.article("CMP-7-2b")
def test_who_steps_back_loses_case_and_keys_and_is_never_given_it_again(centre, django_capture_on_commit_callbacks):
    case = Hands(centre)
    with django_capture_on_commit_callbacks(execute=True):
        case.do(recusing.recuse, reason="当事人是我的亲戚。", by=centre.second)
    assert not case.sees(centre.second)
    assert not Wrap.objects.filter(case_id=case.pk, holder=unlocked(centre.second).fingerprint).exists()
    with pytest.raises(Refused, match="打不开"):
        keys(case.row(), centre.second)
    with pytest.raises(Refused, match="回避规定"):
        case.do(granting.give, centre.second, Duty.HANDLER)
    assert case.papers(PaperKind.REASON)[0].text == "当事人是我的亲戚。"
    assert case.steps()[-2:] == ["回避", "收回授权"]


@pytest.mark.article("CMP-7-2b")
def test_stepping_back_needs_a_reason_and_somebody_who_stays(centre):
    case = Hands(centre)
    with pytest.raises(Refused, match="写明理由"):
        case.do(recusing.recuse, reason="")
    case.do(recusing.recuse, reason="亲戚。", by=centre.second)
    with pytest.raises(Refused, match="现在只有您"):
        case.do(recusing.recuse, reason="亲戚。")


def test_a_case_is_handed_to_one_handler_and_the_others_open_it_no_more(centre, django_capture_on_commit_callbacks):
    case = Hands(centre)
    with django_capture_on_commit_callbacks(execute=True):
        case.do(handing.hand_over, centre.second)
    assert (case.sees(centre.clerk), case.sees(centre.second)) == (False, True)
    with pytest.raises(Refused, match="打不开"):
        keys(case.row(), centre.clerk)


@pytest.mark.article("CMP-5")
def test_a_handler_in_conflict_or_of_another_room_is_refused(centre):
    case = Hands(centre)
    theirs = keyed(official("theirs", "centre_clerk", of=centre.accused))
    with pytest.raises(Refused, match="回避规定"):
        case.do(handing.hand_over, theirs)
    with pytest.raises(Refused, match="不能承办"):
        case.do(handing.hand_over, centre.accused_clerk)
    keyless = official("keyless", "centre_clerk", of=centre.unit)
    with pytest.raises(Refused, match="没有设置封存口令"):
        case.do(handing.hand_over, keyless)
    assert case.sees(centre.clerk)


def test_a_case_goes_up_only_where_somebody_could_approve(centre):
    case = Hands(centre)
    assert case.do(handing.submit) == [centre.head]
    assert case.sees(centre.head)
    centre.head.is_active = False
    centre.head.save()
    with pytest.raises(Refused, match="没有可以审批"):
        case.do(handing.submit)
