"""The workbook of powers: what goes out comes back unchanged, a changed cell drafts the next version of one power."""

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.catalogue import services
from mingjing.catalogue.columns import POWERS, SHEETS
from mingjing.catalogue.models import FlowNode, PowerItem, PowerVersion
from mingjing.catalogue.selectors import sheets as selectors
from mingjing.catalogue.services.drafting import ELEMENTS
from mingjing.catalogue.services.planning import plan
from mingjing.core import sheets
from mingjing.ledger.models import Entry
from tests.catalogue import workbooks
from tests.catalogue.factories import AT, DAY, basis, draft, house, official, published

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40) | st.sampled_from(
    ["=1+1", "'x", '"a"\n"b"', " 前后 ", "a\r\nb", "_x000D_", "　全角　", "甲" * 33_000, "", "<b>&amp;", "@SUM(A1)"]
)
SHORT = TEXT.map(lambda text: text[:100])
LENGTH = st.none() | st.integers(0, 30)


def export(unit=None) -> bytes:
    return sheets.book(selectors.pages(selectors.newest(Q(item__unit=unit) if unit else Q())))


def read(data: bytes):
    return sheets.book_of("a.xlsx", data, SHEETS)


@pytest.fixture
def home():
    return house()


@pytest.mark.article("X-07", "ACC-3-b")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_round_trip_changes_nothing_whatever_was_written(home, data):
    PowerVersion.objects.filter(item__unit=home.unit).exists() or published(home)
    version = PowerVersion.objects.first()
    texts = {name: data.draw(TEXT) for name in ("conditions", "procedure", "remedy", "risk_points")}
    texts |= {name: data.draw(SHORT) for name in ("sub_name", "fee_basis", "disclosed_within", "name")}
    choices = {name: data.draw(st.booleans()) for name in ("fee", "important", "key_concern", "online", "bypassed")}
    lengths = {"statutory_length": data.draw(LENGTH), "promised_length": None}
    PowerVersion.objects.filter(pk=version.pk).update(**texts, **choices, **lengths)
    version.bases.update(article=data.draw(SHORT)[:60], text=data.draw(TEXT))
    version.materials.all().delete()
    for name in data.draw(st.lists(SHORT, max_size=3, unique_by=str.strip)):
        version.materials.create(name=name, copies=data.draw(st.integers(0, 9)), note=data.draw(SHORT))
    FlowNode.objects.filter(chart=version.chart).update(condition=data.draw(SHORT), limit_length=data.draw(LENGTH))
    made = plan(read(export()), {}, by=home.clerk, reason="x")
    assert (made.made, made.changed, made.same) == ([], [], 1)
    assert [fault.what for fault in made.faults if fault.what != "必须填写"] == []


def test_every_element_has_a_column():
    assert set(ELEMENTS) - {column.name for column in POWERS.columns} == set()


def test_a_changed_cell_drafts_the_next_version_of_just_that_power(home):
    first, second = published(home), published(home, "公路养护检查")
    services.import_book(
        workbooks.changed(read(export()), first, conditions="新条件"), reason="改", by=home.clerk, at=AT + DAY
    )
    new = PowerVersion.objects.get(item=first.item, no=2)
    first.refresh_from_db()
    assert (new.status, new.conditions, new.change_reason, new.drafted_by) == ("draft", "新条件", "改", home.clerk)
    assert (first.status, first.conditions) == ("published", "")
    assert [str(row) for row in new.bases.all()] == [str(row) for row in first.bases.all()]
    nodes = [list(version.chart.nodes.values_list("node", "post", "limit_length")) for version in (first, new)]
    assert nodes[0] == nodes[1]
    assert second.item.versions.count() == 1
    assert Entry.objects.filter(case_id=new.pk, step="导入草稿", by_id=home.clerk.pk).exists()


def test_a_draft_is_changed_in_place_and_the_ledger_says_what(home):
    version = draft(home)
    rows = workbooks.changed(read(export()), version, name="改了名", statutory_length=15)
    services.import_book(rows, by=home.clerk, at=AT + DAY)
    version.refresh_from_db()
    assert (version.no, version.name, version.statutory_length, version.item.name) == (1, "改了名", 15, "改了名")
    entry = Entry.objects.filter(case_id=version.pk, step="修改草稿").last()
    assert (entry.before, entry.after) == (
        {"name": "道路货物运输经营许可", "statutory_length": 20}, {"name": "改了名", "statutory_length": 15},
    )  # fmt: skip
    assert version.revision > 0


