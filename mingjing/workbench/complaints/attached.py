"""What the system itself knows of the act complained of, put beside the case for staff. Nothing follows by itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.workflow import APPROVE, CLEAR, REVIEW
from mingjing.complaints import access, workflow
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import requesting
from mingjing.disclosure.models import Plan
from mingjing.disclosure.selectors import freshness
from mingjing.disclosure.selectors.records import valid
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official, Unit
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Act, Panel
from mingjing.workbench.complaints.reading import Reading
from mingjing.workbench.fields import words
from mingjing.workbench.regulations import DayInput

MOST = 10
REVIEWS = (REVIEW, CLEAR, APPROVE)
OF_REQUESTS = ("CMP-4-8a", "CMP-4-8b", "CMP-4-8c")
Shown = dict[str, Any]


class Subject:
    """The power, information and unit that a case names, and the day complained of."""

    def __init__(self, read: Reading) -> None:
        self.read = read
        about = read.said.get("about", {})
        self.step, self.number = about.get("step", ""), about.get("power", "")
        day = read.said.get("happened_on")
        self.day = dt.date.fromisoformat(day) if day else read.complaint.received_on
        public = PowerItem.objects.filter(current__attribute=Attribute.PUBLIC)
        self.item = public.select_related("current").filter(number=self.number).first() if self.number else None
        self.plan = _plan(about.get("page", ""))

    @property
    def unit(self) -> Unit | None:
        """The unit complained about."""
        return self.read.unit

    def version(self) -> PowerVersion | None:
        """The version that was in force on the day complained of (CMP-4-3)."""
        if self.item is None:
            return None
        shown = self.item.versions.filter(published_at__date__lte=self.day)
        return shown.order_by("-published_at").first()


def _plan(page: str) -> Plan | None:
    try:
        found = resolve(page) if page else None
    except Resolver404:
        return None
    named = found is not None and found.url_name == "information"
    return Plan.objects.filter(pk=found.kwargs["pk"]).first() if found and named else None


def _chart(about: Subject) -> Shown:
    version = about.version()
    address = ""
    if about.item and version:
        try:
            address = reverse("portal:power_version", args=[about.item.number, version.no])
        except NoReverseMatch:
            address = ""
    current = about.item.current if about.item else None
    return {"item": about.item, "version": version, "address": address, "current": current, "step": about.step}


def _leaked(about: Subject) -> Shown:
    """Where to take it down at once (CMP-4-4)."""
    return {"takedown": reverse("workbench:takedown_new", args=["power", about.item.pk]) if about.item else ""}


def _dates(about: Subject) -> Shown:
    """Due and actual days of what was published: those of the record itself (CMP-4-5a)."""
    rows = valid()
    if about.plan:
        rows = rows.filter(plan=about.plan)
    elif about.item:
        rows = rows.filter(item=about.item)
    else:
        rows = rows.filter(unit=about.unit) if about.unit else rows.none()
    records = list(rows.order_by("-published_on", "-id")[:MOST])
    return {"records": [(row, max((row.published_on - row.due_on).days, 0) if row.due_on else None) for row in records]}


def _fresh(about: Subject) -> Shown:
    """Since when the page is older than its cycle (CMP-4-5b)."""
    today = about.read.today
    if about.plan:
        page = freshness.of_information(about.plan, today)
    elif about.item:
        page = freshness.of_power(about.item, today)
    else:
        page = None
    if page is None and about.unit:
        units = Unit.objects.filter(pk=about.unit.pk)
        count, oldest = freshness.oldest(units, today=today, most=MOST)
        return {"stale": count, "pages": [(one, one.is_stale(today)) for one in oldest]}
    return {"pages": [(page, page.is_stale(today))] if page else []}


def _reviews(about: Subject) -> Shown:
    """Each review that there must be, with its day, or that it is missing (CMP-4-6)."""
    version = about.version()
    if version is None:
        return {"reviews": None}
    entries = {entry.step: entry for entry in ledger.of_case(version)}
    return {
        "reviewed": version,
        "reviews": [(step, entries.get(step.name)) for step in REVIEWS],
        "bypassed": version.bypassed,
    }


def _request(about: Subject) -> Shown:
    """What is known of the request: the number from the complaint, the rest as the handler entered it (CMP-4-8)."""
    read = about.read
    found = requesting.timeline(read.kept(PaperKind.NOTE), today=read.today) if read.keys else None
    return {"application": read.said.get("about", {}).get("application", ""), "timeline": found}


PARTS: dict[str, Callable[[Subject], Shown]] = {
    "CMP-4-3": _chart,
    "CMP-4-4": _leaked,
    "CMP-4-5a": _dates,
    "CMP-4-5b": _fresh,
    "CMP-4-6": _reviews,
    **dict.fromkeys(OF_REQUESTS, _request),
}


def _attached(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown | None:
    read = reading.of(request, complaint, keys)
    if read.act is None:
        return None
    part = PARTS.get(read.act.id)
    found = part(Subject(read)) if part else {}
    return {"act": read.act, "grounds": read.grounds, "part": read.act.id, "viewer": request.user, **found}


class RequestForm(forms.Form):
    number = forms.CharField(label=_("申请编号"), max_length=60)
    applied_on = forms.DateField(label=_("收到申请的日期"), widget=DayInput())
    answered_on = forms.DateField(
        label=_("答复日期"), required=False, widget=DayInput(), help_text=_("没有答复的不填。")
    )
    decision = words(_("批准或答复的内容"), rows=2, required=False)
    provided = words(_("实际提供的内容"), rows=2, required=False)


def _form(
    request: OfficialRequest,
    complaint: Complaint,
    keys: CaseKeys | None,
    data: Any = None,
    files: Any = None,
    **said: Any,
) -> forms.Form:
    read = reading.of(request, complaint, keys)
    initial = {"number": read.said.get("about", {}).get("application", "")}
    return RequestForm(data, initial=initial, **said)


def _note(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    read = reading.of(request, complaint, keys)
    requesting.note(complaint, **said, keys=keys, by=request.user, today=read.today, at=read.at)
    return gettext("申请情况已登记。")


def _is_about_a_request(viewer: Official, complaint: Complaint) -> bool:
    return complaint.status in workflow.OPEN and access.routed(complaint).get("act") in OF_REQUESTS


ATTACHED = Panel("attached", "workbench/complaints/panels/attached.html", _attached)
REQUEST = Act("request", _("登记申请情况"), _form, _note, may=_is_about_a_request, basis="CMP-4-8b")
