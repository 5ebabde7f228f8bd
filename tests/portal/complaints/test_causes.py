"""反映最多的问题: the table by quarter, the most first, 2a and 2b apart, without small numbers."""

import pytest
from django.urls import reverse

from mingjing.complaints.models import CauseCount
from mingjing.complaints.services import causes
from tests.complaints.factories import RECEIVED, filed
from tests.complaints.test_causes import ACTS, LATER

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = reverse("portal:complaint_causes")


@pytest.mark.article("CMP-1-a", "CMP-4-2b", "CMP-8-c")
def test_top_causes_are_told_by_quarter_without_small_numbers(client, centre):
    for act, times in (("CMP-4-3", 9), ("CMP-4-2b", 7), ("CMP-4-2a", 1)):
        for _n in range(times):
            filed(centre, act=act)
    assert "还没有统计" in client.get(PAGE).text
    causes.count(acts=ACTS, today=LATER)
    page = client.get(PAGE)
    rows = [row.split("</tr>")[0] for row in page.text.split("<tr>")[2:]]
    by_act = {act: row for row in rows for act in ("CMP-4-3", "CMP-4-2b", "CMP-4-2a") if f"#{act}" in row}
    assert "2026-Q1" in page.text
    assert ">9<" in by_act["CMP-4-3"] and "少于 5" in by_act["CMP-4-2a"]
    assert rows.index(by_act["CMP-4-3"]) < rows.index(by_act["CMP-4-2a"])
    assert by_act["CMP-4-2a"] != by_act["CMP-4-2b"]
    assert "public" in page["Cache-Control"] and not page.cookies
    assert client.get(PAGE, HTTP_IF_NONE_MATCH=page["ETag"]).status_code == 304


def test_figures_are_read_and_not_counted_for_each_visitor(client, centre, django_assert_max_num_queries):
    CauseCount.objects.create(quarter="2026-Q1", act="CMP-4-3", shown=9, counted_on=RECEIVED)
    with django_assert_max_num_queries(2):
        client.get(PAGE)
