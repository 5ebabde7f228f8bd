"""通报 goes to its list; a case is closed only when everything was carried out (ACC-11-2b, ACC-11-3a, ACC-13-b)."""

import pytest

from mingjing.accountability.models import Delivery
from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services import circulating, closing, effects, executing
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Notice, NoticeReceipt
from mingjing.people.services import notices
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, cast
from tests.accountability.followed import PAPER, followed
from tests.casework.signals import in_force
from tests.catalogue.factories import official, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    in_force()
    return cast()


def send(told, measure="ACC-11-2b", *, units=(), classes=(), by=None):
    who = by or told.people.lgo
    return circulating.send(told.measures[measure], classes=classes, units=units, by=who, today=TODAY, at=AT)


def close(told, *, summary="已改正，各项已落实。", by=None):
    closing.close(told.case, summary=summary, by=by or told.people.lgo, today=TODAY, at=AT)
    told.case.refresh_from_db()


@pytest.mark.article("ACC-11-2b", "ACC-11-3a")
@pytest.mark.parametrize(("of_unit", "of_person"), [((), ("ACC-11-2b",)), (("ACC-11-3a",), ())])
def test_a_circular_goes_to_its_list_which_signs_for_it(people, of_unit, of_person):
    told = followed(people, unit=of_unit, handler=of_person)
    measure = (*of_unit, *of_person)[0]
    places = [unit(f"1306S{n}", f"审计{n}局") for n in range(3)]
    letter = send(told, measure, units=places)
    assert (letter.kind, letter.subject) == ("circular", None)
    notice = Notice.objects.get()
    assert letter.number in notice.body
    assert "通报批评" in notice.body
    reader = official("reader", "unit_clerk", of=places[0])
    notices.read(notice, by=reader, at=AT)
    (standing,) = reads.standings(told.case, today=TODAY)
    assert standing.done
    assert [receipt.unit for receipt in standing.unread] == places[1:]
    assert [entry.step for entry in ledger.of_case(told.case)] == ["制发文书", "印发通报"]


def test_a_circular_to_a_class_reaches_every_unit_of_it(people):
    told = followed(people, handler=("ACC-11-2b",))
    unit("130600SJ", "审计局")
    send(told, classes=("department",))
    assert set(NoticeReceipt.objects.values_list("unit__code", flat=True)) >= {"130600SJ", people.unit.code}


def test_a_circular_is_refused_to_nobody_twice_too_early_or_by_others(people):
    told = followed(people, handler=("ACC-11-2b", "ACC-11-1a"))
    with pytest.raises(Refused, match="印发范围"):
        send(told)
    with pytest.raises(Refused, match="没有对这个责任主体通报批评"):
        send(told, "ACC-11-1a", units=[people.unit])
    with pytest.raises(Refused, match="办公室工作人员"):
        send(told, units=[people.unit], by=people.member)
    send(told, units=[people.unit])
    with pytest.raises(Refused, match="已经印发"):
        send(told, units=[people.unit])
    early = followed(people, handler=("ACC-11-2b",), status="approved")
    with pytest.raises(Refused, match="下达书面通知以后"):
        send(early, units=[people.unit])
    assert Notice.objects.count() == 1


@pytest.mark.article("ACC-13-b")
def test_a_case_is_not_closed_before_a_verified_report(people):
    told = followed(people, handler=("ACC-11-1a",))
    for _ in ("correcting", "reported"):
        with pytest.raises(Refused, match="书面报告经核实"):
            close(told)
        told.report() if told.case.status == "rectifying" else None
    told.accept()
    executing.talked(
        told.measures["ACC-11-1a"], on=TODAY, spoke="主任", acknowledged_on=TODAY, by=people.lgo, today=TODAY, at=AT
    )
    close(told)
    assert (told.case.status, told.case.closed_on, told.case.closed_for) == ("closed", TODAY, "已改正，各项已落实。")


@pytest.mark.parametrize(
    ("of_unit", "of_person", "match"),
    [
        ((), ("ACC-11-1a",), "口头告诫”：还没有登记谈话"),
        ((), ("ACC-11-1b",), "批评教育”：还没有登记谈话"),
        (("ACC-11-2a",), (), "提出批评”：书面通知还没有送达"),
        ((), ("ACC-11-2b",), "通报批评”：通报还没有印发"),
        ((), ("ACC-11-2c",), "书面检查”：还没有交"),
        ((), ("ACC-11-2d",), "评奖资格”：还没有登记取消"),
        (("ACC-11-3a",), (), "通报批评”：通报还没有印发"),
        (("ACC-11-3c",), (), "评先资格”：还没有登记取消"),
        ((), ("ACC-11-3d",), "调离原工作岗位”：还没有登记执行机关"),
        ((), ("ACC-11-3e",), "离岗培训三个月”：还没有登记离岗"),
    ],
)
def test_a_case_is_not_closed_while_a_measure_is_not_carried_out(people, of_unit, of_person, match):
    told = followed(people, unit=of_unit, handler=of_person, status="verified")
    with pytest.raises(Refused, match=match):
        close(told)
    assert told.case.status == "verified"


@pytest.mark.article("ACC-11-2c")
def test_a_self_criticism_that_is_not_accepted_keeps_the_case_open(people):
    told = followed(people, handler=("ACC-11-2c",), status="verified")
    told.report("ACC-11-2c", files=(PAPER,))
    with pytest.raises(Refused, match="书面检查还没有采纳"):
        close(told)
    told.accept("ACC-11-2c")
    close(told)
    assert told.case.status == "closed"


def test_everything_carried_out_it_is_closed(people):
    told = followed(people, unit=("ACC-11-2a",), handler=("ACC-11-2b", "ACC-11-2d"), status="notified")
    effects.notified(told.case, by=people.lgo, today=TODAY, at=AT)
    send(told, units=[people.unit])
    letter = make.letter(told.case, told.unit)
    said = {"received_on": TODAY, "received_by": "收发室", "recorded_by": people.lgo, "recorded_at": AT}
    Delivery.objects.create(letter=letter, way="in_person", **said)
    told.case.__class__.objects.filter(pk=told.case.pk).update(status="rectifying")
    told.report()
    told.accept()
    close(told)
    assert told.case.status == "closed"
    told.case.lead.refresh_from_db()
    assert told.case.lead.status == "opened"  # the lead that led to a case


def test_closing_is_the_offices_and_says_how_it_ended(people):
    told = followed(people, status="verified")
    with pytest.raises(Refused, match="结案情况"):
        close(told, summary=" ")
    for who in (people.head, people.clerk, people.member, people.legal):
        with pytest.raises(Refused):
            close(told, by=who)
    close(told)
    with pytest.raises(Refused, match="已办结"):
        close(told)


def test_the_ledger_of_a_discipline_case_does_not_say_how_it_ended(people):
    told = followed(people, status="verified", discipline=True)
    close(told)
    entry = ledger.of_case(told.case).last()
    assert "已改正" not in f"{entry.reason}{entry.after}"
    assert told.case.closed_for == "已改正，各项已落实。"
