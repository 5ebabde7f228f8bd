"""法规依据: versions, articles, and what rests on them."""

import pytest

from tests.portal.factories import get

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
