"""登记表 as a case: sent, returned, publicised, filed, shelved, withdrawn; by whom, and what is refused."""

import datetime as dt
from itertools import product

import pytest

from mingjing.casework import access, workflow
from mingjing.casework.enums import RecordStatus
from mingjing.casework.models import Event, Matter, OperationRecord
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import objecting, publicising
from mingjing.casework.workflow import FILE
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.regulations.models import LocalPolicy, Regulation
from mingjing.regulations.selectors import law
from tests.casework.registers import Register
from tests.casework.signals import on, power, told
from tests.catalogue.factories import house, official

pytestmark = pytest.mark.django_db
ROLES = ("unit_clerk", "unit_leader", "lgo_clerk", "lgo_head", "secrecy_reviewer", "system_admin")


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def office(register):
    return official("office", "lgo_clerk", of=register.home.head.unit)


class TestFinishing:
    def test_a_record_goes_its_whole_way(self, register, office):
        record = register.filed()
        publicising.shelve(record, by=office, at=on("2026-05-15"))
        assert (record.status, str(record.filed_on)) == ("closed", "2026-05-14")
        assert record.approved_by == register.home.leader
        steps = ledger.of_case(record).exclude(after__status=None).values_list("step", flat=True)
        assert list(steps) == ["开表", "开始登记", "办结送审", "批准公示", "报备", "归档"]
        assert not list(ledger.faults())

    def test_missing_steps_are_named_and_need_an_explanation(self, register):
        record = register.opened()
        register.enter(record, "受理", "2026-04-28")
        record.refresh_from_db()
        with pytest.raises(Refused, match="缺少“审查”“决定”"):
            register.finish(record)
        register.finish(record, gaps_why="申请人撤回申请")
        assert (record.gaps_why, Matter.objects.get().state) == ("申请人撤回申请", "finished")
        assert sorted(signal[:2] for signal in told()) == [("skipped", "决定"), ("skipped", "审查")]
        assert Event.objects.get(kind="close").note == "申请人撤回申请"

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"result": " "}, "办理结果"),
            ({"result_on": None}, "办理结果"),
            ({"result_on": dt.date(2026, 5, 7)}, "不能晚于今天"),
            ({"result_where": "大厅"}, "哪天公开"),
        ],
    )
    def test_a_result_is_needed(self, register, said, why):
        record = register.filled()
        with pytest.raises(Refused, match=why):
            register.finish(record, **said)
        assert record.status == "running"

    def test_nothing_entered_nothing_sent(self, register):
        record = register.opened()
        with pytest.raises(Refused, match="没有登记任何环节"):
            register.finish(record)

    def test_a_returned_record_is_put_right_and_sent_again(self, register):
        record = register.finished()
        with pytest.raises(Refused, match="不能再登记环节"):
            register.correct(record.steps.first(), "受理", "2026-04-28", reason="日期")
        publicising.send_back(record, reason="日期不对", by=register.home.leader, at=on("2026-05-06", 15))
        register.correct(record.steps.first(), "受理", "2026-04-28", reason="日期")
        record.refresh_from_db()
        register.finish(record)
        assert record.status == "finished"


class TestPublicity:
    @pytest.mark.article("ASM-5-4-2b")
    def test_publicity_lasts_as_long_as_the_policy_says(self, register):
        record = register.publicised()
        assert (str(record.public_from), str(record.public_to)) == ("2026-05-06", "2026-05-13")

    def test_the_office_may_set_another_length_and_a_leader_none_that_is_shorter(self, register):
        LocalPolicy.objects.create(
            regulation=Regulation.objects.get(), limit="ASM-5-4-2b", length=10, counted_in="working_days",
            chosen_by="x", chosen_on=dt.date(2026, 1, 1), why="x",
        )  # fmt: skip
        record = register.finished()
        how = {"by": register.home.leader, "at": on("2026-05-06", 14)}
        with pytest.raises(Refused, match="至少到 2026-05-19"):
            publicising.publicise(record, until=dt.date(2026, 5, 18), **how)
        publicising.publicise(record, until=dt.date(2026, 5, 25), **how)
        assert str(record.public_to) == "2026-05-25"

    def test_no_publicity_from_a_day_gone_by(self, register):
        record = register.finished()
        with pytest.raises(Refused, match="过去的日子"):
            publicising.publicise(record, start=dt.date(2026, 5, 5), by=register.home.leader, at=on("2026-05-06", 14))

    def test_whoever_handled_a_step_does_not_approve(self, register):
        record = register.opened()
        deputy = official("deputy", "unit_leader", of=register.home.unit)
        for name, day in (("受理", "2026-04-28"), ("审查", "2026-04-29"), ("决定", "2026-04-30")):
            register.enter(record, name, day, handler=deputy.pk)
        record.refresh_from_db()
        register.finish(record)
        with pytest.raises(Refused, match="承办和审批必须是两个人"):
            publicising.publicise(record, by=deputy, at=on("2026-05-06", 14))
        assert workflow.PUBLICISE not in access.steps_on_record(deputy, record)
        publicising.publicise(record, by=register.home.leader, at=on("2026-05-06", 14))

    def test_a_power_that_is_not_public_is_filed_without_publicity(self, register):
        said = {"important": True, "online": False, "attribute": "closed", "closed_ground": "国家秘密"}
        register.version = power(register.home, "特殊许可", **said)
        record = register.finished()
        how = {"by": register.home.leader, "at": on("2026-05-06", 14)}
        with pytest.raises(Refused, match="公开属性是“不予公开”"):
            publicising.publicise(record, **how)
        publicising.exempt(record, **how)
        assert (record.status, record.public_from, str(record.filed_on)) == ("filed", None, "2026-05-06")
        assert not selectors.public(dt.date(2026, 6, 1)).exists()

    def test_a_public_power_is_not_exempt(self, register):
        record = register.finished()
        with pytest.raises(Refused, match="公开属性是“主动公开”"):
            publicising.exempt(record, by=register.home.leader, at=on("2026-05-06", 14))

    def test_returning_ends_publicity(self, register):
        record = register.publicised()
        publicising.send_back(record, reason="异议成立", by=register.home.leader, at=on("2026-05-08"))
        assert (record.status, record.public_from, record.approved_by) == ("running", None, None)


