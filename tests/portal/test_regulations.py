"""法规依据: versions, articles, and what rests on them."""

import re

import pytest

from tests.portal.factories import get, walk

pytestmark = pytest.mark.django_db


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


@pytest.mark.article("NOT-1")
def test_every_link_to_an_article_opens_it_at_what_was_meant(client, power, regulation):
    """Wherever a public page names a limit or a ground, it leads to the article, and to the row in it."""
    late = walk(power, "1", "受理", "请示", "决定", every=9)
    pages = [
        get(client, "power", power.item.number),
        get(client, "matter", late.pk),
        get(client, "matter_form", late.pk),
    ]
    pages += [get(client, name) for name in ("home", "powers", "changes")]
    links = {link for page in pages for link in re.findall(r'href="(/regulations/[^"]+#[^"]+)"', page.text)}
    assert len(links) >= 8
    for link in links:
        address, _, row = link.partition("#")
        answer = client.get(address)
        assert answer.status_code == 200, link
        assert f'id="{row}"' in answer.text, link


def test_the_official_text_is_shown_once_it_is_imported(client, regulation):
    assert "官方文本导入后" in get(client, "article", "baoding-2010", "ACC-7").text
    regulation.articles.filter(document="ACC", number=7).update(text="第七条　官方文本")
    text = get(client, "article", "baoding-2010", "ACC-7").text
    assert "第七条　官方文本" in text
    assert "官方文本导入后" not in text
