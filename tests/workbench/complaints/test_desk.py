"""The desk: one's own cases, the urgent ones first, filters over what is sealed, and a sheet without content."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.complaints.enums import Channel
from tests.complaints.factories import filed

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
