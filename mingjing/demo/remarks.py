"""What the demo's charts say of each step beside its post and limit: on what condition, who watches, one's rights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mingjing.demo.notation import Choice, Loop, Parallel, Sequence, Step
from mingjing.demo.units import DemoUnit

# The first word that a step's name holds says who watches it; the last row is for every other step.
WATCHED = (
    ("听证", "听证由非本案调查人员主持，制作笔录并由当事人签字"),
    ("会审", "集体会审，纪要公开"),
    ("审议", "集体讨论，意见记录在案"),
    ("法制审核", "未经法制审核或者审核未通过，不得作出决定"),
    ("法律审核", "未经法制审核或者审核未通过，不得作出决定"),
    ("决定", "单位负责人签批，监督科抽查"),
    ("批准", "单位负责人签批，监督科抽查"),
    ("签发", "单位负责人签批，监督科抽查"),
    ("抽查", "随机抽取、全程留痕，抽查结果公示"),
    ("检查", "两人以上出示执法证件，全过程音像记录"),
    ("调查", "两人以上出示执法证件，全过程音像记录"),
    ("核查", "两人以上到场，填写核查记录"),
    ("公示", "公示期内接受异议，监督科受理反映"),
    ("", "网上流程监督，超过时限自动提示"),
)
RIGHTS = (
    ("告知补正", "有权要求一次性告知需要补正的全部内容"),
    ("听证", "有权申请听证、委托代理人、申辩和质证"),
    ("拟处罚", "有权陈述、申辩，不得因申辩加重处罚"),
    ("告知", "有权陈述、申辩"),
    ("送达", "有权自收到之日起依法申请行政复议或者提起行政诉讼"),
    ("决定", "有权知晓理由，不服的可以申请行政复议或者提起行政诉讼"),
    ("检查", "有权要求出示证件，有权拒绝没有依据的检查"),
    ("核查", "有权要求出示证件并核对核查记录"),
    ("收到", "有权取得收件凭证"),
    ("申请", "有权取得收件凭证"),
    ("公示", "有权在公示期内提出异议"),
    ("", "有权查询办理进度"),
)


@dataclass(frozen=True)
class Remark:
    """What is said of one step."""

    condition: str
    supervision: str
    rights: str
    complaint_way: str


def remarks(flow: Sequence, unit: DemoUnit) -> Mapping[str, Remark]:
    """What is said of each step of a flow, by its name."""
    conditions = dict(_conditions(flow, ""))
    way = f"拨打{unit.report_phone}，或到{unit.short_name}监督科反映"
    return {
        name: Remark(condition, _first(WATCHED, name), _first(RIGHTS, name), way)
        for name, condition in conditions.items()
    }


def _first(rows: tuple[tuple[str, str], ...], name: str) -> str:
    return next(said for word, said in rows if word in name)


def _conditions(flow: Sequence, label: str) -> Iterator[tuple[str, str]]:
    """Each step's name with the label of the way that leads to it, which the first step of the way carries."""
    for item in flow:
        match item:
            case Step(name):
                yield name, label
            case Choice(branches):
                for branch in branches:
                    yield from _conditions(branch.body, branch.label)
            case Parallel(sides):
                for side in sides:
                    yield from _conditions(side, label)
            case Loop(body, label=again, redo=redo):
                yield from _conditions(body, label)
                yield from _conditions(redo, again)
        label = ""
