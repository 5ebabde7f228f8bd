"""The compact notation of the demo's charts."""

import pytest

from mingjing.demo.drawing import draw
from mingjing.demo.notation import Choice, Loop, NotationError, Parallel, Step, longest, parse, steps


def test_each_form_is_read() -> None:
    flow = parse(
        "收件@窗口:1; *(审查@科员:2 / 12 材料不齐: 补正@窗口:1); "
        "{甲@甲岗:3 & 乙@乙岗:4日}; (90 准予: 发证@窗口:1 | 10 不予: !)"
    )
    kinds = [type(item) for item in flow]
    assert kinds == [Step, Loop, Parallel, Choice]
    assert [step.name for step in steps(flow)] == ["收件", "审查", "补正", "甲", "乙", "发证"]
    assert [step.unit for step in steps(flow)][-2:] == ["days", "working_days"]
    assert longest(flow) == 1 + 2 + 4 + 1


def test_what_stops_the_clock_is_left_out_of_the_longest_way() -> None:
    assert longest(parse("收件@窗口:1; 送检@科员:1; 收到结论@所:30"), frozenset({"收到结论"})) == 2


def test_no_two_shapes_stand_on_one_place() -> None:
    drawing = draw(parse("甲@窗口:1; (50 是: 乙@窗口:1; 丙@科员:1 | 50 否: 丁@窗口:1; [20 复核: 戊@科员:1])"))
    places = [(shape.lane, shape.track, shape.column) for shape in drawing.shapes]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("收件", "NAME@POST:LIMIT"),
        ("收件@窗口:1; ", "found “the end”"),
        ("(准予: 发证@窗口:1)", "expected a weight"),
        ("*(审查@科员:2 / 12 不齐: [5 甲: 乙@丙:1])", "plain steps"),
        ("收件@窗口:1) ", "unexpected"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(NotationError, match=said):
        parse(text)
