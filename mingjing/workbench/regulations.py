"""Staff pages on regulations and the work calendar: 法规, 工作日历."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.clocks import services as clocks
from mingjing.core import documents, exporting
from mingjing.people.enums import Role
from mingjing.people.models import CalendarVersion
from mingjing.regulations import access, letters, selectors
from mingjing.regulations.enums import BasisStatus, PackStatus
from mingjing.regulations.models import Basis, Regulation
from mingjing.regulations.services import bases, calendars, policies, texts, versions
from mingjing.rules import packs
from mingjing.rules.limits import CountUnit, Limit
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.replies import done

MOST_TOLD = 5  # pieces of a text that could not be placed, told one by one
MOST_CLOCKS = 200  # clocks that a new calendar moves, listed one by one
# The tables of a pack that the page shows, in the order of the work.
TABLES = (
    ("grounds", gettext_lazy("责任追究情形")),
    ("severities", gettext_lazy("情节")),
    ("measures", gettext_lazy("责任追究方式")),
    ("divisions", gettext_lazy("责任划分")),
    ("circumstances", gettext_lazy("从轻和从重情节")),
    ("grades", gettext_lazy("档次")),
    ("indicators", gettext_lazy("考核指标")),
    ("methods", gettext_lazy("考核方法")),
    ("questions", gettext_lazy("测评内容")),
    ("categories", gettext_lazy("参评人员")),
    ("steps", gettext_lazy("评议步骤")),
    ("acts", gettext_lazy("可以投诉举报的行为")),
    ("channels", gettext_lazy("投诉举报方式")),
    ("dates", gettext_lazy("固定日期")),
)


class DayInput(forms.DateInput):
    """A date as browsers pick and show it: ISO, whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ActivateForm(forms.Form):
    consented_by = forms.CharField(label=gettext_lazy("同意机关"), max_length=100)
    consented_on = forms.DateField(label=gettext_lazy("同意日期"), widget=DayInput())
    in_force_from = forms.DateField(label=gettext_lazy("施行日期"), widget=DayInput())


class RetireForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("最后施行日"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class TextForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("官方文本（txt 或 docx）"))
    partly = forms.BooleanField(label=gettext_lazy("文本有缺漏时，仍导入能对上的条文"), required=False)


class PolicyForm(forms.Form):
    length = forms.IntegerField(label=gettext_lazy("长度"), min_value=1, max_value=3650)
    counted_in = forms.ChoiceField(
        label=gettext_lazy("单位"), choices=[(unit.value, unit.chinese) for unit in CountUnit]
    )
    why = forms.CharField(label=gettext_lazy("理由"), max_length=200)

    def __init__(self, *args: Any, limits: Iterable[Limit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(limit.id, f"{limit.id} {limit.name}（{limit}）") for limit in limits if is_open(limit)]
        self.fields["limit"] = forms.ChoiceField(label=gettext_lazy("期限"), choices=choices)
        self.order_fields(("limit", "length", "counted_in", "why"))


class BasisForm(forms.Form):
    basis = forms.ModelChoiceField(label=gettext_lazy("依据"), queryset=Basis.objects.all())
    status = forms.ChoiceField(label=gettext_lazy("状态"), choices=BasisStatus.choices)
    changed_on = forms.DateField(label=gettext_lazy("变化日期"), required=False, widget=DayInput())
    successor = forms.ModelChoiceField(label=gettext_lazy("被何文件代替"), queryset=Basis.objects.all(), required=False)


class YearForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("年份"))
    notice = forms.CharField(label=gettext_lazy("放假通知（文号和名称）"), max_length=200)
    file = forms.FileField(label=gettext_lazy("特殊日表（csv：日期、上班、说明）"))


@require_GET
@official_required
def regulations(request: OfficialRequest) -> HttpResponse:
    """The register: every version held, and the packs that could be registered."""
    held = list(Regulation.objects.all())
    missing = sorted(set(packs.slugs()) - {regulation.number for regulation in held})
    context = {"section": "regulations", "regulations": held, "packs": [packs.load(slug) for slug in missing]}
    return render(request, "workbench/regulations/list.html", context | _rights(request))


