"""登记表 in the workbench: opened, filled in, corrected, on its way, through the pages that people use."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mingjing.casework.models import OperationRecord, RecordStep, Signal
from tests.casework.registers import Register, scan
from tests.casework.signals import on
from tests.catalogue.factories import house, official, unit

pytestmark = pytest.mark.django_db
LIST = reverse("workbench:records")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(on("2026-05-06", 15), tick=False):
        yield


@pytest.fixture
def register() -> Register:
    return Register()


def page(record: OperationRecord, name: str = "operation_record", *args: object) -> str:
    return reverse(f"workbench:{name}", args=[record.pk, *args])


class TestOpening:
    def test_a_clerk_chooses_the_power_and_opens_a_record(self, enter, register):
        client = enter(register.home.clerk)
        number = register.version.item.number
        assert number in client.get(reverse("workbench:record_open")).text
        address = f"{reverse('workbench:record_open')}?power={number}"
        assert "中华人民共和国行政许可法" in client.get(address).text
        said = {
            "title": "张三申请许可",
            "counterpart": "张三",
            "personal": "on",
            "basis": "行政许可法",
            "kind": "register",
        }
        answer = client.post(address, {**said, "started_on": "2026-05-07"})
        assert (answer.status_code, "不能晚于今天" in answer.text, "张三申请许可" in answer.text) == (422, True, True)
        answer = client.post(address, {**said, "started_on": "2026-05-06"}, follow=True)
        assert "登〔2026〕130600JT-0001" in answer.text
        assert OperationRecord.objects.get().personal

    def test_the_page_says_when_no_power_needs_one(self, enter):
        client = enter(house("130600SJ", "审计局").clerk)
        assert "没有要登记的职权" in client.get(reverse("workbench:record_open")).text


class TestEntering:
    def post(self, client, record, **said):
        usual = {
            "expected": record.entries, "what": "step:受理", "started_at": "2026-04-28T09:00", "opinion": "齐全",
            "ended_at": "2026-04-28T10:00", "handler": official("handler-130600JT", of=record.unit).pk,
        }  # fmt: skip
        return client.post(page(record, "record_entry"), {**usual, **said}, follow=True)

    @pytest.mark.article("ASM-5-4-2a")
    def test_the_form_follows_the_chart(self, enter, register):
        client, record = enter(register.home.clerk), register.opened()
        form = client.get(page(record, "record_entry")).text
        assert form.index("流程图的下一步") < form.index("step:受理") < form.index("其他环节") < form.index("step:审查")
        shown = self.post(client, record, evidence=[scan("受理单.pdf"), scan("材料.pdf")]).text
        assert "已登记" in shown
        assert "受理单.pdf" in shown
        assert "材料.pdf" in shown
        step = RecordStep.objects.get()
        assert (step.name, step.post, step.allowed_length, step.opinion) == ("受理", "许可科科员", 5, "齐全")
        form = client.get(page(record, "record_entry")).text
        assert form.index("step:审查") < form.index("其他环节")

    @pytest.mark.article("ACC-7-2a")
    def test_an_extra_step_is_flagged_and_the_leader_is_told(self, enter, register):
        client, record = enter(register.home.clerk), register.opened()
        answer = self.post(client, record, what="other", other="专家论证")
        assert (answer.status_code, "第七条第二项" in answer.text, "专家论证" in answer.text) == (422, True, True)
        shown = self.post(client, record, what="other", other="专家论证", reason="上级要求").text
        assert "流程图或清单以外" in shown
        client = enter(register.home.leader)
        todo = client.get(reverse("workbench:todo")).text
        assert "增加环节" in todo
        assert Signal.objects.get().number in todo
        assert "有增加的环节、条件或材料" in client.get(page(record)).text

    @pytest.mark.article("ACC-7-2b")
    def test_a_document_beyond_the_list_is_flagged(self, enter, register):
        client, record = enter(register.home.clerk), register.opened()
        said = {"what": "condition", "other": "无犯罪证明"}
        assert self.post(client, record, **said).status_code == 422
        shown = self.post(client, record, **said, reason="上级要求").text
        assert "增加条件或材料：无犯罪证明" in shown
        assert "增加条件或材料" in enter(register.home.leader).get(reverse("workbench:todo")).text

    def test_the_slower_clerk_reads_what_happened_and_may_then_go_on(self, enter, register):
        client, record = enter(register.home.clerk), register.opened()
        register.enter(record, "受理", "2026-04-28")
        record.entries = 0
        answer = self.post(client, record)
        assert (answer.status_code, "别人刚刚" in answer.text) == (422, True)
        assert 'name="expected" value="1"' in answer.text
        assert RecordStep.objects.count() == 1

    def test_a_correction_stands_beside_what_it_corrects(self, enter, register):
        client, record = enter(register.home.clerk), register.opened()
        wrong = register.enter(record, "受理", "2026-04-28")
        address = page(record, "record_correct", wrong.pk)
        assert 'value="step:受理" selected' in client.get(address).text
        said = {
            "expected": 1, "what": "step:受理", "started_at": "2026-04-29T09:00", "ended_at": "2026-04-29T10:00",
            "handler": register.handler.pk,
        }  # fmt: skip
        assert "更正要写明理由" in client.post(address, said).text
        shown = client.post(address, {**said, "reason": "日期写错"}, follow=True).text
        assert "更正第 1 条" in shown
        assert "已更正" in shown
        shown = client.post(
            page(record, "record_correct", RecordStep.objects.get(seq=2).pk),
            {"expected": 2, "what": "void", "reason": "没有办"},
            follow=True,
        ).text
        assert "作废" in shown

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"what": "step:没有"}, "有效的选项"),
            ({"what": "other"}, "请写明增加的"),
            ({"ended_at": ""}, "办理完毕的时间"),
            ({"ended_at": "x"}, "有效的日期"),
            ({"ended_at": "2062-01-01T09:00"}, "不能晚于现在"),
            ({"handler": ""}, "承办人和开始时间"),
            ({"evidence": scan("假.png")}, "内容和扩展名不符"),
            ({"evidence": scan("宏.exe")}, "不是可以上传的文件"),
        ],
    )
    def test_bad_input_keeps_what_was_typed(self, enter, register, said, why):
        answer = self.post(enter(register.home.clerk), register.opened(), reason="独特的理由", **said)
        assert (answer.status_code, why in answer.text, "独特的理由" in answer.text) == (422, True, True)
        assert not RecordStep.objects.exists()

    @pytest.mark.article("ASM-5-4-2c")
    def test_a_scan_without_an_index_is_marked_incomplete(self, enter, register):
        client, record = enter(register.home.clerk), register.opened(kind="scan")
        shown = client.post(page(record, "record_upload"), {"purpose": "scan", "file": scan()}, follow=True).text
        assert "不完整" in shown
        assert "没有逐环节的索引" in shown
        assert "缺少：受理、审查、决定" in shown
        file = record.files.get()
        said = {"scan": file.pk, "place_from": "1", "place_to": "2", "handler": "", "started_at": ""}
        shown = self.post(client, record, **said).text
        assert "1–2" in shown
        assert "缺少：审查、决定" in shown
        answer = client.get(page(record, "record_file", file.pk))
        assert (answer["Content-Type"], b"".join(answer.streaming_content)[:5]) == ("application/pdf", b"%PDF-")


class TestItsWay:
    def act(self, client, record, key, **said):
        return client.post(page(record, "record_act", key), said, follow=True)

    def test_from_sending_to_the_shelf(self, enter, register):
        record = register.filled()
        client = enter(register.home.clerk)
        assert "请写明" not in client.get(page(record)).text
        answer = self.act(client, record, "finish", result="", result_on="2026-05-06", meeting="局务会第7次")
        assert (answer.status_code, "局务会第7次" in answer.text) == (422, True)
        self.act(client, record, "finish", result="准予许可", result_on="2026-05-06", meeting="局务会第7次")
        leader = enter(register.home.leader)
        assert record.number in leader.get(reverse("workbench:todo")).text
        assert 'value="2026-05-13"' in leader.get(page(record)).text
        answer = self.act(leader, record, "publicise", start="2026-05-06", until="2026-05-10")
        assert (answer.status_code, "至少到 2026-05-13" in answer.text) == (422, True)
        self.act(leader, record, "publicise", start="2026-05-06", until="2026-05-13")
        clerk = enter(register.home.clerk)
        assert "才期满" in self.act(clerk, record, "file").text
        with time_machine.travel(on("2026-05-14"), tick=False):
            clerk = enter(register.home.clerk)
            assert record.number in clerk.get(reverse("workbench:todo")).text
            self.act(clerk, record, "file")
            office = enter(official("office", "lgo_clerk", of=unit("130600LGO")))
            assert record.number in office.get(reverse("workbench:todo")).text
            self.act(office, record, "shelve")
        record.refresh_from_db()
        assert record.status == "closed"

    def test_returned_withdrawn_and_noted(self, enter, register):
        record = register.finished()
        leader = enter(register.home.leader)
        assert self.act(leader, record, "return", reason="").status_code == 422
        assert "程序齐全" in self.act(leader, record, "note", text="程序齐全").text
        assert "为什么不齐" in self.act(leader, record, "return", reason="为什么不齐").text
        self.act(enter(register.home.clerk), record, "take-back", reason="申请人撤回")
        record.refresh_from_db()
        assert (record.status, record.note) == ("withdrawn", "程序齐全")

    @pytest.mark.parametrize("key", ["finish", "publicise", "exempt", "file", "shelve", "return", "take-back"])
    def test_a_step_out_of_turn_says_why(self, enter, register, key):
        record = register.opened()
        said = {"result": "x", "result_on": "2026-05-06", "start": "2026-05-06", "until": "2026-06-06", "reason": "x"}
        answer = self.act(enter(register.home.leader), record, key, **said)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        record.refresh_from_db()
        assert record.status == "open"

    def test_no_such_step(self, enter, register):
        assert self.act(enter(register.home.clerk), register.opened(), "burn").status_code == 404

    def test_steps_near_their_last_day_stand_in_the_todo_list(self, enter, register):
        record = register.opened()
        register.enter(record, "受理", "2026-04-28")
        assert "审查" in enter(register.home.clerk).get(reverse("workbench:todo")).text
        with time_machine.travel(dt.datetime(2026, 4, 29, 8, tzinfo=dt.UTC), tick=False):
            assert record.number not in enter(register.home.clerk).get(reverse("workbench:todo")).text
