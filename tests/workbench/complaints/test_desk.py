"""The desk: one's own cases, the urgent ones first, filters over what is sealed, and a sheet without content."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.complaints.enums import Asked, Channel
from mingjing.complaints.services import approving
from tests.complaints.factories import filed
from tests.complaints.handling import Hands
from tests.workbench.changing import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db(databases="__all__")
DESK = reverse("workbench:complaints")


@pytest.mark.article("CMP-4-4")
def test_what_must_not_be_public_stands_in_the_urgent_list_at_once(centre, enter):
    filed(centre)
    leak = filed(centre, act="CMP-4-4").complaint
    answer = enter(centre.clerk).get(DESK)
    assert [row.complaint.pk for row, _state in answer.context["urgent"]] == [leak.pk]
    assert reverse("workbench:takedowns") in answer.text.split("急办的件", 1)[1].split("全部", 1)[0]


@pytest.mark.article("CMP-7-1a")
def test_what_nobody_classified_is_red_once_the_day_is_over(centre, enter, time_machine):
    made = filed(centre).complaint
    page = enter(centre.clerk).get(DESK).text
    assert made.number in page.split("没有分类")[1]
    assert "当日没有分类" not in page
    time_machine.move_to("2026-02-12T01:00:00Z", tick=False)
    assert "当日没有分类" in enter(centre.clerk).get(DESK).text


def test_filters_look_inside_what_is_sealed_for_the_viewers_own_cases(centre, enter):
    one = filed(centre).complaint
    other = filed(centre, act="CMP-4-9", unit=None, channel=Channel.PHONE).complaint
    client = enter(centre.clerk)

    def found(**asked):
        return [row.complaint.pk for row, _state in client.get(DESK, asked).context["rows"]]

    assert found(act="CMP-4-3") == [one.pk]
    assert found(unit=centre.accused.code) == [one.pk]
    assert found(channel="phone") == [other.pk]
    assert set(found(status="registered")) == {one.pk, other.pk}
    assert found(status="closed") == []
    assert client.get(DESK, {"act": "nonsense"}).status_code == 422


def test_the_sheet_has_no_content(centre, enter):
    made = filed(centre).complaint
    answer = enter(centre.clerk).get(DESK, {"export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].values)
    assert rows[1][0] == made.number
    assert "住房" not in str(rows)
    assert "CMP-4-3" not in str(rows)


def test_a_case_that_was_given_to_others_is_not_on_the_desk(centre, enter):
    filed(centre, by=centre.clerk)
    answer = enter(centre.clerk).get(DESK)
    assert answer.context["rows"] == []
    assert answer.context["urgent"] == []


@pytest.mark.article("CMP-7-1a")
def test_words_are_found_in_ones_own_open_cases_and_never_in_an_address(centre, opened):
    one = filed(centre).complaint
    filed(centre, text="别的事情，与材料无关。")
    hidden = filed(centre, by=centre.clerk).complaint
    client = opened(centre.clerk)
    search = reverse("workbench:complaint_search")
    assert client.get(search).status_code == 200
    answer = client.post(search, {"words": "图纸 窗口"})
    assert [hit.complaint.pk for hit in answer.context["hits"]] == [one.pk]
    assert "要求另交一份图纸" in answer.text
    assert hidden.number not in answer.text
    assert client.post(search, {"words": "没有这个词"}).context["hits"] == []
    assert client.post(search, {"words": ""}).status_code == 422
    assert 'method="post"' in answer.text


def test_a_locked_key_is_asked_for_before_anything_is_searched(centre, enter):
    answer = enter(centre.clerk).get(reverse("workbench:complaint_search"))
    assert answer.url.startswith(reverse("workbench:unlock"))


@pytest.mark.article("GAP-21", "CMP-7-2a")
def test_what_is_late_is_red_on_the_desk_and_what_a_leader_was_asked_waits_for_the_head(centre, enter, time_machine):
    Hands(centre).accepted().do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    late = filed(centre).complaint
    time_machine.move_to("2026-02-28T01:00:00Z", tick=False)
    rows = {row.complaint.pk: (row, state) for row, state in enter(centre.clerk).get(DESK).context["rows"]}
    row, state = rows[late.pk]
    assert (row.clock.limit, state) == ("CMP-7-1a", "late")
    head = enter(centre.head).get(reverse("workbench:todo")).text
    assert "审批：组织调查" in head
    assert "投〔" not in enter(centre.accused_clerk).get(reverse("workbench:todo")).text


def test_the_to_do_page_keeps_to_its_queries(centre, enter):
    for _ in range(3):
        filed(centre)
    assert queries(enter(centre.head), reverse("workbench:todo")) <= MOST_QUERIES
