"""身份: shown to who asked once two custodians opened it, for a day, logged each time, and told to the reporter."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.complaints.selectors import course
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.sealing import workflow
from mingjing.sealing.models import Custodian, Opening
from mingjing.sealing.services import devices, openings
from mingjing.transparency.models import Slot
from tests.catalogue.factories import official, unit
from tests.complaints.factories import WHO, filed, unlocked
from tests.sealing.factories import Willing
from tests.workbench.complaints.test_case import TEXT

pytestmark = pytest.mark.django_db(databases="__all__")
SECRETS = (WHO.name, WHO.id_number, WHO.phone, WHO.address)
REASON = "七日内要书面告知，信箱里没有人回"


def url(complaint, what: str = "", *more) -> str:
    return reverse(f"workbench:complaint_identity{what}", args=[complaint.pk, *more])


def ask(client, complaint, what: str = "identity:notice"):
    return client.post(url(complaint, "_ask"), {"what": what, "reason": REASON})


def opened_by_two(centre, at: dt.datetime) -> Opening:
    """The custodians do their work with the identities of the centre."""
    opening = Opening.objects.latest("requested_at")
    seats = list(Custodian.objects.order_by("place"))
    for place, seat in enumerate(seats, start=1):
        seat.official = official(f"keeper{place}", Role.CUSTODIAN, of=unit(f"13060{place}BG", f"机构{place}"))
        seat.save()
    told = Willing(unlocked(openings.requester_of(opening)).fingerprint[:8])
    for place, second in ((0, seats[1]), (1, None)):
        by = seats[place].official
        file = openings.job_for(opening, second, by=by, at=at)
        openings.take_in(opening, devices.peel(file, str(centre.identities[place]), told), by=by, at=at)
    return opening


@pytest.fixture
def now():
    return dt.datetime(2026, 2, 11, 1, 30, tzinfo=dt.UTC)


@pytest.mark.article("CMP-8-b")
def test_the_name_is_shown_after_two_custodians_and_each_showing_is_logged_with_its_ground(centre, opened, now):
    made = filed(centre, identity=WHO).complaint
    client = opened(centre.clerk)
    page = client.get(reverse("workbench:complaint", args=[made.pk])).text
    assert url(made) in page
    assert ask(client, made).status_code == 302
    assert "已申请" in client.get(url(made)).text
    opening = opened_by_two(centre, now)
    assert not any(secret in client.get(url(made)).text for secret in SECRETS)
    for _ in range(2):
        answer = client.post(url(made, "_show", opening.pk))
        assert all(secret in answer.text for secret in SECRETS)
        assert f"{centre.clerk.name} 于 2026-02-11" in answer.text
        assert "no-store" in answer["Cache-Control"]
    said = list(Entry.objects.filter(case_id=made.pk, step="查看身份").values_list("reason", "by"))
    assert [reason for reason, _ in said] == ["notice", "notice"]
    assert centre.clerk.name not in said[0][1]
    rows = repr(list(Entry.objects.values())) + repr(list(Opening.objects.values()))
    assert not any(secret in rows for secret in (*SECRETS, REASON))
    assert Slot.objects.filter(case_id=made.pk, event="identity-opened:notice").count() == 1


@pytest.mark.article("CMP-8-b")
def test_the_reporter_sees_the_day_and_the_ground(centre, opened, now):
    made = filed(centre, identity=WHO).complaint
    ask(opened(centre.clerk), made)
    assert course._openings(made) == []
    opened_by_two(centre, now)
    (told,) = course._openings(made)
    assert (told.on, told.what, told.ground) == (dt.date(2026, 2, 11), "身份", "书面告知实名举报人")


@pytest.mark.article("CMP-3-b")
def test_break_glass_opens_the_content_by_two_persons_and_is_logged(centre, opened, now):
    made = filed(centre).complaint
    client = opened(centre.clerk)
    assert ask(client, made, "content:handler").status_code == 302
    opening = opened_by_two(centre, now)
    assert TEXT in client.post(url(made, "_show", opening.pk)).text
    assert Entry.objects.filter(case_id=made.pk, step="查看启封的内容", reason="handler").count() == 1
    assert Slot.objects.filter(case_id=made.pk, event="content-opened:handler").count() == 1


def test_after_a_day_it_is_gone(centre, opened, now, time_machine):
    made = filed(centre, identity=WHO).complaint
    ask(opened(centre.clerk), made)
    opening = opened_by_two(centre, now)
    time_machine.move_to(now + workflow.HELD_OPEN, tick=False)
    answer = opened(centre.clerk).post(url(made, "_show", opening.pk))
    assert (answer.status_code, "销毁" in answer.text, WHO.name in answer.text) == (422, True, False)


@pytest.mark.article("CMP-8-b")
def test_nobody_else_is_shown_what_was_opened_for_another(centre, opened, now):
    made = filed(centre, identity=WHO).complaint
    ask(opened(centre.clerk), made)
    opening = opened_by_two(centre, now)
    others = [centre.second, official("centre3", Role.CENTRE_CLERK, of=centre.unit)]
    others += [official(f"one-{role}", role, of=unit()) for role in ("system_admin", "security_admin", "audit_admin")]
    for other in (*others, centre.accused_clerk):
        assert opened(other).post(url(made, "_show", opening.pk)).status_code == 404
    other = filed(centre, identity=WHO).complaint
    assert opened(centre.clerk).post(url(other, "_show", opening.pk)).status_code == 404


def test_without_a_signature_or_words_there_is_nothing_to_ask(centre, opened):
    made = filed(centre).complaint
    client = opened(centre.clerk)
    assert "没有署名" in client.get(reverse("workbench:complaint", args=[made.pk])).text
    assert ask(client, made).status_code == 422
    answer = client.post(url(made, "_ask"), {"what": "content:handler", "reason": ""})
    assert (answer.status_code, "必填" in answer.text) == (422, True)
    ask(client, made, "content:leak")
    again = ask(client, made, "content:leak")
    assert (again.status_code, "不必重复" in again.text, REASON in again.text) == (422, True, True)
