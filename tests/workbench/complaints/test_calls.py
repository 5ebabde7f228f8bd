"""来电登记 and 值班表: a call leaves its time and kind, a turn its person."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.complaints.models import Call, DutyTurn
from mingjing.complaints.selectors import rota
from tests.complaints.factories import AT

pytestmark = pytest.mark.django_db(databases="__all__")
CALLS, ROTA = reverse("workbench:complaint_calls"), reverse("workbench:complaint_rota")
WRONG = {"started": "2026-02-11T09:20", "minutes": 1, "kind": "wrong", "outcome": "none"}


@pytest.mark.article("CMP-3-d")
def test_a_call_that_is_no_complaint_leaves_time_length_kind_and_outcome_only(enter, centre):
    client = enter(centre.clerk)
    more = {"number": "13912345678", "text": "他说住建局的王主任", "phone": "13912345678"}
    assert client.post(CALLS, {**WRONG, **more}).status_code == 302
    call = Call.objects.get()
    assert {field.name for field in Call._meta.fields} == {"id", "at", "minutes", "kind", "outcome"}
    assert (call.minutes, call.kind, call.outcome) == (1, "wrong", "none")
    page = client.get(CALLS)
    assert "打错" in page.text
    assert "no-store" in page["Cache-Control"]
    sheet = load_workbook(io.BytesIO(client.get(CALLS, {"export": "xlsx"}).getvalue())).worksheets[0]
    assert ("2026-02-11 09:20", "1", "打错", "无需处理") in list(sheet.values)


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"started": "2026-02-11T10:00"}, "在以后"), ({"minutes": 601}, "600"), ({"kind": "other"}, "不在可用的选项中")],
)
def test_a_call_that_cannot_be_is_refused_and_what_was_typed_stays(enter, centre, changed, told):
    refused = enter(centre.clerk).post(CALLS, {**WRONG, **changed})
    assert (refused.status_code, told in refused.text) == (422, True)
    assert not Call.objects.exists()


@pytest.mark.article("CMP-3-d")
def test_the_head_plans_an_evening_past_midnight_and_takes_it_off_again(enter, centre):
    client = enter(centre.head)
    said = {"day": "2026-02-11", "opens": "17:30", "closes": "08:30", "official": centre.second.pk}
    assert client.post(ROTA, said).status_code == 302
    refused = client.post(ROTA, said)
    assert (refused.status_code, "已经排了班" in refused.text) == (422, True)
    for hour, there in ((17, False), (18, True), (31, True), (33, False)):
        at = dt.datetime(2026, 2, 11, tzinfo=AT.tzinfo) + dt.timedelta(hours=hour - 8)
        assert bool(rota.on_duty(at)) == there, hour
    turn = DutyTurn.objects.get()
    assert str(centre.second) in enter(centre.clerk).get(ROTA).text
    off = reverse("workbench:complaint_turn_cancel", args=[turn.pk])
    assert enter(centre.clerk).post(off).status_code == 422
    assert enter(centre.head).post(off).status_code == 302
    again = enter(centre.head).post(off)
    assert (again.status_code, "已经取消" in again.text) == (422, True)
    assert not rota.planned(dt.date(2026, 2, 11)).exists()


@pytest.mark.parametrize(
    ("who", "changed", "told"),
    [
        ("clerk", {}, "负责人排定"),
        ("head", {"closes": "17:30"}, "起止时间相同"),
        ("head", {"official": "accused"}, "不在"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(enter, centre, who, changed, told):
    said = {"day": "2026-02-11", "opens": "17:30", "closes": "08:30", "official": centre.second.pk, **changed}
    said["official"] = centre.accused_clerk.pk if said["official"] == "accused" else said["official"]
    refused = enter(getattr(centre, who)).post(ROTA, said)
    assert (refused.status_code, told in refused.text) == (422, True)
    assert not DutyTurn.objects.exists()


def test_nobody_else_has_such_pages(enter, centre):
    client = enter(centre.accused_clerk)
    assert [client.get(page).status_code for page in (CALLS, ROTA)] == [404, 404]
