"""What runs over matters left to tell."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingjing.casework.enums import RunReason, SignalKind
from mingjing.casework.models import Batch, JudgingRun


@dataclass(frozen=True)
class BatchRun:
    """The judging of one power's part of a delivery, and the run that told its facts of long ago after all."""

    run: JudgingRun
    asked: JudgingRun | None

    def __getattr__(self, name: str) -> object:
        return getattr(self.run, name)

    @property
    def lines(self) -> list[str]:
        """The facts of long ago by kind, in words."""
        words = _("%(kind)s %(n)s 处，%(first)s 至 %(last)s")
        return [
            words % {"kind": SignalKind(kind).label, "n": row["facts"], "first": row["first"], "last": row["last"]}
            for kind, row in sorted(self.run.old.items())
        ]


def runs_of(batch: Batch) -> list[BatchRun]:
    """The runs over what a delivery changed, a power each. One query."""
    rows = list(JudgingRun.objects.filter(batch=batch).order_by("pk"))
    told = {run.item_id: run for run in rows if run.reason == RunReason.OLD}
    return [BatchRun(run, told.get(run.item_id)) for run in rows if run.reason == RunReason.IMPORT]
