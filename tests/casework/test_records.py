"""The register (登记表) filled in: numbers, steps that follow the chart, corrections, one truth with the matter."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction

from mingjing.casework.models import Event, Matter, MatterStep, OperationRecord, RecordStep, Signal
from mingjing.casework.registering import lines, standing
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import recording, records
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.casework.registers import Register, scan
from tests.casework.signals import on, power, told
from tests.catalogue.factories import amended, house, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Register:
    return Register()


class TestOpening:
    def test_numbers_run_without_gaps_per_unit_and_year(self, register):
        numbers = [register.opened().number for _ in range(2)]
        with pytest.raises(Refused, match="事由和依据"):
            register.opened(title=" ")
        numbers += [register.opened().number, register.opened(at=on("2027-01-04")).number]
        assert numbers == [
            "登〔2026〕130600JT-0001",
            "登〔2026〕130600JT-0002",
            "登〔2026〕130600JT-0003",
            "登〔2027〕130600JT-0001",
        ]

    def test_a_record_keeps_the_version_in_force_when_the_matter_began(self, register):
        amended(register.version, register.home, at=on("2026-05-20"))
        record = register.opened(at=on("2026-06-01"), started_on=dt.date(2026, 5, 19))
        assert (record.version.no, record.form) == (1, None)
        records.enter(
            record, register.said("受理", "2026-05-25"), expected=0, by=register.home.clerk, at=on("2026-06-01", 12)
        )
        assert Matter.objects.get(number=record.number).version == register.version

    def test_the_file_of_a_record_holds_nothing_personal(self, register):
        said = str(list(ledger.of_case(register.opened()).values_list("after", "reason")))
        assert "张三" not in said
        assert "登〔2026〕" in ledger.of_case(OperationRecord.objects.get()).get().number

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"started_on": dt.date(2026, 4, 29)}, "不能晚于今天"),
            ({"started_on": dt.date(2026, 3, 1)}, "还没有公布的版本"),
            ({"basis": ""}, "事由和依据"),
        ],
    )
    def test_refusals(self, register, more, why):
        with pytest.raises(Refused, match=why):
            register.opened(**more)

    def test_only_important_powers_that_are_not_run_online_have_a_register(self, register):
        for name, said in (("查验", {"important": True}), ("备案", {"important": False, "online": False})):
            version = power(register.home, name, **said)
            with pytest.raises(Refused, match="不用登记表"):
                records.open_record(
                    version.item, title="x", started_on=dt.date(2026, 4, 28), basis="y", by=register.home.clerk,
                    at=on("2026-04-28"),
                )  # fmt: skip

    @pytest.mark.parametrize("role", ["unit_leader", "lgo_clerk", "secrecy_reviewer"])
    def test_only_the_clerk_of_the_unit_opens(self, register, role):
        for unit in (register.home.unit, house("130600SJ", "审计局").unit):
            person = official(f"{role}-{unit.code}", role, of=unit)
            with pytest.raises(Refused, match="由交通运输局的经办人填写"):
                register.opened(by=person)


class TestEntering:
    @pytest.mark.article("ASM-5-4-2a")
    def test_an_entry_is_an_event_of_the_matter_and_the_verdict_follows(self, register):
        record = register.filled()
        matter = Matter.objects.get()
        assert (record.matter, matter.number, matter.state, matter.cost) == (matter, record.number, "finished", 0)
        assert [step.event.activity for step in record.steps.all()] == ["受理", "审查", "决定"]
        assert record.status == "running"
        assert [(s.name, s.node, s.allowed_length, s.post) for s in record.steps.all()][0] == (
            "受理",
            "t0",
            5,
            "许可科科员",
        )
        assert not Signal.objects.exists()

    def test_the_chart_says_what_may_come_next(self, register):
        record = register.opened()
        offered = selectors.offer(record, [])
        assert ([n.name for n in offered.next], [n.name for n in offered.others]) == (["受理"], ["审查", "决定"])
        register.enter(record, "受理", "2026-04-28")
        offered = selectors.offer(record, lines(record.steps.all()))
        assert [node.name for node in offered.next] == ["审查"]

    @pytest.mark.article("ACC-7-2a")
    def test_a_step_beyond_the_chart_needs_a_reason_flags_the_record_and_tells_the_leader(self, register):
        record = register.opened()
        register.enter(record, "受理", "2026-04-28")
        with pytest.raises(Refused, match="第七条第二项"):
            register.enter(record, "补交证明", "2026-04-29")
        assert not OperationRecord.objects.get().added
        register.enter(record, "补交证明", "2026-04-29", reason="上级要求")
        assert OperationRecord.objects.get().added
        assert told() == [("added", "补交证明", "2026-04-29", "open")]
        assert Event.objects.get(activity="补交证明").note == "上级要求"

    def test_a_step_of_the_chart_out_of_its_turn_is_beyond_the_chart_too(self, register):
        record = register.opened()
        with pytest.raises(Refused, match="第七条第二项"):
            register.enter(record, "决定", "2026-04-28")
        assert register.enter(record, "决定", "2026-04-28", reason="急件").added

    @pytest.mark.article("ACC-7-2b")
    def test_a_material_beyond_the_list_needs_a_reason_and_raises_a_flag(self, register):
        record = register.opened()
        with pytest.raises(Refused, match="第七条第二项"):
            register.enter(record, "无犯罪证明", "2026-04-28", kind="condition")
        register.enter(record, "无犯罪证明", "2026-04-28", kind="condition", reason="上级要求")
        assert (OperationRecord.objects.get().added, told()[0][:2]) == (True, ("condition", "无犯罪证明"))

    @pytest.mark.article("ACC-7-2c")
    def test_the_clock_of_a_step_runs_on(self, register):
        record = register.opened()
        register.enter(record, "受理", "2026-04-28")
        running = MatterStep.objects.get(kind="running")
        assert (running.name, str(running.due_on)) == ("审查", "2026-05-08")
        found = selectors.running_out(register.home.clerk, today=dt.date(2026, 5, 6))
        assert [step.matter.record for step in found] == [record]
        assert not selectors.running_out(register.home.clerk, today=dt.date(2026, 5, 4))
        assert not selectors.running_out(register.home.leader, today=dt.date(2026, 5, 6))

    def test_of_two_clerks_who_enter_the_same_step_one_wins(self, register):
        record = register.opened()
        said = register.said("受理", "2026-04-28")
        second = official("second", "unit_clerk", of=register.home.unit)
        records.enter(record, said, expected=0, by=register.home.clerk, at=on("2026-05-06"))
        with pytest.raises(Refused, match="别人刚刚"):
            records.enter(record, said, expected=0, by=second, at=on("2026-05-06"))
        assert record.steps.count() == Event.objects.count() == 1

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"handler": None}, "承办人和开始时间"),
            ({"started_at": None}, "承办人和开始时间"),
            ({"ended_at": None}, "办理完毕的时间"),
            ({"ended_at": on("2026-05-07")}, "不能晚于现在"),
            ({"started_at": on("2026-04-28", 11)}, "晚于结束时间"),
            ({"started_at": on("2026-04-27")}, "早于登记表的开始日期"),
            ({"name": "受理13812345678", "reason": "x"}, "个人信息"),
            ({"disclosed": True, "disclosed_where": "大厅"}, "哪天公开"),
            ({"name": " ", "reason": "x"}, "名称"),
        ],
    )
    def test_refusals(self, register, more, why):
        record = register.opened()
        with pytest.raises(Refused, match=why):
            register.enter(record, more.pop("name", "受理"), "2026-04-28", **more)
        assert not Event.objects.exists()

    def test_handler_and_approver_are_two_people_of_the_unit(self, register):
        record, stranger = register.opened(), house("130600SJ", "审计局").clerk
        for approver, why in ((register.handler, "同一个人"), (stranger, "在职人员")):
            with pytest.raises(Refused, match=why):
                register.enter(record, "受理", "2026-04-28", approver=approver.pk)

    def test_evidence_is_kept_and_a_file_that_lies_is_refused_with_the_entry(self, register):
        record = register.opened()
        step = register.enter(record, "受理", "2026-04-28", evidence=[scan("受理单.pdf")])
        assert [file.name for file in step.evidence.all()] == ["受理单.pdf"]
        with pytest.raises(Refused, match="内容和扩展名不符"):
            register.enter(record, "审查", "2026-04-29", evidence=[scan("假.png")])
        assert RecordStep.objects.count() == 1

    def test_the_plain_page_of_recording_is_no_way_round(self, register):
        record = register.opened()
        register.enter(record, "受理", "2026-04-28")
        event = recording.Incoming(1, record.number, "审查", on("2026-04-29"))
        with pytest.raises(Refused, match="请在登记表上登记"):
            recording.record(register.version.item, event, by=register.home.clerk, at=on("2026-05-06"))


class TestCorrecting:
    def test_a_correction_is_a_new_entry_and_the_verdict_follows_it(self, register):
        record = register.opened()
        wrong = register.enter(record, "补交证明", "2026-04-28", reason="上级要求")
        assert (OperationRecord.objects.get().added, told()[0][3]) == (True, "open")
        register.correct(wrong, "受理", "2026-04-28", reason="写错了环节")
        found = lines(record.steps.all())
        assert [(line.entry.name, line.kind, line.replaced) for line in found] == [
            ("补交证明", "step", True), ("受理", "step", False),
        ]  # fmt: skip
        assert (OperationRecord.objects.get().added, told()[0][3], Matter.objects.get().cost) == (False, "withdrawn", 0)

    def test_an_entry_may_be_voided(self, register):
        record = register.opened()
        step = register.enter(record, "受理", "2026-04-28")
        register.correct(step, "", "2026-04-28", ended_at=None, started_at=None, handler=None, reason="没有办过")
        assert standing(lines(record.steps.all())) == []
        assert not MatterStep.objects.filter(kind="matched").exists()

    def test_refusals(self, register):
        record = register.opened()
        step = register.enter(record, "受理", "2026-04-28")
        with pytest.raises(Refused, match="更正要写明理由"):
            register.correct(step, "受理", "2026-04-29")
        register.correct(step, "受理", "2026-04-29", reason="日期写错")
        with pytest.raises(Refused, match="已经更正过"):
            register.correct(step, "受理", "2026-04-29", reason="日期写错")

    def test_the_database_lets_nobody_edit_an_entry(self, register):
        step = register.enter(register.opened(), "受理", "2026-04-28")
        for act in (lambda: RecordStep.objects.update(opinion="x"), step.delete):
            with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
                act()
