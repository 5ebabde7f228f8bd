"""陈述和申辩: everybody is told, has their days, is heard, and gets a reply to every point (ACC-12-c)."""

import datetime as dt

import pytest

from mingjing.accountability.models import Delivery, Hearing, Letter
from mingjing.accountability.selectors import periods
from mingjing.accountability.services import hearing, informing
from mingjing.accountability.services.hearing import Said
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from tests.accountability import factories as make
from tests.accountability.factories import AT, DAY, TODAY, Cast, cast
from tests.accountability.telling import deliver, established, heard, record, told, written
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 3, 9)  # five working days after Monday 2 March
PAPER = Kept("申辩书.pdf", "application/pdf", "a" * 64, 10, False)


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


@pytest.fixture
def found(people):
    return established(people)


@pytest.mark.article("ACC-4-2")
def test_each_unit_and_person_is_told_in_a_notice_of_their_own(people, found):
    make.person(found, people.chief, part="chief")
    notices = told(people, found)
    assert [str(letter.subject) for letter in notices] == [str(one) for one in found.subjects.all()]
    assert len({letter.number for letter in notices}) == 4
    found.refresh_from_db()
    assert found.status == "informed"
    text = str(notices[0].content)
    assert "5个工作日内" in text
    assert "超过承诺时限五个工作日" in text


def test_the_period_runs_for_each_from_the_day_their_notice_came(people, found):
    handler, _, unit = told(people, found)
    assert not Hearing.objects.exists()
    first, second = deliver(people, unit), deliver(people, handler, TODAY + DAY)
    assert (first.told_on, first.due_on) == (TODAY, LAST)
    assert (second.told_on, second.due_on) == (TODAY + DAY, LAST + DAY)
    assert first.terms["length"] == 5
    counted = periods.counted(first.terms, first.told_on, first.calendar)
    assert counted
    assert (counted.on, counted.limit.local_policy) == (LAST, True)


def test_nobody_is_told_without_facts_or_without_somebody_to_tell(people):
    bare = make.case(people, "established")
    with pytest.raises(Refused, match="没有责任主体"):
        told(people, bare)
    make.accused(bare)
    make.fact(bare, finding="not_established")
    with pytest.raises(Refused, match="没有认定为查实的事实"):
        told(people, bare)
    bare.refresh_from_db()
    assert bare.status == "established"


def test_only_a_clerk_of_the_office_tells_and_only_once(people, found):
    for who in (people.head, people.member, people.clerk, people.legal):
        with pytest.raises(Refused, match="办理"):
            informing.inform(found, by=who, today=TODAY, at=AT)
    told(people, found)
    with pytest.raises(Refused, match="不能“告知陈述申辩”"):
        told(people, found)
    assert Letter.objects.count() == 3


def test_opening_a_letter_in_ones_own_room_is_its_delivery_once(people, found):
    notices = told(people, found)
    with pytest.raises(Refused, match="不是给您的"):
        informing.opened(notices[2], by=people.handler, at=AT)
    assert informing.opened(notices[0], by=people.handler, at=AT)
    assert not informing.opened(notices[0], by=people.handler, at=AT + DAY)
    row = Delivery.objects.get()
    assert (row.way, row.received_on, row.received_by) == ("online", TODAY, people.handler.name)
    assert Hearing.objects.get().due_on == LAST
    assert informing.opened(notices[2], by=people.leader, at=AT)
    with pytest.raises(Refused, match="已经登记送达"):
        deliver(people, notices[2])


def test_a_statement_is_split_into_points_and_files(people, found):
    one = heard(people, found)[1]
    record(people, one, written("两点意见", "系统停用两天", " ", "按惯例收取", files=[PAPER]))
    one.refresh_from_db()
    assert (one.mode, one.came_on, one.recorded_by) == ("written", TODAY, people.lgo)
    assert [(point.no, point.text) for point in one.points.all()] == [(1, "系统停用两天"), (2, "按惯例收取")]
    assert one.files.get().name == "申辩书.pdf"
    record(people, one, written("补充一点"))
    one.refresh_from_db()
    assert one.statement == "两点意见\n\n〔2026-03-02 书面〕补充一点"
    assert [point.no for point in one.points.all()] == [1, 2, 3]
    hearing.split(one, ["另有一点"], by=people.lgo, at=AT)
    assert one.points.count() == 4


def test_an_oral_statement_names_who_was_there(people, found):
    one = heard(people, found)[2]
    with pytest.raises(Refused, match="在场人员"):
        record(people, one, Said(mode="oral", statement="当日不在岗"))
    record(people, one, Said(mode="oral", statement="当日不在岗", present="李某，记录人王某"))
    one.refresh_from_db()
    assert (one.mode, one.present) == ("oral", "李某，记录人王某")


