"""提交投诉举报: the form, sent once and sealed at once; the answer to it is the receipt (CMP-4-0, CMP-6-f)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingjing.complaints import uploads
from mingjing.complaints.enums import Channel
from mingjing.complaints.selectors import duties
from mingjing.complaints.services import filing
from mingjing.complaints.services.filing import Filed
from mingjing.complaints.services.papers import SealedUpload
from mingjing.core.errors import Refused
from mingjing.portal.complaints import about, guarding, receipts, tokens
from mingjing.portal.complaints.about import About
from mingjing.portal.complaints.answers import private
from mingjing.portal.complaints.forms import ComplaintForm
from mingjing.portal.complaints.tokens import Token
from mingjing.rules.complaints import Arrival, received

MB = 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """One form on its way: what is typed in it, and what it carries."""

    form: ComplaintForm
    token: Token
    about: About
    files: Sequence[SealedUpload] = ()
    wrong: Sequence[str] = ()  # about the files


@private
@require_http_methods(["GET", "POST"])
@uploads.sealing
def new(request: HttpRequest) -> HttpResponse:
    """The form; sent, the receipt."""
    at = timezone.now()
    today = timezone.localdate(at)
    if request.method == "POST":
        return _sent(request, at, today)
    named = about.named(request.GET)
    said = {"unit": named.unit.code if named.unit else request.GET.get("unit", ""), "act": request.GET.get("act", "")}
    return _shown(request, Sheet(ComplaintForm(initial=said, today=today), tokens.new(at), named))


def _sent(request: HttpRequest, at: dt.datetime, today: dt.date) -> HttpResponse:
    token = tokens.read(request.POST.get("form", ""))
    if token and (known := filing.known(token.code)):
        if not tokens.expired(token, at):
            return receipts.shown(request, known, again=True)
        token = None  # a page that was left open somewhere shows no code for ever
    sheet = _sheet(request, token or tokens.new(at), today)
    if refusal := _stale(request, token, at):
        return _again(request, sheet, refusal, at)
    if not sheet.form.is_valid() or sheet.wrong:
        return _shown(request, sheet, status=422)
    return _filed(request, sheet, at, today)


def _filed(request: HttpRequest, sheet: Sheet, at: dt.datetime, today: dt.date) -> HttpResponse:
    status = 429
    try:
        guarding.check(request, sheet.token, at)
        status = 422
        filed = _file(sheet, at, today)
    except Refused as refused:
        sheet.form.add_error(None, str(refused))
        return _shown(request, sheet, status=status)
    return receipts.shown(request, filed)


def without_cookie(request: HttpRequest) -> HttpResponse:
    """The form again, for a browser that brought no cookie, or another site that wanted to send in its name."""
    at = timezone.now()
    sheet = _sheet(request, tokens.read(request.POST.get("form", "")) or tokens.new(at), timezone.localdate(at))
    sheet.form.add_error(None, _("浏览器没有带回本站的 cookie，无法确认是您在提交。请允许后再按一次“提交”。"))
    return _shown(request, sheet, status=403)


def _sheet(request: HttpRequest, token: Token, today: dt.date) -> Sheet:
    """What came in, the files sealed before and now."""
    form = ComplaintForm(request.POST, today=today)
    named = About() if request.POST.get("no_page") else about.named(request.POST)
    before = tokens.kept(request.POST.get("kept", ""), token, request.POST.getlist("drop"))
    there = uploads.there(before)
    now, wrong = uploads.taken(request.FILES.getlist("files"))
    if len(there) < len(before):
        wrong.append(_("先前上传的文件已经过期，请重新选择。"))
    files = [*there, *now]
    if len(files) > uploads.MOST_FILES or sum(file.size for file in files) > uploads.MOST_IN_ALL:
        most = {"most": uploads.MOST_FILES, "mb": uploads.MOST_IN_ALL // MB}
        wrong.append(_("文件最多 %(most)s 个，合计不超过 %(mb)s MB；这一次选的没有收下。") % most)
        files = there
    return Sheet(form, token, named, files, wrong)


def _stale(request: HttpRequest, token: Token | None, at: dt.datetime) -> str:
    """Why the form cannot count as sent: too old, not ours, or cut off on its way."""
    if token is None or tokens.expired(token, at):
        return _("这张表打开已经超过 24 小时。填过的都还在，请核对后再交一次。")
    if "end" not in request.POST:
        return _("没有收全，可能是网络中断。请再交一次。")
    return ""


def _again(request: HttpRequest, sheet: Sheet, refusal: str, at: dt.datetime) -> HttpResponse:
    sheet.form.add_error(None, refusal)
    return _shown(request, replace(sheet, token=tokens.new(at)), status=422)


def _file(sheet: Sheet, at: dt.datetime, today: dt.date) -> Filed:
    said = sheet.form.said(received(Arrival(str(Channel.WEB), today)).on)
    links = {**sheet.about.said(), **said.about}
    return filing.file(replace(said, about=links, files=sheet.files), code=sheet.token.code, at=at)


def _shown(request: HttpRequest, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    """The form with everything typed and sent so far; files stay sealed on disk, their keys travel with the form."""
    if request.FILES and not guarding.may_leave_files(request):
        sheet = replace(sheet, files=(), wrong=[*sheet.wrong, _("文件没有留住，请在最后提交时重新选择。")])
    uploads.spare(request, sheet.files)
    proof = request.POST.get("proof", "")
    wrong = sheet.form.wrong_steps() if sheet.form.is_bound else []
    context: dict[str, Any] = {
        "section": "complaints",
        "form": sheet.form,
        "about": sheet.about,
        "token": sheet.token.sealed(),
        "files": sheet.files,
        "kept": tokens.carried(sheet.files, sheet.token),
        "wrong": sheet.wrong,
        "wrong_steps": sorted({*wrong, *([2] if sheet.wrong else [])}),
        "challenge": guarding.challenge(sheet.token),
        "proof": proof if guarding.proved(proof, sheet.token) else "",
        "may_be_named": duties.has_custodians(),
        "accept": uploads.ACCEPTED,
        "endings": uploads.ENDINGS,
    }
    return render(request, "portal/complaints/new.html", context, status=status)


urlpatterns = [path("complaints/new/", new, name="complaint_new")]
