"""Forms of 集体决定: the meeting, who took part, one's own view, a signature on paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mingjing.core import uploads
from mingjing.meetings.enums import MeetingStatus, Seat, View
from mingjing.meetings.models import Attendance, Meeting
from mingjing.meetings.services import MOST, Said, Sitting
from mingjing.people.models import Official
from mingjing.workbench.choices import ANY, CHOOSE, AnyUnit
from mingjing.workbench.regulations import DayInput

LONGEST = 4000
EMPTY, FIRST = 3, 7  # rows for more participants, and for those of a new record


def _area(label: Any, *, required: bool = False, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class MeetingFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *MeetingStatus.choices])
    unit = AnyUnit()
    since = forms.DateField(label=_("会议自"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())

    def of(self, rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """The records that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "status": said["status"],
            "unit": said["unit"],
            "held_on__gte": said["since"],
            "held_on__lte": said["until"],
        }
        return rows.filter(**{name: value for name, value in asked.items() if value})


def _votes(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, help_text=hint)


class MeetingForm(forms.Form):
    """What was discussed and decided."""

    held_on = forms.DateField(label=_("会议日期"), widget=DayInput())
    place = forms.CharField(label=_("地点"), max_length=100)
    matter = forms.CharField(label=_("议题"), max_length=200)
    discussion = _area(_("讨论情况"), rows=4)
    decided = _area(_("决定"), required=True, rows=4)
    votes_for = _votes(_("赞成票"), _("没有票决的，三项都不填。"))
    votes_against = _votes(_("反对票"))
    votes_abstained = _votes(_("弃权票"))

    def said(self) -> Said:
        """What was filled in."""
        return Said(**self.cleaned_data)


class SittingForm(forms.Form):
    """One participant. A row with neither account nor name is left out."""

    pk = forms.UUIDField(required=False, widget=forms.HiddenInput)
    official = forms.ChoiceField(label=_("账号"), required=False)
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=40, help_text=_("没有账号的填姓名；账号和姓名都清空，就删去这一人")
    )
    post = forms.CharField(label=_("职务"), required=False, max_length=60)
    seat = forms.ChoiceField(label=_("身份"), choices=Seat.choices, initial=Seat.MEMBER)
    view = forms.ChoiceField(label=_("意见"), required=False, choices=[("", _("待本人表明")), *View.choices])
    words = _area(_("发言要点"), rows=2)

    def __init__(self, *args: Any, people: Sequence[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        known = [(key, f"{person.name} {person.post or ''}".strip()) for key, person in self.people.items()]
        self.fields["official"].choices = [("", _("没有账号")), *known]  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        """True if the row names somebody."""
        return bool(self.cleaned_data.get("official") or self.cleaned_data.get("name", "").strip())

    def sitting(self) -> Sitting:
        """The participant that was filled in."""
        said = dict(self.cleaned_data)
        return Sitting(official=self.people.get(said.pop("official")), **said)


def sittings(
    data: Any, people: Sequence[Official], rows: Sequence[Attendance] = ()
) -> "forms.BaseFormSet[SittingForm]":
    """The participants to fill in: those of the record and some empty rows."""
    kind = forms.formset_factory(SittingForm, extra=EMPTY if rows else FIRST, max_num=MOST, absolute_max=MOST + FIRST)
    names = ("pk", "name", "post", "seat", "view", "words")
    started = [{n: getattr(row, n) for n in names} | {"official": str(row.official_id or "")} for row in rows]
    return kind(data, initial=started, prefix="p", form_kwargs={"people": people})


class ViewForm(forms.Form):
    """One's own view."""

    view = forms.ChoiceField(label=_("意见"), choices=[CHOOSE, *View.choices])
    words = _area(
        _("发言要点"),
        hint=_("有保留地同意，或者指出过错误、提出过正确意见的，写明当时怎么说的。"),
    )


class PaperForm(ViewForm):
    """A signature on paper, as the clerk records it."""

    scan = forms.FileField(label=_("签字扫描件"), widget=forms.FileInput({"accept": uploads.accept(uploads.SCANS)}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class NoteForm(forms.Form):
    text = _area(_("补记内容"), required=True, hint=_("哪一处不对、应当是什么。原来的记录保持签字时的样子。"))


class NoWords(forms.Form):
    """A step that asks nothing."""
