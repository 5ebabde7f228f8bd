"""A power's page: its elements, its chart, how it really runs, its versions."""

import json
import re

import pytest

from mingjing.catalogue import services
from mingjing.procedure import Chart
from tests.catalogue.factories import AT, DAY, STEPS, amended, bpmn, bring, describe_all, draft, house, published
from tests.portal.factories import NOW, deliver, get, walk

pytestmark = pytest.mark.django_db


def page(client, version) -> str:
    return get(client, "power", version.item.number).text


@pytest.fixture
def busy(power):
    """Two matters by the book, one late, one with a step too many, one with a step too few."""
    walk(power, "按图", *STEPS)
    walk(power, "按图二", *STEPS)
    walk(power, "超期", *STEPS, every=9)
    walk(power, "多了", "受理", "请示", "审查", "决定")
    walk(power, "缺了", "受理", "决定")
    return power


@pytest.mark.article("ACC-5-2a", "ASM-5-3-2b")
def test_all_public_elements_are_shown_and_risks_are_not(client, db):
    said = {
        "conditions": "有车辆", "remedy": "可以申请行政复议", "responsibilities": "受理责任",
        "accountable_for": "不按时办理",
        "discretion": "三档", "result": "许可证", "fee": True, "fee_basis": "价费字一号", "fee_standard": "每件十元",
        "service_phone": "0312-3012345", "complaint_phone": "0312-3054321", "risk_points": "CANARY-RISK",
    }  # fmt: skip
    text = page(client, published(house(), **said))
    shown = [value for name, value in said.items() if isinstance(value, str) and name != "risk_points"]
    assert [value for value in shown if value not in text] == []
    assert "CANARY" not in text
    assert 'href="tel:0312-3054321"' in text
    assert "《中华人民共和国行政许可法》第十二条" in text


@pytest.mark.article("ASM-5-3-2b", "ACC-5-2b")
def test_the_chart_is_drawn_by_script_and_listed_without_it(client, db):
    home = house()
    version = draft(home)
    said = {"condition": "材料齐全", "supervision": "纪检抽查", "rights": "陈述申辩", "complaint_way": "拨打电话"}
    describe_all(version, home, **said)
    text = page(client, bring(version, home, "published"))
    nodes = text.split('<ol class="nodes">')[1].split("</ol>")[0]
    assert re.findall("<h4>(.*?)</h4>", nodes) == list(STEPS)
    for word in ("许可科科员", "2 个工作日", *said.values()):
        assert nodes.count(word) == 3
    assert re.search(r"<div data-chart-viewer[^>]*\shidden", text)
    assert f'<img src="/powers/{version.item.number}/1/chart.svg"' in text
    assert f'data-source="/powers/{version.item.number}/1/chart.bpmn"' in text


def test_a_power_nobody_ran_yet_says_what_will_appear(client, power):
    assert "还没有办件" in page(client, power)


@pytest.mark.article("ACC-5-3", "ACC-7-2a", "ACC-7-2c")
def test_the_page_says_how_the_power_really_runs(client, busy):
    text = page(client, busy)
    assert "5 件</a>" in text
    assert "<b>80%</b> 按期" in text
    assert "<b>40%</b> 偏离公布的流程图" in text
    table = text.split('id="node-times"')[1].split("</table>")[0]
    assert "一半不超过 1，九成不超过 6，时限 2 个工作日" in table  # 决定; 审查 was done four times, too few to say
    assert table.count('aria-label="一半不超过') == 2
    deviations = text.split('id="deviations"')[1].split("</table>")[0]
    assert "请示" in deviations
    assert "多在“受理”之后" in deviations
    assert "审查" in deviations


def test_the_chart_carries_marks_in_words_for_what_really_happened(client, busy):
    found = re.search(r'data-marks="([^"]*)"', page(client, busy)).group(1).replace("&quot;", '"')
    marks = json.loads(found)
    assert {(node, mark["kind"]) for node, found in marks.items() for mark in found} == {
        ("t1", "late"), ("t2", "late"), ("t1", "skipped"), ("t0", "added"),
    }  # fmt: skip
    assert marks["t0"][0]["label"] == "后加“请示”20%"


