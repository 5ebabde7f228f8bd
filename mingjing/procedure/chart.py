"""A published chart: read from BPMN, checked for soundness, ready to judge cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mingjing.procedure import bpmn, soundness
from mingjing.procedure.compiler import compile_net
from mingjing.procedure.diagram import MAY_BE_SHOWN, Diagram, Flow, Node, NodeKind
from mingjing.procedure.net import Net
from mingjing.procedure.problems import Problem


@dataclass(frozen=True, eq=False)
class Chart:
    """One process as published. Reading it lists all problems; checking it runs it."""

    process: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    warnings: tuple[str, ...] = ()

    @classmethod
    def read(cls, source: Path | bytes, process: str | None = None) -> Chart:
        """The chart in a BPMN 2.0 file, or of the named process where a file holds several.

        Raises:
            ChartError: with every problem of the file.
        """
        data = source if isinstance(source, bytes) else source.read_bytes()
        return cls.of(bpmn.read(data, process))

    @classmethod
    def of(cls, diagram: Diagram) -> Chart:
        return cls(diagram.process, diagram.nodes, diagram.flows, diagram.warnings)

    def showing(self, names: Iterable[str]) -> Chart:
        """The chart with these intermediate events visible: a mapping names them, so cases record them."""
        wanted = set(names)
        nodes = tuple(
            replace(node, visible=node.visible or (node.kind in MAY_BE_SHOWN and node.name in wanted))
            for node in self.nodes
        )
        return self if nodes == self.nodes else replace(self, nodes=nodes)

    def check(self, budget: int = soundness.BUDGET) -> tuple[Problem, ...]:
        """Why the chart is not sound, each with a shortest run that shows it; empty if it is."""
        return soundness.check(self.net, budget)

    @cached_property
    def net(self) -> Net:
        """The chart's token game."""
        return compile_net(self.nodes, self.flows)

    @cached_property
    def steps(self) -> tuple[Node, ...]:
        """The visible nodes in reading order, from start to end."""
        by_id = {node.id: node for node in self.nodes}
        return tuple(by_id[key] for key in self._reading_order() if by_id[key].visible)

    def _reading_order(self) -> list[str]:
        """Node ids so that whatever comes later on the way stands later; loops do not count."""
        ahead = self._successors()
        order: list[str] = []
        seen: set[str] = set()
        for start in [node.id for node in self.nodes if node.kind is NodeKind.START and not node.scope][::-1]:
            seen.add(start)
            path = [(start, iter(ahead[start]))]
            while path:
                node, rest = path[-1]
                following = next((other for other in rest if other not in seen), None)
                if following is None:
                    order.append(path.pop()[0])
                else:
                    seen.add(following)
                    path.append((following, iter(ahead[following])))
        return order[::-1]

    def _successors(self) -> dict[str, list[str]]:
        """What follows each node, last drawn first, so that the first drawn ends up first."""
        ahead: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for node in self.nodes:  # the inside of a sub-process is read before what follows it
            if node.kind is NodeKind.START and node.scope:
                ahead[node.scope].append(node.id)
        for flow in self.flows:
            ahead[flow.source].append(flow.target)
        for node in self.nodes:
            if node.attached_to:
                ahead[node.attached_to].append(node.id)
        return {node: followers[::-1] for node, followers in ahead.items()}
