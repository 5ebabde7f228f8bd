"""登记办件: a step of a power that has no system of its own, entered by hand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingjing.casework import access
from mingjing.casework.enums import EventKind
from mingjing.casework.incoming import Incoming
from mingjing.casework.models import Event
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.services import recording
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.casework.choosing import PowerField

OTHER, VOID = "other", "void"
STEP = "step:"


class ChooseForm(forms.Form):
    power = PowerField(label=_("职权"))


class RecordForm(forms.Form):
    number = forms.CharField(label=_("受理编号"), max_length=80, help_text=_("新的编号自动开办"))
    what = forms.ChoiceField(label=_("办了什么"))
    other = forms.CharField(
        label=_("增加的环节、条件或材料"),
        required=False,
        max_length=200,
        help_text=_("流程图和材料清单以外的，写明名称"),
    )
    at = forms.DateTimeField(
        label=_("办理时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=200, help_text=_("增加环节、条件或材料的，必须写明理由")
    )

    def __init__(self, *args: Any, steps: list[str], wrong: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong = wrong
        if wrong:
            self.fields["number"].disabled = True
            self.fields["at"].required = False
        found = [*((STEP + name, name) for name in steps), (OTHER, gettext("增加的环节")), *_others(wrong)]
        self.fields["what"].choices = found  # type: ignore[attr-defined]

    def clean(self) -> None:
        what = self.cleaned_data.get("what")
        if what in {OTHER, EventKind.CONDITION} and not self.cleaned_data.get("other"):
            self.add_error("other", gettext("请写明增加的环节、条件或材料。"))
        if what != VOID and not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", gettext("请写明办理时间。"))

    def event(self) -> Incoming:
        """What was entered, as an event."""
        said, what = self.cleaned_data, self.cleaned_data["what"]
        kind = what if what in {EventKind.CONDITION, EventKind.CLOSE} else EventKind.STEP.value
        activity = what.removeprefix(STEP) if what.startswith(STEP) else said["other"]
        if what in {VOID, EventKind.CLOSE}:
            activity = ""
        at = None if what == VOID else said["at"]
        if self.wrong is None:
            return Incoming(1, said["number"], activity, at, kind=kind, note=said["note"])
        correction = EventKind.CORRECTION.value
        return Incoming(1, said["number"], activity, at, kind=correction, note=said["note"], corrects=self.wrong.key)


def _others(wrong: Event | None) -> list[tuple[str, str]]:
    """What else can have been done; of a correction, what can be said besides: that it was not, or ended otherwise."""
    close = (EventKind.CLOSE.value, str(EventKind.CLOSE.label))
    if wrong:
        return [(VOID, gettext("作废：没有办过")), *([close] if not wrong.activity else [])]
    return [(EventKind.CONDITION.value, str(EventKind.CONDITION.label)), close]


@require_http_methods(["GET", "POST"])
@official_required
def record(request: OfficialRequest) -> HttpResponse:
    """Choose the power, then say what was done."""
    if not request.user.holds(Role.UNIT_CLERK):
        raise Http404
    powers = access.powers_delivered_by(request.user).select_related("unit")
    number = request.GET.get("power", "")
    if not number:
        choose = ChooseForm()
        choose.fields["power"].queryset = powers  # type: ignore[attr-defined]
        return render(request, "workbench/casework/record.html", {"section": "matters", "choose": choose})
    item = get_object_or_404(powers, number=number)
    wrong = _wrong(request, item)
    started = {"number": request.GET.get("matter", ""), "at": timezone.localtime(wrong.at) if wrong else timezone.now()}
    form = RecordForm(request.POST or None, steps=selectors.steps_of(item), wrong=wrong, initial=started)
    if form.is_bound and form.is_valid():
        try:
            matter = recording.record(item, form.event(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("已登记，并按流程图重新判定。"))
            return redirect("workbench:matter", matter.pk)
    context = {"section": "matters", "item": item, "form": form, "wrong": wrong}
    return render(request, "workbench/casework/record.html", context, status=422 if form.is_bound else 200)


def _wrong(request: OfficialRequest, item: PowerItem) -> Event | None:
    """The event that is to be corrected, where the page is asked for one."""
    pk = request.GET.get("corrects")
    if not pk:
        return None
    rows = Event.objects.filter(matter__item=item, matter__number=request.GET.get("matter", ""), corrections=None)
    try:
        return get_object_or_404(rows, pk=pk)
    except ValidationError as error:
        raise Http404 from error


urlpatterns = [path("record/", record, name="record")]
