"""登记: the day of receipt by channel, sealing on save, and the receipt that is shown once."""

import datetime as dt
import io
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.clocks.models import Clock
from mingjing.complaints import access, acting
from mingjing.complaints.enums import Duty
from mingjing.complaints.models import Complaint, Grant, Receipt
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import lookup, rota
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from tests.complaints.factories import AT, keyed, keys
from tests.workbench.complaints import entering
from tests.workbench.complaints.entering import answer, code_in, number_in, url

pytestmark = pytest.mark.django_db(databases="__all__")
EVENING = (dt.time(17, 30), dt.time(8, 30))  # past midnight


@pytest.mark.article("CMP-6-a")
def test_a_letter_counts_from_its_signature_and_the_form_says_so_before_anything_is_stored(enter, centre):
    client = enter(centre.clerk)
    days = {"postmark_on": "2026-02-09", "signed_on": "2026-02-11"}
    shown = client.post(url("letter"), days)
    assert "2026-02-11" in shown.text
    assert "签收日" in shown.text
    assert '<time datetime="2026-02-12">' in shown.text
    assert not Receipt.objects.exists()
    scan = SimpleUploadedFile("来信.pdf", b"%PDF-1.7 letter")
    made = answer(client, "letter", days, files=[scan], act="CMP-4-3", unit=centre.accused.pk)
    assert made.status_code == 200, made.text
    with seeing(SYSTEM):
        complaint = Complaint.objects.get()
    assert (complaint.received_on, complaint.channel) == (dt.date(2026, 2, 11), "letter")
    clock = Clock.objects.get(case_id=complaint.pk, limit="CMP-7-3")
    assert (clock.started_on, clock.due_on) == (dt.date(2026, 2, 11), dt.date(2026, 2, 25))
    with access.shown_to(centre.second):
        (paper,) = opening.read(complaint, keys(complaint, centre.second))
    assert paper.said["notes"]["邮戳日期"] == "2026-02-09"
    assert [file.name for file in paper.files] == ["来信.pdf"]


@pytest.mark.article("CMP-6-a")
@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"postmark_on": "2026-02-09"}, "邮戳日期不是收到日期"),
        ({"postmark_on": "2026-02-09", "opened_on": "2026-02-08"}, "早于邮戳日期"),
        ({"postmark_on": "2026-02-09", "signed_on": "2026-02-12"}, "今天以后"),
        ({"signed_on": "2026-02-11"}, "必填"),
    ],
)
def test_a_letter_without_a_day_of_receipt_goes_no_further(enter, centre, days, told):
    refused = enter(centre.clerk).post(url("letter"), days)
    assert (refused.status_code, told in refused.text) == (422, True)


def test_an_unsigned_letter_counts_from_its_opening(enter, centre):
    shown = enter(centre.clerk).post(url("letter"), {"postmark_on": "2026-02-06", "opened_on": "2026-02-10"})
    assert "拆阅确认日" in shown.text
    assert '<time datetime="2026-02-11">' in shown.text


@pytest.mark.article("CMP-6-b")
def test_a_call_on_saturday_evening_has_that_day_and_an_owner(enter, centre, time_machine):
    rota.plan(centre.second, day=dt.date(2026, 2, 7), opens=EVENING[0], closes=EVENING[1], by=centre.head, at=AT)
    time_machine.move_to("2026-02-07T14:20:00Z", tick=False)
    client = enter(centre.clerk)
    came = {"came_at": "2026-02-07T22:00"}
    assert str(centre.second) in client.post(url("phone"), came).text
    made = answer(client, "phone", came, day="2026-02-07", read_back="yes")
    assert str(centre.second) in made.text
    with seeing(SYSTEM):
        complaint = Complaint.objects.get()
        owner = Grant.objects.get(complaint=complaint, duty=Duty.HANDLER)
    assert complaint.received_on == dt.date(2026, 2, 7)
    assert owner.holder == acting.tag_of(centre.second)
    with access.shown_to(centre.second):
        (paper,) = opening.read(complaint, keys(complaint, centre.second))
    assert paper.said["notes"]["已向来电人复述摘要"] == "是"
    assert paper.said["notes"]["接听人"] == centre.clerk.name


