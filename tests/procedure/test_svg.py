"""The picture as SVG: every kind of shape, marks in words, nothing that a content policy would drop."""

from xml.etree import ElementTree

import pytest

from mingjing.procedure import Chart
from mingjing.procedure.document import picture_of, with_picture
from mingjing.procedure.lettering import width, wrap
from mingjing.procedure.svg import LOOKS, Mark, svg
from tests.procedure.charts import START_END, bpmn, flows, node, tasks
from tests.procedure.test_layout import FILES, charts_in

LINE = with_picture(bpmn(START_END, tasks("受理", "决定"), flows("start 受理 决定 end")).decode(), "p")


def words(text: str) -> list[str]:
    return [element.text for element in ElementTree.fromstring(text).iter() if element.tag.endswith("}text")]


@pytest.mark.parametrize("name", FILES)
def test_every_real_chart_is_drawn_as_xml_with_all_its_names(shared, name):
    for xml, process in charts_in((shared / "data" / f"{name}.bpmn").read_bytes()):
        picture = picture_of(xml, process)
        text = svg(picture, title="图")
        ElementTree.fromstring(text)
        assert all(said not in text for said in ("style=", "<style", "<script", '"nan', '"inf'))
        letters = "".join(words(text))
        for shape in picture.shapes:
            assert not shape.name or shape.name[:3].replace(" ", "") in letters.replace(" ", ""), shape.name


def test_a_mark_is_a_word_a_colour_and_a_kind_of_line():
    text = svg(
        picture_of(LINE, "p"), title="图", marks={"受理": Mark("added", "增加"), "决定": Mark("removed", "删去")}
    )
    assert {"增加", "删去"} <= set(words(text))
    assert LOOKS["removed"].dashes in text
    looks = [(look.dashes, look.thick, look.double) for look in LOOKS.values()]
    assert len(set(looks) | {(look.colour,) for look in LOOKS.values()}) >= len(LOOKS)


def test_a_headline_stands_above_and_the_title_is_for_those_who_do_not_see_it():
    text = svg(picture_of(LINE, "p"), title="“停车”流程图", lines=["停车 第 1 版", "举报电话 12345"])
    assert "<title>“停车”流程图</title>" in text
    assert words(text)[:2] == ["停车 第 1 版", "举报电话 12345"]


def test_markup_in_a_name_is_words():
    xml = bpmn(START_END, node("task", "t", "A&lt;script&gt;&amp;"), flows("start t end")).decode()
    text = svg(picture_of(with_picture(xml, "p"), "p"), title="<b>")
    assert "<script" not in text
    assert "<title>&lt;b&gt;</title>" in text


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("材料不齐全", 36, ["材料不", "齐全"]),
        ("受理。", 24, ["受理。"]),  # a line does not begin with a full stop
        ("check the form", 60, ["check", "the form"]),
        ("Non-Interrupting", 70, ["Non-", "Interrupting"]),
        ("", 60, []),
    ],
)
def test_words_break_where_they_may(text, room, lines):
    assert wrap(text, room) == lines


def test_what_does_not_go_in_ends_in_an_ellipsis():
    lines = wrap("很长" * 30, 60, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line) <= 60 for line in lines)


def test_message_flows_between_pools_are_told_by_name(shared):
    warnings = Chart.read(shared / "data/bpmn/miwg/C.1.0.bpmn").warnings
    assert any("消息流" in warning and "不参与判断" in warning for warning in warnings)
