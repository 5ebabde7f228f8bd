"""Every list is taken home by its own address: what is filtered and what may be seen is one and the same (X-07)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.casework.services import tokens
from mingjing.people.services import notices
from tests.catalogue.factories import AT, draft, official, published
from tests.portal.factories import happen

pytestmark = pytest.mark.django_db


def rows(client, name: str, *args, **asked) -> list[list[str]]:
    """The cells of a list's sheet, without its titles."""
    answer = client.get(reverse(f"workbench:{name}", args=args), {"export": "xlsx", **asked})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet"), answer.status_code
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_powers_are_those_of_the_page_and_no_drafts_of_others(enter, home, other):
    published(home)
    draft(other, "审计的草稿")
    assert [row[0] for row in rows(enter(home.head), "powers")] == ["道路货物运输经营许可", "审计的草稿"]
    assert [row[0] for row in rows(enter(home.clerk), "powers")] == ["道路货物运输经营许可"]
    assert rows(enter(home.head), "powers", status="in_force") == [
        ["道路货物运输经营许可", "130600JT-0001", "交通运输局", "行政许可", "现行", "", "是"]
    ]


def test_a_filter_that_is_wrong_gives_the_page_and_no_sheet(enter, home):
    answer = enter(home.head).get(reverse("workbench:powers"), {"export": "xlsx", "unit": "没有"})
    assert (answer.status_code, answer["Content-Type"][:9]) == (422, "text/html")


def test_matters_are_those_that_the_viewer_sees(enter, home, other, item):
    happen(item.current, "甲1", ("受理", AT))
    assert [row[0] for row in rows(enter(home.clerk), "matters")] == ["甲1"]
    assert rows(enter(home.clerk), "matters", number="乙") == []
    assert rows(enter(other.clerk), "matters") == []


def test_units_people_and_notices(enter, home, other):
    assert ["130600JT", "交通运输局"] in [row[:2] for row in rows(enter(home.clerk), "units")]
    assert [row[1] for row in rows(enter(home.clerk), "officials")] == ["clerk-130600JT", "leader-130600JT"]
    clerk = official("lgo", "lgo_clerk", of=home.head.unit)
    notices.send(title="清理通知", body="=1+1", classes=[], units=[home.unit], by=clerk, at=AT)
    assert [row[0] for row in rows(enter(home.clerk), "notices")] == ["清理通知"]
    assert rows(enter(other.clerk), "notices") == []


def test_the_ledger_is_for_those_who_read_it(enter, home):
    published(home)
    assert "公布" in [row[2] for row in rows(enter(home.head), "ledger")]
    assert enter(home.clerk).get(reverse("workbench:ledger"), {"export": "xlsx"}).status_code == 404


def test_batches_and_tokens_without_their_secrets(enter, home, item):
    _token, secret = tokens.make(home.unit, name="审批系统", by=home.leader, at=AT)
    found = rows(enter(home.leader), "tokens")
    assert [row[0] for row in found] == ["审批系统"]
    assert secret not in str(found)
    assert rows(enter(home.clerk), "imports") == []


@pytest.mark.parametrize("name", ["powers", "units", "officials"])
def test_each_list_offers_its_sheet_with_its_filter(enter, home, item, name):
    page = enter(home.head).get(reverse(f"workbench:{name}"), {"q": "1306"}).text
    assert ('href="?q=1306&amp;export=xlsx"' in page) or "没有" in page
