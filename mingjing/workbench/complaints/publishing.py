"""公开处理结果: the draft beside what the handler wrote, and the list of closed cases that nobody has told of."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.complaints.enums import ComplaintStatus, SummaryStatus
from mingjing.complaints.models import Complaint, PublicSummary
from mingjing.complaints.selectors import summaries as selectors
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import summaries as services
from mingjing.complaints.workflow import WITHDRAW
from mingjing.core.exporting import Col, export, wanted
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.regulations.selectors import law
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.gate import centre_only
from mingjing.workbench.complaints.kinds import Act, Panel, plain

COLUMNS = (
    Col(_("编号"), "complaint.number"),
    Col(_("办结日期"), "complaint.closed_on"),
    Col(_("最迟公开"), "due_on"),
    Col(_("逾期"), "late"),
    Col(_("已拟稿"), "drafted"),
)


class DraftForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=services.LONGEST_TITLE)
    text = forms.CharField(
        label=_("摘要"),
        max_length=services.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("系统已遮盖证件号、电话、住址、车牌和认得的姓名。请再看一遍：能推断出来信人的细节也要删去。"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def _proposed(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, str]:
    """The last draft, or what the handler wrote with everybody masked."""
    papers = reading.of(request, complaint, keys).papers
    found = selectors.draft(papers)
    if found and found.said:
        return {"title": found.said["title"], "text": found.said["text"]}
    return {"text": selectors.masked(selectors.original(papers), selectors.names(papers)).text}


def _draft_form(
    request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, data: Any = None, files: Any = None,
    **said: Any,
) -> forms.Form:  # fmt: skip
    initial = _proposed(request, complaint, keys) if data is None else None
    return DraftForm(data, initial=initial, **said)


def _now() -> dict[str, Any]:
    return {"today": timezone.localdate(), "at": timezone.now()}


def _draft(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.draft(complaint, said["title"], said["text"], keys=keys, by=request.user, **_now())
    return gettext("摘要稿已封存，还没有公开。请报批。")


def _ask(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.ask(complaint, reason=said["reason"], keys=keys, by=request.user, **_now())
    return gettext("已报负责人审批。")


def _withdraw(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.withdraw(complaint, reason=said["reason"], keys=keys, by=request.user, **_now())
    return gettext("摘要已撤回，公开页面上的文字已经清除。")


def _summary(complaint: Complaint) -> PublicSummary | None:
    return selectors.of(complaint) if complaint.status == ComplaintStatus.CLOSED else None


def _may_draft(viewer: Official, complaint: Complaint) -> bool:
    if complaint.status != ComplaintStatus.CLOSED or not viewer.holds(Role.CENTRE_CLERK):
        return False
    summary = _summary(complaint)
    return summary is None or summary.status == SummaryStatus.DRAFTED


def _may_ask(viewer: Official, complaint: Complaint) -> bool:
    return _may_draft(viewer, complaint) and _summary(complaint) is not None


def _may_withdraw(viewer: Official, complaint: Complaint) -> bool:
    if not viewer.holds(WITHDRAW.role):
        return False
    summary = selectors.of(complaint)
    return summary is not None and summary.status == SummaryStatus.PUBLISHED


def _shown(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    if complaint.status != ComplaintStatus.CLOSED:
        return None
    read = reading.of(request, complaint, keys)
    found = selectors.draft(read.papers)
    known = selectors.names(read.papers) if keys else []
    return {
        "summary": selectors.of(complaint),
        "draft": found.said if found else None,
        "original": selectors.original(read.papers),
        "masked": selectors.masked(selectors.original(read.papers), known),
    }


@require_GET
@centre_only
def results(request: OfficialRequest) -> HttpResponseBase:
    """Closed cases whose result was not told to everybody, the longest due first."""
    today = timezone.localdate()
    rows = selectors.owed(request.user, today=today, known=law(today))
    if wanted(request):
        return export(gettext("待公开的处理结果"), COLUMNS, rows)
    context = {"section": "complaints", "rows": rows, "published": selectors.published()[:20]}
    answer: HttpResponse = render(request, "workbench/complaints/results.html", context)
    return answer


PANEL = Panel("publishing", "workbench/complaints/panels/publishing.html", _shown)
ACTS = (
    Act("publish-draft", _("拟公开摘要"), _draft_form, _draft, may=_may_draft, basis="ACC-9-1b"),
    Act("publish-ask", _("报批公开"), plain(ReasonForm), _ask, may=_may_ask, basis="ACC-9-1b"),
    Act("publish-withdraw", _("撤回公开摘要"), plain(ReasonForm), _withdraw, may=_may_withdraw, basis="GAP-04"),
)
urlpatterns = [path("complaints/results/", results, name="complaint_results")]
