"""活动对照: what units' own systems call the steps of a chart, and what nobody has explained yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef

from mingjing.casework.enums import BatchStatus, EventKind, RunReason, StepKind
from mingjing.casework.models import ActivityMapping, Batch, Event, JudgingRun, MatterStep
from mingjing.catalogue.models import FlowChart, PowerItem, SpecialProcedure
from mingjing.procedure import Chart
from mingjing.procedure.diagram import MAY_BE_SHOWN

MAPPED = "活动对照"  # what the ledger calls a change of the mapping
MOST = 200
MOST_SHOWN = 50  # with examples
RECENT_BATCHES = 20


@dataclass(frozen=True)
class Seen:
    """An activity that a source told of, how often (0: only in a mapping), and what it is said to be.

    `step` None: nobody has said; "": it is no step. `examples`: some matters that show it, by key and number.
    """

    activity: str
    times: int
    step: str | None = None
    examples: tuple[tuple[UUID, str], ...] = ()


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
    unsaid = unexplained(counts, {*steps_of(item), *mapping})
    shown = _examples(item, [name for name, _ in unsaid[:MOST_SHOWN]])
    waiting = [Seen(name, n, examples=tuple(shown.get(name, ()))) for name, n in unsaid]
    return [*waiting, *(Seen(name, counts.get(name, 0), step) for name, step in sorted(mapping.items()))]


EXAMPLES = """
SELECT n.name, m.id, m.number FROM unnest(%s::text[]) AS n(name), LATERAL (
    SELECT s.matter_id FROM casework_matterstep s
    WHERE s.item_id = %s AND s.node = '' AND s.kind = 'added' AND s.name = n.name LIMIT 3) s
JOIN casework_matter m ON m.id = s.matter_id"""


def _examples(item: PowerItem, names: list[str]) -> dict[str, list[tuple[UUID, str]]]:
    """A few matters in which each activity was met. One query."""
    found: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(EXAMPLES, [names, item.pk])
        for name, pk, number in cursor.fetchall():
            if (pk, number) not in found[name]:
                found[name].append((pk, number))
    return found


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


def ended_early(batch: Batch) -> tuple[int, int] | None:
    """How many cases of a delivery end before their last step, and the first row that says so. One query."""
    steps = Event.objects.filter(matter=OuterRef("matter"), kind=EventKind.STEP, at__gt=OuterRef("at"))
    rows = Event.objects.filter(Exists(steps), batch=batch, kind=EventKind.CLOSE).order_by()
    found = rows.aggregate(n=Count("pk"), first=Min("seq"))
    return (found["n"], found["first"]) if found["n"] else None
