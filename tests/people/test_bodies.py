"""内设机构: the organisation on the public card."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.sheets import Row
from mingjing.ledger import selectors as ledger
from mingjing.people.columns import LAYOUTS
from mingjing.people.models import InternalBody, Post
from mingjing.people.services import bodies, importing
from tests.catalogue.factories import AT, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


@pytest.fixture
def body(home):
    return bodies.add(home.unit, name="许可科", function="办理许可", order=1, by=home.clerk, at=AT)


@pytest.mark.article("ACC-5-1b")
def test_a_clerk_enters_a_body_and_the_public_card_shows_it(client, home):
    client.force_login(home.clerk)
    said = {"name": "法规科", "function": "审核规范性文件", "order": 2}
    assert client.post(reverse("workbench:body_new", args=[home.unit.code]), said).status_code == 302
    assert "审核规范性文件" in client.get(reverse("portal:unit", args=[home.unit.code])).text
    assert client.post(reverse("workbench:body_new", args=[home.unit.code]), said).status_code == 422


def test_posts_follow_a_body_that_is_renamed(client, home, body):
    client.force_login(home.clerk)
    url = reverse("workbench:body_edit", args=[home.unit.code, body.pk])
    client.post(url, {"name": "审批科", "function": "办理许可", "order": 1})
    assert Post.objects.get(pk=home.handler.pk).section == "审批科"
    assert [entry.step for entry in ledger.of_case(home.handler)] == ["内设机构更名"]


def test_a_body_with_posts_is_not_removed_and_an_empty_one_leaves_its_words_in_the_file(client, home, body):
    client.force_login(home.clerk)
    url = reverse("workbench:body_remove", args=[home.unit.code, body.pk])
    assert "还有 1 个岗位" in client.post(url, follow=True).text
    Post.objects.filter(section="许可科").update(section="")
    client.post(url)
    assert not InternalBody.objects.exists()
    assert ledger.of_case(home.unit).last().before["function"] == "办理许可"


def test_the_bodies_of_another_unit_are_not_there(client, home, body):
    stranger = house("130600SJ", "审计局")
    client.force_login(stranger.clerk)
    for name, args in (("body_new", []), ("body_edit", [body.pk])):
        assert client.get(reverse(f"workbench:{name}", args=[home.unit.code, *args])).status_code == 404
    assert client.post(reverse("workbench:body_remove", args=[home.unit.code, body.pk])).status_code == 404
    with pytest.raises(Refused, match="由该单位经办人"):
        bodies.edit(body, function="改", by=stranger.clerk, at=AT)


def test_bodies_travel_in_a_sheet_that_changes_nothing_when_it_comes_back(home, body):
    layout = LAYOUTS["bodies"]
    data = sheets.written(layout.title, layout.columns, layout.rows([body]))
    rows = sheets.rows_of("内设机构.xlsx", data, layout.columns)
    assert importing.take_in("bodies", rows, by=home.clerk, at=AT).same == 1
    new = Row(3, {"unit": home.unit.code, "name": "法规科", "function": "审核"})
    assert len(importing.take_in("bodies", [*rows, new], by=home.clerk, at=AT).made) == 1
    twice = [new, Row(4, dict(new.said))]
    with pytest.raises(sheets.FaultySheet) as refused:
        importing.take_in("bodies", twice, by=home.clerk, at=AT)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(4, "名称")]


def test_the_sections_that_posts_named_became_bodies(home):
    migration = importlib.import_module("mingjing.people.migrations.0005_internal_bodies")
    migration.bodies_of_posts(apps, None)
    assert [(body.unit, body.name, body.function) for body in InternalBody.objects.all()] == [(home.unit, "许可科", "")]
