"""Internal bodies of the demo's units: the sections that their posts name, each with what it is for."""

from collections.abc import Iterator, Mapping

from mingjing.demo.units import DemoUnit
from mingjing.people.models import InternalBody, Unit

FUNCTIONS = {
    "政务服务窗口": "统一收件、咨询、发证，公示办理进度和结果。",
    "监督科": "监督权力运行，受理对办理过程的投诉，跟踪办理期限。",
}
FRONT = "受理和审查本单位的行政权力事项，编制并更新职权目录和流程图。"
FIRST = ("办公室", "文电、会务、政务公开和后勤保障。")


def bodies_of(said: DemoUnit, unit: Unit) -> Iterator[InternalBody]:
    """The bodies of one unit, its office first."""
    sections = dict.fromkeys(post.section for post in said.posts if post.section)
    named = {FIRST[0]: FIRST[1]} | {section: FUNCTIONS.get(section, FRONT) for section in sections}
    for order, (name, function) in enumerate(named.items(), start=1):
        yield InternalBody(unit=unit, name=name, function=function, order=order)


def bodies(units: Mapping[str, Unit], said: tuple[DemoUnit, ...]) -> list[InternalBody]:
    """The bodies of every unit that this city runs."""
    return [body for one in said if not one.elsewhere for body in bodies_of(one, units[one.code])]
