"""The form of a draft: for the chosen severity only its own measures, unless the drafter asks for others (ACC-4-3)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjing.accountability.models import Decision, Division, Subject, SubjectShare
from mingjing.accountability.selectors.deciding import Citable
from mingjing.accountability.services.drafting import Draft, Picked
from mingjing.rules import measures as rules
from mingjing.rules.accountability import Share
from mingjing.rules.measures import Chosen
from mingjing.rules.packs.nouns import Measure, Pack
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import words
from mingjing.workbench.regulations import DayInput


@dataclass(frozen=True)
class Line:
    """One measure that may be chosen for a subject, with the fields that belong to it."""

    measure: Measure
    pick: forms.BoundField
    rest: Sequence[forms.BoundField]
    deviates: bool


@dataclass(frozen=True)
class Block:
    """A subject with their share and what may be decided."""

    share: SubjectShare
    lines: Sequence[Line]
    spared: forms.BoundField


@dataclass(frozen=True)
class Ground:
    """What a draft stands on: the division, what may be cited, and the last draft to begin from."""

    pack: Pack
    severity: str
    wide: bool
    division: Division
    citable: Sequence[Citable]
    rectify_by: dt.date | None = None
    last: Decision | None = None
    shares: Sequence[SubjectShare] = field(default_factory=tuple)

    def measures(self, subject: Subject) -> list[Measure]:
        """Those of the severity, then the others where they were asked for."""
        own = rules.offered(self.pack, self.severity, subject.kind)
        others = rules.deviating(self.pack, self.severity, subject.kind) if self.wide else ()
        return [*own, *others]


class DecisionForm(forms.Form):
    """What a draft says."""

    division = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, ground: Ground) -> None:
        super().__init__(data, initial={"division": ground.division.pk, **_before(ground)})
        self.ground = ground
        for share in self.bearing():
            for measure in ground.measures(share.subject):
                self.fields.update(_fields(share.subject, measure, deviates=measure.severity != ground.severity))
            self.fields[f"spared-{share.subject_id}"] = words(
                _("不给予追究方式的理由"), _("承担责任而没有选定追究方式的，写明理由。"), rows=2, required=False
            )
        labels = [(one.key, f"《{one.name}》{' ' + one.warning if one.warning else ''}") for one in ground.citable]
        self.fields["bases"] = forms.MultipleChoiceField(
            label=_("引用的依据"), choices=labels, widget=forms.CheckboxSelectMultiple, required=False
        )
        self.fields["basis_reason"] = words(
            _("引用已废止依据的理由"), _("只在引用已废止的依据时填写。"), rows=2, required=False
        )
        self.fields["rectify"] = forms.BooleanField(label=_("责令改正"), required=False)
        self.fields["rectify_what"] = words(_("改正什么"), rows=3, required=False)
        self.fields["rectify_by"] = forms.DateField(label=_("改正期限"), widget=DayInput(), required=False)
        self.fields["no_rectify_for"] = words(
            _("不责令改正的理由"), _("只在不责令改正时填写。"), rows=2, required=False
        )
        self.fields["reasons"] = words(_("决定的理由"), required=False)

    def bearing(self) -> list[SubjectShare]:
        """The subjects that bear something: for nobody else is a measure offered."""
        return [share for share in self.ground.shares if share.chosen != Share.NONE]

    def blocks(self) -> Iterator[Block]:
        for share in self.bearing():
            lines = []
            for measure in self.ground.measures(share.subject):
                pick, *rest = [name for name in self.fields if name.endswith(f"-{share.subject_id}-{measure.id}")]
                deviates = measure.severity != self.ground.severity
                lines.append(Line(measure, self[pick], [self[name] for name in rest], deviates))
            yield Block(share, lines, self[f"spared-{share.subject_id}"])

    def rest(self) -> list[forms.BoundField]:
        """What is said once for the whole decision."""
        names = ("rectify", "rectify_what", "rectify_by", "no_rectify_for", "bases", "basis_reason", "reasons")
        return [self[name] for name in names]

    def said(self) -> Draft:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return Draft(
            severity=self.ground.severity,
            measures={share.subject_id: list(self._picked(share.subject)) for share in self.bearing()},
            spared={share.subject_id: said[f"spared-{share.subject_id}"] for share in self.bearing()},
            bases=said["bases"],
            **{name: said[name] for name in ("reasons", "basis_reason", "rectify", "rectify_what", "rectify_by")},
            no_rectify_for=said["no_rectify_for"],
        )

    def _picked(self, subject: Subject) -> Iterator[Picked]:
        for measure in self.ground.measures(subject):

            def typed(name: str, measure: Measure = measure) -> Any:
                return self.cleaned_data.get(f"{name}-{subject.pk}-{measure.id}")

            if typed("pick"):
                chosen = Chosen(
                    measure.id, typed("due"), typed("starts"), typed("reading") or "", typed("why") or ""
                )  # fmt: skip
                yield Picked(chosen, typed("words") or "", typed("organ") or "")


def _fields(subject: Subject, measure: Measure, *, deviates: bool) -> dict[str, forms.Field]:
    """The fields of one measure for one subject; the first says whether it is chosen."""
    made: dict[str, forms.Field] = {"pick": forms.BooleanField(label=measure.name, required=False)}
    if measure.readings:
        made["reading"] = forms.ChoiceField(
            label=_("读法"), choices=[CHOOSE, *((one, one) for one in measure.readings)], required=False
        )
    if measure.needs_due_date:
        made["due"] = forms.DateField(label=_("期限"), widget=DayInput(), required=False)
        made["words"] = words(_("要求"), _("空着的，以“改正什么”为准。"), rows=2, required=False)
    if measure.limit:
        hint = _("届满日按月计算：到期月份没有相同日期的，以月末为止。")
        made["starts"] = forms.DateField(label=_("起始日"), widget=DayInput(), required=False, help_text=hint)
    if measure.readings or measure.limit:
        made["organ"] = forms.CharField(label=_("执行机关"), max_length=100, required=False)
    if deviates:
        made["why"] = words(_("不按选定情节的理由"), _("写明理由，由领导小组批准。"), rows=2, required=False)
    return {f"{name}-{subject.pk}-{measure.id}": made_field for name, made_field in made.items()}


def _before(ground: Ground) -> dict[str, Any]:
    """Where the form begins: from the last draft, else from what is usual."""
    last = ground.last
    if last is None:
        own = ground.pack.severities[ground.severity].document
        return {"rectify": True, "rectify_by": ground.rectify_by, "bases": [own]}
    cited = {one["key"] for one in last.bases}
    first: dict[str, Any] = {
        "reasons": last.reasons, "bases": [one.key for one in ground.citable if one.key in cited],
        "basis_reason": last.basis_reason, "rectify": last.rectify, "rectify_what": last.rectify_what,
        "rectify_by": last.rectify_by or ground.rectify_by, "no_rectify_for": last.no_rectify_for,
    }  # fmt: skip
    for row in last.measures.all():
        at = f"{row.subject_id}-{row.measure}"
        first |= {
            f"pick-{at}": True, f"due-{at}": row.due_on, f"starts-{at}": row.starts_on, f"reading-{at}": row.reading,
            f"words-{at}": row.words, f"organ-{at}": row.organ, f"why-{at}": row.deviation,
        }  # fmt: skip
    return first | {f"spared-{row.subject_id}": row.reason for row in last.spared.all()}
