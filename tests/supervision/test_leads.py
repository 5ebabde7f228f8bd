"""What may become of a lead: joined, made a case of, closed; every refusal, and no other way through its states."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.core.errors import Refused
from mingjing.core.models import uuid7
from mingjing.ledger.models import Entry
from mingjing.ledger.selectors import faults
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads as selectors
from mingjing.supervision.services import leads
from mingjing.supervision.services.leads import Lacking
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official, unit
from tests.supervision.factories import TODAY, clerk, disc, lead

pytestmark = pytest.mark.django_db
WHY = "同一次检查发现的同一件事"


@pytest.fixture(autouse=True)
def law(db):
    in_force()


@pytest.fixture
def home():
    return unit()


def test_a_joined_lead_leads_to_the_main_one_and_its_files_belong_to_it(home):
    one, main = lead(home), lead(home, "ACC-5-2b")
    leads.join(one, main, reason=WHY, by=clerk(), at=AT)
    one.refresh_from_db()
    assert (one.status, one.joined_into, one.joined_for) == ("joined", main, WHY)
    entry = Entry.objects.get(case_id=one.pk, step="并入线索")
    assert (entry.reason, entry.basis, entry.after["joined_into"]) == (WHY, "ACC-3-b", str(main.pk))
    assert set(selectors.family(main)) == {one, main}


def test_what_was_joined_before_goes_with_its_main_lead(home):
    first, second, main = lead(home), lead(home), lead(home)
    leads.join(first, second, reason=WHY, by=clerk(), at=AT)
    leads.join(second, main, reason=WHY, by=clerk(), at=AT)
    first.refresh_from_db()
    assert first.joined_into == main
    assert Entry.objects.filter(case_id=first.pk, step="随主线索改并入").count() == 1
    assert set(selectors.family(main)) == {first, second, main}


def closed(row):
    leads.close(row, reason="不成立", by=clerk(), today=TODAY, at=AT)
    return row


def joined(row):
    leads.join(row, lead(row.unit), reason=WHY, by=clerk(), at=AT)
    return row


@pytest.mark.parametrize(
    ("main", "told"),
    [
        (lambda home: closed(lead(home)), "已了结"),
        (lambda home: joined(lead(home)), "已并入"),
        (lambda _home: lead(unit("130600SJ", "审计局")), "另一个单位"),
        (lambda home: lead(home, "ACC-9-2a"), "只有一条交纪检监察机关"),
    ],
    ids=["closed", "joined", "other unit", "discipline"],
)
def test_joining_into_what_is_not_the_same_or_over_is_refused(home, main, told):
    one, into = lead(home), main(home)
    with pytest.raises(Refused, match=told):
        leads.join(one, into, reason=WHY, by=clerk(), at=AT)
    one.refresh_from_db()
    assert (one.status, one.joined_into) == ("registered", None)


def test_joining_needs_a_reason_another_lead_and_the_office(home):
    one, main = lead(home), lead(home)
    with pytest.raises(Refused, match="要写明理由"):
        leads.join(one, main, reason="  ", by=clerk(), at=AT)
    with pytest.raises(Refused, match="不能并入自己"):
        leads.join(one, one, reason=WHY, by=clerk(), at=AT)
    for role in ("lgo_head", "lg_member", "disc_officer", "centre_head", "unit_leader"):
        with pytest.raises(Refused, match="由领导小组办公室合并"):
            leads.join(one, main, reason=WHY, by=official(f"x-{role}", role, of=home), at=AT)


def test_leads_of_the_discipline_organ_are_joined_by_it_and_the_ledger_says_nothing_of_which(home):
    one, main = lead(home, "ACC-9-2a", facts="被调离"), lead(home, "ACC-9-2b", facts="被停职")
    leads.join(one, main, reason=WHY, by=disc(), at=AT)
    one.refresh_from_db()
    assert (one.joined_into, one.joined_for) == (main, WHY)
    written = str(list(Entry.objects.filter(case_id=one.pk).values()))
    assert WHY not in written
    assert str(main.pk) not in written
    theirs = official("their-clerk", "lgo_clerk", of=home)
    for act in (
        lambda: leads.join(main, lead(home, "ACC-9-2a"), reason=WHY, by=theirs, at=AT),
        lambda: leads.opened(main, by=theirs, today=TODAY, at=AT),
        lambda: leads.close(main, reason=WHY, by=theirs, today=TODAY, at=AT),
    ):
        with pytest.raises(Refused, match="涉及您所在的"):
            act()


def test_an_opened_lead_is_neither_closed_nor_joined_and_ends_with_its_case(home):
    row, other = lead(home), lead(home)
    leads.opened(row, by=clerk(), today=TODAY, at=AT)
    assert (row.status, row.opened_on) == ("opened", TODAY)
    with pytest.raises(Refused, match="状态已变化"):
        leads.close(row, reason="不成立", by=clerk(), today=TODAY, at=AT)
    with pytest.raises(Refused, match="状态已变化"):
        leads.join(row, other, reason=WHY, by=clerk(), at=AT)
    with pytest.raises(Refused, match="状态已变化"):
        leads.opened(row, by=clerk(), today=TODAY, at=AT)
    leads.join(other, row, reason=WHY, by=clerk(), at=AT)  # what comes later on the same matter belongs to the case
    with pytest.raises(Refused, match="要写明理由"):
        leads.settle(row, reason="", by=clerk(), today=TODAY, at=AT)
    leads.settle(row, reason="经查不成立", by=clerk(), today=TODAY, at=AT)
    assert (row.status, row.closed_for, row.closed_on) == ("closed", "经查不成立", TODAY)


def test_a_lead_without_a_case_does_not_end_with_one(home):
    row = lead(home)
    with pytest.raises(Refused, match="状态已变化"):
        leads.settle(row, reason="经查不成立", by=clerk(), today=TODAY, at=AT)


@pytest.mark.parametrize("role", ["lgo_head", "lg_member", "disc_officer", "centre_head", "unit_clerk", "system_admin"])
def test_nobody_but_the_offices_clerk_opens_a_case_on_a_lead(home, role):
    row = lead(home)
    with pytest.raises(Refused, match="立案由领导小组办公室决定"):
        leads.opened(row, by=official(f"x-{role}", role, of=unit("130600SJ", "审计局")), today=TODAY, at=AT)


def test_the_discipline_organ_opens_a_case_on_what_goes_to_it(home):
    row = lead(home, "ACC-9-2a")
    leads.opened(row, by=disc(), today=TODAY, at=AT)
    assert row.status == "opened"


def test_one_source_has_one_lead_on_a_ground_while_it_waits_or_is_a_case(home):
    source = {"source": "gap", "source_id": uuid7()}
    row = lead(home, **source)
    leads.opened(row, by=clerk(), today=TODAY, at=AT)
    with pytest.raises(Refused, match=f"已登记为 {row}"):
        lead(home, **source)
    leads.settle(row, reason="不成立", by=clerk(), today=TODAY, at=AT)
    assert lead(home, **source).status == "registered"


def test_likely_duplicates_are_of_the_same_source_or_near_in_unit_article_and_time(home):
    source, day = {"source": "gap", "source_id": uuid7()}, dt.date(2026, 2, 1)
    mine = lead(home, happened_on=day, **source)
    of_source = lead(unit("130600SJ", "审计局"), "ACC-6-2", **source)
    same_ground = lead(home, happened_on=day + dt.timedelta(days=20))
    same_article = lead(home, "ACC-5-2b", happened_on=day - selectors.NEAR)
    lead(home, happened_on=day - selectors.NEAR - dt.timedelta(days=1))  # too long ago
    lead(home, "ACC-6-2", happened_on=day)  # another article
    joined_one = lead(home, happened_on=day)
    leads.join(joined_one, same_ground, reason=WHY, by=clerk(), at=AT)
    assert list(selectors.like_lead(clerk(), mine)) == [of_source, same_ground, same_article]


def test_nobody_is_offered_a_duplicate_that_they_may_not_see(home):
    row = lead(home, "ACC-9-2a")
    theirs = official("their-clerk", "lgo_clerk", of=home)
    asked = {"unit": home.pk, "day": TODAY, "group": "ACC-9-0", "ground": "ACC-9-2a", "discipline": True}
    assert list(selectors.like(clerk(), **asked)) == [row]
    assert list(selectors.like(theirs, **asked)) == []
    assert list(selectors.like(clerk(), **{**asked, "discipline": False})) == []


@pytest.mark.article("ACC-15")
def test_a_fault_before_the_first_version_is_refused_with_when_it_begins(home):
    with pytest.raises(Lacking, match="2010-01-26起施行") as refusal:
        lead(home, happened_on=dt.date(2010, 1, 25))
    assert list(refusal.value.columns) == ["happened_on"]
    assert lead(home, happened_on=dt.date(2010, 1, 26)).pack == "baoding-2010"


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"status": "joined"}, "lead_joined_with_reason"),
        ({"status": "opened"}, "lead_opened_on_a_day"),
        ({"status": "closed"}, "lead_closed_with_reason"),
        ({"source": "grade"}, "lead_of_a_grade_says_its_year"),
    ],
)
def test_the_database_holds_it_too(home, columns, constraint):
    row = lead(home)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Lead.objects.filter(pk=row.pk).update(**columns)


# The states of a lead as a plain table, against which any run of steps is held.
NEXT = {
    ("registered", "close"): "closed",
    ("registered", "join"): "joined",
    ("registered", "open"): "opened",
    ("opened", "settle"): "closed",
}
STEPS = {
    "close": lambda row, _main: leads.close(row, reason=WHY, by=clerk(), today=TODAY, at=AT),
    "join": lambda row, main: leads.join(row, main, reason=WHY, by=clerk(), at=AT),
    "open": lambda row, _main: leads.opened(row, by=clerk(), today=TODAY, at=AT),
    "settle": lambda row, _main: leads.settle(row, reason=WHY, by=clerk(), today=TODAY, at=AT),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(sorted(STEPS)), st.integers(0, 2)), max_size=10))
def test_any_run_of_steps_keeps_to_the_table(home, steps):
    with transaction.atomic():
        rows = [lead(home) for _ in range(3)]
        known = [SimpleNamespace(status="registered", into=None) for _ in rows]
        for at, step, to in steps:
            target = NEXT.get((known[at].status, step))
            if step == "join" and (at == to or known[to].status not in ("registered", "opened")):
                target = None
            try:
                STEPS[step](rows[at], Lead.objects.get(pk=rows[to].pk))
            except Refused:
                assert target is None
            else:
                assert target is not None
                known[at].status = target
                if step == "join":
                    known[at].into = to
                    for one in known:
                        one.into = to if one.into == at else one.into
        for row, one in zip(rows, known, strict=True):
            row.refresh_from_db()
            assert row.status == one.status
            assert row.joined_into == (rows[one.into] if one.into is not None else None)
        assert list(faults()) == []
        transaction.set_rollback(True)
