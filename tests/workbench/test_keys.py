"""封存口令: set, changed, unlocked for half an hour; what lies on the server opens nothing."""

import datetime as dt
import json
from base64 import urlsafe_b64decode

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import persons, unlocking
from mingjing.workbench import keys
from tests.catalogue.factories import AT, official, unit

pytestmark = pytest.mark.django_db
PAGE, SAVE, UNLOCK, LOCK = (reverse(f"workbench:{name}") for name in ("keys", "key_save", "unlock", "lock"))
PHRASE = "一句很长的话，别人猜不到"
OTHER = "另一句同样很长的话，也猜不到"


@pytest.fixture
def person() -> Official:
    return official("centre", Role.CENTRE_CLERK, of=unit())


@pytest.fixture
def inside(enter, person):
    persons.make(person, PHRASE, at=AT)
    return enter(person)


def test_the_first_passphrase_is_typed_twice_and_shows_a_fingerprint(enter, person):
    client = enter(person)
    assert "设置口令" in client.get(PAGE).text
    assert client.post(SAVE, {"passphrase": PHRASE, "again": PHRASE}).status_code == 302
    key = PersonKey.objects.get(official=person)
    assert key.fingerprint[:8] in client.get(PAGE).text
    assert persons.unlock(person, PHRASE).fingerprint == key.fingerprint


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"passphrase": PHRASE, "again": OTHER}, "不一样"),
        ({"passphrase": "short", "again": "short"}, "12"),
        ({"passphrase": "", "again": ""}, "必填"),
    ],
)
def test_a_slip_or_a_short_passphrase_makes_no_key(enter, person, said, told):
    answer = enter(person).post(SAVE, said)
    assert answer.status_code == 422
    assert told in answer.text
    assert not PersonKey.objects.exists()


def test_changing_needs_the_old_passphrase_and_keeps_the_key(inside, person):
    before = PersonKey.objects.get().fingerprint
    wrong = inside.post(SAVE, {"old": OTHER, "passphrase": OTHER, "again": OTHER})
    assert (wrong.status_code, "封存口令不对" in wrong.text) == (422, True)
    assert inside.post(SAVE, {"old": PHRASE, "passphrase": OTHER, "again": OTHER}).status_code == 302
    assert persons.unlock(person, OTHER).fingerprint == before


def test_unlocking_leads_to_where_one_wanted_to_go_and_holds_for_half_an_hour(inside, monkeypatch):
    answer = inside.post(UNLOCK, {"passphrase": PHRASE, "next": "/workbench/notices/"})
    assert (answer.status_code, answer.url) == (302, "/workbench/notices/")
    assert "已打开" in inside.get(PAGE).text
    later = keys.timezone.now() + unlocking.HELD + dt.timedelta(seconds=1)
    monkeypatch.setattr(keys.timezone, "now", lambda: later)
    assert "锁着" in inside.get(PAGE).text


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/x", "javascript:alert(1)", "http:///x", ""])
def test_unlocking_sends_nobody_to_another_site(inside, wanted):
    assert inside.post(UNLOCK, {"passphrase": PHRASE, "next": wanted}).url == PAGE


