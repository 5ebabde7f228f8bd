"""Notices through the door: sent to four classes, read by two units, and who has not (NOT-3)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.people.models import Notice, NoticeReceipt, Official, Unit
from tests.people.factories import AT, CLASSES, administrators, city, official, unit

pytestmark = [pytest.mark.django_db, pytest.mark.article("NOT-3")]
TYPED = {"title": "报送目录的通知", "body": "请于月底前报送。\n<b>逾期通报</b>", "classes": CLASSES}


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


@pytest.fixture
def office() -> Official:
    return administrators()["lgo_clerk"]


def reader(name: str) -> Official:
    return official(f"of-{name}", "unit_clerk", of=Unit.objects.get(name=name))


def test_a_notice_to_all_four_classes_shows_who_read_it_and_who_has_not(client, office):
    city(2)
    client.force_login(office)
    assert client.post(url("notice_new"), TYPED).status_code == 302
    notice = Notice.objects.get()
    for name in ("county单位0", "zone单位1"):
        client.force_login(reader(name))
        assert url("notice", notice.pk) in client.get(url("todo")).text
        assert "签收" in client.get(url("notice", notice.pk)).text
        assert url("notice", notice.pk) not in client.get(url("todo")).text
    client.force_login(office)
    client.get(url("notice", notice.pk))  # the office is a unit of the class too: it reads here
    assert NoticeReceipt.objects.filter(read_at=None).count() == 6
    NoticeReceipt.objects.filter(unit=office.unit).delete()
    text = client.get(url("notice", notice.pk)).text
    assert "发给 8 个单位，2 个已读" in text
    assert (text.count("chip kept"), text.count("chip soon")) == (2, 6)
    assert "8 个单位，2 个已读" in client.get(url("notices")).text


def test_the_receipts_are_exported(client, office):
    city(1)
    client.force_login(office)
    client.post(url("notice_new"), TYPED)
    notice = Notice.objects.get()
    person = reader("zone单位0")
    client.force_login(person)
    client.get(url("notice", notice.pk))
    client.force_login(office)
    sheet = load_workbook(io.BytesIO(client.get(url("notice_receipts", notice.pk)).content)).worksheets[0]
    rows = {row[1]: row[3:5] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["zone单位0"] == ("已读", person.name)
    assert [rows[f"{kind}单位0"][0] for kind in CLASSES] == ["未读", "已读", "未读", "未读"]


def test_a_notice_to_nobody_keeps_what_was_typed(client, office):
    client.force_login(office)
    answer = client.post(url("notice_new"), {**TYPED, "classes": []})
    assert (answer.status_code, "至少选一个主送类别" in answer.text, "月底前报送" in answer.text) == (422, True, True)


def test_chosen_units_receive_it_besides_the_classes(client, office):
    city(1)
    client.force_login(office)
    client.post(url("notice_new"), {**TYPED, "classes": ["zone"], "units": [Unit.objects.get(name="county单位0").code]})
    assert set(NoticeReceipt.objects.values_list("unit__name", flat=True)) == {"zone单位0", "county单位0"}


def test_the_text_of_a_notice_is_text(client, office):
    city(1)
    client.force_login(office)
    client.post(url("notice_new"), TYPED)
    assert "&lt;b&gt;逾期通报" in client.get(url("notice", Notice.objects.get().pk)).text


def test_a_unit_that_was_not_addressed_does_not_find_it(client, office):
    city(1)
    client.force_login(office)
    client.post(url("notice_new"), {**TYPED, "classes": ["zone"]})
    client.force_login(reader("county单位0"))
    assert client.get(url("notice", Notice.objects.get().pk)).status_code == 404
    assert "报送目录" not in client.get(url("notices")).text


@pytest.mark.parametrize("count", [3, 60])
def test_lists_cost_the_same_for_many_rows(client, office, django_assert_max_num_queries, count):
    for number in range(count):
        unit(f"130600A{number}", f"单位{number}")
        notice = Notice.objects.create(title=f"通知{number}", body="…", sent_by=office, sent_at=AT)
    NoticeReceipt.objects.bulk_create(NoticeReceipt(notice=notice, unit=place) for place in Unit.objects.all())
    client.force_login(office)
    with django_assert_max_num_queries(8):
        client.get(url("notices"))
    with django_assert_max_num_queries(18):  # the first opening also signs
        client.get(url("notice", notice.pk))
    with django_assert_max_num_queries(10):
        client.get(url("notice", notice.pk))
    with django_assert_max_num_queries(10):
        client.get(url("notice_new"))