def test_what_a_power_lists_is_replaced_as_the_sheets_say(home):
    version = draft(home)
    basis("公路法")
    rows = workbooks.with_rows(
        read(export()), version,
        依据=[{"basis": "《公路法》", "article": "第八条"}],
        材料=[{"name": "申请书", "copies": 2, "original": True}, {"name": "照片"}],
        特殊程序=[{"name": "听证", "ground": "第四十六条", "starts_with": "受理", "ends_with": "决定", "longest": 20}],
    )  # fmt: skip
    services.import_book(rows, by=home.clerk, at=AT + DAY)
    assert [str(row) for row in version.bases.all()] == ["《公路法》第八条"]
    assert [str(row) for row in version.materials.all()] == ["申请书 原件2份", "照片 复印件1份"]
    assert version.special_procedures.get().longest == 20
    assert plan(read(export()), {}, by=home.clerk).same == 1


def test_a_node_is_described_by_its_row(home):
    version = draft(home)
    services.import_book(
        workbooks.node(read(export()), "审查", limit_length=7, rights="陈述、申辩"), by=home.clerk, at=AT
    )
    node = version.chart.nodes.get(name="审查")
    assert (node.limit_length, node.rights, node.post) == (7, "陈述、申辩", "许可科科员")


def test_new_rows_become_drafts_with_codes_and_charts(home):
    rows = workbooks.new(home, "新许可", "又一个", number={"又一个": "130600JT-X1"})
    made = services.import_book(rows, {"新许可.bpmn": workbooks.CHART}, by=home.clerk, at=AT)
    assert [(v.item.number, v.status, v.item.status) for v in made] == [
        ("130600JT-0001", "draft", "new"), ("130600JT-X1", "draft", "new"),
    ]  # fmt: skip
    assert [node.name for node in made[0].chart.nodes.all()] == ["受理", "审查", "决定"]
    assert PowerItem.objects.get(number="130600JT-X1").search_text.startswith("130600jt-x1 又一个")


def test_codes_go_on_where_they_are_free(home):
    published(home)
    PowerItem.objects.update(number="130600JT-0002")
    made = services.import_book(workbooks.new(home, "甲", "乙"), by=home.clerk, at=AT)
    assert [version.item.number for version in made] == ["130600JT-0003", "130600JT-0004"]


def test_the_office_imports_drafts_for_units_and_the_unit_goes_on(home):
    other = house("130600SJ", "审计局")
    clerk = official("lgo", "lgo_clerk", of=home.head.unit)
    made = services.import_book(workbooks.new(home, "甲"), by=clerk, at=AT)
    assert (made[0].item.unit, made[0].drafted_by) == (home.unit, clerk)
    services.edit(made[0], conditions="单位补充", by=home.clerk, at=AT)
    with pytest.raises(sheets.FaultySheet) as told:
        services.import_book(workbooks.new(other, "乙"), by=home.clerk, at=AT)
    assert "不是您的单位" in told.value.faults[0].what


def test_the_chain_of_what_was_imported_holds(home):
    made = services.import_book(workbooks.new(home, "甲"), by=home.clerk, at=AT)
    assert list(Entry.objects.filter(case_id__in=[made[0].pk, made[0].item.pk]).values_list("step", "seq")) in (
        [("导入草稿", 1), ("登记", 1)], [("登记", 1), ("导入草稿", 1)],
    )  # fmt: skip


def test_an_export_leaves_out_what_is_abolished_and_other_units(home):
    other = house("130600SJ", "审计局")
    published(home)
    gone = published(home, "取消的")
    services.abolish(gone.item, reason="法律废止", by=home.head, at=AT)
    published(other, "审计")
    assert [row.said["name"] for row in read(export(home.unit))["职权"]] == ["道路货物运输经营许可"]
    assert len(read(export())["职权"]) == 2


def test_an_export_takes_few_queries_however_many_powers(home, django_assert_max_num_queries):
    for number in range(3):
        published(home, f"职权{number}")
    with django_assert_max_num_queries(12):
        export()
