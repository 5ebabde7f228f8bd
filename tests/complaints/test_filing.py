"""Filing: sealed at once, numbered, clocked, found again by its code and by nothing else."""

import datetime as dt

import pytest

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.enums import PaperKind, RealName
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import filing, lookup
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring.models import Wrap
from mingjing.sealing import codes
from tests.complaints.factories import AT, WHO, filed, keys, said

pytestmark = pytest.mark.django_db(databases="__all__")


def test_what_was_filed_opens_with_the_code_and_for_the_clerks_granted(centre):
    made = filed(centre, identity=WHO)
    with lookup.holding(made.code.lower()) as held:
        (paper,) = opening.read(held.complaints[0], held.keys[made.complaint.pk])
        assert paper.text.startswith("二〇二六年二月")
    with access.shown_to(centre.clerk):
        found = access.visible_to(centre.clerk).get()
        (paper,) = opening.read(found, keys(found, centre.clerk), [PaperKind.STATEMENT])
        assert paper.text.startswith("二〇二六年二月")


def test_the_database_shows_a_case_to_nobody_else(centre):
    filed(centre)
    assert not Complaint.objects.exists()
    with access.shown_to(centre.accused_clerk):
        assert not Complaint.objects.exists()
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1
    assert not Complaint.objects.exists()


@pytest.mark.article("CMP-7-1c")
def test_numbers_follow_each_other_and_the_clocks_start_at_receipt(centre):
    one, other = filed(centre), filed(centre, identity=WHO)
    assert [one.complaint.number, other.complaint.number] == ["投〔2026〕00001", "投〔2026〕00002"]
    due = dict(Clock.objects.filter(case_id=other.complaint.pk).values_list("limit", "due_on"))
    assert due["CMP-7-3"] == dt.date(2026, 2, 25)
    assert due["CMP-7-5"] == dt.date(2026, 2, 24)
    assert other.complaint.real_name == RealName.CLAIMED
    assert not Clock.objects.filter(case_id=one.complaint.pk, limit="CMP-7-5").exists()


def test_the_same_form_sent_twice_is_one_complaint(centre):
    code = codes.new()
    one = filing.file(said(centre), code=code, at=AT)
    two = filing.file(said(centre), code=code, at=AT)
    assert one.complaint.pk == two.complaint.pk
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1


def test_whoever_entered_it_and_whoever_is_named_cannot_open_it(centre):
    made = filed(centre, by=centre.clerk, persons=f"办事的是{centre.second.name}")
    for person in (centre.clerk, centre.second):
        with access.shown_to(person):
            assert not access.visible_to(person).exists()
            with pytest.raises(Refused, match="打不开"):
                keys(made.complaint, person)


def test_the_identity_has_no_key_but_the_custodians(centre):
    made = filed(centre, identity=WHO)
    assert Wrap.objects.filter(case_id=made.complaint.pk, purpose="identity").count() == 3


def test_a_wrong_code_never_reaches_the_database(centre, django_assert_num_queries):
    code = codes.new()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    with django_assert_num_queries(0), pytest.raises(codes.WrongCode), lookup.holding(wrong):
        pass
    with pytest.raises(Refused, match="没有找到"), lookup.holding(code):
        pass


@pytest.mark.article("CMP-9")
@pytest.mark.parametrize(("received", "clocks"), [("2010-01-25", 0), ("2010-01-26", 3)])
def test_the_limits_run_from_the_day_the_rules_were_issued(centre, received, clocks):
    made = filed(centre, received_on=dt.date.fromisoformat(received))
    assert Clock.objects.filter(case_id=made.complaint.pk, pack="baoding-2010").count() == clocks
