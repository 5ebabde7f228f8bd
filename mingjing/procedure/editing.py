"""Changing a chart step by step, as one does with a list and a keyboard. Each change leaves a chart that can be read.

What the list does not know of, notes, data, timers, stays as it is in the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lxml import etree

from mingjing.procedure import bpmn
from mingjing.procedure.document import Document, Xml
from mingjing.procedure.markup import BPMN, parse
from mingjing.procedure.messages import Message, gettext_noop

END = "end"  # as a target: the case is over
TAG = f"{{{BPMN}}}"
FLOW, GATES = f"{TAG}sequenceFlow", ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
XOR, AND = f"{TAG}exclusiveGateway", f"{TAG}parallelGateway"
LINKS = (f"{TAG}incoming", f"{TAG}outgoing")
NOTES = tuple(f"{TAG}{name}" for name in ("textAnnotation", "association", "group"))
HEAD = (f"{TAG}documentation", f"{TAG}extensionElements")

NO_STEP = gettext_noop("图里已经没有这个环节，请刷新后再试")
NO_FLOW = gettext_noop("图里已经没有这条走向，请刷新后再试")
AFTER_END = gettext_noop("“办结”之后不能再有环节")
SEVERAL_WAYS = gettext_noop("“{name}”之后有几条走向，请先把走向改成一条")
HAS_EVENTS = gettext_noop("“{name}”上附有中断事件，请在画图页面里改")
ONLY_STEP = gettext_noop("这是唯一的环节，不能删去；可以改名，或先加别的环节")
OTHER_LEVEL = gettext_noop("“{name}”在子流程里面，不能移到外面")
ITSELF = gettext_noop("不能移到自己之后")
ONLY_WAY = gettext_noop("这是唯一的走向，不能删去；可以改到别处")
NO_CHOICE = gettext_noop("这条走向不是从分支出来的，不能删去；可以改到别处")


BLANK = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="chart" targetNamespace="urn:mingjing:chart">
  <process id="power" isExecutable="false">
    <startEvent id="start" name="开始"/><endEvent id="end" name="办结"/>
    <sequenceFlow id="flow_1" sourceRef="start" targetRef="end"/>
  </process>
</definitions>
"""


class EditError(ValueError):
    """The change is not possible; the message says why and what to do."""


