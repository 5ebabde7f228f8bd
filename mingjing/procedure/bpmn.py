"""BPMN 2.0 files to diagrams: which process, which shapes, and everything in it that cannot be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mingjing.procedure import wiring
from mingjing.procedure.diagram import STEPS, Diagram, Flow, Node, NodeKind
from mingjing.procedure.markup import Element, parse, refuse
from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.problems import ChartError, Problem

NO_PROCESS = gettext_noop("文件中没有可读取的 BPMN 流程")
CHOOSE_ONE = gettext_noop("文件中有 {count} 个流程，请指明导入哪一个")
UNKNOWN_PROCESS = gettext_noop("文件中没有编号为“{process}”的流程")
IGNORED_PROCESS = gettext_noop("未导入流程“{name}”（{process}）")
MESSAGES = gettext_noop("图上有 {count} 条消息流（{names}），只在图上显示，不参与判断")
NO_ID = gettext_noop("{tag} 元素没有编号（id）")
SAME_ID = gettext_noop("编号（id）重复")
NO_NAME = gettext_noop("办理环节没有名称")
NOT_SUPPORTED = gettext_noop("不支持“{feature}”，请改用支持的图形")
READ_AS_LOOP = gettext_noop("“{name}”（{node}）带有循环或多实例标记，按办理一次以上判定")
READ_AS_STEP = gettext_noop("“{name}”（{node}）画为折叠的子流程，按一个办理环节判定，其内部图形未导入")

TASKS = ("task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask")
KINDS = dict.fromkeys(TASKS, NodeKind.TASK) | {
    kind.value: kind for kind in NodeKind if kind not in (NodeKind.EXPANDED, NodeKind.TASK)
}
REFUSED = {
    "complexGateway": gettext_noop("复杂网关"),
    "transaction": gettext_noop("事务子流程"),
    "adHocSubProcess": gettext_noop("自由子流程"),
}
SCOPES = ("subProcess", "transaction", "adHocSubProcess")
EVENT_SUB_PROCESS = gettext_noop("事件子流程")
NON_INTERRUPTING = gettext_noop("非中断边界事件")
COMPENSATION = gettext_noop("补偿")
CANCEL = gettext_noop("取消事件")
PARALLEL_START = gettext_noop("并行事件网关")
DEFINITION = "EventDefinition"
LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


def read(data: bytes, process: str | None = None) -> Diagram:
    """The diagram of one process in a BPMN file.

    Raises:
        ChartError: with all problems of the file, not only the first.
    """
    root = parse(data)
    processes = [element for element in root.walk() if element.tag == "process" and holds_nodes(element)]
    chosen = choose(processes, process, root)
    reader = Reader(root, chosen)
    if reader.problems:
        raise ChartError(reader.problems)
    others = (describe(other, pool_names(root)) for other in processes if other is not chosen)
    ignored = [Message.of(IGNORED_PROCESS, name=name, process=other) for other, name in others]
    warnings = (*ignored, *reader.warnings, *messages_in(root))
    return Diagram(chosen.get("id"), tuple(reader.nodes), tuple(reader.flows), warnings)


def messages_in(root: Element) -> Iterator[Message]:
    """A warning of the message flows between pools, if there are any, by their names or ids."""
    found = [plain(e.get("name")) or e.get("id") for e in root.walk() if e.tag == "messageFlow"]
    if found:
        names = "、".join(found[:5]) + ("……" if len(found) > 5 else "")
        yield Message.of(MESSAGES, count=len(found), names=names)


def skim(root: Element, process: str) -> Diagram:
    """What can be read of a process, faults and all; flows without two ends and what stands outside are left out.

    Raises:
        ChartError: no such process.
    """
    found = next((e for e in root.walk() if e.tag == "process" and e.get("id") == process), None)
    if found is None:
        raise refuse(UNKNOWN_PROCESS, process=process)
    reader = Reader(root, found)
    scopes: dict[str, str] = {}
    for node in reader.nodes:
        if not node.scope or node.scope in scopes:
            scopes[node.id] = node.scope
    nodes = tuple(node for node in reader.nodes if node.id in scopes)
    flows = (f for f in reader.flows if f.source in scopes and scopes.get(f.target) == scopes[f.source])
    return Diagram(process, nodes, tuple(flows), tuple(reader.warnings))


def holds_nodes(process: Element) -> bool:
    """Whether a process has anything to run; pools that are black boxes have not."""
    return any(child.tag in KINDS or child.tag in REFUSED for child in process.children)


def is_folded(shape: Element) -> bool:
    return shape.tag == "BPMNShape" and shape.get("isExpanded") == "false"


def pool_names(root: Element) -> dict[str, str]:
    """Pool names by process: many tools name the pool only."""
    return {pool.get("processRef"): plain(pool.get("name")) for pool in root.walk() if pool.tag == "participant"}


def describe(process: Element, pools: dict[str, str]) -> tuple[str, str]:
    return process.get("id"), plain(process.get("name")) or pools.get(process.get("id"), "")


def choose(processes: list[Element], wanted: str | None, root: Element) -> Element:
    """The process the user named, the only one, or the only executable one.

    Raises:
        ChartError: nothing to choose, or the user must: then with what is wrong in each, to choose well.
    """
    if not processes:
        raise refuse(NO_PROCESS)
    if wanted is not None:
        named = [process for process in processes if process.get("id") == wanted]
        if not named:
            raise refuse(UNKNOWN_PROCESS, process=wanted)
        return named[0]
    executable = [process for process in processes if process.get("isExecutable") == "true"]
    for group in (processes, executable):
        if len(group) == 1:
            return group[0]
    reason = Message.of(CHOOSE_ONE, count=len(processes))
    question = [Problem(*describe(process, pool_names(root)), reason) for process in processes]
    raise ChartError(question + [problem for process in processes for problem in Reader(root, process).problems])


def plain(name: str) -> str:
    """A name on one line: drawings break their labels anywhere."""
    return " ".join(name.split())


class Reader:
    """Collects the nodes, flows and problems of one process."""

    def __init__(self, root: Element, process: Element) -> None:
        self.folded = {shape.get("bpmnElement") for shape in root.walk() if is_folded(shape)}
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        self.ids: set[str] = set()
        self.read_scope(process, "")
        self.place_in_lanes(process)
        self.link_events()
        self.problems += wiring.faults(self.nodes, self.flows)

    def read_scope(self, scope: Element, owner: str) -> None:
        for element in scope.children:
            if element.tag == "sequenceFlow" and self.check_id(element):
                self.read_flow(element)
            elif (element.tag in KINDS or element.tag in REFUSED) and self.check_id(element):
                self.read_node(element, owner)

    def check_id(self, element: Element) -> bool:
        key = element.get("id")
        if key and key not in self.ids:
            self.ids.add(key)
            return True
        reason = Message.of(SAME_ID) if key else Message.of(NO_ID, tag=element.tag)
        self.problems.append(Problem(key, plain(element.get("name")), reason))
        return False

    def read_flow(self, element: Element) -> None:
        conditional = bool(element.named("conditionExpression"))
        ends = element.get("sourceRef"), element.get("targetRef")
        self.flows.append(Flow(element.get("id"), *ends, plain(element.get("name")), conditional))

    def read_node(self, element: Element, owner: str) -> None:
        key, name, kind = element.get("id"), plain(element.get("name")), self.kind_of(element)
        trigger, reference = trigger_of(element)
        node = Node(
            key, name, kind,
            visible=kind in STEPS,
            scope=owner, repeats=bool(element.named(*LOOPS)), attached_to=element.get("attachedToRef"),
            trigger=trigger, reference=reference, default=element.get("default"),
        )  # fmt: skip
        self.problems += (Problem(key, name, Message.of(NOT_SUPPORTED, feature=f)) for f in refused_features(element))
        if not stands_outside_the_flow(element):
            self.add(node)
        if kind is NodeKind.EXPANDED:
            self.read_scope(element, key)

    def add(self, node: Node) -> None:
        self.nodes.append(node)
        if node.visible and not node.name:
            self.problems.append(Problem(node.id, node.name, Message.of(NO_NAME)))
        if node.repeats:
            self.warnings.append(Message.of(READ_AS_LOOP, name=node.name, node=node.id))

    def kind_of(self, element: Element) -> NodeKind:
        """The node's kind; a sub-process with content is expanded unless it is drawn folded."""
        if element.tag not in SCOPES:
            return KINDS.get(element.tag, NodeKind.EXCLUSIVE)
        if not holds_nodes(element):
            return NodeKind.COLLAPSED
        if element.get("id") not in self.folded:
            return NodeKind.EXPANDED
        name = plain(element.get("name"))
        self.warnings.append(Message.of(READ_AS_STEP, name=name, node=element.get("id")))
        return NodeKind.COLLAPSED

    def place_in_lanes(self, process: Element) -> None:
        """Give each node its innermost lane; what is inside a sub-process stands in the sub-process's lane."""
        lanes = {
            node: lane for element in process.walk() if element.tag == "laneSet" for node, lane in lanes_of(element)
        }
        placed: dict[str, str] = {}
        for index, node in enumerate(self.nodes):
            lane = lanes.get(node.id) or placed.get(node.scope) or lanes.get(node.attached_to, "")
            placed[node.id] = lane
            self.nodes[index] = replace(node, lane=lane)

    def link_events(self) -> None:
        """Join each throwing link event to the catching one of the same name, as a flow would."""
        catching = {
            (node.scope, node.reference): node.id
            for node in self.nodes
            if node.trigger == "link" and node.kind is NodeKind.CATCH
        }
        for node in self.nodes:
            target = catching.get((node.scope, node.reference))
            if node.trigger == "link" and node.kind is NodeKind.THROW and target:
                self.flows.append(Flow(f"{node.id}→{target}", node.id, target))


