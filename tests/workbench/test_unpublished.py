"""已批准未公布: listed from the day after the approval, with its age (ACC-6-4b)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.catalogue import services
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY, bring, draft, published
from tests.workbench.changing import MORNING, MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db
LIST, SHEET = reverse("workbench:unpublished"), reverse("workbench:unpublished_xlsx")


@pytest.fixture(autouse=True)
def morning(time_machine):
    """The regulation in force; the clock is moved by each test."""
    in_force()
    time_machine.move_to(MORNING, tick=False)
    return time_machine


def approved(home):
    """A revision approved on Monday, 2 March 2026, and not published."""
    version = published(home)
    new = services.amend(version.item, reason="法律修改", by=home.clerk, at=AT)
    return bring(new, home, "approved", at=AT)


def names(client, **asked) -> list[tuple[str, int, str]]:
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return [(str(version), days, basis) for version, days, basis in page.context["rows"]]


@pytest.mark.article("ACC-6-4b")
def test_an_approved_revision_is_listed_the_next_day_with_its_age_until_it_is_published(enter, home, morning):
    version = approved(home)
    client = enter(office())
    assert names(client) == []
    morning.move_to(MORNING + DAY, tick=False)
    assert names(enter(office())) == [(str(version), 1, "ACC-6-4b")]
    morning.move_to(MORNING + 9 * DAY, tick=False)
    client = enter(office())
    assert names(client) == [(str(version), 9, "ACC-6-4b")]
    rows = list(load_workbook(io.BytesIO(client.get(SHEET).getvalue())).worksheets[0].values)
    assert rows[1][4:6] == ("2026-03-02", "9")
    services.publish(version, by=home.leader, at=AT + 9 * DAY)
    assert names(client) == []


@pytest.mark.article("ACC-6-2")
def test_a_power_never_published_is_listed_under_its_own_item(enter, home, morning):
    bring(draft(home), home, "approved")
    morning.move_to(MORNING + DAY, tick=False)
    client = enter(office())
    assert [basis for _name, _days, basis in names(client)] == ["ACC-6-2"]
    assert names(client, revisions="on") == []


@pytest.mark.parametrize(("days", "found"), [("3", 1), ("5", 1), ("6", 0)])
def test_the_list_is_narrowed_by_age(enter, home, morning, days, found):
    approved(home)
    morning.move_to(MORNING + 5 * DAY, tick=False)
    assert len(names(enter(office()), days=days)) == found


def test_nonsense_is_said_and_a_unit_sees_its_own(enter, home, other, morning):
    approved(home)
    morning.move_to(MORNING + DAY, tick=False)
    assert enter(office()).get(LIST, {"days": "-1"}).status_code == 422
    assert enter(office()).get(SHEET, {"days": "x"}).status_code == 422
    assert (len(names(enter(home.clerk))), names(enter(other.clerk))) == (1, [])
    assert queries(enter(office()), LIST) <= MOST_QUERIES
