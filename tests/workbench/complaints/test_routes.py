"""Which body a complaint is for: a table the head keeps without code; never the accused unit itself."""

import pytest
from django.urls import reverse

from mingjing.complaints.models import Route
from mingjing.complaints.selectors import routes
from tests.catalogue.factories import unit
from tests.complaints.factories import filed
from tests.workbench.changing import MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db(databases="__all__")
TABLE = reverse("workbench:complaint_routes")
NUMBERS = reverse("workbench:complaint_numbers")


def add(client, **said):
    return client.post(TABLE, {"order": 1, "act": "", "accused_class": "", "accused_nature": "", "unit": "", **said})


@pytest.mark.article("GAP-02", "CMP-5")
def test_the_head_edits_the_table_and_the_first_row_that_fits_is_proposed(centre, enter):
    water, county = unit("130600SL", "水利局"), unit("130601XS", "县政府", addressee_class="county")
    head = enter(centre.head)
    assert add(head, order=2, accepts="unit", unit=water.pk).status_code == 302
    assert add(head, order=1, act="CMP-4-9", accepts="office").status_code == 302
    assert add(head, order=1, accused_class="county", accepts="centre").status_code == 302
    found = routes.proposed(filed(centre).complaint, centre.accused)
    assert (found.unit, found.accepts) == (water, "单位的工作机构")
    assert routes.proposed(filed(centre, act="CMP-4-9").complaint, centre.accused).accepts == "领导小组办公室"
    assert routes.proposed(filed(centre, unit=county).complaint, county).accepts == "投诉举报中心"
    assert "水利局" in head.get(TABLE).text
    row = Route.objects.get(order=2)
    assert head.post(reverse("workbench:complaint_route_end", args=[row.pk])).status_code == 302
    assert routes.proposed(filed(centre).complaint, centre.accused) is None


@pytest.mark.article("CMP-5")
def test_a_route_to_the_accused_unit_is_never_proposed(centre, enter):
    above = unit("130600ZJJ", "建设集团")
    head = enter(centre.head)
    add(head, order=1, accepts="unit", unit=centre.accused.pk)
    add(head, order=2, accepts="unit", unit=above.pk)
    assert routes.proposed(filed(centre).complaint, centre.accused).unit == above


@pytest.mark.article("GAP-02")
def test_a_row_to_a_unit_names_it_and_only_the_head_writes(centre, enter):
    assert add(enter(centre.head), accepts="unit").status_code == 422
    assert add(enter(centre.head), accepts="nobody").status_code == 422
    clerk = enter(centre.clerk)
    assert clerk.get(TABLE).status_code == 200
    assert add(clerk, accepts="centre").status_code == 404
    for person in (office(), centre.accused_clerk):
        assert enter(person).get(TABLE).status_code == 404
    assert not Route.objects.exists()


@pytest.mark.article("GAP-02")
def test_the_office_sees_numbers_only_and_small_ones_not_at_all(centre, enter):
    made = [filed(centre) for _ in range(4)]
    client = enter(office())
    page = client.get(NUMBERS)
    assert (page.status_code, page.context["rows"][0][0]) == (200, "2026-02")
    assert page.context["rows"][0][1:] == ["少于 5"] * 5
    made += [filed(centre) for _ in range(2)]
    page = client.get(NUMBERS)
    assert page.context["rows"][0][1:3] == ["6", "6"]
    for one in made:
        assert one.complaint.number not in page.text
        assert client.get(reverse("workbench:complaint", args=[one.complaint.pk])).status_code == 404
    assert client.get(reverse("workbench:complaints")).status_code == 404
    assert "住房" not in page.text
    assert client.get(NUMBERS, {"export": "xlsx"}).status_code == 200
    assert enter(centre.accused_clerk).get(NUMBERS).status_code == 404


def test_the_pages_keep_to_their_queries(centre, enter):
    for n in range(20):
        Route.objects.create(order=n, accepts="centre")
    client = enter(centre.head)
    assert {page: n for page in (TABLE, NUMBERS) if (n := queries(client, page)) > MOST_QUERIES} == {}
