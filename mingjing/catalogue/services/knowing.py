"""What the rows of a workbook may name, read once for the whole of it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from mingjing.catalogue.models import PowerType
from mingjing.catalogue.selectors.sheets import Described, Said
from mingjing.catalogue.services.charts import DESCRIBED, LONGEST, read_chart, text_of
from mingjing.core.errors import Refused
from mingjing.core.sheets import Fault
from mingjing.people.models import Official, Post, Unit
from mingjing.procedure import Chart, ChartError
from mingjing.regulations.models import Basis

SCHEME = "hebei-2023"
EMPTY = {"post": "", "condition": "", "limit_length": None, "limit_unit": "working_days"} | dict.fromkeys(
    ("supervision", "rights", "complaint_way"), ""
)


@dataclass(frozen=True)
class NewChart:
    """A chart that came along with a workbook."""

    xml: str
    digest: str
    read: Chart

    def nodes_after(self, base: Described | None) -> Iterator[Said]:
        """Its nodes; what those of the same element or name were said to be is kept, as on the page."""
        old = base.nodes if base else []
        known = {node.name: node for node in old} | {node.node: node for node in old}
        for order, step in enumerate(self.read.steps):
            before = known.get(step.id) or known.get(step.name)
            said = {name: getattr(before, name) for name in DESCRIBED} if before else EMPTY | {"post": step.lane[:60]}
            yield {"node": step.id, "name": step.name[:LONGEST], "order": order, **said}


@dataclass(frozen=True)
class Known:
    """Types, laws, units and posts by what people call them."""

    types: Mapping[str, PowerType]
    laws: Mapping[str, Basis]
    units: Mapping[str, Unit]
    posts: Mapping[UUID, Mapping[tuple[str, str], Post]]

    @classmethod
    def of(cls, by: Official, codes: Iterable[str]) -> "Known":
        """What exists for the units of these codes and that of `by`. Four queries."""
        units = {unit.code: unit for unit in Unit.objects.filter(code__in={*codes, by.unit.code})}
        posts: dict[UUID, dict[tuple[str, str], Post]] = defaultdict(dict)
        for post in Post.objects.filter(unit__in=list(units.values())):
            for name in (post.title, str(post)):
                for kind in (str(post.kind), ""):
                    posts[post.unit_id].setdefault((kind, name), post)
        return cls(
            types={row.name: row for row in PowerType.objects.filter(scheme=SCHEME)},
            laws={row.name: row for row in Basis.objects.select_related("successor")},
            units=units,
            posts=posts,
        )

    def law(self, name: str) -> Basis | None:
        """The law of this name, with or without its brackets."""
        return self.laws.get(name) or self.laws.get(name.removeprefix("《").removesuffix("》").strip())

    def post(self, unit: Unit, kind: str, name: str) -> Post | None:
        """The unit's post of this name; of any kind where none is asked for."""
        return self.posts.get(unit.pk, {}).get((kind, name))


def charts_of(files: Mapping[str, Any]) -> tuple[dict[str, NewChart], list[Fault]]:
    """The charts that came along, by the name of their file without its ending, and what is wrong with them."""
    charts, faults = {}, []
    for name, data in files.items():
        try:
            chart = read_chart(bytes(data))
        except ChartError as error:
            faults += [Fault(0, "", str(problem), name) for problem in error.problems]
        except Refused as refusal:
            faults.append(Fault(0, "", str(refusal), name))
        else:
            faults += [Fault(0, "", f"流程图：{problem}", name) for problem in chart.check()]
            digest = hashlib.sha256(bytes(data)).hexdigest()
            charts[Path(name).stem.strip()] = NewChart(text_of(bytes(data)), digest, chart)
    return charts, faults
