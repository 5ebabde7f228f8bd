"""The sentence a citizen reads."""

import pytest

from mingjing.procedure import Verdict, judge, sentence
from mingjing.procedure.messages import Message
from tests.procedure.charts import chart, flows, tasks

LINE = chart(tasks("受理", "审查", "决定"), flows("start 受理 审查 决定 end"))


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("受理 审查 决定", "按公布的流程图办理。"),
        ("受理 勘验 审查 决定", "多了1步：“勘验”（在“受理”之后）。"),
        ("收费 受理 审查 决定", "多了1步：“收费”（在最开始）。"),
        ("受理 决定", "缺了1步：“审查”（应在“受理”之后）。"),
        ("审查 决定", "缺了1步：“受理”（应在最开始）。"),
        ("受理 勘验 决定", "多了1步：“勘验”（在“受理”之后）；缺了1步：“审查”（应在“受理”之后）。"),
        ("受理", "缺了2步：“审查”（应在“受理”之后）、“决定”（应在“审查”之后）。"),
        ("受理 审查 决定 审查 决定", "多了2步：“审查”（在“决定”之后）、“决定”（在“审查”之后）。"),
    ],
)
@pytest.mark.article("ACC-7-2a")
def test_a_verdict_says_what_was_too_much_or_missing_and_where(case, said):
    assert sentence(judge(LINE, case.split())) == said


def test_an_undecided_verdict_says_why():
    verdict = Verdict(False, Message.of("比较了 {budget} 种", budget=7), None, ())
    assert sentence(verdict) == "比较了 7 种。"
    assert sentence(verdict, lambda text: text.replace("比较了", "compared").replace("种。", "")) == "compared 7 种。"
    assert sentence(Verdict(False, "没有事件", None, ())) == "没有事件。"


def test_the_sentence_is_said_by_the_catalogue_given():
    english = {
        "{findings}。": "{findings}.",
        "；": "; ",
        "、": ", ",
        "多了{count}步：{steps}": "{count} added: {steps}",
        "缺了{count}步：{steps}": "{count} missing: {steps}",
        "“{step}”（在“{previous}”之后）": "{step} after {previous}",
        "“{step}”（应在“{previous}”之后）": "{step} due after {previous}",
    }
    said = sentence(judge(LINE, ["受理", "勘验", "决定"]), english.__getitem__)
    assert said == "1 added: 勘验 after 受理; 1 missing: 审查 due after 受理."
