"""个人信息检查: look through a text or a document before it is published. Nothing of it is kept."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mingjing.privacy import Report, find, find_in, mask
from mingjing.privacy.documents import READERS, Place, Unreadable
from mingjing.workbench.access import OfficialRequest, official_required

LARGEST = 20 * 1024 * 1024
ENDINGS = tuple(f".{ending}" for ending in READERS)


class ScreeningForm(forms.Form):
    """A text, a document, or both."""

    text = forms.CharField(
        label=gettext_lazy("文字"), required=False, max_length=200_000, widget=forms.Textarea({"rows": 6})
    )
    file = forms.FileField(
        label=gettext_lazy("文件"),
        required=False,
        help_text=gettext_lazy("docx、xlsx、pdf、jpg、png、txt 或 csv，不超过 20 MB；检查后不保存"),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )

    def clean(self) -> dict[str, object]:
        """One of the two, and a document that can be read."""
        said = super().clean() or {}
        file = said.get("file")
        if not said.get("text") and not file:
            raise forms.ValidationError(_("请粘贴文字，或选一个文件。"))
        if file and file.size > LARGEST:
            self.add_error("file", _("文件超过 20 MB。请分开检查。"))
        return said


@require_http_methods(["GET", "POST"])
@official_required
def screening(request: OfficialRequest) -> HttpResponse:
    """What is personal in it, each with its place, masked."""
    form, report = ScreeningForm(), None
    if request.method == "POST":
        form = ScreeningForm(request.POST, request.FILES)
        report = _report(form) if form.is_valid() else None
    context = {"section": "screening", "form": form, "report": report, "places": _shown(report)}
    status = 422 if form.is_bound and report is None else 200
    return render(request, "workbench/screening.html", context, status=status)


def _report(form: ScreeningForm) -> Report | None:
    lines = enumerate(form.cleaned_data["text"].splitlines(), start=1)
    found = tuple(Place(_("第%(line)s行") % {"line": n}, one) for n, line in lines for one in find(line))
    file = form.cleaned_data["file"]
    if not file:
        return Report(found)
    try:
        read = find_in(file.name, file.read())
    except Unreadable:
        form.add_error("file", _("文件打不开，没有检查：它已损坏、设有密码，或者不是上面列出的格式。"))
        return None
    return Report((*found, *read.found), read.told, read.unchecked)


def _shown(report: Report | None) -> list[tuple[str, str, str, bool]]:
    """Where, what, masked, and whether it keeps the text back."""
    if report is None:
        return []
    return [(place.where, place.found.kind, mask(place.found.text), place.found.blocks) for place in report.found]


urlpatterns = [path("screening/", screening, name="screening")]
