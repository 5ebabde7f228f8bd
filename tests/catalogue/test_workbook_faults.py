"""What a workbook may not say: each fault in words, at its sheet, row and column, with what to do; nothing is taken."""

import datetime as dt

import pytest
from django.db.models import Q

from mingjing.catalogue import services
from mingjing.catalogue.columns import SHEETS
from mingjing.catalogue.models import FlowChart, PowerItem, PowerVersion
from mingjing.catalogue.selectors import sheets as selectors
from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.sheets import FaultySheet
from tests.catalogue import workbooks
from tests.catalogue.factories import AT, BPMN, basis, bring, draft, house, official, published

pytestmark = pytest.mark.django_db
ENDLESS = f"""<?xml version="1.0"?><definitions xmlns="{BPMN}" targetNamespace="urn:t"><process id="p">
<startEvent id="s"/><task id="a" name="受理"/><task id="b" name="审查"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="a"/></process></definitions>""".encode()


@pytest.fixture
def home():
    basis("公路法")
    return house()


def read():
    return sheets.book_of("a.xlsx", sheets.book(selectors.pages(selectors.newest(Q()))), SHEETS)


def faults(found, by, files=None, **said) -> list[tuple[str, int, str, str]]:
    """What is wrong, after having made sure that nothing was stored."""
    before = (PowerItem.objects.count(), PowerVersion.objects.count())
    with pytest.raises(FaultySheet) as told:
        services.import_book(found, files, by=by, at=AT, **said)
    assert (PowerItem.objects.count(), PowerVersion.objects.count()) == before
    return [(fault.sheet, fault.row, fault.column, fault.what) for fault in told.value.faults]


@pytest.mark.article("X-07")
@pytest.mark.parametrize(
    ("said", "column", "why"),
    [
        ({"power_type": "行政什么"}, "类别", "没有“行政什么”这个类别"),
        ({"number": "999-1"}, "职权编码", "应以单位代码 130600JT 开头"),
        ({"number": "130600JT 1"}, "职权编码", "只能用字母"),
        ({"promised_length": 30}, "承诺时限", "长于法定时限"),
        ({"chief": "皇帝"}, "主管领导岗位", "没有“皇帝”这个主管领导岗位"),
        ({"handler": "局长"}, "承办人岗位", "没有“局长”这个承办人岗位"),
        ({"service_phone": "打电话"}, "服务电话", "电话格式不对"),
        ({"name": "长" * 121}, "事项名称", "120"),
        ({"unit": "没有的"}, "单位代码", "没有这个单位代码"),
        ({"unit": "130600SJ"}, "单位代码", "不是您的单位"),
        ({"statutory_length": 99_999}, "法定时限", "32767"),
    ],
)
def test_an_element_that_cannot_be_is_named(home, said, column, why):
    house("130600SJ", "审计局")
    found = faults(workbooks.new(home, said.pop("name", "甲"), **said) if "number" not in said else
                   workbooks.new(home, "甲", number={"甲": said["number"]}), home.clerk)  # fmt: skip
    assert [(sheet, row, named) for sheet, row, named, _what in found] == [("职权", 2, column)]
    assert why in found[0][3]


@pytest.mark.article("X-07", "ACC-1-b")
def test_an_unknown_basis_and_a_repealed_one_are_named_with_the_successor(home):
    new = basis("新公路法")
    basis("旧公路法", status="repealed", successor=new, changed_on=dt.date(2025, 1, 1))
    version = draft(home)
    rows = [{"basis": "没有的法", "article": "第一条"}, {"basis": "旧公路法", "article": "第二条"}]
    found = faults(workbooks.with_rows(read(), version, 依据=rows), home.clerk)
    assert [(sheet, row, column) for sheet, row, column, _what in found] == [
        ("依据", 2, "法律法规"),
        ("依据", 3, "法律法规"),
    ]
    assert "依据库里没有《没有的法》" in found[0][3]
    assert "《旧公路法》已于2025年1月1日废止，现行的是《新公路法》。请改引现行的" in found[1][3]


def test_a_repealed_basis_that_is_cited_already_may_stay(home):
    version = draft(home)
    basis().__class__.objects.update(status="repealed")
    rows = workbooks.changed(read(), version, conditions="新")
    services.import_book(rows, by=home.clerk, at=AT)
    version.refresh_from_db()
    assert version.conditions == "新"


