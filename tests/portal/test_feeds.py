"""A unit's feed, and its list for a frame of its own portal."""

import datetime as dt
import json

import pytest
from lxml import etree

from mingjing.catalogue import services
from mingjing.portal import publication
from mingjing.portal.embedding import portal_of
from tests.catalogue.factories import AT, DAY, amended, house
from tests.disclosure.factories import plan, record
from tests.portal.factories import get

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(client, code="130600JT"):
    answer = get(client, "feed", code)
    assert answer["Content-Type"].startswith("application/atom+xml")
    return etree.fromstring(answer.content)


def texts(entry, name: str) -> list[str]:
    return [found.text for found in entry.findall(f"{ATOM}{name}")]


def check_valid(feed) -> None:
    """What RFC 4287 demands of a feed and of its entries (4.1.1, 4.1.2)."""
    assert feed.tag == f"{ATOM}feed"
    author = feed.find(f"{ATOM}author/{ATOM}name")
    assert author is not None and author.text
    links = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    assert "self" in links and links.count("alternate") <= 1
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(texts(part, name)) == 1, name
        assert texts(part, "id")[0].startswith("urn:uuid:")
        assert dt.datetime.fromisoformat(texts(part, "updated")[0]).tzinfo
    ids = [texts(entry, "id")[0] for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    known = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary",
             "title", "updated"}  # fmt: skip
    for entry in feed.findall(f"{ATOM}entry"):
        assert {child.tag.removeprefix(ATOM) for child in entry} <= known
        assert all(link.get("href") for link in entry.findall(f"{ATOM}link"))


@pytest.mark.article("ASM-5-3-2d")
def test_the_feed_is_valid_and_tells_what_is_new_revised_abolished_and_disclosed(client, power, regulation):
    home = house()
    amended(power, home, at=AT + DAY)
    services.abolish(power.item, reason="法律废止，咨询 13812345678", by=home.head, at=AT + 2 * DAY)
    record(home, "2026-03-05", plan=plan(home))
    feed = parsed(client)
    check_valid(feed)
    titles = [texts(entry, "title")[0] for entry in feed.findall(f"{ATOM}entry")]
    assert titles == [
        "公开：结果公告",
        "取消：道路货物运输经营许可",
        "修订：道路货物运输经营许可",
        "新公布：道路货物运输经营许可",
    ]
    assert "13812345678" not in etree.tostring(feed, encoding="unicode")


def test_a_unit_without_anything_has_an_empty_feed_of_the_same_bytes(client):
    house("130600SJ", "审计局")
    feed = parsed(client, "130600SJ")
    check_valid(feed)
    assert get(client, "feed", "130600SJ").content == get(client, "feed", "130600SJ").content
    assert get(client, "feed", "NOSUCH").status_code == 404


def test_what_was_disclosed_inside_is_not_in_the_feed(client, regulation):
    home = house()
    record(home, "2026-03-05", plan=plan(home, scope="internal"), said={"scope": "internal"})
    assert parsed(client).findall(f"{ATOM}entry") == []


def test_the_feed_names_pages_in_full_where_the_site_says_how(client, power, settings):
    settings.SITE_URL = "https://mj.example"
    feed = parsed(client)
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "https://mj.example/units/130600JT/feed.atom"
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href").startswith("https://mj.example/powers/")


def test_the_feed_is_published_as_a_file(client, power, public_dir, django_assert_num_queries):
    publication.rebuild()
    with django_assert_num_queries(0):
        answer = get(client, "feed", "130600JT")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    check_valid(etree.fromstring(answer.content))


@pytest.mark.article("ASM-5-3-2d")
def test_the_frame_may_be_held_by_the_units_portal_only(client, power):
    unit = power.item.unit
    unit.portal_url = "https://jt.example:8443/home?x=1"
    unit.save()
    answer = get(client, "embed", unit.code)
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors https://jt.example:8443" in policy
    assert "'none'" in policy  # of everything else
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert power.item.get_absolute_url() in answer.text
    assert "feedback" in answer.text


def test_without_a_portal_nobody_may_hold_it_and_other_pages_are_held_by_nobody(client, power):
    assert "frame-ancestors 'none'" in get(client, "embed", "130600JT")["Content-Security-Policy"]
    page = get(client, "unit", "130600JT")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "address", ["", "ftp://x.example", "javascript:alert(1)", "https://x.example;script-src *", "https://a b/", "https://x:99999"]
)  # fmt: skip
def test_an_address_that_would_widen_the_policy_counts_for_nobody(power, address):
    unit = power.item.unit
    unit.portal_url = address
    assert portal_of(unit) == "'none'"


def test_the_list_as_html_and_json_holds_what_is_public_only(client, power):
    snippet = get(client, "embed_html", "130600JT").text
    assert "<html" not in snippet
    assert power.item.get_absolute_url() in snippet
    answer = get(client, "embed_json", "130600JT")
    (row,) = json.loads(answer.content)["powers"]
    assert (row["number"], row["version"], row["status"]) == (power.item.number, 1, "in_force")
    assert answer["Access-Control-Allow-Origin"] == "*"
    type(power).objects.update(attribute="closed")
    assert json.loads(get(client, "embed_json", "130600JT").content)["powers"] == []


def test_the_feed_costs_the_same_for_many(client, power, regulation, django_assert_max_num_queries):
    home = house()
    yearly = plan(home)
    for _ in range(5):
        record(home, "2026-03-05", plan=yearly)
    with django_assert_max_num_queries(9):
        get(client, "feed", "130600JT")