@require_POST
@official_required
def register(request: OfficialRequest, slug: str) -> HttpResponse:
    """Enter a pack in the register."""
    if slug in packs.slugs():
        done(request, lambda: versions.register(packs.load(slug), by=request.user, at=timezone.now()), _("已登记。"))
    return redirect("workbench:regulations")


@require_http_methods(["GET", "POST"])
@official_required
def regulation(request: OfficialRequest, slug: str) -> HttpResponse:
    """One version: its articles, limits, bases, and what may be done with it now."""
    shown = get_object_or_404(Regulation, number=slug)
    all_forms = _forms(shown, request)
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in all_forms:
            return _regulation_page(request, shown, all_forms, status=422)
        form = all_forms[name]
        if form.is_valid() and done(request, lambda: ACTS[name](request, shown, form.cleaned_data), _("已办理。")):
            return redirect("workbench:regulation", slug=slug)
        return _regulation_page(request, shown, all_forms, status=422)
    return _regulation_page(request, shown, all_forms)


def _forms(shown: Regulation, request: OfficialRequest) -> dict[str, forms.Form]:
    """The forms that this state of the version offers, by the name of what they do; the one sent is filled in."""

    def sent(name: str) -> dict[str, Any]:
        return {"data": request.POST, "files": request.FILES} if request.POST.get("act") == name else {}

    limits = selectors.limits_of(shown).values()
    offered: dict[str, forms.Form] = {
        "text": TextForm(**sent("text")),
        "policy": PolicyForm(**sent("policy"), limits=limits),
        "basis": BasisForm(**sent("basis")),
    }
    if shown.status == PackStatus.DRAFT:
        offered["activate"] = ActivateForm(**sent("activate"), initial={"in_force_from": shown.issued_on})
    if shown.status == PackStatus.ACTIVE:
        offered["retire"] = RetireForm(**sent("retire"))
    return offered


def is_open(limit: Limit) -> bool:
    """Whether the text leaves the office a choice."""
    return limit.local_policy or limit.alternative is not None


def _activate(request: OfficialRequest, shown: Regulation, said: Mapping[str, Any]) -> None:
    versions.activate(shown, **said, by=request.user, at=timezone.now())


def _retire(request: OfficialRequest, shown: Regulation, said: Mapping[str, Any]) -> None:
    versions.retire(shown, **said, by=request.user, at=timezone.now())


def _text(request: OfficialRequest, shown: Regulation, said: Mapping[str, Any]) -> None:
    file = said["file"]
    reading = texts.import_text(
        shown, name=file.name, data=file.read(), by=request.user, at=timezone.now(), partly=said["partly"]
    )
    counts = {"articles": len(reading.articles), "noise": len(reading.removed), "left": len(reading.leftovers)}
    messages.info(
        request, _("导入原文 {articles} 条，清除页码等杂字 {noise} 处，有 {left} 段没有对上条文。").format(**counts)
    )
    for remark in (*reading.problems, *reading.remarks):
        messages.warning(request, remark)
    for piece in reading.leftovers[:MOST_TOLD]:
        messages.warning(request, _("没有对上条文（{why}）：{text}").format(why=piece.why, text=piece.text[:60]))


def _policy(request: OfficialRequest, shown: Regulation, said: Mapping[str, Any]) -> None:
    limit = policies.choose(
        shown,
        said["limit"],
        length=said["length"],
        counted_in=CountUnit(said["counted_in"]),
        why=said["why"],
        on=timezone.localdate(),
        by=request.user,
        at=timezone.now(),
    )
    clocks.reread(limit, pack=shown.number, calendar=selectors.current_calendar(), at=timezone.now(), by=request.user)


def _basis(request: OfficialRequest, shown: Regulation, said: Mapping[str, Any]) -> None:
    bases.record(
        said["basis"],
        BasisStatus(said["status"]),
        changed_on=said["changed_on"],
        successor=said["successor"],
        by=request.user,
        at=timezone.now(),
    )