@pytest.mark.article("CMP-6-b")
def test_who_is_named_or_took_the_call_is_passed_over_on_the_rota(enter, centre):
    third = keyed(entering.official("centre3", "centre_clerk", of=centre.unit))
    for person in (centre.clerk, centre.second):
        rota.plan(person, day=dt.date(2026, 2, 11), opens=dt.time(8), closes=dt.time(18), by=centre.head, at=AT)
    rota.plan(third, day=dt.date(2026, 2, 12), opens=dt.time(8), closes=dt.time(18), by=centre.head, at=AT)
    came = {"came_at": "2026-02-11T09:00"}
    made = answer(enter(centre.clerk), "phone", came, read_back="no", persons=centre.second.name)
    assert f"承办：{third}" in made.text


def test_a_telephone_number_is_kept_with_a_name_or_not_at_all(enter, centre):
    came = {"came_at": "2026-02-11T09:00"}
    refused = answer(enter(centre.clerk), "phone", came, read_back="yes", phone="13912345678")
    assert (refused.status_code, "须同时写姓名" in refused.text) == (422, True)
    made = answer(enter(centre.clerk), "phone", came, read_back="yes", phone="13912345678", name="陈秀兰")
    assert made.status_code == 200
    with seeing(SYSTEM):
        assert Complaint.objects.get().identity


@pytest.mark.article("CMP-6-c")
def test_a_fax_counts_from_the_day_on_its_sheet(enter, centre):
    scan = SimpleUploadedFile("传真.png", b"\x89PNG\r\n\x1a\n fax")
    made = answer(
        enter(centre.clerk), "fax", {"came_at": "2026-02-10T23:40", "pages": 3}, day="2026-02-10", files=[scan]
    )
    assert made.status_code == 200
    with seeing(SYSTEM):
        complaint = Complaint.objects.get()
    assert complaint.received_on == dt.date(2026, 2, 10)
    assert Clock.objects.get(case_id=complaint.pk, limit="CMP-7-3").started_on == dt.date(2026, 2, 10)


@pytest.mark.article("CMP-6-e")
def test_a_visit_is_signed_off_and_its_receipt_prints_on_a5_and_a4(enter, centre):
    client, came = enter(centre.clerk), {"came_at": "2026-02-11T09:10"}
    group = "王五 130600199001010011 13800000001\n赵六"
    refused = answer(client, "visit", came, name="陈秀兰", representatives=group)
    assert (refused.status_code, "王五" in refused.text) == (422, True)
    made = answer(client, "visit", came, name="陈秀兰", representatives=group, signed_off="on")
    code = code_in(made)
    assert "no-store" in made["Cache-Control"]
    assert "data:image/svg+xml" in made.text
    assert "这个随即作废" in made.text
    for size, width in (("a5", 148), ("a4", 210)):
        printed = client.post(reverse("workbench:complaint_receipt", args=[size]), {"code": code})
        assert "no-store" in printed["Cache-Control"]
        with pikepdf.open(io.BytesIO(printed.content)) as pdf:
            (page,) = pdf.pages
            assert round(float(page.mediabox[2]) / 72 * 25.4) == width
    with lookup.holding(code) as held:
        assert held.receipt.once
        assert held.complaints[0].number == number_in(made)


@pytest.mark.article("CMP-6-e")
def test_more_than_five_representatives_or_a_late_entry_without_reason_are_refused(enter, centre):
    client = enter(centre.clerk)
    came = {"came_at": "2026-02-11T09:10"}
    five = "\n".join(["王五", "赵六", "钱七", "孙八", "李九"])
    refused = answer(client, "visit", came, name="陈秀兰", representatives=five, signed_off="on")
    assert (refused.status_code, "不超过五人" in refused.text) == (422, True)
    late = client.post(url("visit"), {"came_at": "2026-02-10T09:10"})
    assert (late.status_code, "当日登记" in late.text) == (422, True)
    assert client.post(url("visit"), {"came_at": "2026-02-10T09:10", "late_why": "停电"}).status_code == 200


