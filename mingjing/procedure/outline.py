"""The chart as an ordered list: what follows each step, in words, with the conditions written on the flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mingjing.procedure.chart import Chart
from mingjing.procedure.diagram import Flow, Node, NodeKind
from mingjing.procedure.matching import Graph
from mingjing.procedure.messages import gettext_noop

STEP = gettext_noop("到第{number}步“{name}”")
NAMED_STEP = gettext_noop("到“{name}”")
END = gettext_noop("办结")
NAMED_END = gettext_noop("办结（{name}）")
IF = gettext_noop("若{conditions}，{then}")
QUOTED = gettext_noop("“{condition}”")
AND = gettext_noop("且")
OTHERWISE = gettext_noop("否则，{then}")
OR = gettext_noop("也可以{then}")
TOGETHER = gettext_noop("同时{all}")
TOGETHER_SEPARATOR = gettext_noop("，并")
JOINED = gettext_noop("等同时办理的各步都办完，{then}")
SEVERAL = gettext_noop("以下各路可以同时走几路：{ways}")
WHEN = gettext_noop("等“{event}”，{then}")
INTERRUPTED = gettext_noop("办理中如遇“{event}”，{then}")
SEPARATOR = gettext_noop("；")
GROUP = gettext_noop("（{ways}）")
MORE = gettext_noop("走向太多，其余请看图")
NOWHERE = gettext_noop("没有下一步")
TRIGGERS = {
    "timer": gettext_noop("到期"), "message": gettext_noop("收到消息"), "error": gettext_noop("出错"),
    "conditional": gettext_noop("条件成立"), "signal": gettext_noop("收到信号"),
}  # fmt: skip
UNNAMED = gettext_noop("其他情形")
PATIENCE = 2_000  # flows followed from one step: gateways one after another can have very many ways
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: under which conditions, and where to, in words."""

    conditions: tuple[str, ...]
    then: str
    default: bool = False


def outline(
    chart: Chart, translate: Translate = str, names: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """What follows each step, a sentence for each way, by the step's id; what comes first under "".

    With `names` steps are called by these alone, without numbers: so that two charts can be compared.
    """
    return _Reader(chart, translate, names).read()


class _Reader:
    def __init__(self, chart: Chart, translate: Translate, names: Mapping[str, str] | None) -> None:
        self.chart = chart
        self.graph = Graph(chart.nodes, chart.flows)
        self.say = translate
        self.names = names
        self.left = PATIENCE
        self.number = {step.id: number for number, step in enumerate(chart.steps, start=1)}

    def read(self) -> dict[str, tuple[str, ...]]:
        starts = [n for n in self.chart.nodes if n.kind is NodeKind.START and not n.scope]
        first = [way for start in starts for way in self.after(start, frozenset())]
        found = {"": self.sentences(first)}
        for step in self.chart.steps:
            self.left = PATIENCE
            ways = (*self.sentences(self.after(step, frozenset())), *self.interruptions(step))
            found[step.id] = ways if self.left > 0 else (*ways, self.say(MORE))
        return found

    def interruptions(self, step: Node) -> Iterator[str]:
        for event in self.graph.boundaries[step.id]:
            then = self.grouped(list(self.after(event, frozenset())))
            name = event.name or self.say(TRIGGERS.get(event.trigger, UNNAMED))
            yield self.say(INTERRUPTED).format(event=name, then=then)

    # Ways

    def after(self, node: Node, passed: frozenset[str]) -> Iterator[Way]:
        """The ways out of a node: a choice, all at once, or the only one."""
        flows = self.graph.leaving[node.id]
        if len(flows) < 2:
            for flow in flows:
                yield from self.follow(flow, passed)
        elif node.kind in (NodeKind.EXCLUSIVE, NodeKind.EVENT_BASED):
            yield from self.choices(node, flows, passed)
        elif node.kind is NodeKind.INCLUSIVE or any(flow.conditional for flow in flows):
            ways = self.joined(list(self.choices(node, flows, passed)))
            yield Way((), self.say(SEVERAL).format(ways=ways))
        else:
            branches = (self.grouped(list(self.follow(flow, passed))) for flow in flows)
            yield Way((), self.say(TOGETHER).format(all=self.say(TOGETHER_SEPARATOR).join(filter(None, branches))))

    def choices(self, node: Node, flows: list[Flow], passed: frozenset[str]) -> Iterator[Way]:
        for flow in flows:
            for way in self.follow(flow, passed):
                conditions = ((flow.name,) if flow.name else ()) + way.conditions
                yield Way(conditions, way.then, default=not conditions and flow.id == node.default)

    def follow(self, flow: Flow, passed: frozenset[str]) -> Iterator[Way]:
        """Where a flow leads, past everything that is no step."""
        node = self.graph.nodes[flow.target]
        self.left -= 1
        if self.left <= 0:
            return
        if node.visible:
            yield Way((), self.step(node))
        elif node.kind is NodeKind.END:
            yield from self.end(node, passed)
        elif node.id not in passed:
            yield from self.through(node, passed | {node.id})

    def through(self, node: Node, passed: frozenset[str]) -> Iterator[Way]:
        if node.kind is NodeKind.EXPANDED:
            inner = [n for n in self.chart.nodes if n.scope == node.id and n.kind is NodeKind.START]
            for start in inner:
                yield from self.after(start, passed)
            return
        ways = list(self.after(node, passed))
        joins = node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE) and len(self.graph.entering[node.id]) > 1
        if joins and ways:
            yield Way((), self.say(JOINED).format(then=self.grouped(ways)))
        elif node.kind in (NodeKind.CATCH, NodeKind.THROW) and node.name and ways:
            yield Way((), self.say(WHEN).format(event=node.name, then=self.grouped(ways)))
        else:
            yield from ways

    def end(self, node: Node, passed: frozenset[str]) -> Iterator[Way]:
        if node.scope and node.scope not in passed and node.scope in self.graph.nodes:
            yield from self.after(self.graph.nodes[node.scope], passed | {node.scope})
        else:
            named = node.name not in ("", END, self.say(END))
            yield Way((), self.say(NAMED_END).format(name=node.name) if named else self.say(END))

    # Words

    def step(self, node: Node) -> str:
        if self.names is not None:
            return self.say(NAMED_STEP).format(name=self.names.get(node.id, node.name))
        return self.say(STEP).format(number=self.number.get(node.id, "?"), name=node.name)

    def sentences(self, ways: Iterator[Way] | list[Way]) -> tuple[str, ...]:
        """A sentence for each way; the same one once."""
        found = list(ways)
        return tuple(dict.fromkeys(self.sentence(way, found) for way in found))

    def sentence(self, way: Way, among: list[Way]) -> str:
        if way.conditions:
            quoted = (self.say(QUOTED).format(condition=condition) for condition in way.conditions)
            return self.say(IF).format(conditions=self.say(AND).join(quoted), then=way.then)
        if len(among) == 1:
            return way.then
        unnamed = sum(not other.conditions for other in among)
        alone = way.default or (unnamed == 1 and len(among) > 1)
        return self.say(OTHERWISE if alone else OR).format(then=way.then)

    def joined(self, ways: list[Way]) -> str:
        return self.say(SEPARATOR).join(self.sentences(ways)) or self.say(NOWHERE)

    def grouped(self, ways: list[Way]) -> str:
        """Ways inside a sentence: in brackets where there are several."""
        words = self.joined(ways)
        return self.say(GROUP).format(ways=words) if len(ways) > 1 else words
