"""凭收件码查询: the code comes by POST and goes with the answer. No cookie, session, address or log holds it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingjing.complaints.services.lookup import UNKNOWN, holding
from mingjing.complaints.uploads import sealing
from mingjing.core.errors import Refused
from mingjing.core.throttling import MINUTE, too_often
from mingjing.portal.complaints import mailbox
from mingjing.sealing import codes

LOOKUPS_A_MINUTE = 10
LONGEST = 100
WRONG = {
    "length": _("收件码共 25 个字母和数字，分成五组。请检查是否漏写或多写。"),
    "letter": _("有一个字不会出现在收件码里，请对照原件检查。"),
    "check": _("有一个字写错了或顺序颠倒，请对照原件检查。"),
}
TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}


class CodeField(forms.CharField):
    """A receipt code, as it was written down; whatever stands between its groups does not matter."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_length=LONGEST, widget=forms.TextInput(attrs=TYPED), **named)

    def clean(self, value: Any) -> str:
        """The code. A slip is told at once, without a look-up."""
        try:
            return codes.read(super().clean(value))
        except codes.WrongCode as wrong:
            raise forms.ValidationError(WRONG[wrong.why]) from wrong


class LookupForm(forms.Form):
    code = CodeField(label=_("收件码"), help_text=_("大小写、空格和横线都可以。字母 O 按零、I 和 L 按一读。"))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@sealing
@csrf_exempt  # published pages carry no token; whoever sends the code may act, and nobody without it
def lookup(request: HttpRequest) -> HttpResponseBase:
    """The form, and what a code opens. Unknown, changed and destroyed codes get one answer (CMP-8-c, GAP-05)."""
    if request.method == "GET":
        return _asked(request, LookupForm())
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=422)
    if too_often(request, "complaint-lookup", LOOKUPS_A_MINUTE, within=MINUTE):
        form.add_error(None, gettext("一分钟内查询太多次，请稍等一分钟再试。"))
        return _asked(request, form, status=429)
    code = form.cleaned_data["code"]
    try:
        with holding(code) as held:
            return mailbox.answer(request, held, code)
    except Refused:
        form.add_error("code", UNKNOWN)
        return _asked(request, form, status=422)


def _asked(request: HttpRequest, form: LookupForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "section": "complaints"}
    return render(request, "portal/complaints/lookup.html", context, status=status)


urlpatterns = [path("complaints/lookup/", lookup, name="complaint_lookup")]
