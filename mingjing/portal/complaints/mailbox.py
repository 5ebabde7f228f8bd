"""收件箱: what the holder of a code sees and does. Each form on the page carries the code and comes back by POST."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import course
from mingjing.complaints.selectors.opening import open_file
from mingjing.complaints.services import proving, rating, replying
from mingjing.complaints.services.lookup import Held
from mingjing.complaints.uploads import SealedFilesField
from mingjing.core.errors import Refused
from mingjing.portal.complaints import changing
from mingjing.transparency import selectors as transparency

STARS = [(n, "★" * n) for n in range(rating.MOST, 0, -1)]


class WriteForm(forms.Form):
    text = forms.CharField(
        label=_("补充情况或者提问"),
        max_length=replying.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("请写明内容。")},
    )
    attached = SealedFilesField(label=_("附件"))


class ObjectForm(WriteForm):
    text = forms.CharField(
        label=_("对结果有什么不同意见"),
        max_length=replying.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明哪一点不对、依据是什么。中心会答复您。"),
        error_messages={"required": _("请写明不同意的理由。")},
    )


class RateForm(forms.Form):
    stars = forms.TypedChoiceField(label=_("您对办理满意吗"), choices=STARS, coerce=int, widget=forms.RadioSelect)


def answer(request: HttpRequest, held: Held, code: str) -> HttpResponseBase:
    """What was asked of the mailbox. A code that staff have seen is changed before anything is shown."""
    do = request.POST.get("do", "")
    if do == "confirm":
        changed = changing.confirm(request, held, code)
        if isinstance(changed, HttpResponse):
            return changed
        return show(request, held, changed, note=gettext("新收件码已经生效，旧码作废。请保管好新码。"))
    if held.receipt.once or do == "change":
        return changing.offer(request, held, code)
    return ACTIONS.get(do, show)(request, held, code)


def show(
    request: HttpRequest,
    held: Held,
    code: str,
    *,
    note: str = "",
    refused: str = "",
    status: int = 200,
    about: Complaint | None = None,
    typed: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page. `typed`: a bound form in place of an empty one, by its name, for the case it is `about`."""
    empty = {"write": WriteForm, "object": ObjectForm, "rate": RateForm}
    rooms = []
    for complaint in held.complaints:
        mine = typed or {} if complaint == about else {}
        prefixed = {name: mine.get(name) or kind(auto_id=f"id_%s_{complaint.pk}") for name, kind in empty.items()}
        rooms.append({"course": course.of(complaint, held.keys[complaint.pk]), **prefixed})
    context = {
        "rooms": rooms,
        "code": code,
        "note": note,
        "refused": refused,
        "provable": held.receipt.promise is not None,
        "section": "complaints",
    }
    return render(request, "portal/complaints/mailbox.html", context, status=status)


def _write(request: HttpRequest, held: Held, code: str) -> HttpResponse:
    return _said(request, held, code, "write", WriteForm, replying.write, gettext("已经收到，封存在您的案件里。"))


def _object(request: HttpRequest, held: Held, code: str) -> HttpResponse:
    return _said(request, held, code, "object", ObjectForm, replying.object_to, gettext("异议已经收到，中心会答复您。"))


def _said(
    request: HttpRequest, held: Held, code: str, name: str, kind: type[WriteForm], service: Any, done: str
) -> HttpResponse:
    complaint = _about(request, held)
    form = kind(request.POST, request.FILES, auto_id=f"id_%s_{complaint.pk}")
    if not form.is_valid():
        return show(request, held, code, status=422, about=complaint, typed={name: form})
    try:
        text, files = form.cleaned_data["text"], form.cleaned_data["attached"]
        service(complaint, text, keys=held.keys[complaint.pk], at=timezone.now(), files=files)
    except Refused as refusal:
        return show(request, held, code, refused=str(refusal), status=422, about=complaint, typed={name: form})
    return show(request, held, code, note=done)


def _rate(request: HttpRequest, held: Held, code: str) -> HttpResponse:
    complaint, now = _about(request, held), timezone.now()
    form = RateForm(request.POST, auto_id=f"id_%s_{complaint.pk}")
    if not form.is_valid():
        return show(request, held, code, status=422, about=complaint, typed={"rate": form})
    try:
        rating.rate(complaint, form.cleaned_data["stars"], today=timezone.localdate(now), at=now)
    except Refused as refusal:
        return show(request, held, code, refused=str(refusal), status=422)
    return show(request, held, code, note=gettext("谢谢，评价已经记下。"))


def _proof(request: HttpRequest, held: Held, code: str) -> HttpResponse:
    """What `mingjing receipts check` reads: the promise, and every step committed to, with what opens it."""
    if held.receipt.promise is None:
        raise Http404
    slots = [(slot, proving.salt_of(slot, held.keys[slot.case_id])) for slot in course.slots_of(held.complaints)]
    found = JsonResponse(transparency.bundle(held.receipt.promise, slots), json_dumps_params={"indent": 1})
    found["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return found


def _file(request: HttpRequest, held: Held, code: str) -> HttpResponseBase:
    """A file of the case, opened while it goes out."""
    complaint = _about(request, held)
    asked = _key(request.POST.get("file", ""))
    found = complaint.files.filter(pk=asked).first() if asked else None
    opened = open_file(found, held.keys[complaint.pk]) if found else None
    if opened is None:
        raise Http404
    sent = StreamingHttpResponse(opened.chunks(), content_type="application/octet-stream")
    sent["Content-Disposition"] = content_disposition_header(True, opened.name) or "attachment"
    sent["Content-Security-Policy"] = "sandbox"
    return sent


def _about(request: HttpRequest, held: Held) -> Complaint:
    """The case a form is about: one of those that the code opens."""
    asked = _key(request.POST.get("case", ""))
    for complaint in held.complaints:
        if complaint.pk == asked:
            return complaint
    raise Http404


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


ACTIONS: dict[str, Callable[..., HttpResponseBase]] = {
    "write": _write,
    "object": _object,
    "rate": _rate,
    "proof": _proof,
    "file": _file,
}
