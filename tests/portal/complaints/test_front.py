"""投诉举报: the first page, its phones by the hour, and the channels; kept by caches, and never longer than true."""

import pytest
from django.urls import reverse

from mingjing.complaints.enums import Channel
from mingjing.complaints.selectors import hotlines as selectors
from mingjing.portal import publication
from mingjing.rules import packs
from tests.complaints.factories import RECEIVED
from tests.complaints.test_hotlines import EVENING, change, keep

pytestmark = pytest.mark.django_db(databases="__all__")
FRONT, CHANNELS = reverse("portal:complaints"), reverse("portal:complaint_channels")
CALL = "现在请打这个号码"


@pytest.fixture
def lines(centre):
    return change(centre), change(centre, "晚间", "0312-12346", EVENING)


def marked(page) -> list[str]:
    """The lines with the mark."""
    lines = [line.split("</li>")[0] for line in page.text.split("<li")]
    return [line for line in lines if CALL in line]


@pytest.mark.article("CMP-3-d")
@pytest.mark.parametrize(
    ("at", "phone"),
    [("T20:00", "0312-12346"), ("T17:29:59", "0312-12345"), ("T17:30", "0312-12346"), ("T23:00", None)],
)
def test_the_number_of_the_hour_is_highlighted(client, lines, time_machine, at, phone):
    time_machine.move_to(f"2026-02-11{at}+08:00", tick=False)
    found = marked(client.get(FRONT))
    assert [phone in line for line in found] == ([True] if phone else [])
    assert marked(client.get(CHANNELS)) == found


@pytest.mark.article("CMP-3-d")
def test_no_cache_keeps_the_page_beyond_the_hour(client, lines, time_machine):
    time_machine.move_to("2026-02-11T17:29:40+08:00", tick=False)
    page = client.get(FRONT)
    assert "max-age=20" in page["Cache-Control"] and "public" in page["Cache-Control"]
    assert client.get(FRONT, HTTP_IF_NONE_MATCH=page["ETag"]).status_code == 304
    time_machine.move_to("2026-02-11T17:30:00+08:00", tick=False)
    assert client.get(FRONT, HTTP_IF_NONE_MATCH=page["ETag"]).status_code == 200
    assert "max-age=60" in client.get(FRONT)["Cache-Control"]
    assert not page.cookies


def test_the_first_page_names_all_acts_with_their_articles(client, lines):
    text = client.get(FRONT).text
    acts = packs.load("baoding-2010").acts
    assert len(acts) == 14
    for act in acts.values():
        assert act.name in text and f"#{act.id}" in text
    assert "5个工作日" in text.replace(" ", "")


@pytest.mark.article("CMP-3-c")
def test_a_changed_number_is_on_every_page_and_the_old_one_in_the_history(client, centre, lines, public_dir, power):
    publication.rebuild()
    pages = [reverse("portal:home"), power.item.get_absolute_url(), reverse("portal:feedback"), FRONT]
    for page in pages:
        assert "0312-12345" in client.get(page).text, page
    change(centre, phone="0312-99999", today=RECEIVED + selectors.DAY)
    publication.render("hotlines", "")  # what the queued job does
    for page in pages:
        text = client.get(page).text
        assert "0312-99999" in text and "0312-12345" not in text, page
    assert "0312-12345" in [line.phone for line in selectors.history()]


@pytest.mark.article("CMP-1-b")
def test_a_closed_channel_shows_its_notice_and_what_to_do_instead(client, centre, lines):
    keep(centre, Channel.VISIT, hours="工作日 9 时至 17 时", address="接待室", tested_on=RECEIVED)
    keep(centre, Channel.FAX, closed=True, notice="传真机检修。")
    page = client.get(CHANNELS)
    for words in ("传真机检修。", "可以改用：信函、电话、电子邮件", "工作日 9 时至 17 时", "2026-02-11", "接待室"):
        assert words in page.text
    assert "“传真”渠道暂停：传真机检修。" in client.get(FRONT).text


def test_without_numbers_the_page_says_so(client, centre):
    assert "还没有公布" in client.get(FRONT).text
