"""The rows of a draft: legal bases, materials, special procedures, a page for each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.catalogue import services
from mingjing.catalogue.models import PowerVersion
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.finding import draft_of
from mingjing.workbench.catalogue.forms import BasisForm, MaterialForm, SpecialForm
from mingjing.workbench.replies import done


@dataclass(frozen=True)
class Kind:
    """A kind of row: what it is called, where a version keeps it, how one is typed in and added."""

    slug: str
    title: Any
    related: str
    form: type[forms.BaseForm]
    add: Callable[..., object]
    hint: Any


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "bases",
            gettext_lazy("实施依据"),
            "bases",
            BasisForm,
            services.add_basis,
            gettext_lazy("没有依据的职权不能提交（第七条第一项）。"),
        ),
        Kind(
            "materials",
            gettext_lazy("申请材料"),
            "materials",
            MaterialForm,
            services.add_material,
            gettext_lazy("要求清单以外的材料，是增加条件（第七条第二项）。"),
        ),
        Kind(
            "specials",
            gettext_lazy("特殊程序"),
            "special_procedures",
            SpecialForm,
            services.add_special_procedure,
            gettext_lazy("只有这里写明的程序才能停表：从起始活动到结束活动之间不计时（第七条第二项）。"),
        ),
    )
}


@require_http_methods(["GET", "POST"])
@official_required
def rows(request: OfficialRequest, number: str, no: int, kind: str) -> HttpResponse:
    """The rows of one kind, and a form for the next."""
    version, what = draft_of(request, number, no), _kind(kind)
    form = what.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            what.add(version, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workbench:version_rows", number, no, kind)
    context = {
        "section": "powers",
        "version": version,
        "item": version.item,
        "kind": what,
        "kinds": KINDS.values(),
        "rows": _listed(version, what),
        "form": form,
    }
    return render(request, "workbench/catalogue/rows.html", context, status=422 if form.is_bound else 200)


@require_POST
@official_required
def remove(request: OfficialRequest, number: str, no: int, kind: str, pk: UUID) -> HttpResponse:
    """Take one row out of a draft."""
    version, what = draft_of(request, number, no), _kind(kind)
    row = get_object_or_404(getattr(version, what.related), pk=pk)
    act = partial(services.remove_row, row, by=request.user, at=timezone.now())
    if done(request, act, _("已删除“%(row)s”。") % {"row": row}):
        return redirect("workbench:version_rows", number, no, kind)
    return redirect("workbench:version", number, no)


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _listed(version: PowerVersion, kind: Kind) -> Any:
    found = getattr(version, kind.related).all()
    return found.select_related("basis") if kind.related == "bases" else found
