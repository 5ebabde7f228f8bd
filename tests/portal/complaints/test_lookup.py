"""凭收件码查询: a slip is told at once, every other wrong code gets one answer, nothing is stored on the way."""

import re
from base64 import urlsafe_b64encode

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from mingjing.complaints.models import Receipt
from mingjing.complaints.services import lookup
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.sealing import codes
from mingjing.sealing.services import routing
from tests.complaints.factories import AT, RECEIVED, filed

pytestmark = pytest.mark.django_db(databases="__all__")
LOOKUP = reverse("portal:complaint_lookup")
TEXT = "没有按公布的流程图办理我的施工许可"


def ask(client, code: str, **said: str):
    return client.post(LOOKUP, {"code": code, **said})


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]


def test_the_code_opens_the_case_and_shows_stage_dates_and_own_text(client, centre):
    made = filed(centre)
    page = ask(client, made.code.lower().replace("-", " "))
    assert page.status_code == 200
    for words in (made.complaint.number, "已登记", "2026-02-11", TEXT):
        assert words in page.text
    assert "2026-02-12" in page.text  # the next last day, of CMP-7-1a
    assert 'href="/regulations/baoding-2010/CMP-7' in page.text


@pytest.mark.article("CMP-8-c")
def test_the_page_names_no_people_and_no_unit(client, centre):
    made = filed(centre)
    text = ask(client, made.code).text
    for person in (centre.clerk, centre.second, centre.head, centre.accused_clerk):
        assert person.name not in text
    assert centre.accused.name not in text
    assert centre.unit.name not in text


@pytest.mark.article("CMP-8-c", "GAP-05")
def test_unknown_changed_and_destroyed_codes_get_one_answer(client, centre):
    changed, destroyed = filed(centre), filed(centre)
    with lookup.holding(changed.code) as held:
        lookup.change(held, codes.new(), today=RECEIVED, at=AT)
    for wrap in list(Wrap.objects.filter(case_id=destroyed.complaint.pk)):
        keyring.drop(wrap.case_id, holder=wrap.holder)
    answers = []
    for code in (codes.new(), changed.code, destroyed.code):
        page = ask(client, code)
        answers.append((page.status_code, page.text.replace(code, "")))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422
    assert "没有找到" in answers[0][1]


@pytest.mark.parametrize("slip", ["letter", "swap", "short"])
def test_a_slip_is_told_at_once_without_a_look_up(client, centre, django_assert_max_num_queries, slip):
    code = codes.new()
    bare = code.replace("-", "")
    at = next(n for n in range(24) if bare[n] != bare[n + 1])
    wrong = {
        "letter": bare[:-1] + ("0" if bare[-1] != "0" else "1"),
        "swap": bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :],
        "short": bare[:-1],
    }[slip]
    with django_assert_max_num_queries(1):  # the phones in the foot of the page
        page = ask(client, wrong)
    assert page.status_code == 422
    assert ("共 25 个" if slip == "short" else "有一个字写错了或顺序颠倒") in page.text
    assert wrong in page.text  # what was typed is still there


@pytest.mark.article("CMP-8-c")
def test_more_than_ten_look_ups_a_minute_are_refused(client, centre):
    made = filed(centre)
    for _n in range(10):
        assert ask(client, codes.new()).status_code == 422
    page = ask(client, made.code)
    assert page.status_code == 429
    assert made.complaint.number not in page.text


def test_no_cookie_session_or_cache_holds_the_code(client, centre):
    made = filed(centre)
    for page in (client.get(LOOKUP), ask(client, made.code), ask(client, codes.new())):
        assert "no-store" in page["Cache-Control"]
        assert not page.cookies
    assert not client.session.keys()


def test_a_code_in_the_address_is_not_looked_up(client, centre):
    made = filed(centre)
    page = client.get(f"{LOOKUP}?{urlencode({'code': made.code})}")
    assert made.complaint.number not in page.text
    assert made.code not in page.text.split("<main")[1].split("</main>")[0]


@pytest.mark.article("GAP-05")
def test_a_code_that_staff_have_seen_is_changed_before_anything_is_shown(client, centre):
    made = filed(centre, by=centre.clerk)
    offered = ask(client, made.code)
    assert TEXT not in offered.text and made.complaint.number not in offered.text
    new = re.search(r"<code>([^<]+)</code>", offered.text)[1]
    assert ask(client, made.code).status_code == 200  # the answer was lost: the old one still works
    wrong = ask(client, made.code, do="confirm", carried=hidden(offered, "carried"), typed=codes.new())
    assert wrong.status_code == 422 and new in wrong.text
    page = ask(client, made.code, do="confirm", carried=hidden(offered, "carried"), typed=new.lower())
    assert TEXT in page.text and hidden(page, "code") == new
    assert "没有找到" in ask(client, made.code).text
    assert made.complaint.number in ask(client, new).text
    assert not Receipt.objects.get().once


def test_every_act_waits_until_the_code_was_changed(client, centre):
    made = filed(centre, by=centre.clerk)
    for do in ("", "write", "proof", "file", "rate", "object", "change"):
        page = ask(client, made.code, do=do, case=str(made.complaint.pk), text="补充")
        assert "新收件码" in page.text and TEXT not in page.text


def test_a_new_code_at_wish_ends_the_old_one(client, centre):
    made = filed(centre)
    offered = ask(client, made.code, do="change")
    new = re.search(r"<code>([^<]+)</code>", offered.text)[1]
    page = ask(client, made.code, do="confirm", carried=hidden(offered, "carried"), typed=new)
    assert made.complaint.number in page.text
    assert "没有找到" in ask(client, made.code).text


def test_a_new_code_carried_from_elsewhere_is_not_taken(client, centre):
    made, new = filed(centre), codes.new()
    forged = urlsafe_b64encode(routing.shut({"code": new}, about="next-code/other")).decode()
    for carried in (forged, "", "é", "xx"):
        page = ask(client, made.code, do="confirm", carried=carried, typed=new)
        assert "新收件码" in page.text
    assert made.complaint.number in ask(client, made.code).text
