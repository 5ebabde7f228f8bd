"""陈述和申辩 in more than one round, and what the ledger tells of it (ACC-12-c)."""

import pytest

from mingjing.accountability.models import Hearing, Letter
from mingjing.accountability.selectors import hearings, readiness
from mingjing.accountability.services import delivering, hearing, informing, notifying
from mingjing.accountability.services.hearing import Said
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from tests.accountability import factories as make
from tests.accountability.factories import AT, DAY, TODAY, Cast, cast
from tests.accountability.telling import deliver, established, heard, record, reopened, told, written
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


@pytest.fixture
def found(people):
    return established(people)


def test_after_another_investigation_everybody_is_told_and_heard_anew(people, found):
    for one in heard(people, found):
        record(people, one, Said(mode="waived", statement="自愿放弃"))
    type(found).objects.filter(pk=found.pk).update(status="established")
    found.refresh_from_db()
    again = told(people, found)
    assert len(hearings.lacking(found)) == 3
    deliver(people, again[0])
    assert "没有陈述申辩" in hearings.lacking(found)[0]
    stand = hearings.of_case(found)[0]
    assert (stand.hearing.letter, len(stand.earlier)) == (again[0], 1)


def test_a_point_of_an_earlier_round_is_answered_as_well_before_the_hearing_is_over(people, found):
    waiver, *others = heard(people, found)
    record(people, waiver, written("停电", "停电两天"))
    reopened(found)
    for one in heard(people, found):
        record(people, one, Said(mode="waived", statement="自愿放弃"))
    with pytest.raises(Refused, match="第1点意见没有答复"):
        hearing.hear(found, by=people.lgo, at=AT)
    hearing.reply(waiver.points.get(), accepted=False, text="没有停电", by=people.lgo, today=TODAY, at=AT)
    hearing.hear(found, by=people.lgo, at=AT)
    assert found.status == "heard"


def test_a_notice_that_another_replaced_opens_no_hearing_when_it_comes_at_last(people, found):
    first = told(people, found)
    reopened(found)
    for one in heard(people, found):
        record(people, one, Said(mode="waived", statement="自愿放弃"))
    late = next(letter for letter in first if letter.subject.official)
    assert informing.opened(late, by=people.handler, at=AT + DAY)
    assert not Hearing.objects.filter(letter=late).exists()
    hearing.hear(found, by=people.lgo, at=AT)
    assert not any("陈述申辩" in said for said in readiness.lacking(found))


def test_a_correction_of_the_notice_opens_no_hearing_after_everybody_was_heard(people, found):
    for one in heard(people, found):
        record(people, one, Said(mode="waived", statement="自愿放弃"))
    hearing.hear(found, by=people.lgo, at=AT)
    fixed = notifying.correct(Letter.objects.first(), "“处”应为“局”。", by=people.lgo, today=TODAY, at=AT)
    said = {"way": "in_person", "received_on": TODAY, "received_by": "张三", "note": ""}
    delivering.delivered(fixed, **said, by=people.lgo, at=AT)
    assert not Hearing.objects.filter(letter=fixed).exists()
    assert not any("陈述申辩" in said for said in readiness.lacking(found))


def test_the_ledger_tells_that_somebody_spoke_and_no_word_of_what(people, found):
    one = heard(people, found)[1]
    record(people, one, written("秘密的话", "秘密的意见"))
    hearing.reply(one.points.get(), accepted=True, text="秘密的答复", by=people.lgo, today=TODAY, at=AT)
    entries = Entry.objects.filter(case_id=found.pk, step__in=("记录陈述申辩", "答复陈述申辩意见"))
    assert entries.count() == 2
    assert "秘密" not in str(list(Entry.objects.values_list("reason", "before", "after")))
    assert entries[0].after["points"] == 1


def test_of_a_case_for_the_discipline_organ_the_ledger_tells_only_that_something_happened(people):
    case = make.case(people, "established", ground="ACC-9-2a", discipline=True)
    make.fact(case, make.evidence(case), ground="ACC-9-2a")
    make.person(case, people.handler)
    record(people, heard(people, case)[0], written())
    told_of = Entry.objects.filter(case_id=case.pk).exclude(step="告知陈述申辩").values_list("after", flat=True)
    assert [after for after in told_of if after] == []
