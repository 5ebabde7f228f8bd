"""Findings and measures; closed only once the reporter was told, or could not be; taken up again by the head."""

import datetime as dt

import pytest

from mingjing.complaints.enums import Finding, NoticeKind, PaperKind, Way
from mingjing.complaints.services import concluding, handing
from mingjing.core.errors import Refused
from tests.complaints.handling import DAY, Hands

pytestmark = pytest.mark.django_db(databases="__all__")
FACTS = {"facts": "窗口另要图纸属实。", "measures": "责令改正。"}


@pytest.mark.article("CMP-7-2c")
@pytest.mark.parametrize("finding", Finding.values)
def test_each_finding_ends_the_handling_and_starts_the_telling(centre, finding):
    case = Hands(centre).investigating()
    case.do(concluding.conclude, finding, **FACTS)
    row = case.row()
    assert (row.status, row.finding, row.concluded_on) == ("concluded", finding, case.day)
    assert case.clock("CMP-7-2c").status == "stopped"
    assert case.clock("CMP-7-2d").due_on == dt.date(2026, 2, 14)  # a worked Saturday is the third working day
    assert case.papers(PaperKind.FINDINGS)[0].said["measures"] == "责令改正。"


@pytest.mark.article("CMP-7-2c")
def test_a_finding_needs_its_word_its_facts_and_measures_where_something_is_true(centre):
    case = Hands(centre).investigating()
    for finding, said, told in (
        ("", FACTS, "请选择认定"),
        ("perhaps", FACTS, "请选择认定"),
        ("true", {**FACTS, "facts": ""}, "查明的事实"),
        ("true", {**FACTS, "measures": " "}, "怎么处理"),
        ("partly", {**FACTS, "measures": ""}, "怎么处理"),
    ):
        with pytest.raises(Refused, match=told):
            case.do(concluding.conclude, finding, **said)
    case.do(concluding.conclude, "untrue", facts="没有此事。", measures="")


@pytest.mark.article("CMP-7-2d")
def test_closing_without_a_told_record_is_refused(centre):
    case = Hands(centre).concluded()
    with pytest.raises(Refused, match="还没有把结果告诉来信人"):
        case.do(concluding.close)
    case.told(kind=NoticeKind.STATE)
    with pytest.raises(Refused, match="还没有把结果告诉来信人"):
        case.do(concluding.close)
    case.told()
    case.do(concluding.close)
    assert (case.row().status, case.row().closed_on) == ("closed", case.day)
    assert case.clock("CMP-7-2d").status == "stopped"


@pytest.mark.article("CMP-7-2d")
def test_whoever_cannot_be_reached_lets_the_case_close_with_the_reason(centre):
    case = Hands(centre).concluded()
    case.told(way=Way.NONE, told_on=None)
    case.do(concluding.close)
    assert case.row().status == "closed"


@pytest.mark.article("CMP-7-2d")
def test_the_head_takes_it_up_again_and_the_new_round_must_be_told_again(centre):
    case = Hands(centre).concluded()
    case.do(handing.submit)
    case.told()
    case.do(concluding.close)
    with pytest.raises(Refused, match="由投诉举报中心负责人办理"):
        case.do(concluding.reopen, reason="有新的材料。")
    with pytest.raises(Refused, match="写明理由"):
        case.do(concluding.reopen, reason="", by=centre.head)
    case.day += 20 * DAY
    case.do(concluding.reopen, reason="有新的材料。", by=centre.head)
    row = case.row()
    assert (row.status, row.finding, row.closed_on) == ("accepted", "", None)
    assert case.clock("CMP-7-2c").status == "stopped"
    assert case.clock("CMP-7-2c·2").started_on == case.day
