"""Forms of filings: filters, a task, what a unit hands in, and the words of each step of the office."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.filings.enums import FilingStatus, TaskKind
from mingjing.filings.models import Filing, Submission
from mingjing.filings.selectors import listing, proposing
from mingjing.filings.services.drafting import LONGEST_URL, Said
from mingjing.filings.services.sending import AD_HOC_GROUNDS, LONGEST_TITLE, Asked, Later
from mingjing.people.enums import AddresseeClass
from mingjing.people.models import Unit
from mingjing.rules import statutory
from mingjing.rules.packs.nouns import Pack
from mingjing.rules.statutory import Column, Line, Table
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.regulations import DayInput

LONGEST = 4000
OVERDUE, LATE = "overdue", "late"
LATENESS = [(OVERDUE, _("现在逾期")), (LATE, _("逾期过，包括已报送的"))]
NOT_SECRET = _("我确认报送的内容和附件不涉及国家秘密")


def _area(label: Any, hint: Any = "", rows: int = 3, most: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class FilingFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *FilingStatus.choices])
    late = forms.ChoiceField(label=_("逾期"), required=False, choices=[ANY, *LATENESS])
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ANY, *TaskKind.choices])
    unit = AnyUnit()
    words = forms.CharField(label=_("任务名称"), required=False, max_length=60)
    since = forms.DateField(label=_("最后一日自"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())

    def of(self, rows: QuerySet[Filing], today: dt.date) -> QuerySet[Filing]:
        """The filings that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "status": said["status"],
            "task__kind": said["kind"],
            "unit": said["unit"],
            "task__title__contains": said["words"].strip(),
            "due_on__gte": said["since"],
            "due_on__lte": said["until"],
        }
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        narrow = {OVERDUE: listing.overdue, LATE: listing.late}.get(said["late"])
        return narrow(rows, today=today) if narrow else rows


class OfTaskFilter(FilingFilter):
    """The filter of one task's filings."""

    kind, words = None, None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """Nothing was said of what the task settles."""
        return {"kind": "", "words": "", **self.cleaned_data}