def lanes_of(lane_set: Element) -> Iterator[tuple[str, str]]:
    """(node, lane name) pairs, outer lanes before the inner ones that overrule them."""
    for lane in lane_set.named("lane"):
        for reference in lane.named("flowNodeRef"):
            yield reference.text.strip(), plain(lane.get("name"))
        for inner in lane.named("childLaneSet"):
            yield from lanes_of(inner)


def trigger_of(element: Element) -> tuple[str, str]:
    """An event's definition and what it refers to: ("error", "Err_1"); blanks where it has none."""
    for child in element.children:
        if child.tag.endswith(DEFINITION):
            kind = child.tag.removesuffix(DEFINITION)
            return kind, child.get(f"{kind}Ref") or (plain(child.get("name")) if kind == "link" else "")
    return "", ""


def refused_features(element: Element) -> Iterable[str]:
    """The features of one element that have no place in a chart that is judged."""
    trigger, _ = trigger_of(element)
    findings = {
        REFUSED.get(element.tag, ""): element.tag in REFUSED,
        EVENT_SUB_PROCESS: element.get("triggeredByEvent") == "true",
        NON_INTERRUPTING: element.tag == "boundaryEvent" and element.get("cancelActivity") == "false",
        COMPENSATION: trigger == "compensate" or element.get("isForCompensation") == "true",
        CANCEL: trigger == "cancel",
        PARALLEL_START: element.tag == "eventBasedGateway" and element.get("eventGatewayType") == "Parallel",
    }
    return [feature for feature, found in findings.items() if found]


def stands_outside_the_flow(element: Element) -> bool:
    """Refused already, and rightly without flows: no second complaint about it being unconnected."""
    compensates = trigger_of(element)[0] == "compensate" and element.tag == "boundaryEvent"
    return element.get("triggeredByEvent") == "true" or element.get("isForCompensation") == "true" or compensates