class Editor(Document):
    """One process of a file, changed by the wishes of a list. Nothing is kept until `text` is asked for."""

    def __init__(self, xml: str, process: str) -> None:
        super().__init__(xml, process)
        self.seed = xml

    @classmethod
    def blank(cls, name: str) -> Editor:
        """A chart of a start and an end, named after its power."""
        editor = cls(BLANK, "power")
        editor.process.set("name", name)
        return editor

    # Wishes

    def add_after(self, key: str, name: str) -> str:
        """A new step after a step, or after the start; everything that followed now follows the new one."""
        node = self._node(key)
        if node.tag == f"{TAG}endEvent":
            raise EditError(Message.of(AFTER_END))
        new = self._new("task", node, name)
        for flow in self._leaving(key):
            flow.set("sourceRef", new)
        self._hand_on_default(node, self._node(new))
        self._flow(key, new)
        return new

    def add_on(self, flow: str, name: str) -> str:
        """A new step on a way out of a branch."""
        found = self._flow_of(flow)
        target = found.get("targetRef") or ""
        new = self._new("task", found, name)
        found.set("targetRef", new)
        self._flow(new, target)
        return new

    def branch(self, key: str, condition: str, target: str, *, otherwise: str = "", through: str = "") -> str:
        """A choice after a step: on this condition to `target`, by a new step `through` if it is named; its id or "".

        Raises:
            EditError: no such step, or it has several ways already without a choice.
        """
        node = self._node(key)
        gate = self._choice_after(key, node, otherwise)
        end = self._end_near(node) if target == END else self._node(target).get("id") or ""
        if not through:
            self._flow(gate, end, condition)
            return ""
        new = self._new("task", node, through)
        self._flow(gate, new, condition)
        self._flow(new, end)
        return new

    def beside(self, key: str, name: str) -> str:
        """A new step that is done at the same time as this one."""
        node = self._node(key)
        self._check_one_way(key, node)
        new = self._new("task", node, name)
        entering, leaving = self._entering(key), self._leaving(key)
        fork, join = self._source_of(entering[0]), self._target_of(leaving[0])
        if not (len(entering) == 1 and self._splits(fork, AND) and join.tag == AND):
            fork, join = self._node(self._new(GATES[1], node)), self._node(self._new(GATES[1], node))
            for flow in entering:
                flow.set("targetRef", fork.get("id") or "")
            leaving[0].set("sourceRef", join.get("id") or "")
            self._flow(fork.get("id") or "", key)
            self._flow(key, join.get("id") or "")
        self._flow(fork.get("id") or "", new)
        self._flow(new, join.get("id") or "")
        return new

    def rename(self, key: str, name: str) -> None:
        """Another name for a step."""
        self._node(key).set("name", name)

    def remove(self, key: str) -> None:
        """Take a step out; what came before it leads to what came after."""
        node = self._node(key)
        diagram = bpmn.skim(parse(self.text().encode()), self.key)
        if sum(found.visible for found in diagram.nodes) < 2:
            raise EditError(Message.of(ONLY_STEP))
        self._bridge(key, node)
        self._drop(node)
        self._tidy()

    def move(self, key: str, after: str) -> None:
        """Put a step elsewhere: after another step, or after the start."""
        node, place = self._node(key), self._node(after)
        if key == after:
            raise EditError(Message.of(ITSELF))
        if node.getparent() is not place.getparent():
            raise EditError(Message.of(OTHER_LEVEL, name=node.get("name", "")))
        if place.tag == f"{TAG}endEvent":
            raise EditError(Message.of(AFTER_END))
        self._bridge(key, node)
        for flow in self._leaving(after):
            flow.set("sourceRef", key)
        self._hand_on_default(place, node)
        self._flow(after, key)
        self._tidy()

    def redirect(self, flow: str, target: str, condition: str | None = None) -> None:
        """Let a way lead elsewhere, or on another condition; a blank target leaves it where it leads."""
        found = self._flow_of(flow)
        source = self._source_of(found)
        if target:
            found.set("targetRef", self._end_near(source) if target == END else self._node(target).get("id") or "")
        if condition is not None:
            self._say(found, condition)
        self._sweep()
        self._tidy()

    def close_way(self, flow: str) -> None:
        """Take away one way of a branch, with the steps that only it led to."""
        found = self._flow_of(flow)
        source = self._source_of(found)
        if len(self._leaving(source.get("id") or "")) < 2:
            raise EditError(Message.of(ONLY_WAY))
        if source.tag not in (XOR, AND, f"{TAG}inclusiveGateway"):
            raise EditError(Message.of(NO_CHOICE))
        self._drop(found)
        self._sweep()
        self._tidy()

    def text(self) -> str:
        """The file, with what each node says of its flows brought up to date."""
        self._relink()
        return super().text()

    # Finding

    def _node(self, key: str) -> Xml:
        found = (element for element in self.process.iter() if element.get("id") == key and element.tag != FLOW)
        node = next(found, None)
        if node is None:
            raise EditError(Message.of(NO_STEP))
        return node

    def _flow_of(self, key: str) -> Xml:
        found = next((flow for flow in self.process.iter(FLOW) if flow.get("id") == key), None)
        if found is None:
            raise EditError(Message.of(NO_FLOW))
        return found

    def _leaving(self, key: str) -> list[Xml]:
        return [flow for flow in self.process.iter(FLOW) if flow.get("sourceRef") == key]

    def _entering(self, key: str) -> list[Xml]:
        return [flow for flow in self.process.iter(FLOW) if flow.get("targetRef") == key]

    def _source_of(self, flow: Xml) -> Xml:
        return self._node(flow.get("sourceRef") or "")

    def _target_of(self, flow: Xml) -> Xml:
        return self._node(flow.get("targetRef") or "")

    def _splits(self, node: Xml, tag: str) -> bool:
        return node.tag == tag and len(self._leaving(node.get("id") or "")) > 1

    def _check_one_way(self, key: str, node: Xml) -> None:
        if len(self._leaving(key)) != 1:
            raise EditError(Message.of(SEVERAL_WAYS, name=node.get("name", "")))
        if any(event.get("attachedToRef") == key for event in self.process.iter(f"{TAG}boundaryEvent")):
            raise EditError(Message.of(HAS_EVENTS, name=node.get("name", "")))

    # Changing

    def _new(self, tag: str, near: Xml, name: str = "") -> str:
        """A new node on the same level; its id is that of no node that was ever in the file."""
        stem = {"task": "step", "endEvent": "end"}.get(tag, "gate")
        count = sum(1 for _ in self.process.iter())
        said = f"{self.seed}\0{count}\0{name}".encode()
        key = self.new_id(f"{stem}_{hashlib.sha256(said).hexdigest()[:8]}")
        node = self._add(near, f"{TAG}{tag}", key)
        if name:
            node.set("name", name)
        return key

    def _add(self, near: Xml, tag: str, key: str) -> Xml:
        """A new element on the level of another, before the notes, which stand last."""
        owner = near.getparent()
        owner = self.process if owner is None else owner
        node = etree.Element(tag, id=key)
        notes = (index for index, child in enumerate(owner) if child.tag in NOTES)
        owner.insert(next(notes, len(owner)), node)
        return node

    def _flow(self, source: str, target: str, condition: str = "") -> None:
        flow = self._add(self._node(source), FLOW, self.new_id("flow"))
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        self._say(flow, condition)

    @staticmethod
    def _hand_on_default(node: Xml, other: Xml) -> None:
        """Whoever has the flows now has the one among them that is taken when no condition holds."""
        if default := node.get("default"):
            del node.attrib["default"]
            other.set("default", default)

    @staticmethod
    def _say(flow: Xml, condition: str) -> None:
        if condition:
            flow.set("name", condition)
        else:
            flow.attrib.pop("name", "")

    def _choice_after(self, key: str, node: Xml, otherwise: str) -> str:
        """The choice that follows a step directly; a new one where there is none."""
        leaving = self._leaving(key)
        if len(leaving) != 1:
            raise EditError(Message.of(SEVERAL_WAYS, name=node.get("name", "")))
        if self._splits(self._target_of(leaving[0]), XOR):
            return leaving[0].get("targetRef") or ""
        gate = self._new(GATES[0], node)
        target = leaving[0].get("targetRef") or ""
        leaving[0].set("targetRef", gate)
        self._flow(gate, target, otherwise)
        return gate

    def _end_near(self, node: Xml) -> str:
        owner = node.getparent()
        ends = [] if owner is None else owner.findall(f"{TAG}endEvent")
        plain = [end for end in ends if not any(child.tag not in (*LINKS, *HEAD) for child in end)]
        return (plain[0].get("id") or "") if plain else self._new("endEvent", node)

    def _bridge(self, key: str, node: Xml) -> None:
        """Lead what comes into a node to what follows it; the words on the way stay."""
        self._check_one_way(key, node)
        (leaving,) = self._leaving(key)
        target = leaving.get("targetRef") or ""
        for flow in self._entering(key):
            if flow.get("sourceRef") in (key, target):  # round in a circle with nothing left on it
                self._drop(flow)
                continue
            flow.set("targetRef", target)
            self._say(flow, flow.get("name") or leaving.get("name") or "")
        self._drop(leaving)

    @staticmethod
    def _drop(element: Xml) -> None:
        owner = element.getparent()
        if owner is not None:
            owner.remove(element)

    def _sweep(self) -> None:
        """Take away nodes to which no way leads any more."""
        diagram = bpmn.skim(parse(self.text().encode()), self.key)
        lost = lost_nodes(diagram)
        for node in [element for element in self.process.iter() if element.get("id") in lost]:
            for flow in self._leaving(node.get("id") or "") + self._entering(node.get("id") or ""):
                self._drop(flow)
            self._drop(node)

    def _tidy(self) -> None:
        """Take away gateways that decide nothing, and flows that say the same twice."""
        while (idle := next(self._idle(), None)) is not None:
            self._drop(idle)

    def _idle(self) -> Iterator[Xml]:
        seen: set[tuple[str | None, ...]] = set()
        for flow in self.process.iter(FLOW):
            said = flow.get("sourceRef"), flow.get("targetRef"), flow.get("name")
            if said in seen or self._idles_beside(flow):
                yield flow
            seen.add(said)
        for tag in GATES:
            for gate in list(self.process.iter(f"{TAG}{tag}")):
                key = gate.get("id") or ""
                entering, leaving = self._entering(key), self._leaving(key)
                if len(entering) == len(leaving) == 1 and entering[0] is not leaving[0]:
                    entering[0].set("targetRef", leaving[0].get("targetRef") or "")
                    self._say(entering[0], entering[0].get("name") or leaving[0].get("name") or "")
                    self._drop(leaving[0])
                    yield gate

    def _idles_beside(self, flow: Xml) -> bool:
        """Whether a flow runs beside others from a parallel split straight into the join, doing nothing."""
        source, target = self._source_of(flow), self._target_of(flow)
        return self._splits(source, AND) and target.tag == AND and len(self._entering(target.get("id") or "")) > 1

    def _relink(self) -> None:
        """Each node lists its flows again, in the order of the file; what became of lanes' lists as well."""
        nodes = {element.get("id"): element for element in self.process.iter() if element.get("id")}
        for node in nodes.values():
            for child in [child for child in node if child.tag in LINKS]:
                node.remove(child)
        for end, tag in (("sourceRef", LINKS[1]), ("targetRef", LINKS[0])):
            for flow in self.process.iter(FLOW):
                owner = nodes.get(flow.get(end))
                if owner is not None:
                    link = etree.Element(tag)
                    link.text = flow.get("id")
                    owner.insert(sum(child.tag in (*HEAD, *LINKS) for child in owner), link)
        for reference in list(self.process.iter(f"{TAG}flowNodeRef")):
            if (reference.text or "").strip() not in nodes:
                self._drop(reference)


def lost_nodes(diagram: bpmn.Diagram, without: str = "") -> set[str]:
    """Nodes to which no way leads from any start, as if a flow were not there."""
    ahead = [node.id for node in diagram.nodes if node.kind is bpmn.NodeKind.START]
    reached = set(ahead)
    events = [(node.attached_to, node.id) for node in diagram.nodes if node.attached_to]
    arcs = [(flow.source, flow.target) for flow in diagram.flows if flow.id != without] + events
    while ahead:
        here = ahead.pop()
        for source, target in arcs:
            if source == here and target not in reached:
                reached.add(target)
                ahead.append(target)
    return {node.id for node in diagram.nodes} - reached
