"""Pages of cases: the list, opening one from a lead, and the file."""

import pytest
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase
from tests.accountability.factories import Cast, case, cast, lead
from tests.casework.signals import in_force
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
LIST = reverse("workbench:accountability")


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def test_a_lead_becomes_a_case_on_a_page_of_its_own(enter, people):
    source = lead(people)
    address = reverse("workbench:accountability_open", args=[source.pk])
    client = enter(people.lgo)
    assert "从不自行立案" in client.get(address).text
    refused = client.post(address, {"title": "", "fault_on": "2026-02-02"})
    assert refused.status_code == 422
    assert not AccountabilityCase.objects.exists()
    answer = client.post(address, {"title": "超期办理", "fault_on": "2026-02-02"})
    found = AccountabilityCase.objects.get()
    assert answer.url == reverse("workbench:accountability_case", args=[found.pk])
    page = client.get(answer.url).text
    assert found.number in page
    assert "延长办理时间" in page
    assert client.post(address, {"title": "超期办理", "fault_on": "2026-02-02"}).status_code == 422


def test_only_the_office_and_those_with_a_part_in_it_find_a_case(enter, people):
    found = case(people)
    address = reverse("workbench:accountability_case", args=[found.pk])
    seen = {name: enter(getattr(people, name)).get(address).status_code for name in vars(people) if name != "unit"}
    assert [name for name, status in seen.items() if status == 200] == ["lgo", "second", "head", "member"]
    assert set(seen.values()) == {200, 404}


def test_the_list_costs_the_same_however_long(enter, people):
    for _ in range(3):
        case(people)
    client = enter(people.lgo)
    assert queries(client, LIST) <= MOST_QUERIES
    assert "追〔2026〕00003" in client.get(LIST).text
    assert client.get(reverse("workbench:accountability_xlsx")).status_code == 200
