"""How pages look to whom: large letters, English, error pages, robots."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tests.portal.factories import get

pytestmark = pytest.mark.django_db


def test_a_visitor_may_have_large_letters_and_english(client, power):
    client.post(reverse("portal:display"), {"mode": "elder", "next": "/powers/"})
    assert 'data-mode="elder"' in get(client, "powers").text
    client.post(reverse("portal:display"), {"language": "en", "next": "https://example.org"})
    assert "<h1>Powers</h1>" in get(client, "powers").text


def test_nobody_is_sent_elsewhere_by_the_display_form(client, db):
    answer = client.post(reverse("portal:display"), {"mode": "elder", "next": "https://example.org"})
    assert answer.url == "/"


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_errors_look_like_the_rest_and_need_no_database(status, language, django_assert_num_queries):
    with django_assert_num_queries(0), translation.override(language):
        text = render_to_string(f"{status}.html")
    assert 'class="masthead"' in text
    assert 'href="#main"' in text
    assert f'lang="{"en" if language == "en" else "zh-CN"}"' in text


def test_what_is_not_there_is_said_in_the_house_style(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_the_language_of_the_browser_changes_nothing(client, power):
    """A published file has one language; pages made on demand must not differ from it."""
    answer = client.get("/matters/", headers={"accept-language": "en"})
    assert 'lang="zh-CN"' in answer.text


def test_robots_stay_out_of_the_workbench(client):
    assert "Disallow: /workbench/" in client.get("/robots.txt").text


def test_a_browser_finds_the_icon(client):
    assert client.get("/favicon.ico").url.endswith("favicon.svg")
