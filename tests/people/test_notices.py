"""Notices: who receives one, who read it first, who has not (NOT-3)."""

import datetime as dt

import pytest
from django.db import IntegrityError

from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people import access
from mingjing.people.models import Notice, NoticeReceipt, Unit
from mingjing.people.selectors import notices as selectors
from mingjing.people.services import notices as services
from tests.people.factories import AT, CLASSES, administrators, city, official, unit

pytestmark = [pytest.mark.django_db, pytest.mark.article("NOT-3")]
LATER = AT + dt.timedelta(hours=2)


@pytest.fixture
def office():
    return administrators()["lgo_clerk"]


def send(by, *, classes=(), units=(), title="报送目录的通知", body="请于月底前报送。") -> Notice:
    return services.send(title=title, body=body, classes=classes, units=units, by=by, at=AT)


def receivers(notice: Notice) -> set[str]:
    return set(notice.receipts.values_list("unit__name", flat=True))


def test_a_notice_reaches_every_unit_of_its_classes_and_those_named_once(office):
    city(2)
    named = Unit.objects.get(name="department单位1")
    notice = send(office, classes=["zone", "department"], units=[named, Unit.objects.get(name="county单位0")])
    assert receivers(notice) == {
        "zone单位0", "zone单位1", "department单位0", "department单位1", "county单位0", "领导小组办公室",
    }  # fmt: skip
    assert ledger.of_case(notice).get().after["count"] == 6


def test_closed_units_and_units_run_elsewhere_receive_nothing(office):
    xiongan = unit("133100", "雄安新区")
    unit("130629", "容城县", addressee_class="county", administered_by=xiongan)
    unit("130699", "旧县", addressee_class="county", active_to=dt.date(2015, 1, 1))
    unit("130602", "竞秀区", addressee_class="county")
    assert receivers(send(office, classes=["county"])) == {"竞秀区"}


def test_the_first_reader_stays(office):
    place = unit()
    first, second = official("first", of=place), official("second", of=place)
    notice = send(office, units=[place])
    assert services.read(notice, by=first, at=AT)
    assert not services.read(notice, by=second, at=LATER)
    receipt = notice.receipts.get()
    assert (receipt.read_by, receipt.read_at) == (first, AT)
    assert ledger.of_case(notice).last().after == {"unit": place.code}


def test_who_belongs_to_no_addressee_reads_without_signing(office):
    notice = send(office, units=[unit()])
    assert not services.read(notice, by=office, at=LATER)
    assert not notice.receipts.exclude(read_at=None).exists()


def test_the_unread_stand_first(office):
    city(1)
    notice = send(office, classes=CLASSES[:2])
    services.read(notice, by=official("r", of=Unit.objects.get(name="county单位0")), at=LATER)
    assert [receipt.unit.name for receipt in selectors.receipts(notice)] == ["zone单位0", "county单位0"]


def test_a_unit_sees_only_what_was_sent_to_it(office):
    place, other = unit(), unit("130600SW", "水务局")
    send(office, units=[other], title="给水务局")
    mine = send(office, units=[place])
    assert list(access.notices_visible_to(official("c", of=place))) == [mine]
    assert access.notices_visible_to(office).count() == 2


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "unit_clerk", "lg_member"])
def test_only_the_office_sends(role):
    with pytest.raises(Refused, match="由领导小组办公室发出"):
        send(official("s", role, of=unit()), classes=CLASSES)


def test_a_notice_to_nobody_is_refused(office):
    with pytest.raises(Refused, match="至少选一个主送类别或一个单位"):
        send(office)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("missing", ["title", "body"])
def test_a_notice_without_title_or_text_is_refused(office, missing):
    with pytest.raises(Refused, match="标题|正文"):
        send(office, units=[unit()], **{missing: "  "})


def test_the_database_holds_no_reader_without_a_time(office):
    notice = send(office, units=[unit()])
    with pytest.raises(IntegrityError):
        NoticeReceipt.objects.filter(notice=notice).update(read_at=AT)