ACTS = {"activate": _activate, "retire": _retire, "text": _text, "policy": _policy, "basis": _basis}


def _regulation_page(
    request: OfficialRequest, shown: Regulation, all_forms: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    pack = packs.load(shown.number)
    if request.method == "GET" and exporting.wanted(request):
        return exporting.download(shown.title[:60], exports.law(shown, pack))
    articles = list(shown.articles.all())
    said = selectors.interpretations_of(articles)
    context = {
        "section": "regulations",
        "regulation": shown,
        "documents": [
            (document, [(one, said.get(one.pk, ())) for one in articles if one.document == document.id])
            for document in pack.documents.values()
        ],
        "may_ask": access.may_ask(request.user),
        "tables": [(title, _placed(pack, getattr(pack, name))) for name, title in TABLES if getattr(pack, name)],
        "limits": _placed(pack, selectors.limits_of(shown)),
        "bases": [(basis, access.warning(basis)) for basis in selectors.bases_of(shown)],
        "policies": shown.policies.all() if access.may_see_policies(request.user) else [],
        "forms": all_forms,
    }
    return render(request, "workbench/regulations/regulation.html", context | _rights(request), status=status)


def _placed(pack: packs.Pack, rows: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Each row with the place it rests on, such as 责任追究办法第五条."""
    return [(row, f"{pack.documents[row.document].short}{row.article}") for row in rows.values()]


@require_GET
@official_required
def local_limits(request: OfficialRequest, slug: str, kind: str) -> HttpResponse:
    """The list of all local limits, to print (GAP-18)."""
    shown = get_object_or_404(Regulation, number=slug)
    limits = _placed(packs.load(slug), selectors.limits_of(shown))
    chosen = shown.policies.all() if access.may_see_policies(request.user) else []
    made = letters.local_limits(shown, limits, chosen, today=timezone.localdate())
    return documents.answer(made, kind, f"local-limits-{slug}")


@require_http_methods(["GET", "POST"])
@official_required
def calendar(request: OfficialRequest) -> HttpResponse:
    """The work calendar in force, year by year, and the import of a year."""
    form = YearForm(request.POST or None, request.FILES or None)
    change: list[clocks.YearChange] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> None:
            change.append(
                clocks.import_year(
                    said["year"],
                    name=said["file"].name,
                    data=said["file"].read(),
                    notice=said["notice"],
                    by=request.user,
                    at=timezone.now(),
                )
            )

        if done(request, act, _("日历已更新，未办结的期限已重新计算。")):
            form = YearForm()
    context = {
        "section": "calendar",
        "version": CalendarVersion.objects.filter(current=True).prefetch_related("years__days").first(),
        "form": form,
        "change": change[0] if change else None,
        "clocks": change[0].clocks[:MOST_CLOCKS] if change else [],
    }
    invalid = form.is_bound and request.method == "POST"
    return render(
        request, "workbench/regulations/calendar.html", context | _rights(request), status=422 if invalid else 200
    )


@require_GET
@official_required
def calendar_year(request: OfficialRequest, year: int) -> HttpResponse:
    """A year in the form that the import reads: a pattern for the next one."""
    days = [special for special in selectors.current_calendar().rows() if special.day.year == year]
    if not days:
        raise Http404
    answer = HttpResponse("\ufeff" + calendars.rows_as_csv(days), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="calendar-{year}.csv"'
    return answer


def _rights(request: OfficialRequest) -> dict[str, bool]:
    return {"may_keep": request.user.holds(*access.KEEPERS), "may_activate": request.user.holds(Role.LGO_HEAD)}


urlpatterns = [
    path("regulations/", regulations, name="regulations"),
    path("regulations/<slug:slug>/", regulation, name="regulation"),
    path("regulations/<slug:slug>/register/", register, name="register"),
    path("regulations/<slug:slug>/local-limits.<str:kind>", local_limits, name="local_limits"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/<int:year>.csv", calendar_year, name="calendar-year"),
]
