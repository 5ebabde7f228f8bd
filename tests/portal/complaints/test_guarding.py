"""Against floods: a proof for one form, a count by network, a wait for those without script. Nothing typed is lost."""

import base64
import datetime as dt
import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mingjing.complaints.models import Complaint
from mingjing.core import throttling
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.portal.complaints import guarding, tokens
from tests.portal.complaints.forms import FORM, TEXT, blank, hidden, proof, send

pytestmark = pytest.mark.django_db(databases="__all__")
AT = dt.datetime(2026, 2, 11, 1, 23, tzinfo=dt.UTC)


def sent(client, sheet, **changes):
    return client.post(FORM, {**sheet, "text": TEXT, **changes})


def count() -> int:
    with seeing(SYSTEM):
        return Complaint.objects.count()


@pytest.mark.article("CMP-8-c")
def test_one_network_files_five_in_an_hour_and_the_sixth_keeps_what_was_typed(client, centre):
    answers = [send(client) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert TEXT in answers[-1].text
    assert "打电话" in answers[-1].text
    assert sent(client, blank(client), REMOTE_ADDR="").status_code == 429
    assert client.post(FORM, {**blank(client), "text": TEXT}, REMOTE_ADDR="10.1.1.1").status_code == 200


def test_without_script_one_waits_and_files_less_often(client, centre):
    with time_machine.travel(AT, tick=False) as clock:
        sheets = [{**blank(client), "proof": ""} for _ in range(3)]
        soon = sent(client, sheets[0])
        assert (soon.status_code, "20 秒" in soon.text, TEXT in soon.text) == (429, True, True)
        clock.shift(21)
        assert [sent(client, sheet).status_code for sheet in sheets] == [200, 200, 429]
        assert count() == 2


def test_a_receipt_that_was_lost_is_had_again_whatever_was_counted(client, centre):
    sheet = blank(client)
    sent(client, sheet)
    for _ in range(6):
        assert sent(client, sheet, proof="").status_code == 200
    assert count() == 1


def test_a_proof_is_for_one_form(client, centre):
    one, other = blank(client), blank(client)
    token = tokens.read(one["form"])
    assert guarding.proved(one["proof"], token)
    assert not guarding.proved(other["proof"], token)
    assert sent(client, one, proof=other["proof"]).status_code == 429


def test_a_proof_of_less_work_than_asked_is_none(client, centre):
    token = tokens.new(timezone.now())
    said = json.loads(base64.b64decode(blank(client)["proof"]))
    said["challenge"]["parameters"]["data"] = {"form": token.name}
    said["challenge"]["parameters"]["keyPrefix"] = ""
    assert not guarding.proved(base64.b64encode(json.dumps(said).encode()).decode(), token)


@given(st.one_of(st.text(max_size=50), st.binary(max_size=50).map(lambda data: base64.b64encode(data).decode())))
def test_nonsense_is_no_proof(text):
    assert not guarding.proved(text, tokens.Token("A", AT))


@pytest.mark.parametrize("said", [[], {}, {"challenge": [], "solution": {}}, {"challenge": {"parameters": "x"}}, 3])
def test_json_that_is_no_proof_is_none(said):
    assert not guarding.proved(base64.b64encode(json.dumps(said).encode()).decode(), tokens.Token("A", AT))


def test_a_proof_stays_with_its_form_through_a_mistake(client, centre):
    sheet = blank(client)
    answer = sent(client, sheet, text="")
    assert f'name="proof" value="{sheet["proof"]}"' in answer.text.replace("&#x3D;", "=")
    assert proof(answer)


def test_a_form_is_good_for_a_day(client, centre):
    with time_machine.travel(AT, tick=False) as clock:
        sheet = blank(client)
        clock.shift(dt.timedelta(hours=24, seconds=1))
        late = sent(client, sheet)
        assert (late.status_code, "24 小时" in late.text, TEXT in late.text) == (422, True, True)
        assert count() == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::7", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unix:", "unix:"),
    ],
)
def test_neighbours_count_together_and_no_address_is_kept(address, network):
    assert throttling.network(address) == network


def test_the_key_of_the_counts_is_another_one_each_day(rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.77")
    with time_machine.travel(AT, tick=False) as clock:
        first = throttling._counter(request, "x")
        assert throttling._counter(rf.get("/", REMOTE_ADDR="203.0.113.9"), "x") == first
        clock.shift(dt.timedelta(days=1))
        assert throttling._counter(request, "x") != first
        assert len(throttling._keys) == 1


def test_a_form_without_its_cookie_comes_back_with_everything_typed(centre):
    strict = Client(enforce_csrf_checks=True)
    sheet = blank(strict)
    strict.cookies.clear()
    answer = sent(strict, sheet, files=[SimpleUploadedFile("a.txt", b"text")])
    assert (answer.status_code, "cookie" in answer.text, TEXT in answer.text) == (403, True, True)
    assert "no-store" in answer["Cache-Control"]
    again = {**sheet, "kept": hidden(answer, "kept"), "csrfmiddlewaretoken": hidden(answer, "csrfmiddlewaretoken")}
    assert sent(strict, again).status_code == 200
    assert strict.post(reverse("workbench:login")).status_code == 403


def test_no_log_holds_what_was_said(client, centre, caplog):
    with caplog.at_level("DEBUG"):
        sent(client, blank(client), happened_on="2199-01-01")
        sent(client, blank(client), named="named", name="陈秀兰")
    assert caplog.text
    for word in (TEXT[:9], "陈秀兰", "2199"):
        assert word not in caplog.text


def test_the_form_and_the_receipt_ask_the_database_little(client, centre, django_assert_max_num_queries):
    sheet = blank(client)
    with django_assert_max_num_queries(5):
        client.get(FORM)
    sent(client, sheet)
    with django_assert_max_num_queries(15):
        sent(client, sheet)


def test_every_answer_is_private(client, centre):
    for answer in (client.get(FORM), send(client), send(client, text="")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
        assert set(client.cookies) == {"csrftoken"}