def test_a_post_that_the_unit_does_not_have_is_named_at_its_node(home):
    draft(home)
    found = faults(workbooks.node(read(), "审查", post="不存在的科长"), home.clerk)
    assert found == [
        ("环节", 3, "承办岗位", "交通运输局没有“不存在的科长”这个岗位，请先在“单位与人员”里设置，或改正岗位名称")
    ]


def test_nodes_are_those_of_the_chart(home):
    version = draft(home)
    columns = {"power": version.item.number, "node": "", "name": "盖章"}
    row = sheets.Row(9, {column.name: column.empty for column in SHEETS[4].columns} | columns)
    found = read()
    assert "流程图里没有环节“盖章”" in faults(found | {"环节": [*found["环节"], row]}, home.clerk)[0][3]
    twice = faults(found | {"环节": [*found["环节"], found["环节"][0]]}, home.clerk)
    assert "“受理”写了两次" in twice[0][3]
    FlowChart.objects.all().delete()
    assert "没有流程图，环节无处可填" in faults(found, home.clerk)[0][3]


@pytest.mark.article("X-07")
def test_a_chart_that_cannot_end_and_one_that_is_none_are_named_by_their_file(home):
    found = faults(
        workbooks.new(home, "甲"), home.clerk, {"甲.bpmn": ENDLESS, "乙.bpmn": workbooks.CHART, "丙.bpmn": b"x"}
    )
    told = {sheet: what for sheet, _row, _column, what in found}
    assert set(told) == {"甲.bpmn", "乙.bpmn", "丙.bpmn"}
    assert "没有以这个编码或名称命名的职权" in told["乙.bpmn"]


def test_rows_that_belong_to_no_power_and_powers_that_are_twice_are_named(home):
    version = draft(home)
    found = read()
    stray = sheets.Row(7, found["依据"][0].said | {"power": "没有的"})
    assert faults(found | {"依据": [stray]}, home.clerk)[0][:3] == ("依据", 7, "职权")
    twice = [(row, column) for _s, row, column, _w in faults(workbooks.new(home, "甲", "甲"), home.clerk)]
    assert twice == [(2, "事项名称"), (3, "事项名称")]
    assert "已有职权" in faults(workbooks.new(home, version.name), home.clerk)[0][3]
    both = found | {"职权": [found["职权"][0], found["职权"][0]]}
    assert "在这张表里写了两次" in faults(both, home.clerk)[0][3]


def test_materials_and_bases_that_stand_twice_are_named(home):
    version = draft(home)
    rows = {"材料": [{"name": "照片"}, {"name": "照片"}]}
    assert "“照片”在这项职权下写了两次" in faults(workbooks.with_rows(read(), version, **rows), home.clerk)[0][3]


def test_what_is_under_review_is_not_changed(home):
    version = bring(draft(home), home, "approval")
    found = faults(workbooks.changed(read(), version, conditions="新"), home.clerk)
    assert found[0][2:] == ("职权编码", "第1版待批准，不能改。请先办完，或退回起草后再导入")


@pytest.mark.article("ACC-6-4a")
def test_a_published_power_is_not_changed_without_a_reason(home):
    version = published(home)
    rows = workbooks.changed(read(), version, conditions="新")
    assert faults(rows, home.clerk)[0][2:] == ("变更理由", "修订已公布的职权要写明理由（第六条第四项）")
    services.import_book(workbooks.changed(rows, version, change_reason="法律修改"), by=home.clerk, at=AT)
    assert PowerVersion.objects.get(no=2).change_reason == "法律修改"


def test_a_change_on_top_of_a_colleagues_is_not_lost_silently(home):
    version = draft(home)
    rows = workbooks.changed(read(), version, conditions="我的")
    services.edit(version, conditions="同事的", by=home.clerk, at=AT)
    assert "导出以后有人改过这项职权" in faults(rows, home.clerk)[0][3]


def test_the_office_leaves_a_units_own_draft_alone(home):
    version = draft(home)
    clerk = official("lgo", "lgo_clerk", of=home.head.unit)
    assert "正在起草第1版" in faults(workbooks.changed(read(), version, conditions="新"), clerk)[0][3]


def test_the_type_of_a_power_stays_and_nobody_else_imports(home):
    version = published(home)
    rows = workbooks.changed(read(), version, power_type="行政处罚", change_reason="x", conditions="新")
    assert "类别随职权，不能在修订中改" in faults(rows, home.clerk)[0][3]
    with pytest.raises(Refused, match="由单位经办人或领导小组办公室工作人员办理"):
        services.import_book(rows, by=home.leader, at=AT)
