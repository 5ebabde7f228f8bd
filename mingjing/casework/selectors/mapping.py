"""活动对照: what units' own systems call the steps of a chart, and what nobody has explained yet."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from mingjing.casework.enums import BatchStatus, RunReason, StepKind
from mingjing.casework.models import ActivityMapping, Batch, JudgingRun, MatterStep
from mingjing.catalogue.models import FlowChart, PowerItem, SpecialProcedure
from mingjing.procedure import Chart
from mingjing.procedure.diagram import MAY_BE_SHOWN

MAPPED = "活动对照"  # what the ledger calls a change of the mapping
MOST = 200
RECENT_BATCHES = 20


@dataclass(frozen=True)
class Seen:
    """An activity that a source told of, how often (0: only in a mapping), and what it is said to be.

    `step` None: nobody has said; "": it is no step.
    """

    activity: str
    times: int
    step: str | None = None


def steps_of(item: PowerItem) -> list[str]:
    """What an activity of this power can be: the steps of its published charts, then what marks a special procedure.

    Older versions count too, for matters still run on them. The version in force comes first.
    """
    names: dict[str, None] = {}
    charts = FlowChart.objects.filter(version__item=item, version__published_at__isnull=False)
    for flow in charts.order_by("-version__published_at"):
        chart = Chart.read(flow.xml.encode(), flow.process or None)
        names |= dict.fromkeys(step.name for step in chart.steps if step.name)
        names |= dict.fromkeys(node.name for node in chart.nodes if node.kind in MAY_BE_SHOWN and node.name)
    marks = SpecialProcedure.objects.filter(version__item=item, version__published_at__isnull=False)
    for pair in marks.values_list("starts_with", "ends_with"):
        names |= dict.fromkeys(pair)
    return list(names)


def mapping_of(item: PowerItem) -> dict[str, str]:
    """Step by activity, as the unit said."""
    return dict(ActivityMapping.objects.filter(item=item).values_list("activity", "step"))


def unexplained(counts: Mapping[str, int], known: Iterable[str]) -> list[tuple[str, int]]:
    """The activities that are no step of the chart and not mapped, the most frequent first."""
    known = set(known)
    found = [(activity, times) for activity, times in counts.items() if activity not in known]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST]


def seen(item: PowerItem) -> list[Seen]:
    """Activities that are mapped or wait to be: as matters show them, and as files named them that were refused."""
    mapping = mapping_of(item)
    added = MatterStep.objects.filter(item_id=item.pk, kind=StepKind.ADDED).values("name").annotate(n=Count("pk"))
    counts = dict(added.order_by().values_list("name", "n"))
    refused = Batch.objects.filter(item=item, status=BatchStatus.REFUSED).order_by("-received_at")
    for options in refused.values_list("options", flat=True)[:RECENT_BATCHES]:
        for activity, times in options.get("unmapped", ()):
            counts.setdefault(activity, times)
    waiting = [Seen(name, n) for name, n in unexplained(counts, {*steps_of(item), *mapping})]
    return [*waiting, *(Seen(name, counts.get(name, 0), step) for name, step in sorted(mapping.items()))]


@dataclass(frozen=True)
class Progress:
    """How many matters of a power have been judged by its mapping as it now is.

    Until `done`, verdicts by the old and by the new mapping stand side by side.
    """

    judged: int
    matters: int
    done: bool
    asked_at: dt.datetime | None = None

    @property
    def percent(self) -> int:
        if self.done:
            return 100
        return min(99, 100 * self.judged // self.matters) if self.matters else 0


def progress(item: PowerItem) -> Progress:
    """How far the latest judging by the mapping has come; nothing where there was none. One query."""
    run = JudgingRun.objects.filter(item=item, reason=RunReason.MAPPING).order_by("-asked_at", "-id").first()
    return Progress(run.judged, run.matters, bool(run.finished_at), run.asked_at) if run else Progress(0, 0, True)
