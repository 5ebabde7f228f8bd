"""十公开: the checklist that the office keeps as data, and the construction project that takes it as its stages."""

import datetime as dt
import io

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.core.errors import Refused
from mingjing.disclosure.models import Plan, Stage, TenDisclosure
from mingjing.disclosure.selectors import checklist
from mingjing.disclosure.services import checklist as keeping
from mingjing.disclosure.services import planning
from mingjing.ledger import selectors as ledger
from tests.catalogue.factories import house, official, unit
from tests.disclosure.factories import at, on, plan, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation", "today")]
LABEL = "默认清单，请换成本地清单"
ROW = {"name": "农民工工资专户", "evidence": "专户开立证明", "due": "开工前"}


@pytest.fixture
def today(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(at("2026-03-18"), tick=False)


@pytest.fixture
def home():
    return house()


@pytest.fixture
def office(home):
    return official("lgo", "lgo_clerk", of=unit("130600LGO"))


@pytest.fixture
def listed(office) -> list[TenDisclosure]:
    return keeping.load_defaults(by=office, at=at("2026-01-05"))


@pytest.fixture
def school(home) -> Plan:
    return plan(home, "教学楼工程", kind="staged")


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def names() -> list[str]:
    return list(checklist.active().values_list("name", flat=True))


def days(rows: list[TenDisclosure]) -> dict[str, str]:
    return {f"due-{row.pk}": str(on("2026-04-01") + dt.timedelta(days=7 * n)) for n, row in enumerate(rows)}


@pytest.mark.article("GAP-11")
def test_the_office_starts_from_ten_default_rows_labelled_as_such(enter, office):
    client = enter(office)
    assert LABEL not in client.get(url("ten")).text
    page = client.post(url("ten_defaults"), follow=True).text
    assert LABEL in page and "竣工验收和审计" in page and "共 10 项" in page
    assert [row.order for row in checklist.active()] == list(range(1, 11))
    again = client.post(url("ten_defaults"), follow=True).text
    assert "不再载入默认清单" in again and len(names()) == 10


@pytest.mark.article("GAP-11", "EVA-5-2-3d")
def test_rows_are_renamed_added_and_removed_as_data_with_a_file_of_each(enter, office, listed):
    client, row = enter(office), listed[6]
    renamed = {"name": "施工进度", "evidence": "月度进度表", "due": "每月", "order": 1}
    assert client.post(url("ten_row", row.pk), renamed).url == url("ten")
    assert client.post(url("ten"), ROW).url == url("ten")
    assert client.post(url("ten_retire", listed[2].pk), {"reason": "本市另有征地公开办法"}).url == url("ten")
    assert len(names()) == 10
    assert names()[1] == "施工进度" and names()[-1] == ROW["name"] and listed[2].name not in names()
    page = client.get(url("ten")).text
    assert "已移出的" in page and "2026-03-18 移出" in page
    entries = ledger.of_case(row)
    assert [entry.step for entry in entries] == ["载入默认清单", "修改清单内容"]
    assert entries[1].before["name"] == "施工管理和分包" and entries[1].after["name"] == "施工进度"
    assert "本市另有征地公开办法" in client.get(url("ten_row", listed[2].pk)).text
    assert not list(ledger.faults())


@pytest.mark.article("GAP-11")
def test_the_label_goes_once_each_row_was_changed_confirmed_or_removed(enter, office, listed):
    client = enter(office)
    for row in listed[:9]:
        client.post(url("ten_row", row.pk), {"name": row.name, "evidence": row.evidence, "due": row.due})
    assert LABEL in client.get(url("ten")).text
    keeping.retire(listed[9], reason="并入他项", by=office, at=at("2026-03-18"))
    page = client.get(url("ten")).text
    assert LABEL not in page and "共 9 项" in page
    assert names() == [row.name for row in listed[:9]]


@pytest.mark.article("GAP-11")
def test_any_number_of_rows_may_stand_and_a_removed_name_may_come_back(office, listed):
    keeping.retire(listed[0], reason="暂不公开", by=office, at=at("2026-03-18"))
    for number in range(30):
        keeping.add(name=f"第{number}项", evidence="材料", due="完成后", by=office, at=at("2026-03-18"))
    keeping.add(name=listed[0].name, evidence="批复", due="批复后", order=1, by=office, at=at("2026-03-18"))
    assert len(names()) == 40 and names()[0] == listed[0].name


@pytest.mark.article("GAP-11")
def test_what_does_not_fit_is_said_in_the_form_and_keeps_what_was_typed(enter, office, listed):
    client, row = enter(office), listed[0]
    for answer, said in (
        (client.post(url("ten"), {**ROW, "name": listed[1].name}), "清单里已有同名的一项"),
        (client.post(url("ten"), {**ROW, "due": ""}), ROW["evidence"]),
        (client.post(url("ten"), {}), "有几处需要改"),
        (client.post(url("ten_row", row.pk), {**ROW, "name": listed[1].name}), "清单里已有同名的一项"),
        (client.post(url("ten_retire", row.pk), {"reason": ""}), "有几处需要改"),
    ):
        assert answer.status_code == 422 and said in answer.text
    assert names() == [one.name for one in listed]


@pytest.mark.article("GAP-11")
def test_a_removed_row_is_neither_changed_nor_removed_again_nor_deleted(enter, office, listed):
    client, row = enter(office), listed[0]
    keeping.retire(row, reason="不再适用", by=office, at=at("2026-03-18"))
    for answer in (
        client.post(url("ten_row", row.pk), ROW),
        client.post(url("ten_retire", row.pk), {"reason": "再次"}),
    ):
        assert answer.status_code == 422 and "移出清单，要恢复请另行增加一项" in answer.text
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        TenDisclosure.objects.filter(pk=row.pk).delete()


@pytest.mark.article("GAP-11")
def test_only_the_office_keeps_the_list(home, office, listed):
    acts = (
        lambda by: keeping.load_defaults(by=by, at=at("2026-03-18")),
        lambda by: keeping.add(**ROW, by=by, at=at("2026-03-18")),
        lambda by: keeping.change(listed[0], **ROW, by=by, at=at("2026-03-18")),
        lambda by: keeping.retire(listed[0], reason="不要了", by=by, at=at("2026-03-18")),
    )
    for act in acts:
        with pytest.raises(Refused, match="领导小组办公室维护"):
            act(home.clerk)
    with pytest.raises(Refused, match="写明理由"):
        keeping.retire(listed[0], reason=" ", by=office, at=at("2026-03-18"))


@pytest.mark.article("GAP-11", "EVA-5-2-3d")
def test_a_project_takes_the_list_as_its_stages_and_keeps_them_when_the_list_changes(
    enter, home, office, listed, school
):
    client = enter(home.clerk)
    assert url("plan_ten", school.pk) in client.get(url("plan", school.pk)).text
    form = client.get(url("plan_ten", school.pk)).text
    assert "定标后和合同签订后公开" in form
    assert client.post(url("plan_ten", school.pk), days(listed)).url == url("plan", school.pk)
    taken = list(school.stages.values_list("name", "evidence", "order", "ends_on"))
    assert taken == [(r.name, r.evidence, n, on("2026-04-01") + dt.timedelta(days=7 * (n - 1)))
                     for n, r in enumerate(listed, start=1)]  # fmt: skip
    keeping.change(listed[0], **ROW, by=office, at=at("2026-03-18"))
    keeping.retire(listed[1], reason="不再适用", by=office, at=at("2026-03-18"))
    assert list(school.stages.values_list("name", "evidence", "order", "ends_on")) == taken
    page = client.get(url("plan", school.pk)).text
    assert "按十公开清单生成阶段" in page and url("plan_ten", school.pk) not in page
    other = plan(home, "综合楼工程", kind="staged")
    assert client.post(url("plan_ten", other.pk), days(listed)).status_code == 302
    assert other.stages.count() == 9 and other.stages.filter(name=ROW["name"]).exists()


@pytest.mark.article("GAP-11")
def test_stages_are_not_taken_from_the_list_where_that_makes_no_sense(enter, home, office, school):
    client = enter(home.clerk)
    empty = client.post(url("plan_ten", school.pk))
    assert empty.status_code == 422 and "清单还是空的" in empty.text
    listed = keeping.load_defaults(by=office, at=at("2026-03-18"))
    missing = client.post(url("plan_ten", school.pk), days(listed[1:]))
    assert missing.status_code == 422 and str(on("2026-04-08")) in missing.text
    planning.add_stage(school, name="招标", ends_on=on("2026-05-01"), by=home.clerk, at=at("2026-03-18"))
    twice = client.post(url("plan_ten", school.pk), days(listed))
    assert twice.status_code == 422 and "已有阶段" in twice.text
    assert client.get(url("plan_ten", plan(home).pk)).status_code == 404
    ended = plan(home, "已停工程", kind="staged")
    planning.end(ended, reason="停建", on=on("2026-03-01"), by=home.clerk, at=at("2026-03-18"))
    assert "终止" in client.post(url("plan_ten", ended.pk), days(listed)).text
    for of, ends, said in ((plan(home, "事项"), {}, "逐段公开"), (plan(home, "新工程", kind="staged"), {}, "没有填")):
        with pytest.raises(Refused, match=said):
            keeping.take_stages(of, ends, by=home.clerk, at=at("2026-03-18"))
    with pytest.raises(Refused, match="经办人"):
        keeping.take_stages(school, {}, by=office, at=at("2026-03-18"))
    assert Stage.objects.count() == 1


@pytest.mark.article("GAP-11")
def test_the_list_is_taken_home_as_a_sheet(enter, home, listed):
    answer = enter(home.clerk).get(url("ten"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = list(sheet.values)
    assert rows[0] == ("顺序", "公开内容", "要有的材料", "什么时候公开", "默认")
    assert [row[1] for row in rows[1:]] == names()


@pytest.mark.article("EVA-5-2-3d")
def test_the_public_page_says_how_many_rows_were_disclosed_and_which_are_missing(client, home, listed, school):
    ends = {row.pk: on("2026-04-01") for row in listed}
    for stage in keeping.take_stages(school, ends, by=home.clerk, at=at("2026-01-06"))[:7]:
        record(home, "2026-03-05", plan=school, stage=stage)
    page = client.get(reverse("portal:information", args=[school.pk])).text
    assert "共 10 项，已公开 7 项" in page and page.count("还没有公开</span>") == 3
    assert all("还没有公开" in page[page.index(f"<b>{row.name}") :].split("</li>")[0] for row in listed[7:])


def test_the_pages_cost_few_queries(enter, home, office, listed, school, django_assert_max_num_queries):
    for name, args, who in (("ten", (), office), ("ten_row", (listed[0].pk,), office),
                            ("plan_ten", (school.pk,), home.clerk)):  # fmt: skip
        client = enter(who)
        with django_assert_max_num_queries(15):
            assert client.get(url(name, *args)).status_code == 200
