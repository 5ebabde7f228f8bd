"""登记表: who may open which page, the list, its sheet, its queries, the printed form and the units' own fields."""

import io
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from mingjing.casework.models import OperationRecord, RegisterField
from mingjing.casework.services import objecting, register_fields
from mingjing.casework.services.register_fields import Field
from mingjing.core.errors import Refused
from tests.casework.registers import Register
from tests.casework.signals import on
from tests.catalogue.factories import house, official, unit

pytestmark = pytest.mark.django_db
LIST, FIELDS = reverse("workbench:records"), reverse("workbench:record_fields")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(on("2026-05-08", 15), tick=False):
        yield


@pytest.fixture
def register() -> Register:
    return Register()


def page(record: OperationRecord, name: str = "operation_record", *args: object) -> str:
    return reverse(f"workbench:{name}", args=[record.pk, *args])


PAGES = ("operation_record", "record_print", "record_entry")
PEOPLE = {
    "clerk": ("unit_clerk", True, (200, 200, 200)),
    "leader": ("unit_leader", True, (200, 200, 404)),
    "reviewer": ("secrecy_reviewer", True, (200, 200, 404)),
    "office": ("lgo_clerk", False, (200, 200, 404)),
    "head": ("lgo_head", False, (200, 200, 404)),
    "other clerk": ("unit_clerk", False, (404, 404, 404)),
    "other leader": ("unit_leader", False, (404, 404, 404)),
    "administrator": ("system_admin", False, (404, 404, 404)),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_what(enter, register, who):
    role, own, answers = PEOPLE[who]
    record = register.opened()
    client = enter(official("someone", role, of=register.home.unit if own else unit("130600SJ", "审计局")))
    assert tuple(client.get(page(record, name)).status_code for name in PAGES) == answers
    assert (record.number in client.get(LIST).text) is (answers[0] == 200)
    sheet = load_workbook(io.BytesIO(client.get(reverse("workbench:records_xlsx")).content))
    assert (sheet.worksheets[0].max_row > 1) is (answers[0] == 200)
    assert client.get(reverse("workbench:record_open")).status_code == (200 if role == "unit_clerk" else 404)
    assert client.get(FIELDS).status_code == (200 if role == "unit_clerk" else 404)
    blocked = client.post(page(record, "record_act", "note"), {"text": "CANARY"})
    assert blocked.status_code in ((404,) if answers[0] == 404 else (302, 422))


def test_a_stranger_must_log_in(client, register):
    record = register.opened()
    for name, args in (*((name, ()) for name in PAGES), ("record_document", ("pdf",))):
        assert client.get(page(record, name, *args)).status_code == 302


def test_objections_are_for_the_unit_and_the_office_and_the_contact_for_the_unit_alone(enter, register):
    record = register.publicised()
    objecting.object_to(record, text="CANARY-TEXT 不对", contact="CANARY-CONTACT", at=on("2026-05-07"))
    office = official("office", "lgo_clerk", of=unit("130600LGO"))
    for person, text, contact in ((register.home.clerk, 1, 1), (register.home.leader, 1, 1), (office, 1, 0)):
        shown = enter(person).get(page(record)).text
        assert ("CANARY-TEXT" in shown, "CANARY-CONTACT" in shown) == (bool(text), bool(contact))
    reviewer = official("r", "secrecy_reviewer", of=register.home.unit)
    assert "CANARY" not in enter(reviewer).get(page(record)).text


def test_the_clerk_answers_an_objection(enter, register):
    record = register.publicised()
    objection = objecting.object_to(record, text="没有核查车辆", at=on("2026-05-07"))
    client = enter(register.home.clerk)
    assert objection.number in client.get(reverse("workbench:todo")).text
    assert objection.number in enter(register.home.leader).get(reverse("workbench:todo")).text
    client = enter(register.home.clerk)
    address = page(record, "objection_answer", objection.pk)
    answer = client.post(address, {"upheld": "", "text": "已经核查过了"})
    assert (answer.status_code, "已经核查过了" in answer.text) == (422, True)
    assert "异议不成立" in client.post(address, {"upheld": "no", "text": "已经核查过了"}, follow=True).text


class TestList:
    def test_filters_and_sheet_agree(self, enter, register):
        done, flagged = register.finished(), register.opened()
        register.enter(flagged, "专家论证", "2026-04-28", reason="上级要求")
        client = enter(register.home.clerk)
        for asked, found in (
            ("status=finished", done), ("flagged=yes", flagged), ("flagged=no", done), ("number=0002", flagged),
            ("since=2026-04-28&until=2026-04-28&status=running", flagged),
        ):  # fmt: skip
            rest = (flagged if found == done else done).number
            shown = client.get(f"{LIST}?{asked}").text
            assert (found.number in shown, rest in shown) == (True, False), asked
            book = load_workbook(io.BytesIO(client.get(f"{reverse('workbench:records_xlsx')}?{asked}").content))
            assert [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [found.number]
        assert client.get(f"{LIST}?since=x").status_code == 422
        assert client.get(f"{reverse('workbench:records_xlsx')}?since=x").status_code == 422

    def test_a_sheet_tells_the_steps_and_no_formula_gets_in(self, enter, register):
        register.finished(title="=1+1")
        book = load_workbook(io.BytesIO(enter(register.home.clerk).get(reverse("workbench:records_xlsx")).content))
        titles, row = book.worksheets[0].iter_rows(values_only=True)
        said = dict(zip(titles, row, strict=True))
        assert said["环节"] == "受理 2026-04-28；审查 2026-04-29；决定 2026-04-30"
        cell = next(cell for cell in book.worksheets[0][2] if cell.value == "=1+1")
        assert cell.data_type == "s"

    def test_the_list_goes_on_page_by_page(self, enter, register):
        for _ in range(52):
            register.opened()
        client = enter(register.home.clerk)
        first = client.get(LIST)
        assert first.text.count("登〔2026〕") == 50
        assert client.get(LIST, {"after": first.context["page"].next}).text.count("登〔2026〕") == 2

    @pytest.mark.parametrize("name", ["list", "page", "print", "entry", "todo"])
    def test_queries_do_not_grow(self, enter, register, name):
        client = enter(register.home.clerk)
        counted = []
        for _ in range(2):
            record = register.publicised() if name != "entry" else register.filled()
            for _ in range(2 * len(counted)):
                if name == "page":
                    objecting.object_to(record, text="没有核查车辆", at=on("2026-05-07"))
                else:
                    register.opened()
            address = {
                "list": LIST, "page": page(record), "print": page(record, "record_print"),
                "entry": page(record, "record_entry"), "todo": reverse("workbench:todo"),
            }[name]  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counted.append(len(queries))
        assert counted[0] >= counted[1]
        assert counted[1] <= 15

    @pytest.mark.parametrize("who", ["clerk", "leader"])
    def test_a_record_with_fields_of_the_unit_takes_few_queries_too(
        self, enter, register, django_assert_max_num_queries, who
    ):
        how = {"by": register.home.clerk, "at": on("2026-04-27")}
        register_fields.define(register.home.unit, [Field("车辆数", "text")], **how)
        waiting = register.finished() if who == "leader" else register.filled()
        client = enter(getattr(register.home, who))
        with django_assert_max_num_queries(15):
            assert client.get(page(waiting)).status_code == 200


class TestPrinted:
    @pytest.mark.article("ASM-5-4-2a")
    def test_every_step_is_on_the_page_in_word_and_in_pdf(self, enter, register):
        record = register.filled()
        wrong = record.steps.get(seq=2)
        register.correct(wrong, "审查", "2026-04-29", opinion="重新核查", reason="意见写错")
        register.finish(OperationRecord.objects.get())
        client = enter(register.home.clerk)
        printed = client.get(page(record, "record_print")).text
        word = Document(io.BytesIO(client.get(page(record, "record_document", "docx")).content))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        pdf = PdfDocument(client.get(page(record, "record_document", "pdf")).content)
        text = "".join(part.get_textpage().get_text_bounded() for part in pdf)
        text = "".join(text.split())
        for said in (
            record.number,
            "受理",
            "审查（已更正）",
            "决定",
            "受理完毕",
            "重新核查",
            "更正第 2 条",
            "准予许可",
            "张三",
        ):
            assert said in printed, said
            assert any(said in cell for cell in cells), said
            assert "".join(said.split()) in text, said
        assert tuple(map(round, pdf[0].get_size())) == (842, 595)  # A4 across

    def test_another_kind_of_document(self, enter, register):
        assert enter(register.home.clerk).get(page(register.opened(), "record_document", "odt")).status_code == 404


ROWS = (
    {"label": "车辆数", "kind": "number", "required": "on", "order": "2", "public": "on", "help": "辆"},
    {"label": "是否涉农", "kind": "yes_no", "order": "1"},
    {"label": "地段", "kind": "choice", "choices": "莲池、竞秀", "order": "3"},
)


def posted(*rows: dict[str, str]) -> dict[str, str]:
    data = {"f-TOTAL_FORMS": str(len(rows)), "f-INITIAL_FORMS": "0"}
    return data | {f"f-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


class TestOwnFields:
    @pytest.mark.article("GAP-12")
    def test_a_unit_adds_a_field_without_code_and_it_stands_in_form_print_and_sheet(self, enter, register):
        old, client = register.opened(), enter(register.home.clerk)
        assert "已生效" in client.post(FIELDS, posted(*ROWS), follow=True).text
        assert list(RegisterField.objects.values_list("label", flat=True)) == ["是否涉农", "车辆数", "地段"]
        address = f"{reverse('workbench:record_open')}?power={register.version.item.number}"
        keys = dict(RegisterField.objects.values_list("label", "key"))
        said = {"title": "许可", "basis": "许可法", "kind": "register", "started_on": "2026-05-06"}
        answer = client.post(address, {**said, f"own_{keys['地段']}": "别处"})
        assert (answer.status_code, "车辆数" in answer.text) == (422, True)
        filled = {f"own_{keys['车辆数']}": "3", f"own_{keys['是否涉农']}": "yes", f"own_{keys['地段']}": "莲池"}
        client.post(address, {**said, **filled})
        new = OperationRecord.objects.latest("seq")
        assert (old.form, new.form.no) == (None, 1)
        for name in ("operation_record", "record_print"):
            assert "车辆数" in client.get(page(new, name)).text
            assert "车辆数" not in client.get(page(old, name)).text
        book = load_workbook(io.BytesIO(client.get(reverse("workbench:records_xlsx")).content))
        titles, first, second = book.worksheets[0].iter_rows(values_only=True)
        assert [dict(zip(titles, row, strict=True))["车辆数"] or "" for row in (first, second)] == ["3", ""]

    def test_a_new_version_leaves_old_records_theirs(self, register):
        how = {"by": register.home.clerk, "at": on("2026-04-27")}
        first = register_fields.define(register.home.unit, [Field("车辆数", "text")], **how)
        key = first.fields.get().key
        old = register.opened(extra={key: "3"})
        second = register_fields.define(register.home.unit, [Field("车辆和挂车数", "number", key=key)], **how)
        assert (second.no, second.fields.get().key) == (2, key)
        assert [field.label for field in OperationRecord.objects.get(pk=old.pk).form.fields.all()] == ["车辆数"]
        assert register.opened(extra={key: "4"}).form == second

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ([{"label": "甲", "kind": "text"}, {"label": "甲", "kind": "text"}], "写了两次"),
            ([{"label": "甲", "kind": "choice", "choices": "只有一个"}], "2 到 30 个"),
            ([{"label": "甲", "kind": "text", "choices": "乙、丙"}], "不要写选项"),
            ([{"label": f"栏{n}", "kind": "text"} for n in range(21)], "最多 20 个"),
            ([{"label": "甲", "kind": "picture"}], "有几处需要改"),
        ],
    )
    def test_fields_that_cannot_be(self, enter, register, rows, why):
        answer = enter(register.home.clerk).post(FIELDS, posted(*rows))
        assert (answer.status_code, why in answer.text, rows[0]["label"] in answer.text) == (422, True, True)
        assert not RegisterField.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "value"),
        list(product(("date", "number", "yes_no", "choice"), ("x", "2026-13-01"))) + [("text", "长" * 201)],
    )
    def test_values_that_do_not_fit(self, register, kind, value):
        choices = ("甲", "乙") if kind == "choice" else ()
        how = {"by": register.home.clerk, "at": on("2026-04-27")}
        form = register_fields.define(register.home.unit, [Field("栏", kind, choices=choices)], **how)
        with pytest.raises(Refused, match="“栏”"):
            register.opened(extra={form.fields.get().key: value})

    def test_only_the_clerk_of_the_unit_defines(self, register):
        for person in (register.home.leader, house("130600SJ", "审计局").clerk):
            with pytest.raises(Refused, match="经办人"):
                register_fields.define(register.home.unit, [], by=person, at=on("2026-04-27"))
