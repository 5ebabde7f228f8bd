"""电话和渠道: kept by the centre; what is refused keeps what was typed; nobody else finds the page."""

import pytest
from django.urls import reverse

from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Channels
from mingjing.complaints.selectors import hotlines as selectors
from tests.complaints.test_hotlines import EVENING, change

pytestmark = pytest.mark.django_db(databases="__all__")
PHONES = reverse("workbench:complaint_phones")
FAX = reverse("workbench:complaint_channel", args=["fax"])
DAY = {"name": "白天", "phone": "0312-54321", "opens": "08:30", "closes": "17:30"}


@pytest.mark.article("CMP-3-c")
def test_the_centre_changes_a_number_and_sees_the_old_one(centre, enter):
    change(centre)
    browser = enter(centre.clerk)
    answer = browser.post(PHONES, DAY, follow=True)
    assert [line.phone for line in selectors.current()] == ["0312-54321"]
    assert "用过的号码" in answer.text and "0312-12345" in answer.text
    sheet = browser.get(PHONES, {"export": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_a_refusal_says_why_and_keeps_what_was_typed(centre, enter):
    page = enter(centre.head).post(PHONES, {**DAY, "phone": "总机"})
    assert page.status_code == 422
    assert "只写数字" in page.text and 'value="总机"' in page.text
    assert not selectors.current()


def test_a_number_is_ended(centre, enter):
    change(centre)
    evening = change(centre, "晚间", "0312-12346", EVENING)
    browser = enter(centre.clerk)
    browser.post(reverse("workbench:complaint_phone_end", args=[evening.pk]))
    assert [line.name for line in selectors.current()] == ["白天"]


@pytest.mark.article("CMP-1-b")
def test_a_channel_is_closed_with_a_notice_only(centre, enter):
    browser = enter(centre.clerk)
    said = {"address": "0312-12347", "hours": "全天", "tested_on": "2026-02-10", "closed": "on", "notice": ""}
    page = browser.post(FAX, said)
    assert page.status_code == 422 and "替代的办法" in page.text
    browser.post(FAX, {**said, "notice": "检修，请用网页。"})
    row = Channels.objects.get()
    assert (row.channel, row.closed, row.tested_on.isoformat()) == (Channel.FAX, True, "2026-02-10")
    assert "检修，请用网页。" in browser.get(FAX).text


def test_nobody_else_finds_these_pages(centre, enter):
    line = change(centre)
    browser = enter(centre.accused_clerk)
    for address in (PHONES, FAX):
        assert browser.get(address).status_code == 404
        assert browser.post(address, DAY).status_code == 404
    assert browser.post(reverse("workbench:complaint_phone_end", args=[line.pk])).status_code == 404
    assert enter(centre.clerk).get(reverse("workbench:complaint_channel", args=["pigeon"])).status_code == 404
