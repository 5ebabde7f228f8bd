"""Merged, every reporter keeps their code and sees their own words; split, one reporter has two cases."""

import pytest

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.enums import ComplaintStatus, Duty, PaperKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import granting, handing, lookup, merging, recusing
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring.models import Wrap
from tests.catalogue.factories import official
from tests.complaints.factories import WHO, keyed, keys
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")
OTHER = "我也是在住建局窗口，被要求另交一份图纸，前后跑了三趟。"


def joined(one: Hands, other: Hands, reason: str = "同一窗口同一事由。", by=None) -> None:
    person = by or one.centre.clerk
    with access.shown_to(person):
        into = Complaint.objects.get(pk=other.pk)
        one.do(merging.merge, into, keys_into=keys(into, person), reason=reason, by=person)


def read(case: Hands) -> list[list[str]]:
    with lookup.holding(case.code) as held:
        return [
            [paper.text for paper in opening.read(row, held.keys[row.pk], [PaperKind.STATEMENT])]
            for row in held.complaints
        ]


@pytest.mark.article("CMP-7-1b")
def test_both_codes_still_work_and_show_their_own_text_only(centre):
    one, other = Hands(centre), Hands(centre, text=OTHER, identity=WHO)
    joined(other, one)
    assert other.row().status == ComplaintStatus.MERGED
    assert other.row().merged_into_id == one.pk
    assert read(other) == [[OTHER]]
    (texts,) = read(one)
    assert texts[0].startswith("二〇二六年二月")
    assert OTHER not in str(texts)
    assert other.clock("CMP-7-5").status == "running"  # the letter to its reporter is still owed
    assert other.clock("GAP-21").status == "stopped"
    assert one.clock("GAP-21").status == "running"


@pytest.mark.article("CMP-7-1b")
def test_whoever_has_the_one_is_given_the_other(centre):
    one, other = Hands(centre), Hands(centre, text=OTHER)
    one.do(handing.hand_over, centre.second)
    joined_by = centre.second
    joined(other, one, by=joined_by)
    assert (one.sees(centre.second), other.sees(centre.second)) == (True, True)
    assert one.sees(centre.clerk)  # registered the other one
    assert one.papers(PaperKind.STATEMENT, centre.clerk)[0].text.startswith("二〇二六年")


@pytest.mark.article("CMP-7-1b", "CMP-5")
def test_a_conflict_with_either_blocks_the_merge_without_a_word_of_the_other(centre):
    one, other = Hands(centre), Hands(centre, text=OTHER)
    other.do(recusing.recuse, reason="亲戚。", by=centre.second)
    with pytest.raises(Refused, match="回避规定") as refused:
        joined(one, other)
    assert one.row().number not in str(refused.value)
    assert centre.second.name not in str(refused.value)


def test_a_case_is_merged_into_another_open_one_with_a_reason_only(centre):
    one, other = Hands(centre), Hands(centre, text=OTHER)
    with pytest.raises(Refused, match="必须是另一件"):
        joined(one, one)
    with pytest.raises(Refused, match="写明理由"):
        joined(one, other, reason=" ")
    other.closed()
    with pytest.raises(Refused, match="还在办理"):
        joined(one, other)


@pytest.mark.article("CMP-7-1b")
def test_a_part_becomes_a_case_of_its_own_under_the_same_code(centre):
    one = Hands(centre)
    new = one.do(merging.split, text="另外，公示栏三个月没有更新。", act="CMP-4-5b", unit=centre.accused)
    assert [len(texts) for texts in read(one)] == [1, 1]
    assert read(one)[1] == ["另外，公示栏三个月没有更新。"]
    with seeing(SYSTEM):
        row = Complaint.objects.get(pk=new.pk)
    assert (row.split_from_id, row.status, row.received_on) == (one.pk, "registered", one.row().received_on)
    assert row.number == "投〔2026〕00002"
    assert access.routed(row)["first_act"] == "CMP-4-5b"
    assert Clock.objects.get(case_id=row.pk, limit="GAP-21").due_on == one.clock("GAP-21").due_on
    with access.shown_to(centre.second):
        assert access.visible_to(centre.second).filter(pk=row.pk).exists()
    assert not Wrap.objects.filter(case_id=row.pk, purpose="identity").exists()
    with pytest.raises(Refused, match="分出的内容"):
        one.do(merging.split, text="", act="CMP-4-9", unit=None)


@pytest.mark.article("CMP-7-1b", "ACC-9-2a")
def test_the_discipline_organ_keeps_both(centre):
    one, other = Hands(centre), Hands(centre, text=OTHER)
    disc = keyed(official("disc", "disc_officer", of=centre.unit))
    one.do(granting.give, disc, Duty.SUPERVISOR)
    joined(other, one)
    assert (one.sees(disc), other.sees(disc)) == (True, True)
