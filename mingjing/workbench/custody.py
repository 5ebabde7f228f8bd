"""启封: a custodian's desk, where job files are fetched and brought back; and what somebody has asked for."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing import access, selectors
from mingjing.sealing.enums import Denial, OpeningStatus
from mingjing.sealing.models import Custodian, Opening
from mingjing.sealing.selectors import Job
from mingjing.sealing.services import custodians, openings
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import CHOOSE

ORDER = ("-requested_at", "-id")
LARGEST = 64 * 1024  # bytes of a file that a device wrote for one opening


class PeeledForm(forms.Form):
    file = forms.FileField(
        label=_("拆封后的文件"),
        help_text=_("mingjing custody peel 写出的文件（.json）。"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        """What the file holds."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件太大，不是拆封后的文件。"))
        return bytes(file.read())


class DenialForm(forms.Form):
    code = forms.ChoiceField(label=_("理由"), choices=[CHOOSE, *Denial.choices])


def _custodian(viewer: Official) -> Custodian | None:
    """The viewer's seat, if they have one now.

    Raises:
        Http404: to everybody who is no custodian, there is no such page.
    """
    if not viewer.holds(Role.CUSTODIAN):
        raise Http404
    return access.seat_of(viewer)


@never_cache
@require_GET
@official_required
def desk(request: OfficialRequest) -> HttpResponse:
    """What waits for a custodian, and what they had a hand in."""
    seat = _custodian(request.user)
    jobs = selectors.jobs_of(request.user)
    past = access.visible_to(request.user).filter(Q(first=seat) | Q(second=seat)) if seat else Opening.objects.none()
    page = page_of(past, request.GET, order=ORDER)
    asked = openings.requesters([*(job.opening for job in jobs), *page])
    context = {
        "section": "custody",
        "seat": seat,
        "fingerprint": custodians.fingerprint(seat.recipient) if seat else "",
        "jobs": _by_opening(jobs, asked),
        "page": page,
        "rows": [(opening, asked[opening.pk]) for opening in page],
        "query": query_of(request.GET),
    }
    return render(request, "workbench/custody/desk.html", context)


def _by_opening(jobs: list[Job], asked: dict[UUID, Official]) -> list[tuple[Opening, Official, int]]:
    """Each opening once, whoever it may be opened with."""
    found = {job.opening.pk: job for job in jobs}
    return [(job.opening, asked[pk], job.step) for pk, job in found.items()]


def _opening(viewer: Official, pk: str) -> tuple[Opening, list[Job]]:
    """An opening that waits for this custodian, and how they may open it.

    Raises:
        Http404: it does not.
    """
    _custodian(viewer)
    jobs = [job for job in selectors.jobs_of(viewer) if str(job.opening.pk) == str(pk)]
    if not jobs:
        raise Http404
    return jobs[0].opening, jobs


@never_cache
@require_GET
@official_required
def job(request: OfficialRequest, pk: str) -> HttpResponse:
    """One opening that waits for a custodian: fetch its file, bring it back, or refuse."""
    return _page(request, *_opening(request.user, pk))


def _page(request: OfficialRequest, opening: Opening, jobs: list[Job], **tried: Any) -> HttpResponse:
    context = {
        "section": "custody",
        "opening": opening,
        "jobs": jobs,
        "step": jobs[0].step,
        "requester": openings.requester_of(opening),
        "form": PeeledForm(),
        "denial": DenialForm(),
        **tried,
    }
    return render(request, "workbench/custody/job.html", context, status=422 if tried else 200)


@never_cache
@require_POST
@official_required
def fetch(request: OfficialRequest, pk: str) -> HttpResponse:
    """The job file; that it was fetched is written down."""
    opening, jobs = _opening(request.user, pk)
    second = next((job.second for job in jobs if str(job.second.pk) == request.POST.get("second")), None)
    try:
        file = openings.job_for(opening, second, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, opening, jobs, refused=str(refusal))
    answer = HttpResponse(file, content_type="application/json")
    name = f"opening-{opening.number[-5:]}-{jobs[0].step}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_POST
@official_required
def bring(request: OfficialRequest, pk: str) -> HttpResponse:
    """What the custodian's own device made of the file."""
    opening, jobs = _opening(request.user, pk)
    form = PeeledForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            openings.take_in(opening, form.cleaned_data["file"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            done = gettext("两层都已拆开，申请人 24 小时内可以阅读。")
            half = gettext("第一层已拆开，等另一位保管人拆第二层。")
            messages.success(request, done if opening.status == OpeningStatus.OPEN else half)
            return redirect("workbench:custody")
    return _page(request, opening, jobs, form=form)


@never_cache
@require_POST
@official_required
def refuse(request: OfficialRequest, pk: str) -> HttpResponse:
    """A custodian does not open; or the second sends it back to the first."""
    opening, jobs = _opening(request.user, pk)
    form = DenialForm(request.POST)
    back = "back" in request.POST
    try:
        if back:
            openings.send_back(opening, by=request.user, at=timezone.now())
        else:
            code = form.cleaned_data["code"] if form.is_valid() else ""
            openings.refuse(opening, code=code, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, opening, jobs, denial=form, refused=str(refusal))
    messages.success(request, gettext("已退回，由第一位保管人重拆。") if back else gettext("已作出不予启封的决定。"))
    return redirect("workbench:custody")


@never_cache
@require_GET
@official_required
def asked(request: OfficialRequest) -> HttpResponse:
    """What somebody has asked for, and how far it is."""
    if not request.user.holds(*access.MAY_ASK):
        raise Http404
    page = page_of(selectors.asked_by(request.user), request.GET, order=ORDER)
    context = {"section": "openings", "page": page, "query": query_of(request.GET), "now": timezone.now()}
    return render(request, "workbench/custody/asked.html", context)


@never_cache
@require_POST
@official_required
def withdraw(request: OfficialRequest, pk: str) -> HttpResponse:
    """Whoever asked needs it no longer."""
    opening = get_object_or_404(selectors.asked_by(request.user), pk=pk)
    at: dt.datetime = timezone.now()
    try:
        openings.withdraw(opening, by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("%(opening)s 已撤回。") % {"opening": opening})
    return redirect("workbench:openings")


urlpatterns = [
    path("custody/", desk, name="custody"),
    path("custody/<uuid:pk>/", job, name="custody_job"),
    path("custody/<uuid:pk>/file/", fetch, name="custody_file"),
    path("custody/<uuid:pk>/bring/", bring, name="custody_bring"),
    path("custody/<uuid:pk>/refuse/", refuse, name="custody_refuse"),
    path("openings/", asked, name="openings"),
    path("openings/<uuid:pk>/withdraw/", withdraw, name="opening_withdraw"),
]
