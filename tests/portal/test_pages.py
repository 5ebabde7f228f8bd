"""Every public page: what it shows, what it answers to nonsense, what it costs."""

import pytest
from django.urls import reverse

from mingjing.casework.enums import Source
from mingjing.casework.models import Batch
from mingjing.casework.services.ingestion import Incoming, ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue import services
from tests.catalogue.factories import AT, DAY, amended, draft, house, published

pytestmark = pytest.mark.django_db


def get(client, name: str, *args: object, **query: str):
    return client.get(reverse(f"portal:{name}", args=args), query)


def test_the_home_page_counts_what_is_public(client, power):
    text = get(client, "home").text
    assert power.name in text
    assert "1 个单位的 1 项权力" in text


@pytest.mark.parametrize("name", ["home", "powers", "units", "regulations", "changes", "search"])
def test_an_empty_city_says_what_will_come(client, db, name):
    assert get(client, name).status_code == 200


@pytest.mark.article("ACC-5-2a")
def test_the_catalogue_finds_by_word_unit_and_type(client, power):
    other = published(house("130600SJ", "审计局"), "内部审计")
    for query, found, not_found in [
        ({"q": "道路货物"}, power.name, other.name),
        ({"unit": "130600SJ"}, other.name, power.name),
        ({"type": "行政许可"}, power.name, "没有找到"),
    ]:
        table = get(client, "powers", **query).text.split("<h2>")[0]
        assert found in table
        assert not_found not in table


def test_a_unit_that_is_none_is_an_error_beside_the_field(client, power):
    answer = get(client, "powers", unit="nobody")
    assert answer.status_code == 422


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "bnVsbA"])
def test_a_made_up_cursor_shows_the_first_page(client, power, cursor):
    assert power.name in get(client, "powers", after=cursor).text


def test_the_catalogue_costs_the_same_for_many_powers(client, django_assert_max_num_queries):
    home = house()
    for n in range(12):
        published(home, f"第{n}项职权")
    with django_assert_max_num_queries(10):
        get(client, "powers")


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_the_whole_catalogue_can_be_taken_home(client, power, kind):
    answer = get(client, "powers_download", kind)
    assert answer.status_code == 200
    assert f"powers.{kind}" in answer["Content-Disposition"]
    assert answer.content[:2] == b"PK" if kind == "xlsx" else power.name in answer.content.decode("utf-8-sig")


def test_there_is_no_other_kind_of_download(client, power):
    assert get(client, "powers_download", "exe").status_code == 404


def test_a_power_is_shown_by_the_version_in_force(client, power):
    assert power.name in get(client, "power", power.item.number).text


@pytest.mark.parametrize("brought", ["draft", "approved"])
def test_what_is_not_published_does_not_exist(client, brought):
    home = house()
    item = draft(home).item
    assert get(client, "power", item.number).status_code == 404
    assert get(client, "power_version", item.number, 1).status_code == 404


@pytest.mark.article("ASM-5-4-1a")
def test_a_change_is_listed_and_says_what_became_shorter(client, power):
    home = house()
    amended(power, home, at=AT + DAY, promised_length=5)
    text = get(client, "changes").text
    assert "承诺时限由 10 改为 5" in text
    assert "首次公布" in text


def test_a_draft_of_a_new_version_changes_nothing_public(client, power):
    new = services.amend(power.item, reason="CANARY-REASON", by=house().clerk, at=AT + DAY)
    assert get(client, "power_version", power.item.number, new.no).status_code == 404
    assert "CANARY" not in get(client, "changes").text


@pytest.mark.article("ACC-5-2b", "ASM-5-3-2b")
def test_a_unit_has_a_card(client, power):
    text = get(client, "unit", "130600JT").text
    assert power.name in text
    assert "局长" in text


def test_an_unknown_unit_is_not_found(client, db):
    assert get(client, "unit", "nobody").status_code == 404


@pytest.mark.article("NOT-2", "X-03")
def test_an_id_leads_to_its_article_and_all_that_rests_on_it(client, regulation):
    text = get(client, "article", "baoding-2010", "CMP-7-3").text
    assert "第七条第三项" in text
    assert "5个工作日" in text.replace(" ", "")


def test_an_unknown_article_or_version_is_not_found(client, regulation):
    assert get(client, "article", "baoding-2010", "ZZZ-1").status_code == 404
    assert get(client, "regulation", "hebei-2020").status_code == 404


@pytest.mark.article("NOT-1")
def test_a_version_shows_all_its_articles(client, regulation):
    text = get(client, "regulation", "baoding-2010").text
    assert text.count("/regulations/baoding-2010/") >= 41


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("道", True),
        ("货运", False),
        ("货物", True),
        ("道路货物", True),
        ("道货", False),
        ("经营许可", True),
        ("ＹＩＮＧ", False),
    ],
)
def test_search_is_exact_for_one_two_and_four_characters(client, power, asked, found):
    assert (power.name in get(client, "search", q=asked).text) is found


def test_search_finds_units_articles_and_a_matter_by_its_whole_number(client, power, regulation):
    item = power.item
    batch = Batch.objects.create(unit=item.unit, item=item, source=Source.REST, digest="", received_at=AT + DAY)
    judge_matters(
        item, ingest(batch, item, [Incoming(1, "2026-001", "受理", AT + DAY, "k")], at=AT + DAY), now=AT + DAY
    )
    assert "2026-001</a>" in get(client, "search", q="2026-001").text
    assert "2026-001</a>" not in get(client, "search", q="2026").text
    assert "/regulations/baoding-2010/" in get(client, "search", q="投诉").text


@pytest.mark.parametrize("asked", ["", "'", '"', "\\", "a'b", "\x00", "%", "。。", "' | '"])
def test_search_takes_anything(client, power, asked):
    assert get(client, "search", q=asked).status_code == 200


def test_a_visitor_may_have_large_letters_and_english(client, power):
    client.post(reverse("portal:display"), {"mode": "elder", "next": "/powers/"})
    assert 'data-mode="elder"' in get(client, "powers").text
    client.post(reverse("portal:display"), {"language": "en", "next": "https://example.org"})
    assert "<h1>Powers</h1>" in get(client, "powers").text


def test_nobody_is_sent_elsewhere_by_the_display_form(client, db):
    answer = client.post(reverse("portal:display"), {"mode": "elder", "next": "https://example.org"})
    assert answer.url == "/"
