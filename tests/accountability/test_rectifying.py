"""改正: the case moves with its tasks, in the same transaction (ACC-9-3, ACC-13-a, ACC-13-b)."""

import pytest

from mingjing.accountability.services import effects, rectifying
from mingjing.assignments import services as assignments
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.accountability.factories import AT, DAY, TODAY, cast
from tests.accountability.followed import DUE, PAPER, followed
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
WHY = {"rectify": False, "rectify_by": None, "no_rectify_for": "事项已经取消。"}


@pytest.fixture
def people():
    in_force()
    return cast()


def test_a_report_is_verified_by_its_acceptance(people):
    told = followed(people, handler=("ACC-11-1a",))
    told.report()
    assert told.case.status == "reported"
    told.accept()
    assert told.case.status == "verified"
    steps = [(entry.step, entry.by) for entry in ledger.of_case(told.case)]
    assert steps == [("报告改正", people.clerk.name), ("核实改正", people.lgo.name)]


@pytest.mark.article("ACC-9-3")
def test_a_report_sent_back_opens_the_task_again_and_the_case_with_it(people):
    told = followed(people, handler=("ACC-11-1a",))
    told.report()
    told.send_back()
    assert (told.case.status, told.tasks["ACC-13-a"].status) == ("rectifying", "returned")
    told.report()
    told.accept()
    assert told.case.status == "verified"


def test_the_case_waits_for_all_of_its_tasks(people):
    told = followed(people, handler=("ACC-11-1a", "ACC-11-1c"))
    told.report()
    assert told.case.status == "rectifying"
    told.accept()
    assert told.case.status == "rectifying"
    told.report("ACC-11-1c")
    assert told.case.status == "reported"
    told.accept("ACC-11-1c")
    assert told.case.status == "verified"


def test_a_withdrawn_task_is_not_waited_for(people):
    told = followed(people, handler=("ACC-11-1a",))
    said = {"what": "张贴公告", "due_on": DUE, "by": people.lgo, "today": TODAY, "at": AT}
    first = told.tasks["ACC-13-a"]
    more = rectifying.order(told.case, people.unit, **said)
    assignments.report(first, text="已改正。", by=people.clerk, today=TODAY, at=AT)
    assignments.withdraw(more, reason="重复", by=people.lgo, today=TODAY, at=AT)
    told.case.refresh_from_db()
    assert told.case.status == "reported"


@pytest.mark.parametrize("measure", ["ACC-11-1c", "ACC-11-2c"])
def test_what_the_decision_gave_as_a_measure_no_clerk_withdraws(people, measure):
    told = followed(people, handler=(measure,))
    task = told.tasks[measure]
    with pytest.raises(Refused, match="是追究决定给予的追究方式"):
        assignments.withdraw(task, reason="不要了", by=people.lgo, today=TODAY, at=AT)
    task.refresh_from_db()
    assert task.status == "given"


def test_what_was_reported_before_delivery_is_taken_up_after_it(people):
    told = followed(people, handler=("ACC-11-1a",), status="notified")
    told.report()
    assert told.case.status == "notified"
    told.case.__class__.objects.filter(pk=told.case.pk).update(status="rectifying")
    told.case.refresh_from_db()
    effects.delivered(told.case, by=people.lgo, at=AT)
    assert told.case.status == "reported"


@pytest.mark.article("ACC-11-2c")
def test_a_self_criticism_is_uploaded_and_moves_no_case(people):
    told = followed(people, handler=("ACC-11-2c",))
    with pytest.raises(Refused, match="附件上传"):
        told.report("ACC-11-2c")
    assert told.tasks["ACC-11-2c"].status == "given"
    told.report("ACC-11-2c", files=(PAPER,))
    told.accept("ACC-11-2c")
    assert told.case.status == "rectifying"


def test_tasks_of_other_kinds_and_cases_move_nothing(people):
    told = followed(people, handler=("ACC-11-1a",))
    row = assignments.assign(people.unit, title="补公", basis="ACC-5-1f", due_on=DUE, by=people.lgo, at=AT)
    assignments.report(row, text="已补公。", by=people.clerk, today=TODAY, at=AT)
    told.case.refresh_from_db()
    assert told.case.status == "rectifying"


@pytest.mark.article("ACC-4-4b")
def test_without_an_order_to_correct_the_reason_is_recorded_instead(people):
    told = followed(people, handler=("ACC-11-1a",), **WHY)
    with pytest.raises(Refused, match="写明为什么"):
        rectifying.verify(told.case, reason=" ", by=people.lgo, at=AT)
    rectifying.verify(told.case, reason="事项已经取消，无须改正。", by=people.lgo, at=AT)
    told.case.refresh_from_db()
    assert told.case.status == "verified"
    assert ledger.of_case(told.case).get().reason == "事项已经取消，无须改正。"


@pytest.mark.article("ACC-13-b")
def test_a_correction_that_was_ordered_is_not_verified_without_report(people):
    told = followed(people, handler=("ACC-11-1a",))
    with pytest.raises(Refused, match="任务页面确认"):
        rectifying.verify(told.case, reason="已改正。", by=people.lgo, at=AT)
    assignments.withdraw(told.tasks["ACC-13-a"], reason="重新下达", by=people.lgo, today=TODAY, at=AT)
    with pytest.raises(Refused, match="再下达改正任务"):
        rectifying.verify(told.case, reason="已改正。", by=people.lgo, at=AT)


def test_only_the_office_verifies(people):
    told = followed(people, handler=("ACC-11-1a",), **WHY)
    for who in (people.head, people.clerk, people.member):
        with pytest.raises(Refused):
            rectifying.verify(told.case, reason="无须改正。", by=who, at=AT)


def test_a_further_order_brings_a_reported_case_back(people):
    told = followed(people, handler=("ACC-11-1a",))
    told.report()
    said = {"what": "补公布清理结果。", "due_on": TODAY + 20 * DAY, "by": people.lgo, "today": TODAY, "at": AT}
    row = rectifying.order(told.case, people.unit, **said)
    told.case.refresh_from_db()
    assert (told.case.status, row.due_on) == ("rectifying", TODAY + 20 * DAY)


@pytest.mark.parametrize(
    ("said", "match"),
    [({"what": " "}, "写明改什么"), ({"due_on": TODAY}, "今天以后"), ({"by": "clerk"}, "不由您办理")],
)
def test_a_further_order_is_refused_without_what_it_needs(people, said, match):
    told = followed(people, handler=("ACC-11-1a",))
    who = getattr(people, said.pop("by", "lgo"))
    said = {"what": "补公布清理结果。", "due_on": DUE, **said}
    with pytest.raises(Refused, match=match):
        rectifying.order(told.case, people.unit, **said, by=who, today=TODAY, at=AT)


def test_no_further_order_before_delivery_or_after_verification(people):
    told = followed(people, handler=("ACC-11-1a",), status="notified")
    with pytest.raises(Refused, match="送达以后"):
        rectifying.order(told.case, people.unit, what="补公布。", due_on=DUE, by=people.lgo, today=TODAY, at=AT)


def test_the_ledger_of_a_discipline_case_tells_of_no_words(people):
    told = followed(people, handler=("ACC-11-1a",), discipline=True, **WHY)
    rectifying.verify(told.case, reason="事项已经取消，无须改正。", by=people.lgo, at=AT)
    assert ledger.of_case(told.case).get().reason == ""