class TestFilingAndWithdrawing:
    def test_no_filing_before_publicity_is_over(self, register):
        record = register.publicised()
        with pytest.raises(Refused, match="公示到 2026-05-13 才期满"):
            publicising.file(record, by=register.home.clerk, at=on("2026-05-13"))

    def test_no_filing_while_an_objection_waits(self, register):
        record = register.publicised()
        objection = objecting.object_to(record, text="审查时没有核查车辆", at=on("2026-05-08"))
        with pytest.raises(Refused, match="还有异议没有答复"):
            publicising.file(record, by=register.home.clerk, at=on("2026-05-14"))
        objecting.answer(objection, upheld=False, text="已核查，见附件", by=register.home.clerk, at=on("2026-05-14"))
        publicising.file(record, by=register.home.clerk, at=on("2026-05-14", 12))
        assert record.status == "filed"

    def test_the_last_day_to_file_is_known(self, register):
        record = register.publicised()

        def waiting(person, day):
            today = dt.date(2026, 5, day)
            found = selectors.waiting(person, today=today, law=law(today), most=9)
            return [(row.record, row.step, row.due) for row in found]

        assert waiting(register.home.clerk, 14) == [(record.pk, FILE, dt.date(2026, 5, 20))]
        assert waiting(register.home.clerk, 13) == []
        assert waiting(register.home.leader, 14) == []

    def test_a_withdrawn_record_keeps_its_number_and_closes_its_matter(self, register):
        record = register.opened()
        register.enter(record, "受理", "2026-04-28")
        record.refresh_from_db()
        with pytest.raises(Refused, match="为什么撤回"):
            publicising.withdraw(record, reason=" ", by=register.home.clerk, at=on("2026-05-06", 13))
        publicising.withdraw(record, reason="申请人撤回", by=register.home.clerk, at=on("2026-05-06", 13))
        assert (record.status, Matter.objects.get().state) == ("withdrawn", "finished")
        assert register.opened().seq == 2


class TestWhoMayWhat:
    @pytest.mark.parametrize(
        ("role", "step"), list(product(ROLES, workflow.RECORD_STEPS)), ids=lambda one: getattr(one, "name", one)
    )
    def test_only_the_role_of_the_table_in_the_own_unit(self, register, role, step):
        record = register.opened()
        record.status = next(iter(step.sources))
        own = official("own", role, of=register.home.unit)
        foreign = official("foreign", role, of=house("130600SJ", "审计局").unit)
        public = step != workflow.EXEMPT
        assert (step in access.steps_on_record(own, record)) is (role == step.role and public)
        allowed_elsewhere = role == step.role and role not in access.OWN_UNIT
        assert (step in access.steps_on_record(foreign, record)) is allowed_elsewhere

    @pytest.mark.parametrize("status", list(RecordStatus))
    def test_no_step_from_any_other_state(self, register, office, status):
        record = register.opened()
        OperationRecord.objects.update(status=status)
        record.refresh_from_db()
        people = (register.home.clerk, register.home.leader, office)
        offered = [step for person in people for step in access.steps_on_record(person, record)]
        assert {step for step in workflow.RECORD_STEPS if status in step.sources} - {workflow.EXEMPT} == set(offered)

    def test_of_two_leaders_who_press_at_once_one_wins(self, register):
        first = register.finished()
        second = OperationRecord.objects.get(pk=first.pk)
        publicising.publicise(first, by=register.home.leader, at=on("2026-05-06", 14))
        with pytest.raises(Refused, match="状态已变化"):
            publicising.publicise(second, by=register.home.leader, at=on("2026-05-06", 14))

    def test_a_note_is_the_leaders_or_the_offices(self, register, office):
        record = register.finished()
        for who in (register.home.clerk, house("130600SJ", "审计局").leader):
            with pytest.raises(Refused, match="监督人意见由"):
                publicising.note(record, text="x", by=who, at=on("2026-05-06", 14))
        publicising.note(record, text="程序齐全", by=register.home.leader, at=on("2026-05-06", 14))
        publicising.note(record, text="同意", by=office, at=on("2026-05-06", 15))
        notes = ledger.of_case(record).filter(step="监督人意见").values_list("after", flat=True)
        assert ([said["note"] for said in notes], record.note) == (["程序齐全", "同意"], "同意")
