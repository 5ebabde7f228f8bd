"""登记新职权: a clerk starts a power of the own unit."""

import pytest
from django.urls import reverse

from mingjing.catalogue.models import PowerItem, PowerVersion
from tests.catalogue.factories import draft, house, power_type

pytestmark = pytest.mark.django_db
NEW = reverse("workbench:power_new")


@pytest.fixture
def home():
    return house()


def post(client, home, **said):
    client.force_login(home.clerk)
    return client.post(NEW, {"name": "道路货运许可", "power_type": power_type().pk, "number": "", **said})


def test_the_draft_opens_for_filling_in(client, home):
    answer = post(client, home)
    version = PowerVersion.objects.get()
    assert answer.url == reverse("workbench:version_edit", args=[version.item.number, 1])
    assert (version.status, version.drafted_by, version.item.number) == ("draft", home.clerk, "130600JT-0001")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"power_type": ""}, "这个字段是必填项"),
        ({"name": "长" * 121}, "不超过"),
        ({"number": "130699XX-1"}, "应以本单位代码"),
        ({"number": "130600JT/1"}, "只能用字母"),
        ({"number": "130600JT-0001"}, "已被使用"),
        ({"name": "道路货物运输经营许可"}, "已有职权"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, home, said, why):
    draft(home)
    answer = post(client, home, **said)
    assert answer.status_code == 422
    assert why in answer.text
    kept = said.get("name", "道路货运许可")
    assert f'value="{kept}"' in answer.text or not kept
    assert PowerItem.objects.count() == 1
