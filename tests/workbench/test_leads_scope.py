"""Which units a lead may name: those bound by the version of the day of the fault (ACC-2, GAP-16)."""

import pytest
from django.urls import reverse

from mingjing.people.models import UnitScope
from mingjing.supervision.models import Lead
from tests.casework.signals import in_force
from tests.catalogue.factories import unit
from tests.workbench.changing import MORNING, office

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("workbench:leads"), reverse("workbench:lead_new")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()


@pytest.fixture
def company():
    return unit("130600GS", "保定市供水公司", nature="public", sector="水")


def scope(company, *, inside: bool) -> None:
    UnitScope.objects.update_or_create(unit=company, pack="baoding-2010", defaults={"in_scope": inside})


def said(company) -> dict[str, str]:
    return {"unit": str(company.pk), "ground": "ACC-5-2a", "facts": "没有公布收费标准。"}


@pytest.mark.article("ACC-2-b", "GAP-16")
def test_a_company_with_the_flag_is_offered_and_switched_off_it_keeps_its_old_leads_only(enter, company):
    client = enter(office())
    offered = f'<option value="{company.pk}"'
    assert offered not in client.get(NEW).text
    scope(company, inside=True)
    assert offered in client.get(NEW).text
    assert client.post(NEW, said(company)).status_code == 302
    scope(company, inside=False)
    assert offered not in client.get(NEW).text
    refused = client.post(NEW, said(company))
    assert refused.status_code == 422
    assert "不在发生当日施行的法规版本的适用范围内" in refused.text
    assert "没有公布收费标准。" in refused.text
    assert Lead.objects.count() == 1
    assert Lead.objects.get().number in client.get(LIST, {"unit": company.code}).text


@pytest.mark.article("ACC-2-a")
def test_the_office_itself_is_not_offered_and_is_refused(enter):
    client, room = enter(office()), office().unit
    assert f'<option value="{room.pk}"' not in client.get(NEW).text
    assert client.post(NEW, said(room)).status_code == 422
    assert not Lead.objects.exists()
