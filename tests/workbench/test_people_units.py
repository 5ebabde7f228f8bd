"""The pages of units and posts: what is typed is stored, or stays on the page with what is wrong."""

import pytest
from django.urls import reverse

from mingjing.people.models import Official, Post, Unit, UnitScope
from mingjing.people.services import units as services
from mingjing.regulations.services import versions
from mingjing.rules import packs
from tests.people.factories import AT, administrators, official, post, said, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client) -> Official:
    person = administrators()["lgo_clerk"]
    client.force_login(person)
    return person


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def test_a_unit_is_entered_and_shown_with_what_to_check(client, keeper):
    typed = said(code="130600GS", name="供水公司", nature="public", region_code="130625", active_from="2010-01-26")
    answer = client.post(url("unit_new"), typed, follow=True)
    assert answer.redirect_chain == [(url("unit", "130600GS"), 302)]
    assert "单位已登记" in answer.text
    assert "不在 GB/T 2260" in answer.text
    assert "没有填行业" in answer.text


def test_bad_input_keeps_what_was_typed_and_says_why_at_the_field(client, keeper):
    typed = said(code="130600GS", name="供水公司", service_phone="打电话", active_from="2010-01-26")
    answer = client.post(url("unit_new"), typed)
    assert answer.status_code == 422
    assert "id_service_phone_error" in answer.text
    assert 'value="打电话"' in answer.text
    assert not Unit.objects.filter(code="130600GS").exists()


def test_a_circle_is_refused_on_the_page(client, keeper):
    top = services.register("130600T", **said(), by=keeper, at=AT)
    below = services.register("130600B", **said(parent=top), by=keeper, at=AT)
    answer = client.post(url("unit_edit", "130600T"), said(parent=below.pk, active_from="2010-01-26"))
    assert answer.status_code == 422
    assert "不能是它自己或它的下级" in answer.text


def test_a_clerk_edits_the_card_and_cannot_slip_in_another_name(client):
    clerk = official("clerk", "unit_clerk", of=unit())
    client.force_login(clerk)
    answer = client.post(url("unit_edit", clerk.unit.code), {"duties": "管路", "name": "别的名字"})
    assert answer.status_code == 302
    clerk.unit.refresh_from_db()
    assert (clerk.unit.duties, clerk.unit.name) == ("管路", "交通运输局")


def test_closing_and_reopening(client, keeper):
    services.register("130600T", **said(), by=keeper, at=AT)
    client.post(url("unit_close", "130600T"), {"close-last_day": "2020-01-01", "close-reason": "机构改革"})
    assert "已停用" in client.get(url("unit", "130600T")).text
    client.post(url("unit_reopen", "130600T"), {"reopen-reason": "推迟"})
    assert Unit.objects.get(code="130600T").active_to is None


def test_closing_with_people_is_refused_on_the_page(client, keeper):
    official("x", of=unit())
    answer = client.post(url("unit_close", unit().code), {"close-last_day": "2020-01-01", "close-reason": "改革"})
    assert answer.status_code == 422
    assert "1 名在职人员" in answer.text


@pytest.mark.article("ACC-2-b")
def test_scope_is_marked_per_version_and_shown(client, keeper):
    versions.register(packs.load("baoding-2010"), by=None, at=AT)
    versions.register(packs.load("hebei-2020"), by=None, at=AT)
    typed = {"scope-pack": "baoding-2010", "scope-in_scope": "yes", "scope-reason": "供水与群众密切相关"}
    assert client.post(url("unit_scope", unit().code), typed).status_code == 302
    assert "供水与群众密切相关" in client.get(url("unit", unit().code)).text
    assert list(UnitScope.objects.values_list("pack", "in_scope")) == [("baoding-2010", True)]


def test_a_post_is_entered_and_changed(client, keeper):
    typed = {"title": "局长", "kind": "chief", "scope": "全面", "authority": "决定", "phone": "0312-5066670"}
    assert client.post(url("post_new", unit().code), typed).status_code == 302
    made = Post.objects.get()
    assert client.post(url("post_edit", unit().code, made.pk), typed | {"phone": "x"}).status_code == 422
    assert client.post(url("post_edit", unit().code, made.pk), typed | {"scope": "全面工作"}).status_code == 302
    made.refresh_from_db()
    assert (made.scope, made.phone) == ("全面工作", "0312-5066670")


def test_a_post_that_stands_already_is_refused_on_the_page(client, keeper):
    post(unit())
    answer = client.post(url("post_new", unit().code), {"title": "局长", "kind": "chief"})
    assert (answer.status_code, "已有同名的岗位" in answer.text) == (422, True)
    assert Post.objects.count() == 1


def test_a_post_is_found_under_its_own_unit_only(client, keeper):
    elsewhere = unit("130600SW", "水务局")
    assert client.get(url("post_edit", elsewhere.code, post(unit()).pk)).status_code == 404


def test_the_list_is_filtered_by_words_class_and_state(client, keeper):
    services.register("130600T", **said(name="保定市水务局"), by=keeper, at=AT)
    services.register("130600Z", **said(name="高新区管委会", addressee_class="zone"), by=keeper, at=AT)
    services.close(Unit.objects.get(code="130600T"), last_day=said()["active_from"], reason="改革", by=keeper, at=AT)
    for asked, found in (("q=水务", "T"), ("addressee_class=zone", "Z"), ("state=closed", "T"), ("nature=organ", "TZ")):
        text = client.get(f"{url('units')}?{asked}").text
        assert [code for code in "TZ" if url("unit", f"130600{code}") in text] == list(found), asked
    assert client.get(f"{url('units')}?state=unknown").status_code == 422


def test_the_tree_nests(client, keeper):
    top = services.register("130600T", **said(name="市政府"), by=keeper, at=AT)
    services.register("130600B", **said(name="水务局", parent=top), by=keeper, at=AT)
    assert "下属 1 个" in client.get(url("unit_tree")).text


@pytest.mark.parametrize("count", [3, 60])
def test_lists_cost_the_same_for_many_rows(client, keeper, django_assert_max_num_queries, count):
    for number in range(count):
        place = unit(f"130600A{number}", f"单位{number}", parent=unit())
        official(f"o{number}", of=place)
    for name in ("units", "unit_tree"):
        with django_assert_max_num_queries(8):
            client.get(url(name))
    with django_assert_max_num_queries(15):
        client.get(url("unit", unit().code))
