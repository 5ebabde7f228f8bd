"""Classification, summary and notes: the original is never touched, and the first act stays on record."""

import pytest
from django.db import DatabaseError, transaction

from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import ComplaintKind, PaperKind
from mingjing.complaints.models import Complaint, Paper
from mingjing.complaints.selectors import desk, inbox
from mingjing.complaints.services import classifying, merging
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from tests.catalogue.factories import house, official
from tests.complaints.factories import keyed, keys
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")
SAID = {"kind": ComplaintKind.REPORT}


@pytest.mark.article("CMP-7-1a")
def test_classifying_says_act_kind_urgency_and_jurisdiction_and_stops_its_clock(centre):
    case = Hands(centre)
    case.do(classifying.classify, act="CMP-4-6", urgent=True, ours=False, unit=centre.accused, **SAID)
    said = case.said()
    assert (said["act"], said["kind"], said["urgent"], said["ours"]) == ("CMP-4-6", "report", True, False)
    assert case.row().classified_on == case.day
    assert case.clock("CMP-7-1a").status == "stopped"
    with access.shown_to(centre.clerk):
        assert not desk.unclassified(centre.clerk).exists()


@pytest.mark.article("CMP-4-9")
def test_a_later_classification_keeps_the_first_act(centre):
    case = Hands(centre, act="CMP-4-9")
    case.do(classifying.classify, act="CMP-4-9", **SAID)
    case.do(classifying.classify, act="CMP-4-3", by=centre.second, **SAID)
    said = case.said()
    assert (said["first_act"], said["act"]) == ("CMP-4-9", "CMP-4-3")
    assert [one["act"] for one in said["history"]] == ["CMP-4-9", "CMP-4-3"]
    assert said["history"][1]["by"] == tag_of(centre.second)
    assert case.steps()[-2:] == ["分类", "重新分类"]


def test_the_file_says_that_it_was_classified_and_not_as_what(centre):
    case = Hands(centre)
    case.do(classifying.classify, act="CMP-4-6", unit=centre.accused, **SAID)
    words = str(list(Entry.objects.filter(case_id=case.pk).values()))
    assert "CMP-4-6" not in words
    assert str(centre.accused.pk) not in words


def test_no_act_or_a_case_that_is_over_is_refused(centre):
    case = Hands(centre)
    with pytest.raises(Refused, match="第四条哪一项"):
        case.do(classifying.classify, act="", **SAID)
    with seeing(SYSTEM), pytest.raises(Refused, match="由投诉举报中心办理"):
        classifying.classify(case.row(), act="CMP-4-9", by=centre.accused_clerk, today=case.day, at=case.at, **SAID)
    case.closed()
    with pytest.raises(Refused, match="已经“已办结”"):
        case.do(classifying.classify, act="CMP-4-9", **SAID)


@pytest.mark.article("CMP-5")
def test_whoever_a_unit_newly_named_puts_in_conflict_loses_the_case(centre):
    inside = keyed(official("centre-inside", "centre_clerk", of=centre.accused))
    case = Hands(centre, unit=None)
    assert case.sees(inside)
    with pytest.raises(Refused, match="您要回避"):
        case.do(classifying.classify, act="CMP-4-3", unit=centre.accused, by=inside, **SAID)
    case.do(classifying.classify, act="CMP-4-3", unit=centre.accused, **SAID)
    assert not case.sees(inside)
    assert case.sees(centre.clerk)


@pytest.mark.article("CMP-5")
def test_a_unit_that_was_named_first_stays_barred_whatever_is_named_later(centre):
    case, audit = Hands(centre), house("130600SJ", "审计局")
    case.do(classifying.classify, act="CMP-4-3", unit=audit.unit, **SAID)
    case.do(classifying.classify, act="CMP-4-3", unit=None, **SAID)
    assert case.said()["unit"] is None
    for unit in (centre.accused, audit.unit):
        with seeing(SYSTEM), pytest.raises(Refused, match="回避"):
            inbox.check_may_handle(case.row(), unit)
    moved = keyed(official("centre-moved", "centre_clerk", of=centre.accused))
    with seeing(SYSTEM), pytest.raises(Refused, match="回避"):
        access.check_may_be_given(case.row(), moved)


@pytest.mark.article("CMP-5")
def test_the_accused_of_two_cases_handled_together_and_of_a_part_are_barred_from_both(centre):
    audit = house("130600SJ", "审计局")
    one, other = Hands(centre), Hands(centre, unit=audit.unit)
    part = one.do(merging.split, text="另外，公示栏三个月没有更新。", act="CMP-4-9", unit=None)
    with access.shown_to(centre.clerk):
        into = Complaint.objects.get(pk=other.pk)
        one.do(merging.merge, into, keys_into=keys(into, centre.clerk), reason="同一事由。")
    assert access.accused(one.said()) == access.accused(other.said()) == {str(centre.accused.pk), str(audit.unit.pk)}
    with seeing(SYSTEM), pytest.raises(Refused, match="回避"):
        inbox.check_may_handle(part, centre.accused)


@pytest.mark.article("CMP-8-a")
def test_the_original_cannot_be_edited_and_a_note_stands_beside_it_with_name_and_time(centre):
    case = Hands(centre)
    case.do(classifying.note, "来信所说的窗口是政务大厅三号窗口。")
    (original,), (note,) = case.papers(PaperKind.STATEMENT), case.papers(PaperKind.NOTE)
    assert note.paper.about_id == original.paper.pk
    assert (note.paper.by, note.paper.at) == (tag_of(centre.clerk), case.at)
    with seeing(SYSTEM), pytest.raises(DatabaseError, match="paper_stays"), transaction.atomic():
        Paper.objects.filter(pk=original.paper.pk).update(box=b"other")
    with pytest.raises(Refused, match="附注的内容"):
        case.do(classifying.note, "  ")


@pytest.mark.article("CMP-7-1b")
def test_a_summary_is_sealed_under_the_key_that_the_reporter_has_not(centre):
    case = Hands(centre)
    case.do(classifying.sum_up, "窗口要求另交图纸。")
    (summary,) = case.papers(PaperKind.SUMMARY)
    assert (summary.text, summary.paper.purpose) == ("窗口要求另交图纸。", "work")
    with pytest.raises(Refused, match="摘要的内容"):
        case.do(classifying.sum_up, "")
