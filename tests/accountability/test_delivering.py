"""送达: the day a letter was received, by whom, and the signed receipt; once and for good (ACC-12-f)."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from mingjing.accountability.models import Delivery, Letter, LetterScan
from mingjing.accountability.services import delivering, issuing, notifying
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import selectors as ledger
from tests.accountability import factories as make
from tests.accountability.factories import AT, DAY, TODAY, Cast, cast
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
RECEIPT = Kept("回证.pdf", "application/pdf", "ab" * 32, 1000, scanned=False)


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


@pytest.fixture
def letter(people) -> Letter:
    found = make.case(people, "notified")
    return make.letter(found, make.accused(found))


def record(letter: Letter, people: Cast, **said) -> Delivery:
    asked = {
        "way": "in_person", "received_on": TODAY, "received_by": "张三", "note": "", "by": people.lgo, "at": AT, **said,
    }  # fmt: skip
    return delivering.delivered(letter, **asked)


def test_a_delivery_is_recorded_with_its_receipt(people, letter):
    row = record(letter, people, files=[RECEIPT])
    assert (row.received_on, row.received_by, row.recorded_by) == (TODAY, "张三", people.lgo)
    assert LetterScan.objects.get(letter=letter).digest == RECEIPT.digest
    assert ledger.of_case(letter.case).get(step="登记送达").after["received_on"] == "2026-03-02"


def test_notices_of_a_decision_that_was_made_anew_wait_for_nobody(people, letter):
    case, unit = letter.case, letter.subject
    old = make.letter(case, unit, issued_on=TODAY - 20 * DAY)
    gone = make.letter(case, make.person(case, people.chief, removed_on=TODAY, removed_for="没有参与"))
    make.decision(case, {}, approved_by=people.head, approved_on=TODAY)
    with pytest.raises(Refused, match=letter.number) as refusal:
        notifying.complete(case, by=people.lgo, at=AT)
    assert old.number not in str(refusal.value)
    assert gone.number not in str(refusal.value)
    record(letter, people)
    notifying.complete(case, by=people.lgo, at=AT)
    assert case.status == "rectifying"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"received_by": " "}, "由谁签收"),
        ({"received_on": TODAY - DAY}, "不能早于制发日期"),
        ({"received_on": TODAY + DAY}, "还没有到"),
        ({"way": "left"}, "拒收的理由和见证人"),
    ],
)
def test_what_a_delivery_needs(people, letter, said, why):
    with pytest.raises(Refused, match=why):
        record(letter, people, **said)
    assert not Delivery.objects.exists()


def test_a_letter_left_behind_needs_the_reason_and_a_witness(people, letter):
    assert record(letter, people, way="left", note="本人拒收，居委会李某见证").way == "left"


def test_a_delivery_is_recorded_once_and_never_changed(people, letter):
    row = record(letter, people)
    with pytest.raises(Refused, match="已经登记送达"):
        record(letter, people, received_by="李四", at=AT + dt.timedelta(hours=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(received_by="李四")


@pytest.mark.parametrize("who", ["member", "clerk", "disc"])
def test_only_the_office_records(people, letter, who):
    with pytest.raises(Refused, match="ACC-12-f"):
        record(letter, people, by=getattr(people, who))


def test_the_sealed_original_is_kept_as_scanned(people, letter):
    with pytest.raises(Refused, match="扫描件"):
        issuing.scan(letter, files=[], by=people.lgo, at=AT)
    (row,) = issuing.scan(letter, files=[RECEIPT], by=people.lgo, at=AT)
    assert (row.name, row.kept_by) == ("回证.pdf", people.lgo)
    assert ledger.of_case(letter.case).get(step="上传文书扫描件").after["files"] == [RECEIPT.digest]
