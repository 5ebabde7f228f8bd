"""Messages to officials: what a watcher of the post sees (CMP-8-c)."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.complaints.models import Message
from mingjing.complaints.services import messaging
from tests.catalogue.factories import official
from tests.complaints.factories import AT, filed

pytestmark = pytest.mark.django_db(databases="__all__")
NINE = dt.datetime(2026, 2, 11, 1, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TEN = NINE + HOUR


@pytest.fixture
def outbox(settings, tmp_path):
    settings.MAIL_OUTBOX = str(tmp_path / "out")
    return tmp_path / "out"


def files(outbox):
    return sorted(outbox.glob("*.eml")) if outbox.exists() else []


@given(at=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC)))
def test_every_instant_has_a_later_slot_on_a_full_hour_of_the_day(at):
    slot = messaging.slot_after(at)
    here = slot.astimezone(messaging.HERE)
    assert at < slot <= at + 12 * HOUR
    assert (here.minute, here.second, here.microsecond) == (0, 0, 0)
    assert 8 <= here.hour <= 21
    assert messaging.slot_at(slot) == slot
    assert messaging.slot_at(slot + messaging.PUNCTUAL) is None


@pytest.mark.article("CMP-8-c")
def test_the_outbox_holds_no_name_no_unit_no_number_no_matter(centre, outbox):
    made = filed(centre)
    people = [centre.clerk, centre.head, official("主任甲" * 13, "disc_officer", of=centre.accused)]
    messaging.tell(people, at=AT)
    assert messaging.deliver(at=TEN) == 3
    found = [path.read_bytes() for path in files(outbox)]
    assert {len(data) for data in found} == {messaging.SIZE}
    mails = [message_from_bytes(data, policy=policy.default) for data in found]
    assert sorted(mail["X-Mingjing-Account"] for mail in mails) == sorted(person.username for person in people)
    for mail in mails:
        del mail["X-Mingjing-Account"]
    (said,) = {mail.as_string().strip() for mail in mails}
    (text,) = {mail.get_content().strip() for mail in mails}
    assert text == "您在明镜有待办事项，请登录查看。"
    for secret in (made.complaint.number, centre.accused.name, centre.clerk.name, "投诉", "举报", "期限", "图纸"):
        assert secret not in said + text
    assert all(path.name.startswith("message-") for path in files(outbox))


@pytest.mark.article("CMP-8-c")
def test_messages_leave_in_slots_only_and_one_per_person_and_slot(centre, outbox):
    for minutes in (0, 5, 20):
        messaging.tell([centre.clerk, centre.clerk], at=AT + dt.timedelta(minutes=minutes))
    assert Message.objects.count() == 1
    for early in (AT, TEN - HOUR, TEN + messaging.PUNCTUAL, NINE + 14 * HOUR):
        assert messaging.deliver(at=early) == 0
    assert messaging.deliver(at=TEN) == 1
    assert {path.stat().st_mtime for path in files(outbox)} == {TEN.timestamp()}


@pytest.mark.article("CMP-8-c")
def test_what_a_slot_missed_goes_in_the_next_one_as_one_message(centre, outbox):
    messaging.tell([centre.clerk], at=AT)
    messaging.tell([centre.clerk, centre.head], at=AT + HOUR)
    assert messaging.deliver(at=TEN + 2 * HOUR) == 2
    assert messaging.deliver(at=TEN + 2 * HOUR) == 0
    assert messaging.deliver(at=TEN + 3 * HOUR) == 0
    assert len(files(outbox)) == 2


def test_nobody_out_of_office_gets_one_and_rows_name_nobody(centre, outbox):
    messaging.tell([centre.clerk], at=AT)
    row = Message.objects.get()
    assert str(centre.clerk.pk) not in str(vars(row))
    assert centre.clerk.username not in str(vars(row))
    type(centre.clerk).objects.filter(pk=centre.clerk.pk).update(is_active=False)
    assert messaging.deliver(at=TEN) == 0


def test_without_an_outbox_messages_wait(centre, settings):
    settings.MAIL_OUTBOX = ""
    messaging.tell([centre.clerk], at=AT)
    assert messaging.deliver(at=TEN) == 0
    assert Message.objects.filter(sent=False).count() == 1
