"""接口令牌: made for a unit's system, shown once, revoked."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.casework import access
from mingjing.casework.services import tokens as services
from mingjing.core import exporting
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of
from mingjing.people.enums import Role
from mingjing.people.models import Unit
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.replies import done


class TokenForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.all(), label=_("单位"), to_field_name="code")
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("哪个业务系统用，如“行政审批系统”"))


@never_cache
@require_http_methods(["GET", "POST"])
@official_required
def tokens(request: OfficialRequest) -> HttpResponse:
    """The tokens that the viewer may see; a new one's secret is shown once."""
    if not access.may_keep_tokens(request.user):
        raise Http404
    rows = access.tokens_visible_to(request.user).select_related("unit", "made_by")
    if exporting.wanted(request):
        return exporting.export(gettext("接口令牌"), exports.TOKENS, rows.order_by("-made_at", "-id"))
    form = _form(request, request.POST or None)
    context: dict[str, Any] = {"section": "matters"}
    if request.method == "POST" and form.is_valid():
        try:
            context["made"], context["secret"] = services.make(
                form.cleaned_data["unit"], name=form.cleaned_data["name"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = _form(request)
    rows = access.tokens_visible_to(request.user).select_related("unit", "made_by")
    context |= {"form": form, "page": page_of(rows, request.GET, order=("-made_at", "-id")), "query": ""}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workbench/casework/tokens.html", context, status=status)


def _form(request: OfficialRequest, data: Any = None) -> TokenForm:
    form = TokenForm(data, initial={"unit": request.user.unit.code})
    if not request.user.holds(Role.SYSTEM_ADMIN):
        form.fields["unit"].queryset = Unit.objects.filter(pk=request.user.unit_id)  # type: ignore[attr-defined]
    return form


@require_POST
@official_required
def token_revoke(request: OfficialRequest, pk: str) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(access.tokens_visible_to(request.user).select_related("unit"), pk=pk)
    done(
        request,
        lambda: services.revoke(token, by=request.user, at=timezone.now()),
        gettext("令牌“%(name)s”已吊销，立即失效。") % {"name": token.name},
    )
    return redirect("workbench:tokens")


urlpatterns = [
    path("tokens/", tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", token_revoke, name="token_revoke"),
]