def test_the_cookie_is_for_the_workbench_alone_and_the_session_opens_nothing_without_it(inside, person, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = inside.post(UNLOCK, {"passphrase": PHRASE}).cookies[keys.COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/workbench/", "Strict", 1800)
    assert cookie["httponly"]
    assert cookie["secure"]
    carried = urlsafe_b64decode(cookie.value)
    assert len(carried) == 32
    private = persons.unlock(person, PHRASE).private
    kept = [session.get_decoded()[keys.KEPT] for session in Session.objects.all()]
    rows = json.dumps(kept) + str(list(Session.objects.values())) + str(list(PersonKey.objects.values()))
    for secret in (private, private[2:], carried):
        assert secret.hex() not in rows
        assert keys.urlsafe_b64encode(secret).decode() not in rows
    assert unlocking.taken_up(kept[0], bytes(32), person, at=AT) is None
    assert unlocking.taken_up(kept[0], carried, person, at=AT).private == private
    other = official("centre2", Role.CENTRE_CLERK, of=unit())
    assert unlocking.taken_up(kept[0], carried, other, at=AT) is None
    longer = {**kept[0], "until": "2099-01-01T00:00:00+00:00"}
    assert unlocking.taken_up(longer, carried, person, at=AT) is None


@pytest.mark.parametrize("how", ["button", "logout", "retired", "no cookie", "odd cookie"])
def test_it_is_locked_again(inside, person, how):
    inside.post(UNLOCK, {"passphrase": PHRASE})
    assert "已打开" in inside.get(PAGE).text
    if how == "button":
        assert inside.post(LOCK).status_code == 302
    elif how == "logout":
        inside.post(reverse("workbench:logout"))
        assert not inside.cookies[keys.COOKIE].value
        inside.force_login(person)
    elif how == "retired":
        persons.retire(PersonKey.objects.get(), by=None, reason="忘记口令", at=AT)
    else:
        inside.cookies[keys.COOKIE] = "" if how == "no cookie" else "é!"
    assert "已打开" not in inside.get(PAGE).text


def test_ten_wrong_guesses_within_the_hour_are_the_last_even_before_the_right_one(inside, person, monkeypatch):
    for _ in range(10):
        answer = inside.post(UNLOCK, {"passphrase": OTHER})
        assert (answer.status_code, "封存口令不对" in answer.text) == (422, True)
    assert "一小时" in inside.post(UNLOCK, {"passphrase": PHRASE}).text
    assert Entry.objects.filter(step=unlocking.GUESSED, by_id=person.pk).count() == 10
    later = keys.timezone.now() + dt.timedelta(minutes=61)
    monkeypatch.setattr(keys.timezone, "now", lambda: later)
    assert unlocking.unlock(person, PHRASE, at=later)


def test_no_answer_is_stored_and_no_passphrase_comes_back(inside):
    for answer in (inside.get(PAGE), inside.get(UNLOCK), inside.post(UNLOCK, {"passphrase": OTHER})):
        assert "no-store" in answer["Cache-Control"]
        assert OTHER not in answer.text


@pytest.mark.parametrize("role", Role.values)
def test_who_is_never_given_sealed_matter_sees_no_such_page(enter, role):
    client = enter(official(f"one-{role}", role, of=unit()))
    may = role in ("centre_clerk", "centre_head", "custodian", "disc_officer", "unit_clerk", "unit_leader")
    assert client.get(PAGE).status_code == (200 if may else 404)
    assert client.get(UNLOCK).status_code == (200 if may else 404)
    assert client.post(SAVE, {"passphrase": PHRASE, "again": PHRASE}).status_code == (302 if may else 404)
    assert (PAGE in client.get(reverse("workbench:todo")).text) == may


@keys.unlock_first
def sealed_view(request):
    return HttpResponse(f"{keys.unlocked(request).fingerprint} {request.POST.get('words', '')}")


def asked(client, person, method="get", **said):
    request = getattr(RequestFactory(), method)("/workbench/sealed/?page=2", said)
    request.user, request.session = person, client.session
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return sealed_view(request)


def test_a_sealed_page_asks_for_the_passphrase_first(inside, person):
    answer = asked(inside, person)
    assert answer.url == f"{UNLOCK}?next=%2Fworkbench%2Fsealed%2F%3Fpage%3D2"
    inside.post(UNLOCK, {"passphrase": PHRASE})
    answer = asked(inside, person)
    assert PersonKey.objects.get().fingerprint in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_a_form_sent_after_the_half_hour_keeps_what_was_typed(inside, person):
    answer = asked(inside, person, "post", words="“写了很久” <b>")
    assert (answer.status_code, "&lt;b&gt;" in answer.text) == (422, True)
    answer = asked(inside, person, "post", words="写了很久", **{keys.PASSPHRASE: OTHER})
    assert (answer.status_code, "写了很久" in answer.text, OTHER in answer.text) == (422, True, False)
    answer = asked(inside, person, "post", words="写了很久", **{keys.PASSPHRASE: PHRASE})
    assert (answer.status_code, "写了很久" in answer.text) == (200, True)
    assert answer.cookies[keys.COOKIE].value