class AnnualForm(forms.Form):
    """What goes with the annual task, and another day for those whose date has passed."""

    asked = _area(_("要求"), _("格式、内容和需要注意的事项。"), rows=5)
    attached = FilesField(label=_("模板或参考文件"))
    later_on = forms.DateField(label=_("日期已过的单位，最后一日另定为"), required=False, widget=DayInput())
    later_for = _area(_("另定的理由"), rows=2)

    def __init__(self, *args: Any, passed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not passed:
            del self.fields["later_on"], self.fields["later_for"]

    def later(self) -> Later | None:
        """The other day; None where none was said."""
        on = self.cleaned_data.get("later_on")
        return Later(on, self.cleaned_data.get("later_for", "")) if on else None


class AdHocForm(forms.Form):
    title = forms.CharField(label=_("报送什么"), max_length=LONGEST_TITLE)
    asked = _area(_("要求"), _("格式、内容和需要注意的事项。"), rows=5)
    basis = forms.ChoiceField(label=_("依据的条文"))
    due_on = forms.DateField(label=_("最后一日"), widget=DayInput())
    classes = forms.MultipleChoiceField(
        label=_("报送单位：主送类别"), choices=AddresseeClass.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("报送单位：另选"),
        required=False,
        to_field_name="code",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("按住 Ctrl 可选几个；已在主送类别里的不会重复收到。只列出法规适用的单位。"),
    )
    attached = FilesField(label=_("模板或参考文件"))

    def __init__(self, *args: Any, pack: Pack, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [pack.grounds[key] for key in AD_HOC_GROUNDS if key in pack.grounds]
        self.fields["basis"].choices = [(row.id, f"{row.id} {row.article} {row.name}") for row in grounds]  # type: ignore[attr-defined]
        self.fields["units"].queryset = proposing.in_scope(pack, today)  # type: ignore[attr-defined]

    def said(self) -> Asked:
        """What was asked for."""
        return Asked(**{name: value for name, value in self.cleaned_data.items() if name != "attached"})


def kept_of(form: forms.Form) -> list[Kept]:
    """The files that came with a form, kept one by one; one that is refused is said at the field."""
    field, kept = form.fields["attached"], list[Kept]()
    files: list[UploadedFile] = form.cleaned_data.get("attached") or []
    for file in files:
        try:
            kept += field.keep([file]) if isinstance(field, FilesField) else []
        except Refused as refusal:
            form.add_error("attached", str(refusal))
    return kept


class HandInForm(forms.Form):
    """What a unit hands in. For the annual report the figures of the statutory tables, each a field of its own."""

    words = _area(_("报送内容或说明"), rows=8, most=20_000)
    url = forms.CharField(
        label=_("年度报告的公开网址"), required=False, max_length=LONGEST_URL, widget=forms.URLInput(),
        help_text=_("向社会公布的网页，以 https:// 或 http:// 开头。"),
    )  # fmt: skip
    attached = FilesField()
    carry_reason = _area(_("“上年结转”与上一年度报告不一致的原因"), _("一致的不用填。"))
    not_secret = forms.BooleanField(label=NOT_SECRET, required=False)

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filing = filing
        if not filing.task.annual:
            del self.fields["url"], self.fields["carry_reason"]
            return
        for name, cell in statutory.cells().items():
            self.fields[name] = FigureField(cell.column, label=str(cell))

    @classmethod
    def of(cls, filing: Filing, draft: Submission | None) -> "HandInForm":
        """The form with what was saved."""
        if draft is None:
            return cls(filing=filing)
        said = {"words": draft.words, "url": draft.url, "carry_reason": draft.carry_reason}
        return cls(filing=filing, initial=said | draft.figures)

    def said(self) -> Said:
        """What was typed so far, what is no figure left out."""
        found = self.cleaned_data
        figures = {name: found[name] for name in statutory.cells() if found.get(name) is not None}
        return Said(
            words=found.get("words", ""),
            url=found.get("url", ""),
            figures=figures,
            carry_reason=found.get("carry_reason", ""),
        )

    def tell(self, columns: dict[str, str]) -> None:
        """Say what is lacking, each at its field."""
        for name, told in columns.items():
            self.add_error(name if name in self.fields else None, told)

    def plain(self) -> Iterator[forms.BoundField]:
        """The fields above the tables."""
        return (self[name] for name in ("words", "url") if name in self.fields)

    def tables(self) -> list[tuple[Table, list[tuple[Line, list[tuple[Column, forms.BoundField | None]]]]]]:
        """The statutory tables row by row, with a field where the row has a figure."""
        if not self.filing.task.annual:
            return []
        return [
            (table, [(line, [(c, self._cell(table, line, c)) for c in table.columns]) for line in table.lines])
            for table in statutory.tables()
        ]

    def _cell(self, table: Table, line: Line, column: Column) -> forms.BoundField | None:
        return self[table.name(line.key, column.key)] if column.key in line.cells else None

    def wrong_figures(self) -> list[tuple[forms.BoundField, Any]]:
        """Label and faults of every figure that is wrong: a list above the tables leads to each."""
        return [(self[name], self.errors[name]) for name in statutory.cells() if name in self.errors]


class FigureField(forms.CharField):
    """A figure as people write it."""

    def __init__(self, column: Column, **said: Any) -> None:
        self.column = column
        mode = "decimal" if column.decimals else "numeric"
        widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "aria-label": said["label"]})
        super().__init__(required=False, max_length=20, widget=widget, **said)

    def clean(self, value: Any) -> Any:
        """The number; None for an empty field."""
        try:
            return statutory.figure_of(super().clean(value), self.column)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return Decimal(initial or 0) != (self.clean(data) or Decimal(0))


class ReasonForm(forms.Form):
    words = forms.CharField(
        label=_("理由"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcceptForm(ReasonForm):
    words = _area(_("备注"), rows=2)


class ReturnForm(ReasonForm):
    words = _area(_("要补正什么"))
    due_on = forms.DateField(
        label=_("新的最后一日"), required=False, widget=DayInput(),
        help_text=_("不填的，最后一日不变；已经过了的，补正期间照原来的最后一日计算逾期。"),
    )  # fmt: skip


class MoveForm(ReasonForm):
    due_on = forms.DateField(label=_("新的最后一日"), widget=DayInput())


class JudgeForm(ReasonForm):
    excused = forms.TypedChoiceField(
        label=_("认定"), choices=[("yes", _("有正当理由")), ("no", _("没有正当理由"))],
        coerce=lambda said: said == "yes",
    )  # fmt: skip


class FiguresForm(forms.Form):
    file = forms.FileField(
        label=_("填好的统计表（xlsx）"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), help_text=_("不超过 10 MB")
    )
