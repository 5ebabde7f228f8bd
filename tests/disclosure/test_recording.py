"""Plans and records through their services: who may, what is kept, what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from mingjing.core.errors import Refused
from mingjing.disclosure import access
from mingjing.disclosure.models import Disclosure
from mingjing.disclosure.selectors import freshness, records
from mingjing.disclosure.selectors.channels import uses
from mingjing.disclosure.services import planning, recording
from mingjing.disclosure.services.recording import Proof, Subject
from mingjing.ledger import selectors as ledger
from mingjing.regulations.models import LocalPolicy
from mingjing.rules.disclosing import stale_from
from tests.catalogue.factories import AT, house, published
from tests.disclosure.factories import at, on, photo, plan, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation")]


@pytest.fixture
def home():
    return house()


def test_only_the_units_clerk_plans_and_records(home):
    other = house("130600SJ", "审计局")
    item = published(home).item
    made = plan(home, item=item)
    said = {"title": "x", "kind": "ad_hoc", "channels": ["board"], "why_there": "x", "starts_on": on("2026-01-01")}
    for person in (home.leader, other.clerk, home.head):
        with pytest.raises(Refused, match="经办人登记"):
            planning.make(item=item, by=person, at=AT, **said)
        with pytest.raises(Refused, match="经办人登记"):
            planning.end(made, reason="x", on=on("2026-03-02"), by=person, at=AT)
        with pytest.raises(Refused, match="经办人登记"):
            recording.record(Subject(plan=made), by=person, at=AT, known=None)


def test_what_is_of_another_plan_is_refused(home):
    one, two = plan(home, "甲", kind="staged"), plan(home, "乙", kind="staged")
    stage = planning.add_stage(two, name="招标", ends_on=on("2026-04-30"), by=home.clerk, at=AT)
    with pytest.raises(Refused, match="不属于这个公开事项"):
        record(home, "2026-03-05", plan=one, stage=stage)
    with pytest.raises(Refused, match="所属周期与公开计划不符"):
        record(home, "2026-03-05", plan=one, period=on("2026-03-01"))
    monthly = plan(home, "丙", cycle="quarter")
    with pytest.raises(Refused, match="所属周期与公开计划不符"):
        record(home, "2026-03-05", plan=monthly, period=on("2026-02-01"))
    with pytest.raises(Refused, match="请写明公开的是"):
        Subject()


def test_a_picture_needs_words_and_a_bad_one_leaves_nothing(home):
    made = plan(home)
    with pytest.raises(Refused, match="看不见图的人"):
        record(home, "2026-03-05", plan=made, proofs=(Proof(photo(), " "),))
    with pytest.raises(Refused, match="最多 9 个"):
        record(home, "2026-03-05", plan=made, proofs=tuple(Proof(photo(), "图") for _ in range(10)))
    assert not Disclosure.objects.exists()


def test_a_record_cannot_be_changed_or_removed(home):
    seen = record(home, "2026-03-05", plan=plan(home))
    for act in (lambda: Disclosure.objects.update(title="x"), seen.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            act()


def test_everything_stands_in_the_ledger(home):
    made = plan(home, "道路改造", kind="staged")
    planning.change(made, title="农村道路改造", kind="regular", by=home.clerk, at=AT)
    stage = planning.add_stage(made, name="招标", ends_on=on("2026-04-30"), by=home.clerk, at=AT)
    planning.close_stage(stage, on=on("2026-03-02"), by=home.clerk, at=AT)
    planning.end(made, reason="完工", on=on("2026-03-02"), by=home.clerk, at=AT)
    entries = list(ledger.of_case(made))
    assert [entry.step for entry in entries] == ["制定公开计划", "修改公开计划", "登记阶段", "阶段结束", "终止公开计划"]
    assert (entries[1].before, entries[1].after) == ({"title": "道路改造"}, {"title": "农村道路改造"})
    made.refresh_from_db()
    assert made.kind == "staged"


def test_an_ended_plan_takes_nothing_more(home):
    made = plan(home, "道路改造", kind="staged")
    planning.end(made, reason="完工", on=on("2026-03-02"), by=home.clerk, at=AT)
    for act in (
        lambda: planning.end(made, reason="x", on=on("2026-03-02"), by=home.clerk, at=AT),
        lambda: planning.add_stage(made, name="x", ends_on=on("2026-03-02"), by=home.clerk, at=AT),
        lambda: planning.change(made, title="x", by=home.clerk, at=AT),
    ):
        with pytest.raises(Refused, match="已于 2026-03-02 终止"):
            act()


def test_two_plans_of_one_name_are_refused_for_a_power_and_for_the_unit(home):
    item = published(home).item
    for about in (None, item):
        plan(home, item=about)
        with pytest.raises(ValidationError, match="已有同名的公开事项"):
            plan(home, item=about)


@pytest.mark.parametrize("updated", ["2026-01-31", "2026-02-28", "2024-02-29", "2026-12-31", "2026-03-15"])
@pytest.mark.parametrize(("cycle", "months"), [("month", 1), ("quarter", 3), ("half_year", 6), ("year", 12)])
def test_the_database_counts_the_age_of_a_page_as_the_rules_do(home, updated, cycle, months):
    made = plan(home, cycle=cycle, starts_on=on(updated))
    assert freshness.of_information(made, on("2027-06-01")).stale == stale_from(on(updated), months)


def test_the_office_may_choose_another_cycle_for_pages(home, regulation):
    made = plan(home, starts_on=on("2026-01-01"))
    assert freshness.of_information(made, on("2026-03-02")).stale == on("2027-01-02")
    chosen = {"length": 6, "counted_in": "months", "chosen_by": "x", "chosen_on": on("2026-01-01")}
    LocalPolicy.objects.create(regulation=regulation, limit="ASM-5-3-4b", **chosen)
    assert freshness.of_information(made, on("2026-03-02")).stale == on("2026-07-02")


def test_before_any_regulation_no_page_is_stale(home):
    made = plan(home, starts_on=on("2000-01-01"))
    assert freshness.of_information(made, on("2009-01-01")).stale is None


def test_channels_are_counted_as_planned_and_as_used(home):
    made = plan(home, channels=["board", "press"])
    record(home, "2026-03-05", plan=made, proofs=(Proof(photo(), "图"),))
    wrong = record(home, "2026-03-05", plan=made, said={"channel": "meeting", "formed_on": on("2026-01-05")})
    found = {use.channel: use for use in uses(access.records_visible_to(home.clerk), access.visible_to(home.clerk))}
    board, meeting, press = found["公开栏"], found["会议"], found["报刊"]
    assert (board.planned, board.used, board.proven, board.late, board.unplanned) == (1, 1, 1, 0, 0)
    assert (meeting.planned, meeting.used, meeting.late, meeting.unplanned) == (0, 1, 1, 1)
    assert (press.planned, press.used) == (1, 0)
    recording.void(wrong, reason="没有开会", by=home.clerk, at=at("2026-03-06"))
    again = uses(access.records_visible_to(home.clerk), access.visible_to(home.clerk))
    assert {use.channel: use.used for use in again}["会议"] == 0


def test_a_correction_keeps_the_pictures_unless_new_ones_come(home):
    made = plan(home)
    said = {"title": "x", "channel": "board", "scope": "society", "reach": "city", "published_on": on("2026-03-05")}
    first = record(home, "2026-03-05", plan=made, proofs=(Proof(photo(), "旧"),))
    common = {"by": home.clerk, "at": at("2026-03-06"), "known": None}
    second = recording.correct(first, **common, **said)
    third = recording.correct(second, proofs=(Proof(photo(colour="red"), "新"),), **common, **said)
    assert [[picture.alt for picture in row.pictures.all()] for row in (first, second, third)] == [
        ["旧"],
        ["旧"],
        ["新"],
    ]
    assert list(records.valid()) == [third]
    with pytest.raises(Refused, match="已经更正过"):
        recording.correct(first, **common, **said)
