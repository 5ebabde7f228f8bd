"""The chart in words: what follows each step, conditions, steps at the same time, interruptions."""

import pytest

from mingjing.procedure import Chart
from mingjing.procedure.outline import outline
from tests.procedure.charts import START_END, chart, flows, node, tasks

CHOICE, MERGE = node("exclusiveGateway", "g", default="g-乙"), node("exclusiveGateway", "m")


def named(source: str, target: str, words: str) -> str:
    return f'<sequenceFlow id="{source}-{target}" name="{words}" sourceRef="{source}" targetRef="{target}"/>'


def test_one_step_after_another_and_the_end():
    found = outline(chart(tasks("甲", "乙"), flows("start 甲 乙 end")))
    assert found == {"": ("到第1步“甲”",), "甲": ("到第2步“乙”",), "乙": ("办结",)}


def test_a_choice_says_its_conditions_and_what_else():
    found = outline(chart(CHOICE, tasks("甲", "乙"), named("g", "甲", "材料不齐"), flows("start g 乙 end", "甲 end")))
    assert found[""] == ("若“材料不齐”，到第1步“甲”", "否则，到第2步“乙”")


def test_conditions_one_after_another_are_joined():
    inner = node("exclusiveGateway", "h")
    ways = [
        named("g", "h", "符合"),
        named("h", "甲", "需听证"),
        named("h", "end", "不需听证"),
        named("g", "乙", "不符合"),
    ]
    found = outline(chart(CHOICE, inner, tasks("甲", "乙"), *ways, flows("start g", "甲 end", "乙 end")))
    assert "若“符合”且“需听证”，到第1步“甲”" in found[""]
    assert "若“符合”且“不需听证”，办结" in found[""]


def test_steps_at_the_same_time_and_waiting_for_all():
    gates = node("parallelGateway", "f") + node("parallelGateway", "j")
    found = outline(chart(gates, tasks("甲", "乙", "丙"), flows("start f 甲 j 丙 end", "f 乙 j")))
    assert found[""] == ("同时到第1步“甲”，并到第2步“乙”",)
    assert found["乙"] == ("等同时办理的各步都办完，到第3步“丙”",)


def test_several_may_be_taken_together():
    gates = node("inclusiveGateway", "o") + node("inclusiveGateway", "p")
    ways = named("o", "甲", "涉水") + named("o", "乙", "涉气")
    found = outline(chart(gates, tasks("甲", "乙"), ways, flows("start o", "甲 p end", "乙 p")))
    assert found[""] == ("以下各路可以同时走几路：若“涉水”，到第1步“甲”；若“涉气”，到第2步“乙”",)


def test_interruptions_and_waiting_are_said():
    event = node("boundaryEvent", "late", "超过三日", "<timerEventDefinition/>", attachedToRef="甲")
    wait = node("intermediateCatchEvent", "w", "公告期满", "<timerEventDefinition/>")
    found = outline(chart(event, wait, tasks("甲", "乙"), flows("start 甲 w 乙 end", "late end")))
    assert found["甲"] == ("等“公告期满”，到第2步“乙”", "办理中如遇“超过三日”，办结")


def test_the_name_of_an_end_and_the_inside_of_a_subprocess():
    inner = node("startEvent", "s2") + tasks("乙") + node("endEvent", "e2") + flows("s2 乙 e2")
    sub = node("subProcess", "sub", "评审", inner)
    found = outline(
        chart(sub, tasks("甲"), node("endEvent", "no", "不予许可"), flows("start 甲 sub no"), flows("甲 end"))
    )
    assert "到第2步“乙”" in found["甲"][0]
    assert found["乙"] == ("办结（不予许可）",)


def test_gateways_in_a_circle_do_not_catch_the_reader():
    found = outline(chart(CHOICE, MERGE, tasks("甲", "乙"), flows("start m g 甲 end", "g 乙 m", "g m")))
    assert found["乙"] == ("也可以到第2步“甲”", "否则，到第1步“乙”") or len(found["乙"]) == 2


@pytest.mark.parametrize(
    "name", ["receipt", "receipt_inductive", "receipt_inductive_all", "road_traffic_fines_inductive"]
)
def test_every_step_of_a_real_chart_leads_somewhere(shared, name):
    found = outline(Chart.read(shared / "data/charts" / f"{name}.bpmn"))
    assert all(found.values())
    assert max(map(len, found.values())) < 2_500


def test_words_come_in_another_language():
    found = outline(
        chart(tasks("A"), flows("start A end")), translate=lambda text: {"办结": "the case ends"}.get(text, text)
    )
    assert found["A"] == ("the case ends",)


def test_start_and_end_alone_say_that_the_case_ends():
    assert outline(Chart.read(_file(START_END + flows("start end")))) == {"": ("办结",)}


def _file(inside: str) -> bytes:
    from tests.procedure.charts import bpmn

    return bpmn(inside)