@pytest.mark.article("CMP-6-f")
def test_an_outside_number_is_registered_once(enter, centre):
    client, came = enter(centre.clerk), {"came_at": "2026-02-11T09:10"}
    assert answer(client, "transfer", came, outside="BD20260211-0007").status_code == 200
    again = answer(client, "transfer", came, outside="BD20260211-0007")
    assert (again.status_code, "已经登记过" in again.text) == (422, True)
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1


@pytest.mark.article("CMP-8-a")
def test_what_was_saved_is_closed_to_whoever_typed_it(enter, centre):
    made = answer(enter(centre.clerk), "fax", {"came_at": "2026-02-11T09:10"})
    with access.shown_to(centre.clerk):
        assert not access.visible_to(centre.clerk).exists()
    with seeing(SYSTEM):
        complaint = Complaint.objects.get(number=number_in(made))
    with pytest.raises(Refused, match="打不开"):
        keys(complaint, centre.clerk)


def test_the_same_form_sent_twice_is_one_complaint_and_one_code(enter, centre):
    client, came = enter(centre.clerk), {"came_at": "2026-02-11T09:10"}
    form = entering.fields(client, "fax", came)
    one, two = (client.post(url("fax"), form) for _ in range(2))
    assert code_in(one) == code_in(two)
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1


@pytest.mark.parametrize("sheet", ["", "00ff", "zz"])
def test_a_form_that_is_not_ours_stores_nothing(enter, centre, sheet):
    refused = answer(enter(centre.clerk), "fax", {"came_at": "2026-02-11T09:10"}, sheet=sheet)
    assert (refused.status_code, "失效" in refused.text, entering.WORDS in refused.text) == (422, True, True)


def test_a_form_that_lay_open_for_a_day_or_shows_another_day_is_not_saved(enter, centre, time_machine):
    client, came = enter(centre.clerk), {"came_at": "2026-02-11T09:10"}
    moved = answer(client, "fax", came, day="2026-02-10")
    assert (moved.status_code, "收到日期变了" in moved.text) == (422, True)
    form = entering.fields(client, "fax", came)
    time_machine.move_to("2026-02-11T06:00:00Z", tick=False)
    assert "超过 4 小时" in client.post(url("fax"), form).text


def test_a_used_or_foreign_code_prints_no_receipt(enter, centre):
    client = enter(centre.clerk)
    for code in ("", "not a code", entering.codes.new()):
        refused = client.post(reverse("workbench:complaint_receipt", args=["a5"]), {"code": code})
        assert (refused.status_code, "不能再打印" in refused.text) == (422, True)


def test_an_open_case_much_the_same_is_hinted_to_whoever_may_see_it(enter, centre):
    came = {"came_at": "2026-02-11T09:10"}
    first = number_in(answer(enter(centre.clerk), "fax", came))
    assert first in answer(enter(centre.second), "fax", came).text
    assert "可能与本中心" not in answer(enter(centre.clerk), "fax", came, text=entering.WORDS[::-1]).text


@pytest.mark.parametrize("who", ["head", "accused_clerk"])
def test_only_clerks_of_the_centre_enter(enter, centre, who):
    client = enter(getattr(centre, who))
    for page in (reverse("workbench:complaint_channels"), url("fax")):
        assert client.get(page).status_code == 404
    assert client.post(reverse("workbench:complaint_receipt", args=["a5"])).status_code == 404


def test_there_is_a_form_for_each_channel_and_no_other(enter, centre):
    client = enter(centre.clerk)
    page = client.get(reverse("workbench:complaint_channels"))
    found = re.findall(r"/complaints/new/([a-z]+)/", page.text)
    assert found == ["letter", "phone", "fax", "mail", "visit", "transfer"]
    assert all(client.get(url(channel)).status_code == 200 for channel in found)
    assert client.get(url("web")).status_code == 404
    assert client.post(url("fax"), {"text": "x"}, CONTENT_LENGTH="999999999").status_code == 413
