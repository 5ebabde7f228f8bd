"""人员: the list, one person, and the accounts that the system administrator keeps."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core import exporting
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.ledger import selectors as ledger
from mingjing.people import access
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.people.selectors import officials as selectors
from mingjing.people.services import officials as services
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import (
    DescribeForm,
    GrantForm,
    LeaveForm,
    NewOfficialForm,
    OfficialFilter,
    OfficialForm,
)
from mingjing.workbench.people.saving import saved


@require_GET
@official_required
def officials(request: OfficialRequest) -> HttpResponse:
    """The people the viewer may see, filtered, by account."""
    form = OfficialFilter(request.GET)
    valid = form.is_valid()
    rows = selectors.listed(request.user)
    found = form.of(rows) if valid else rows.none()
    if valid and exporting.wanted(request):
        return exporting.export(_("人员"), exports.OFFICIALS, found.order_by("username"))
    context = {
        "section": "units",
        "page": page_of(found, request.GET, order=("username",)),
        "form": form,
        "query": query_of(request.GET),
        "may_keep": access.may_keep_officials(request.user),
    }
    return render(request, "workbench/people/officials.html", context, status=200 if valid else 422)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Make an account; its one-time password is shown on the answer and never again."""
    _check_keeper(request)
    form = NewOfficialForm(request.POST or None, initial={"unit": request.GET.get("unit")})
    made: list[tuple[Official, str]] = []

    def engage(said: dict[str, Any]) -> None:
        made.append(services.engage(**said, by=request.user, at=timezone.now()))

    if request.method == "POST" and saved(request, form, engage, _("账号已建立。")):
        return _told(request, *made[0])
    return _form(request, form)


@require_GET
@official_required
def official(request: OfficialRequest, pk: str) -> HttpResponse:
    """One person: unit, post, duties, roles, and what may be done with the account."""
    return page(request, person_of(request, pk))


def person_of(request: OfficialRequest, pk: str) -> Official:
    """The person, if the viewer may see him or her."""
    return get_object_or_404(selectors.listed(request.user), pk=pk)


def page(
    request: OfficialRequest, person: Official, *, tried: str = "", form: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a person, with the form that was refused."""
    viewer, today = request.user, timezone.localdate()
    context = {
        "section": "units",
        "person": person,
        "roles": [(grant, Role(grant.role).label) for grant in person.grants.select_related("granted_by")],
        "may_keep": access.may_keep_officials(viewer),
        "may_describe": access.may_describe(viewer, person),
        "may_grant": access.may_grant(viewer, person),
        "oneself": viewer.pk == person.pk,
        "entries": ledger.of_case(person) if access.may_see_file(viewer) else [],
        "leave": LeaveForm(initial={"on": today}, prefix="leave"),
        "back": LeaveForm(initial={"on": today}, prefix="back"),
        "grant": GrantForm(prefix="grant"),
        "tried": tried,
    }
    if form is not None:
        context[tried] = form
    return render(request, "workbench/people/official.html", context, status=status)


@require_http_methods(["GET", "POST"])
@official_required
def edit(request: OfficialRequest, pk: str) -> HttpResponse:
    """Change what is said of a person; the own unit changes duties and phone."""
    person = person_of(request, pk)
    if not access.may_describe(request.user, person):
        raise Http404
    kind = OfficialForm if access.may_keep_officials(request.user) else DescribeForm
    form = kind(request.POST or None, instance=person_of(request, pk))

    def change(said: dict[str, Any]) -> None:
        services.edit(person, **said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, change, _("人员信息已保存。")):
        return redirect("workbench:official", pk)
    return _form(request, form, person)


@require_POST
@official_required
def leave(request: OfficialRequest, pk: str) -> HttpResponse:
    """Switch an account off: the person has left."""
    _check_keeper(request)
    person, form = person_of(request, pk), LeaveForm(request.POST, prefix="leave")

    def act(said: dict[str, Any]) -> None:
        services.leave(person, on=said["on"], today=timezone.localdate(), by=request.user, at=timezone.now())

    if saved(request, form, act, _("已办理离岗，账号立即停用，角色已收回。")):
        return redirect("workbench:official", pk)
    return page(request, person, tried="leave", form=form, status=422)


@require_POST
@official_required
def come_back(request: OfficialRequest, pk: str) -> HttpResponse:
    """Let a person in again, with a one-time password and no role."""
    _check_keeper(request)
    person, form = person_of(request, pk), LeaveForm(request.POST, prefix="back")
    passwords: list[str] = []

    def act(said: dict[str, Any]) -> None:
        passwords.append(services.come_back(person, on=said["on"], by=request.user, at=timezone.now()))

    if saved(request, form, act, _("已重新到岗。角色由安全管理员另行授予。")):
        return _told(request, person, passwords[0])
    return page(request, person, tried="back", form=form, status=422)


@require_POST
@official_required
def reset_password(request: OfficialRequest, pk: str) -> HttpResponse:
    """Give a person a one-time password, shown on the answer and never again."""
    _check_keeper(request)
    person = person_of(request, pk)
    try:
        password = services.reset_password(person, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return page(request, person, status=422)
    return _told(request, person, password)


def _check_keeper(request: OfficialRequest) -> None:
    if not access.may_keep_officials(request.user):
        raise Http404


def _told(request: OfficialRequest, person: Official, password: str) -> HttpResponse:
    """The one page that ever shows the password; no cache keeps it."""
    context = {"section": "units", "person": person, "password": password}
    answer = render(request, "workbench/people/password.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _form(request: OfficialRequest, form: BaseForm, person: Official | None = None) -> HttpResponse:
    context = {"section": "units", "form": form, "person": person}
    return render(request, "workbench/people/official_form.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("officials/", officials, name="officials"),
    path("officials/new/", new, name="official_new"),
    path("officials/<uuid:pk>/", official, name="official"),
    path("officials/<uuid:pk>/edit/", edit, name="official_edit"),
    path("officials/<uuid:pk>/leave/", leave, name="official_leave"),
    path("officials/<uuid:pk>/back/", come_back, name="official_back"),
    path("officials/<uuid:pk>/password/", reset_password, name="official_password"),
]
