"""依据、材料、特殊程序: the rows of a draft."""

import pytest
from django.urls import reverse

from mingjing.ledger.models import Entry
from tests.catalogue.factories import basis, bring, draft, house

pytestmark = pytest.mark.django_db
MATERIAL = {"name": "营业执照", "copies": 2, "original": "on", "note": ""}
SPECIAL = {"name": "听证", "ground": "行政许可法第四十八条", "starts_with": "受理", "ends_with": "审查", "longest": 20}


@pytest.fixture
def home():
    return house()


def address(version, kind: str) -> str:
    return reverse("workbench:version_rows", args=[version.item.number, version.no, kind])


def law(**said) -> dict:
    return {"basis": basis("公路法").pk, "article": "第八条", "text": "", **said}


@pytest.mark.parametrize(
    ("kind", "said", "shown"),
    [
        ("bases", law, "《公路法》第八条"),
        ("materials", lambda: MATERIAL, "营业执照 原件2份"),
        ("specials", lambda: SPECIAL, "听证：“受理”至“审查”，最长20日"),
    ],
)
def test_a_row_is_added_and_taken_out_again_and_both_are_written_down(client, home, kind, said, shown):
    version = draft(home)
    client.force_login(home.clerk)
    assert client.post(address(version, kind), said()).status_code == 302
    text = client.get(address(version, kind)).text
    assert shown in text
    row = {"bases": version.bases, "materials": version.materials, "specials": version.special_procedures}[kind].last()
    gone = client.post(reverse("workbench:version_row_remove", args=[version.item.number, 1, kind, row.pk]))
    assert gone.status_code == 302
    assert f"已删除“{shown}" in client.get(gone.url).text
    steps = list(Entry.objects.filter(step__in=("增加一行", "删除一行")).order_by("seq").values_list("step", flat=True))
    assert steps[-2:] == ["增加一行", "删除一行"]


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("bases", lambda: law(article="", text="条文"), "必填"),
        ("bases", lambda: law(basis=""), "必填"),
        ("bases", lambda: {"basis": basis().pk, "article": "第十二条"}, "已有依据"),
        ("materials", lambda: MATERIAL | {"name": "", "note": "加盖公章"}, "必填"),
        ("materials", lambda: MATERIAL | {"copies": "两"}, "整数"),
        ("specials", lambda: SPECIAL | {"ends_with": ""}, "必填"),
        ("specials", lambda: SPECIAL | {"longest": "-1"}, "大于或等于"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, home, kind, said, why):
    version = draft(home)
    client.force_login(home.clerk)
    answer = client.post(address(version, kind), said())
    assert answer.status_code == 422
    assert why in answer.text
    for name in {"article", "text", "name", "note", "ground", "starts_with"} & said().keys():
        assert said()[name] in answer.text


@pytest.mark.article("ACC-1-b")
def test_a_repealed_law_is_cited_with_a_reason_only_and_the_refusal_names_its_successor(client, home):
    version = draft(home)
    old = basis("行政监察法", status="repealed", successor=basis("监察法"))
    client.force_login(home.clerk)
    answer = client.post(address(version, "bases"), law(basis=old.pk))
    assert answer.status_code == 422
    assert "现行的是《监察法》" in answer.text
    assert not version.bases.filter(basis=old).exists()
    assert client.post(address(version, "bases"), law(basis=old.pk, reason="过渡期内仍按旧法办理")).status_code == 302
    assert Entry.objects.filter(reason="过渡期内仍按旧法办理").exists()


def test_a_row_of_another_version_does_not_exist_here(client, home):
    version, other = draft(home), draft(home, "另一项")
    client.force_login(home.clerk)
    url = reverse("workbench:version_row_remove", args=[version.item.number, 1, "bases", other.bases.get().pk])
    assert client.post(url).status_code == 404


def test_a_row_of_what_has_just_been_submitted_stays(client, home):
    version = bring(draft(home), home, "unit_review")
    client.force_login(home.clerk)
    url = reverse("workbench:version_row_remove", args=[version.item.number, 1, "bases", version.bases.get().pk])
    answer = client.post(url, follow=True)
    assert "不是草稿" in answer.text
    assert version.bases.count() == 1


@pytest.mark.parametrize("rows", [1, 40])
def test_the_page_takes_the_same_few_queries_for_any_length(client, home, django_assert_num_queries, rows):
    version = draft(home)
    for n in range(rows):
        version.bases.create(basis=basis(f"第{n}号法"), article="第一条")
    client.force_login(home.clerk)
    with django_assert_num_queries(6):
        client.get(address(version, "bases"))