def test_each_number_leads_to_a_list_of_just_as_many(client, busy):
    text = page(client, busy)
    links = re.findall(r'href="(/powers/[^"]*/matters/\?[^"]*)"[^>]*>([\d,]+)(?: 件[^<]*)?</a>', text)
    assert len(links) >= 10
    for address, number in links:
        found = client.get(address.replace("&amp;", "&")).text
        assert found.count('<th scope="row"') == int(number), address


@pytest.mark.parametrize("count", [2, 60])
def test_the_page_costs_the_same_for_many_matters(client, power, django_assert_num_queries, count):
    deliver(power, {f"{n}": [(name, AT + DAY) for name in STEPS[: 2 + n % 2]] for n in range(count)})
    with django_assert_num_queries(15):
        page(client, power)


def test_figures_follow_the_data_and_not_the_clock(client, busy):
    before = page(client, busy)
    assert f"至 {NOW:%Y-%m-%d} 办结" in before
    assert page(client, busy) == before


@pytest.mark.article("ASM-5-4-1a")
def test_a_second_version_replaces_the_first_and_says_what_is_different(client, power):
    home = house()
    new = services.amend(power.item, reason="简化程序", by=home.clerk, at=AT + DAY)
    services.set_chart(new, bpmn("受理", "决定"), by=home.clerk, at=AT + DAY)
    describe_all(new, home, at=AT + DAY)
    services.edit(new, by=home.clerk, at=AT + DAY, promised_length=5)
    bring(new, home, "published", at=AT + DAY)
    text = page(client, power)
    assert "第 2 版，" in text
    difference = text.split('id="difference"')[1]
    assert re.search(r"缩短.*?承诺时限.*?10个工作日.*?5个工作日", difference, re.S)
    assert re.search(r"删去.*?环节.*?审查", difference, re.S)
    old = get(client, "power_version", power.item.number, 1).text
    assert "这是第 1 版" in old
    assert "看现行版本" in old


def test_a_version_that_was_replaced_keeps_its_own_figures(client, busy):
    amended(busy, house(), at=NOW, promised_length=5)
    assert "还没有办结的" in page(client, busy)
    assert 'id="node-times"' in get(client, "power_version", busy.item.number, 1).text


@pytest.mark.article("ACC-6-4a")
@pytest.mark.parametrize(("move", "said"), [(services.suspend, "暂停行使"), (services.abolish, "已取消")])
def test_a_power_no_longer_exercised_says_so_with_the_reason(client, power, move, said):
    move(power.item, reason="法律已经修改", by=house().head, at=AT + DAY)
    text = page(client, power)
    assert said in text
    assert "法律已经修改" in text


def test_what_is_not_published_does_not_exist(client):
    item = draft(house()).item
    assert get(client, "power", item.number).status_code == 404
    for name in ("power_version", "chart", "power_facts"):
        assert get(client, name, item.number, 1).status_code == 404


@pytest.mark.parametrize("name", ["power_version", "chart", "power_facts"])
def test_there_is_no_other_version(client, power, name):
    assert get(client, name, power.item.number, 7).status_code == 404


def test_what_is_not_public_does_not_exist(client, power):
    type(power).objects.update(attribute="on_request")
    assert get(client, "power", power.item.number).status_code == 404
    assert get(client, "chart", power.item.number, 1).status_code == 404


@pytest.mark.article("ASM-5-3-2c")
def test_the_chart_can_be_taken_home_and_read_again(client, power):
    answer = get(client, "chart", power.item.number, 1)
    assert [node.name for node in Chart.read(answer.content).steps] == list(STEPS)


@pytest.mark.article("ASM-5-3-2c")
def test_all_that_is_public_can_be_taken_home_by_machines(client, busy):
    found = get(client, "power_facts", busy.item.number, 1).json()
    assert found["name"] == busy.name
    assert [step["name"] for step in found["steps"]] == list(STEPS)
    assert found["running"]["own"]["ended"] == 5
    assert not {"risk_points", "risk_grade", "drafted_by"} & found.keys()
