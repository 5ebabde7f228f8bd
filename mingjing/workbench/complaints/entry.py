"""登记: what came by letter, telephone, fax, mail, visit or from 12345 is entered here, and sealed on save (CMP-6)."""

import datetime as dt
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.complaints.enums import Channel
from mingjing.complaints.letters import receipts
from mingjing.complaints.letters.receipts import Slip
from mingjing.complaints.models import Complaint, Hotline
from mingjing.complaints.selectors import duties, rota
from mingjing.complaints.services import entering
from mingjing.complaints.services.entering import BY_HAND, ON_DUTY, Entered
from mingjing.complaints.services.filing import Said
from mingjing.complaints.uploads import sealing
from mingjing.core.documents import NoFont
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.rules.complaints import ReceiptDay
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.carrying import Carried, Sealed, carried
from mingjing.workbench.complaints.entry_forms import DAY_FORMS, DayForm, SaidForm
from mingjing.workbench.complaints.gate import centre_only

MOST = 320 * 1024 * 1024  # bytes of a form with its files
DAY = dt.timedelta(days=1)
SECTION = "complaints"
LOOKUP = "/complaints/lookup/"


def clerks_only(view: Any) -> Any:
    """Let clerks of the centre in: heads decide, they do not register."""

    @wraps(view)
    def opened(request: OfficialRequest, *words: Any, **named: Any) -> HttpResponse:
        if not request.user.holds(Role.CENTRE_CLERK):
            raise Http404
        found: HttpResponse = view(request, *words, **named)
        return found

    return centre_only(opened)