@pytest.mark.parametrize(
    ("said", "more", "why"),
    [
        (Said(mode="", statement="x"), {}, "选择陈述申辩的方式"),
        (Said(mode="lapsed", statement="x"), {}, "选择陈述申辩的方式"),
        (written(" "), {}, "写明陈述申辩的内容"),
        (Said(mode="waived", statement=""), {}, "书面材料"),
        (written(), {"came_on": TODAY + DAY}, "还没有到"),
        (written(), {"came_on": TODAY - DAY}, "不能早于告知日期"),
    ],
)
def test_a_record_that_says_too_little_is_refused(people, found, said, more, why):
    one = heard(people, found)[0]
    with pytest.raises(Refused, match=why):
        record(people, one, said, **more)
    one.refresh_from_db()
    assert one.mode == ""


def test_only_those_with_a_hand_in_the_file_record(people, found):
    one = heard(people, found)[0]
    make.investigator(found, people.legal)
    record(people, one, written(), by=people.legal)
    for who in (people.head, people.member, people.clerk):
        with pytest.raises(Refused):
            record(people, one, written(), by=who)


def test_a_waiver_gives_way_to_a_statement_but_not_the_other_way_round(people, found):
    one, other, _ = heard(people, found)
    record(people, one, Said(mode="waived", statement="自愿放弃"))
    record(people, one, written("想好了，还是要说"))
    one.refresh_from_db()
    assert one.mode == "written"
    assert one.statement.startswith("自愿放弃")
    with pytest.raises(Refused, match="不能再放弃"):
        record(people, one, Said(mode="waived", statement="不说了"))
    record(people, other, Said(mode="waived", statement="", files=[PAPER]))
    other.refresh_from_db()
    assert other.mode == "waived"
    assert not other.points.exists()


def test_nothing_lapses_before_the_last_day_is_over(people, found):
    one = heard(people, found)[0]
    with pytest.raises(Refused, match="最后一日是2026-03-09"):
        hearing.lapse(one, by=people.lgo, today=LAST, at=AT)
    hearing.lapse(one, by=people.lgo, today=LAST + DAY, at=AT)
    with pytest.raises(Refused, match="已有记录"):
        hearing.lapse(one, by=people.lgo, today=LAST + DAY, at=AT)
    record(people, one, written("来晚了"), came_on=LAST + DAY, today=LAST + DAY)
    one.refresh_from_db()
    assert (one.mode, one.came_on) == ("written", LAST + DAY)


def test_the_period_is_extended_before_its_end_with_a_reason(people, found):
    one = heard(people, found)[0]

    def extend(until: dt.date, reason: str = "材料在外地", today: dt.date = LAST) -> None:
        informing.extend(one, until=until, reason=reason, by=people.lgo, today=today, at=AT)

    with pytest.raises(Refused, match="理由"):
        extend(LAST + DAY, " ")
    with pytest.raises(Refused, match="晚于2026-03-09"):
        extend(LAST)
    with pytest.raises(Refused, match="届满之前"):
        extend(LAST + 3 * DAY, today=LAST + DAY)
    extend(LAST + 3 * DAY)
    one.refresh_from_db()
    assert (one.due_on, one.last_on) == (LAST, LAST + 3 * DAY)
    with pytest.raises(Refused, match="最后一日是2026-03-12"):
        hearing.lapse(one, by=people.lgo, today=LAST + 3 * DAY, at=AT)


def test_a_reply_says_why_and_may_be_put_better(people, found):
    one = heard(people, found)[0]
    record(people, one, written())
    point = one.points.get()
    said = {"by": people.lgo, "today": TODAY, "at": AT}
    with pytest.raises(Refused, match="都要写明理由"):
        hearing.reply(point, accepted=True, text=" ", **said)
    hearing.reply(point, accepted=True, text="属实", **said)
    hearing.reply(point, accepted=False, text="经核对不属实", **said)
    assert (point.accepted, point.reply, point.replied_by) == (False, "经核对不属实", people.lgo)


@pytest.mark.article("ACC-12-c")
def test_the_case_goes_no_further_before_everybody_was_heard_and_answered(people, found):
    def hear() -> None:
        hearing.hear(found, by=people.lgo, at=AT)

    handler, chief, unit = told(people, found)
    with pytest.raises(Refused, match="handler.*的告知书还没有送达；李某.*还没有送达；交通运输局的告知书还没有送达"):
        hear()
    first, second, third = (deliver(people, letter) for letter in (unit, handler, chief))
    with pytest.raises(Refused, match="没有陈述申辩、放弃或者期满的记录"):
        hear()
    record(people, first, Said(mode="waived", statement="自愿放弃"))
    record(people, second, written("两点", "一", "二"))
    with pytest.raises(Refused, match="李某（副局长）没有"):
        hear()
    hearing.lapse(third, by=people.lgo, today=LAST + DAY, at=AT)
    with pytest.raises(Refused, match="第1点意见没有答复；.*第2点意见没有答复"):
        hear()
    for point in second.points.all():
        hearing.reply(point, accepted=False, text="不属实", by=people.lgo, today=TODAY, at=AT)
    with pytest.raises(Refused, match="您没有这个角色"):
        hearing.hear(found, by=people.head, at=AT)
    hear()
    found.refresh_from_db()
    assert found.status == "heard"
    with pytest.raises(Refused, match="不在听取陈述申辩的阶段"):
        record(people, first, written())
