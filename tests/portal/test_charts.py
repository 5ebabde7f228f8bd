"""Published charts: the picture without script, on A4, beside the version before; the same list everywhere."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.catalogue import services
from mingjing.catalogue.models import FlowChart, PowerVersion
from mingjing.catalogue.services.steps import change_list
from mingjing.people.models import Unit
from mingjing.portal import publication
from tests.catalogue.factories import AT, DAY, STEPS, bpmn, bring, describe_all, draft, house, published
from tests.portal.factories import get

pytestmark = pytest.mark.django_db
SAID = {"condition": "材料齐全", "supervision": "纪检抽查", "rights": "陈述申辩", "complaint_way": "来信来访"}


@pytest.fixture
def home():
    return house()


@pytest.fixture
def pair(home) -> tuple[PowerVersion, PowerVersion]:
    """Two versions in force one after the other: the second has one step and one branch more."""
    old = published(home, complaint_phone="0312-3054321")
    new = services.amend(old.item, reason="增加现场核查", by=home.clerk, at=AT + DAY)
    step = {"post": "核查员", "limit_length": 3, "limit_unit": "working_days"}
    change_list(new, lambda c: c.add_after("t0", "现场核查"), said=step, by=home.clerk, at=AT + DAY)
    change_list(new, lambda c: c.branch("t1", "材料不齐", "t0", otherwise="材料齐全"), by=home.clerk, at=AT + DAY)
    return old, bring(new, home, "published", at=AT + DAY)


@pytest.mark.article("ACC-5-2b", "ASM-5-3-2b", "ACC-5-1g")
def test_the_chart_is_a_picture_without_script_with_the_report_phone_on_it(client, pair):
    number = pair[1].item.number
    page = get(client, "power", number).text
    assert f'<img src="/powers/{number}/2/chart.svg"' in page
    assert "流程图，内容与下面的环节表相同" in page
    picture = get(client, "chart_svg", number, 2)
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    for said in (*STEPS, "现场核查", "投诉举报电话：0312-3054321", "第 2 版"):
        assert said in picture.text.replace("</text><text", "")
    assert "<script" not in picture.text
    assert "style=" not in picture.text


@pytest.mark.article("ASM-5-3-2b", "ACC-5-1g")
@pytest.mark.parametrize("name", ["power_version", "chart_print"])
def test_the_ordered_list_is_the_same_on_the_page_and_in_print(client, home, name):
    version = draft(home, complaint_phone="0312-3054321")
    describe_all(version, home, **SAID)
    bring(version, home, "published")
    text = get(client, name, version.item.number, 1).text
    nodes = text.split('<ol class="nodes">')[1].split("</ol>")[0]
    assert re.findall("<h4>(.*?)</h4>", nodes) == list(STEPS)
    for word in ("许可科科员", "2 个工作日", *SAID.values()):
        assert nodes.count(word) == 3, word
    assert "接着：到第2步“审查”" in nodes
    assert "接着：办结" in nodes
    assert 'href="tel:0312-3054321"' in text


def test_branches_are_said_in_words(client, pair):
    text = get(client, "power", pair[1].item.number).text
    assert "若“材料齐全”，到第" in text
    assert "若“材料不齐”，到第1步“受理”" in text


def test_a_printed_page_has_its_head_with_item_version_date_and_phones(client, pair):
    Unit.objects.update(service_phone="0312-3010101")
    head = get(client, "chart_print", pair[1].item.number, 2).text.split('class="sheet-head"')[1].split("</p>")[0]
    for said in (pair[1].name, "第 2 版", "2026-03-03 公布", "0312-3010101", "0312-3054321", pair[1].item.number):
        assert said in head


def test_a_chart_too_wide_for_a_sheet_is_cut_into_parts_that_can_be_read(client, home):
    version = draft(home)
    services.set_chart(version, bpmn(*(f"环节{n}" for n in range(40))), by=home.clerk, at=AT)
    describe_all(version, home)
    bring(version, home, "published")
    text = get(client, "chart_print", version.item.number, 1).text
    assert 'class="sheets wide"' in text
    parts = re.findall(r"svgView\(viewBox\(([-\d]+),[-\d]+,(\d+),\d+\)\)", text)
    assert len(parts) > 3
    for (x, wide), (following, _) in zip(parts, parts[1:], strict=False):
        assert abs(int(x) + int(wide) - int(following)) <= 1  # nothing is left out between two parts


@pytest.mark.article("ASM-5-4-1a")
def test_two_versions_are_compared_in_words_and_on_the_picture(client, pair):
    number = pair[1].item.number
    assert reverse("portal:compare", args=[number, 2, 1]) in get(client, "power", number).text
    page = get(client, "compare", number, 2, 1).text
    assert re.search(r"增加.*?环节.*?现场核查", page, re.S)
    assert re.search(r"“审查”之后.*?到“决定”.*?若“材料不齐”，到“受理”", page, re.S)
    old, new = (get(client, "compared", number, 2, 1, side).text for side in ("old", "new"))
    assert "走向改变" in old
    assert ">增加<" in new


@pytest.mark.parametrize("args", [(1, 2), (2, 2), (2, 7), (7, 1)])
def test_only_a_newer_version_is_compared_with_an_older_one(client, pair, args):
    assert get(client, "compare", pair[1].item.number, *args).status_code == 404
    assert get(client, "compared", pair[1].item.number, *args, "new").status_code == 404


@pytest.mark.parametrize("name", ["chart_svg", "chart_print"])
def test_what_is_not_public_does_not_exist(client, home, name):
    version = draft(home)
    assert get(client, name, version.item.number, 1).status_code == 404
    bring(version, home, "published")
    assert get(client, name, version.item.number, 1).status_code == 200
    PowerVersion.objects.update(attribute="on_request")
    assert get(client, name, version.item.number, 1).status_code == 404


def test_pictures_and_comparisons_are_published_as_files(pair, public_dir):
    publication.render("power", pair[1].item.number)
    folder = public_dir / "powers" / pair[1].item.number / "2"
    for name in ("chart.svg", "chart/index.html", "compare/1/index.html", "compare/1/old.svg", "compare/1/new.svg"):
        assert (folder / name).is_file(), name


def test_a_new_phone_of_the_unit_reaches_its_charts(home, public_dir):
    version = published(home)
    publication.render("power", version.item.number)
    Unit.objects.filter(pk=home.unit.pk).update(report_phone="0312-3099999")
    publication.render("unit", home.unit.code)
    picture = public_dir / "powers" / version.item.number / "1" / "chart.svg"
    assert "0312-3099999" in picture.read_text(encoding="utf-8")


def test_a_chart_stored_without_a_picture_is_drawn_all_the_same(client, home):
    version = published(home)
    FlowChart.objects.update(xml=bpmn(*STEPS).decode(), process="p")
    assert "审查" in get(client, "chart_svg", version.item.number, 1).text
    assert "BPMNShape" in get(client, "chart", version.item.number, 1).text


def test_names_that_look_like_markup_are_words_in_the_picture(client, home):
    version = draft(home)
    evil = bpmn("A&lt;script&gt;x&lt;/script&gt;", "B&quot;C")
    services.set_chart(version, evil, by=home.clerk, at=AT)
    describe_all(version, home)
    bring(version, home, "published")
    assert "<script" not in get(client, "chart_svg", version.item.number, 1).text


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_the_chart_is_taken_home_as_a_document_and_the_list_as_a_sheet(client, pair, kind):
    answer = get(client, "chart_taken", pair[1].item.number, 2, kind)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF" if kind == "pdf" else b"PK")
    assert answer.headers["Content-Disposition"].endswith(f'-v2-chart.{kind}"')
    assert get(client, "chart_taken", pair[1].item.number, 2, "exe").status_code == 404


def test_the_differences_are_taken_home(client, pair):
    answer = get(client, "compare_xlsx", pair[1].item.number, 2, 1)
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert ("增加", "环节", None, "现场核查") in rows or ("增加", "环节", "", "现场核查") in rows
