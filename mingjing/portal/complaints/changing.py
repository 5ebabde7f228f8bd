"""更换收件码: the new code is shown, printed or written down, and typed back, before the old one ends (GAP-05)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.services import lookup
from mingjing.complaints.services.lookup import Held
from mingjing.sealing import codes
from mingjing.sealing.services import routing
from mingjing.sealing.services.boxes import NotOpened

LONGEST = 100


class TypedForm(forms.Form):
    typed = forms.CharField(
        label=_("照抄新收件码"),
        max_length=LONGEST,
        help_text=_("抄对了，新码才生效，旧码随即作废。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
    )


def offer(request: HttpRequest, held: Held, code: str) -> HttpResponse:
    """A new code, before anything is shown or changed. If this answer is lost, the old code still works."""
    return _shown(request, held, code, codes.new(), TypedForm())


def confirm(request: HttpRequest, held: Held, code: str) -> str | HttpResponse:
    """The new code once it was typed back, and the old one is no more; else the page again."""
    new = _carried(request.POST.get("carried", ""), held)
    if new is None:
        return offer(request, held, code)
    form = TypedForm(request.POST)
    if form.is_valid() and _is(form.cleaned_data["typed"], new):
        now = timezone.now()
        lookup.change(held, new, today=timezone.localdate(now), at=now)
        return new
    if form.is_valid():
        form.add_error("typed", gettext("与上面的新收件码不一样，请再抄一遍。旧码仍然有效。"))
    return _shown(request, held, code, new, form, status=422)


def _is(typed: str, code: str) -> bool:
    try:
        return codes.read(typed) == code
    except codes.WrongCode:
        return False


def _shown(
    request: HttpRequest, held: Held, code: str, new: str, form: TypedForm, *, status: int = 200
) -> HttpResponse:
    carried = urlsafe_b64encode(routing.shut({"code": new}, about=_about(held))).decode()
    context = {
        "code": code,
        "new": new,
        "carried": carried,
        "form": form,
        "once": held.receipt.once,
        "section": "complaints",
    }
    return render(request, "portal/complaints/new_code.html", context, status=status)


def _carried(text: str, held: Held) -> str | None:
    """The new code that a page carried for this old one; None for anything else."""
    try:
        said = routing.opened(urlsafe_b64decode(text), about=_about(held))
    except (NotOpened, ValueError):
        return None
    return str(said["code"])


def _about(held: Held) -> str:
    return f"next-code/{held.receipt.tag_digest}"
