"""What disclosure lacks: late, too narrow, beside the mark, missing, stale, dead."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjing.disclosure.enums import OccasionKind
from mingjing.disclosure.models import OwnLink
from mingjing.disclosure.selectors import dues
from mingjing.disclosure.services import planning, recording
from mingjing.people.models import Unit
from tests.catalogue.factories import AT, house, official, published, unit
from tests.disclosure.factories import articles, at, gaps, occasion, on, plan, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation")]


@pytest.fixture
def home():
    return house()


def told(today: str, article: str) -> list[str]:
    return [gap.what for gap in gaps(today) if gap.article == article]


@pytest.mark.article("ACC-6-1b")
def test_planned_for_the_whole_society_and_shown_inside_only_is_listed(home):
    yearly = plan(home)
    record(home, "2026-02-10", plan=yearly, said={"scope": "internal", "reach": "persons"})
    (what,) = told("2026-02-11", "ACC-6-1b")
    assert what == "“行政许可结果”结果公告：计划公开范围“全社会”，实际“内部”"


def test_a_second_channel_for_the_whole_society_mends_it(home):
    yearly = plan(home)
    record(home, "2026-02-10", plan=yearly, said={"scope": "internal", "reach": "persons"})
    record(home, "2026-02-11", plan=yearly, said={"channel": "press"})
    assert articles("2026-02-12") == []


def test_another_group_than_planned_is_listed(home):
    for_drivers = plan(home, scope="group", group="货运司机", affected="persons")
    record(home, "2026-02-10", plan=for_drivers, said={"scope": "group", "group": "出租车司机"})
    assert told("2026-02-11", "ACC-6-1b") == [
        "“行政许可结果”结果公告：计划公开给“货运司机”，实际公开给“出租车司机”",
    ]


@pytest.mark.article("ACC-6-1c")
def test_information_formed_in_february_and_published_a_day_late_is_listed_with_its_day(home):
    yearly = plan(home)
    formed = {"formed_on": on("2026-02-11")}
    late = record(home, "2026-03-18", plan=yearly, said=formed)
    assert late.due_on == on("2026-03-17")
    (gap,) = [gap for gap in gaps("2026-03-19") if gap.article == "ACC-6-1c"]
    assert (gap.since, gap.what) == (
        on("2026-03-18"),
        "“行政许可结果”结果公告：最后一日 2026-03-17，2026-03-18 公开，迟 1 天",
    )


def test_information_published_on_its_last_day_is_in_time(home):
    record(home, "2026-03-17", plan=plan(home), said={"formed_on": on("2026-02-11")})
    assert articles("2026-03-18") == []


def test_the_first_channel_counts(home):
    formed = {"formed_on": on("2026-02-11")}
    yearly = plan(home)
    record(home, "2026-03-18", plan=yearly, said=formed)
    record(home, "2026-03-12", plan=yearly, recorded="2026-03-20", said={**formed, "channel": "press"})
    assert articles("2026-03-21") == []


def test_an_item_with_a_time_of_its_own_is_late_by_that(home):
    soon = plan(home, within=5)
    record(home, "2026-03-03", plan=soon, said={"formed_on": on("2026-02-25")})  # 2月28日 is worked
    assert articles("2026-03-04") == []
    late = record(home, "2026-03-04", plan=soon, said={"formed_on": on("2026-02-24"), "title": "另一件"})
    assert late.due_on == on("2026-03-02")
    assert articles("2026-03-05") == ["ACC-6-1c"]


@pytest.mark.article("ACC-6-3")
def test_what_touches_a_county_and_is_shown_in_a_village_is_listed(home):
    touching = plan(home, affected="county", affected_who="清苑区")
    seen = record(home, "2026-02-10", plan=touching, said={"reach": "village"})
    assert told("2026-02-11", "ACC-6-3") == [
        "“行政许可结果”结果公告：涉及“全县（市、区）：清苑区”，公开到“村组、社区”",
    ]
    clerk = official("lgo", "lgo_clerk", of=unit("130600LGO"))
    recording.mark(seen, matters=False, reason="只修一个村的路", by=clerk, at=at("2026-02-12"))
    assert told("2026-02-13", "ACC-6-3") == []
    recording.mark(seen, matters=True, reason="路通三个乡", by=clerk, at=at("2026-02-13"))
    assert len(told("2026-02-14", "ACC-6-3")) == 1


def test_a_person_may_mark_what_no_rule_finds(home):
    seen = record(home, "2026-02-10", plan=plan(home, affected="village"))
    assert articles("2026-02-11") == []
    clerk = official("lgo", "lgo_clerk", of=unit("130600LGO"))
    recording.mark(seen, matters=True, reason="贴在了别的村", by=clerk, at=at("2026-02-11"))
    (gap,) = [gap for gap in gaps("2026-02-12") if gap.article == "ACC-6-3"]
    assert "贴在了别的村" in gap.what
    assert gap.record == seen.pk


@pytest.mark.article("ASM-5-3-3a")
def test_a_month_without_disclosure_is_missing(home):
    monthly = plan(home, cycle="month", cycle_day=10)
    for day, period in (("2026-01-12", "2026-01-01"), ("2026-03-10", "2026-03-01")):
        record(home, day, plan=monthly, period=on(period))
    assert told("2026-03-31", "ASM-5-3-3a") == ["“行政许可结果”2026年2月没有公开，最后一日 2026-02-10"]


def test_a_plan_owes_nothing_before_it_begins_and_after_it_ends(home):
    monthly = plan(home, cycle="month", cycle_day=10, starts_on=on("2026-02-01"))
    planning.end(monthly, reason="事项已取消", on=on("2026-03-31"), by=home.clerk, at=at("2026-03-31"))
    assert len(told("2026-12-31", "ASM-5-3-3a")) == 2


def test_a_turn_disclosed_late_is_late_but_not_missing(home):
    monthly = plan(home, cycle="month", cycle_day=10, starts_on=on("2026-02-01"))
    record(home, "2026-02-12", plan=monthly, period=on("2026-02-01"))
    assert articles("2026-02-13") == ["ACC-6-1c"]


@pytest.mark.article("ASM-5-3-3b")
def test_a_stage_closed_without_disclosure_warns_and_is_listed(home):
    works = plan(home, "道路改造", kind="staged")
    stage = planning.add_stage(works, name="招标", ends_on=on("2026-04-30"), by=home.clerk, at=AT)
    assert articles("2026-04-01") == []
    warning = planning.close_stage(stage, on=on("2026-03-20"), by=home.clerk, at=at("2026-03-20"))
    assert "没有公开记录，已列入缺口" in warning
    assert told("2026-03-21", "ASM-5-3-3b") == ["“道路改造”招标已经结束，没有公开，最后一日 2026-03-20"]
    record(home, "2026-03-20", plan=works, stage=stage, recorded="2026-03-22")
    assert articles("2026-03-23") == []


def test_a_stage_past_its_end_is_listed_though_nobody_closed_it(home):
    works = plan(home, "道路改造", kind="staged")
    planning.add_stage(works, name="招标", ends_on=on("2026-03-20"), by=home.clerk, at=AT)
    assert told("2026-03-23", "ASM-5-3-3b") == ["“道路改造”招标到期没有公开，最后一日 2026-03-20"]


@pytest.mark.article("ASM-5-3-3c")
def test_an_event_is_missing_from_the_second_working_day(home):
    occasion(plan(home), home, "2026-02-11")
    assert articles("2026-02-12") == []
    assert told("2026-02-13", "ASM-5-3-3c") == ["“行政许可结果”没有公开：道路抢修，最后一日 2026-02-12"]


def test_information_that_was_noted_is_missing_after_twenty_working_days(home):
    occasion(plan(home), home, "2026-02-11", OccasionKind.INFORMATION, "许可结果")
    assert articles("2026-03-17") == []
    assert articles("2026-03-18") == ["ACC-6-1c"]


def test_a_corrected_record_does_not_count_and_a_void_one_neither(home):
    yearly = plan(home)
    wrong = record(home, "2026-02-10", plan=yearly, said={"scope": "internal", "reach": "persons"})
    known = dues.law(on("2026-02-11"))
    said = {
        "title": "结果公告",
        "channel": "board",
        "scope": "society",
        "reach": "city",
        "published_on": wrong.published_on,
    }
    right = recording.correct(wrong, by=home.clerk, at=at("2026-02-11"), known=known, **said)
    assert articles("2026-02-12") == []
    late = recording.correct(right, by=home.clerk, at=at("2026-02-12"), known=known, **{**said, "scope": "internal"})
    assert articles("2026-02-13") == ["ACC-6-1b", "ACC-6-3"]
    recording.void(late, reason="没有张贴", by=home.clerk, at=at("2026-02-13"))
    assert articles("2026-02-14") == []


@pytest.mark.article("ASM-5-3-2d")
def test_a_dead_link_is_listed_with_its_day(home):
    power = published(home).item
    columns = {"unit": home.unit, "item": power, "by": home.clerk, "at": AT, "fault": "404"}
    OwnLink.objects.create(url="https://jt.example/1", dead_since=on("2026-03-05"), **columns)
    (gap,) = [gap for gap in gaps("2026-03-09") if gap.article == "ASM-5-3-2d"]
    assert (gap.item, gap.since, gap.days(on("2026-03-09"))) == (power, on("2026-03-05"), 4)


def test_only_the_units_asked_for(home):
    other = house("130600SJ", "审计局")
    for one in (home, other):
        record(one, "2026-02-10", plan=plan(one), said={"scope": "internal", "reach": "persons"})
    mine = gaps("2026-02-11", units=Unit.objects.filter(pk=other.unit.pk))
    assert {gap.unit for gap in mine} == {other.unit}


def test_gaps_cost_the_same_for_one_plan_and_for_many(home):
    def fill(start: int, many: int) -> int:
        for n in range(start, start + many):
            item = published(home, f"职权{n}").item
            monthly = plan(home, f"每月{n}", item=item, cycle="month", cycle_day=10)
            record(home, "2026-01-12", plan=monthly, period=on("2026-01-01"), said={"reach": "village"})
            occasion(plan(home, f"随时{n}"), home, "2026-02-11")
            works = plan(home, f"逐段{n}", kind="staged")
            planning.add_stage(works, name="招标", ends_on=on("2026-02-02"), by=home.clerk, at=AT)
        with CaptureQueriesContext(connection) as queries:
            assert len(gaps("2026-03-31")) >= 5 * many
        return len(queries)

    assert fill(0, 1) == fill(1, 5) <= 20
