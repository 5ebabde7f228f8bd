"""角色: granted and withdrawn by the security administrator (X-02)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.people.services import roles as services
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import GrantForm, WithdrawForm
from mingjing.workbench.people.officials import page, person_of
from mingjing.workbench.people.saving import saved


@require_POST
@official_required
def grant(request: OfficialRequest, pk: str) -> HttpResponse:
    """Give a person a role."""
    person, form = _person(request, pk), GrantForm(request.POST, prefix="grant")

    def act(said: dict[str, Any]) -> None:
        services.grant(person, said["role"], by=request.user, at=timezone.now())

    if saved(request, form, act, _("角色已授予，立即生效。")):
        return redirect("workbench:official", pk)
    return page(request, person, tried="grant", form=form, status=422)


@require_POST
@official_required
def withdraw(request: OfficialRequest, pk: str) -> HttpResponse:
    """Take a role back."""
    person, form = _person(request, pk), WithdrawForm(request.POST)

    def act(said: dict[str, Any]) -> None:
        services.withdraw(person, said["role"], reason=said["reason"], by=request.user, at=timezone.now())

    if saved(request, form, act, _("角色已收回，立即生效。")):
        return redirect("workbench:official", pk)
    return page(request, person, tried="withdraw", form=form, status=422)


def _person(request: OfficialRequest, pk: str) -> Official:
    """The person, for security administrators: to others these addresses do not exist."""
    if not request.user.holds(Role.SECURITY_ADMIN):
        raise Http404
    return person_of(request, pk)


urlpatterns = [
    path("officials/<uuid:pk>/grant/", grant, name="role_grant"),
    path("officials/<uuid:pk>/withdraw/", withdraw, name="role_withdraw"),
]