def bounded(view: Any) -> Any:
    """Turn a form away before it is read if it is larger than all its files may be."""

    @wraps(view)
    def opened(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST:
            said = gettext("一次提交的附件合计不能超过 300 MB，没有登记。请返回减少附件后再试。")
            return HttpResponse(said, status=413, content_type="text/plain; charset=utf-8")
        found: HttpResponse = view(request, *words, **named)
        return found

    return opened


@dataclass(frozen=True)
class Asked:
    """The two parts of a form that was sent."""

    day: DayForm
    said: SaidForm


@require_GET
@clerks_only
def channels(request: OfficialRequest) -> HttpResponse:
    """Which way it came, and who is on duty now."""
    context = {
        "section": SECTION,
        "channels": [(value, Channel(value).label) for value in BY_HAND],
        "turns": rota.on_duty(timezone.now()),
        "seated": duties.has_custodians(),
    }
    return render(request, "workbench/complaints/entry_channels.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@clerks_only
@bounded
@sealing
def new(request: OfficialRequest, channel: str) -> HttpResponse:
    """First the day of receipt with its rule, then the words, then the receipt. Nothing is stored before that."""
    if channel not in DAY_FORMS:
        raise Http404
    way, today = Channel(channel), timezone.localdate()
    if request.method != "POST":
        return asked(request, way, DAY_FORMS[way](initial={"came_at": timezone.localtime()}))
    day = DAY_FORMS[way](request.POST)
    receipt = _received(day, today)
    if "text" not in request.POST:
        form = SaidForm(channel=way, today=today) if receipt else None
        return asked(request, way, day, form, receipt, status=200 if receipt else 422)
    form = SaidForm(request.POST, request.FILES, channel=way, today=today)
    entered = _register(request, way, Asked(day, form), receipt) if form.is_valid() and receipt else None
    return given(request, entered) if entered else asked(request, way, day, form, receipt, status=422)


def _received(day: DayForm, today: dt.date) -> ReceiptDay | None:
    if not day.is_valid():
        return None
    try:
        return entering.day_of(day.arrival(), today=today)
    except Refused as refusal:
        day.add_error(None, str(refusal))
        return None


def asked(
    request: OfficialRequest,
    way: Channel,
    day: DayForm,
    form: SaidForm | None = None,
    receipt: ReceiptDay | None = None,
    *,
    mail: Carried | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form: its first part, or both with the day of receipt above."""
    on_duty = rota.on_duty(day.came_at) if receipt and way in ON_DUTY else []
    context = {
        "section": SECTION,
        "channel": way,
        "label": way.label,
        "day": day,
        "form": form,
        "receipt": receipt,
        "starts": receipt.on + DAY if receipt else None,
        "turns": on_duty,
        "owned": way in ON_DUTY,
        "mail": mail or carried(request),
        "refused": refused,
        "sheet": request.POST.get("sheet") or entering.sheet(timezone.now()),
        "seated": duties.has_custodians(),
        "identity": ("name", "id_number", "phone", "address", "contact", "organisation", "representatives"),
    }
    return render(request, "workbench/complaints/entry.html", context, status=status)


def _register(request: OfficialRequest, way: Channel, sent: Asked, receipt: ReceiptDay) -> Entered | None:
    """What was stored; None where it was refused, and the form says why. The day must be the one that was shown."""
    if request.POST.get("shown") != receipt.on.isoformat():
        sent.said.add_error(None, gettext("收到日期变了，请核对上面的日期和依据，再保存。"))
        return None
    said, at = sent.said.cleaned_data, timezone.now()
    notes = {**sent.day.notes(), gettext("收到日期的依据"): gettext(receipt.rule), **sent.said.notes()}
    if way == Channel.PHONE:
        notes[gettext("接听人")] = request.user.name
    mail = carried(request) if way == Channel.MAIL else None
    files = mail.seal(with_sender=bool(said["name"])) if mail else Sealed()
    if files.refused:
        notes[gettext("未收的附件")] = "\n".join(files.refused)
    words = Said(
        text=said["text"], received_on=receipt.on, channel=way, act=said["act"], kind=said["kind"],
        complainant=said["complainant"], unit=said["unit"], persons=said["persons"], happened_on=said["happened_on"],
        identity=sent.said.identity(), representatives=said.get("representatives") or (),
        outside=mail.identifier if mail else said.get("outside", ""), notes=notes,
        files=[*said["files"], *files.open], originals=files.closed,
    )  # fmt: skip
    try:
        code = entering.code_of(request.POST.get("sheet", ""), at=at)
        return entering.register(words, code=code, came_at=sent.day.came_at, by=request.user, at=at)
    except Refused as refusal:
        told = gettext("这封邮件已经登记过，不再重复登记。") if mail and mail.is_known() else str(refusal)
        sent.said.add_error(None, told)
        return None
    finally:
        files.forget()


def given(request: OfficialRequest, entered: Entered) -> HttpResponse:
    """The receipt, shown this once. Whoever typed it all cannot open it any more (CMP-8-a)."""
    context = {
        "section": SECTION,
        "slip": slip_of(request, entered.complaint, entered.code),
        "qr": receipts.qr_data(slip_of(request, entered.complaint, entered.code)),
        "owner": entered.owner,
        "owned": entered.complaint.channel in ON_DUTY,
        "alike": entered.alike,
    }
    return render(request, "workbench/complaints/entry_receipt.html", context)


def slip_of(request: HttpRequest, complaint: Complaint, code: str) -> Slip:
    """The receipt of a complaint that staff entered."""
    phones = Hotline.objects.filter(until_on=None).values_list("name", "phone")
    return Slip(
        number=complaint.number, code=code, received_on=complaint.received_on, once=True,
        issuer=f"{settings.CITY_NAME}{gettext('投诉举报中心')}", signed=complaint.channel == Channel.VISIT,
        phones=[f"{name} {phone}" for name, phone in phones],
        address=(settings.SITE_URL or f"{request.scheme}://{request.get_host()}") + LOOKUP,
    )  # fmt: skip


@sensitive_post_parameters()
@require_POST
@clerks_only
def receipt(request: OfficialRequest, size: str) -> HttpResponse:
    """The receipt as a pdf. The code comes with the request and goes into the file; it is stored nowhere."""
    if size not in receipts.SIZES:
        raise Http404
    code = request.POST.get("code", "")[:60]
    try:
        made = receipts.as_pdf(slip_of(request, entering.printed(code), code), size)
    except Refused as refusal:
        status = 503 if isinstance(refusal, NoFont) else 422
        return HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{size}.pdf"'
    return answer


urlpatterns = [
    path("complaints/new/", channels, name="complaint_channels"),
    path("complaints/new/<slug:channel>/", new, name="complaint_new"),
    path("complaints/receipt/<slug:size>.pdf", receipt, name="complaint_receipt"),
]
