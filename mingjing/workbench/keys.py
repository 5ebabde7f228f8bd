"""封存口令: an official's own key. Set its passphrase, unlock it for half an hour, lock it again.

The unlocked key is neither in the database nor on disk: the session keeps it sealed under a key that lies in a cookie.
Views that read what is sealed take `unlocked(request)`, or stand behind `unlock_first`.
"""

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.sealing import access
from mingjing.sealing.services import persons, rewrapping, unlocking
from mingjing.sealing.services.persons import SHORTEST_PASSPHRASE, Unlocked
from mingjing.workbench.access import OfficialRequest, official_required

COOKIE, KEPT, WAYS = "sealing", "sealing", "/workbench/"
LONGEST, NEW = 200, "new"
PASSPHRASE = "sealing-passphrase"  # noqa: S105 - the name of a field
HINT = _("至少 12 个字符，可以是一句话。不要与登录密码相同。")


def _passphrase(label: Any, hint: Any = "", shortest: int | None = None) -> forms.CharField:
    """A passphrase as it was typed: blanks count, nothing is cut off."""
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, help_text=hint, min_length=shortest, max_length=LONGEST, strip=False, widget=widget
    )


class UnlockForm(forms.Form):
    passphrase = _passphrase(_("封存口令"), _("不是登录密码。"))


class NewForm(forms.Form):
    passphrase = _passphrase(_("封存口令"), HINT, SHORTEST_PASSPHRASE)
    again = _passphrase(_("再输一遍"))

    def clean(self) -> dict[str, Any]:
        """Both must be the same: nobody could ever put a slip right."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("passphrase") != said.get("again") and "again" in said:
            self.add_error("again", _("两次输入的口令不一样。"))
        return said


class ChangeForm(NewForm):
    old = _passphrase(_("原口令"))
    passphrase = _passphrase(_("新口令"), HINT, SHORTEST_PASSPHRASE)
    field_order = ("old", "passphrase", "again")


def unlocked(request: HttpRequest) -> Unlocked | None:
    """The key that the official of this request has unlocked; None if it is locked. One query, once a request."""
    if not hasattr(request, "_unlocked"):
        request._unlocked = _taken_up(request)  # type: ignore[attr-defined]
    found: Unlocked | None = request._unlocked  # type: ignore[attr-defined]
    return found


def _taken_up(request: HttpRequest) -> Unlocked | None:
    kept = request.session.get(KEPT)
    if not kept or not request.user.is_authenticated:
        return None
    try:
        carried = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    return unlocking.taken_up(kept, carried, request.user, at=timezone.now())


def unlock_first(view: Any) -> Any:
    """Let an official in whose key is unlocked; ask for the passphrase before. What was typed and sent is kept.

    Stands below `official_required`. No answer of such a view is stored by anybody on its way.
    """

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def opened(request: OfficialRequest, *words: Any, **named: Any) -> HttpResponseBase:
        if unlocked(request):
            answer: HttpResponseBase = view(request, *words, **named)
            return answer
        if not access.may_hold_key(request.user):
            raise Http404
        if request.method != "POST":
            return redirect(f"{reverse('workbench:unlock')}?{urlencode({'next': request.get_full_path()})}")
        if PASSPHRASE not in request.POST:
            return _asked_between(request)
        try:
            key = unlocking.unlock(request.user, request.POST[PASSPHRASE][:LONGEST], at=timezone.now())
        except Refused as refusal:
            return _asked_between(request, str(refusal))
        request._unlocked = key  # type: ignore[attr-defined]
        return _hand_over(request, view(request, *words, **named), key)

    return opened


def _asked_between(request: OfficialRequest, refused: str = "") -> HttpResponse:
    """Ask for the passphrase on the way of a form; the page carries what the form held, and sends it on."""
    held = [(name, value) for name, values in request.POST.lists() for value in values]
    held = [(name, value) for name, value in held if name not in (PASSPHRASE, "csrfmiddlewaretoken")]
    context = {
        "section": "keys",
        "held": held,
        "files": bool(request.FILES),
        "refused": refused,
        "field": PASSPHRASE,
        "has_key": persons.current(request.user) is not None,
    }
    return render(request, "workbench/keys/between.html", context, status=422)


def _hand_over(request: HttpRequest, answer: Any, key: Unlocked) -> Any:
    """Seal the key under a new one that goes into the browser's cookie."""
    until = timezone.now() + unlocking.HELD
    carried, kept = unlocking.put_by(key, request.user, until=until)  # type: ignore[arg-type]
    request.session[KEPT] = kept
    answer.set_cookie(
        COOKIE,
        urlsafe_b64encode(carried).decode(),
        max_age=unlocking.HELD,
        path=WAYS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def forget(request: HttpRequest, answer: Any) -> Any:
    """Lock again: neither session nor browser keep anything."""
    request.session.pop(KEPT, None)
    answer.delete_cookie(COOKIE, path=WAYS, samesite="Strict")
    return answer


def _local(request: HttpRequest, wanted: str) -> str:
    """Where to go next: a path of this very site, else the page of keys."""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if fine and wanted.startswith("/") else reverse("workbench:keys")


@never_cache
@require_GET
@official_required
def page(request: OfficialRequest) -> HttpResponse:
    """One's own key: its fingerprint, whether it is unlocked, and the forms to set or change its passphrase."""
    return _page(request)


def _page(request: OfficialRequest, tried: forms.Form | None = None, renewal: forms.Form | None = None) -> HttpResponse:
    if not access.may_hold_key(request.user):
        raise Http404
    key = persons.current(request.user)
    context = {
        "section": "keys",
        "key": key,
        "groups": [key.fingerprint[at : at + 8] for at in range(0, 64, 8)] if key else [],
        "open": unlocked(request) is not None,
        "until": dt.datetime.fromisoformat(request.session[KEPT]["until"]) if unlocked(request) else None,
        "form": tried or (ChangeForm() if key else NewForm()),
        "renewal": renewal or ChangeForm(prefix=NEW),
        "may_retire": access.may_retire_keys(request.user),
    }
    return render(request, "workbench/keys/page.html", context, status=422 if tried or renewal else 200)


@sensitive_post_parameters()
@never_cache
@require_POST
@official_required
def save(request: OfficialRequest) -> HttpResponse:
    """Set the passphrase for the first time, or put another one on the same key."""
    if not access.may_hold_key(request.user):
        raise Http404
    has_key = persons.current(request.user) is not None
    form = ChangeForm(request.POST) if has_key else NewForm(request.POST)
    if form.is_valid():
        try:
            _save(request, form.cleaned_data)
        except Refused as refusal:
            form.add_error("old" if has_key else None, str(refusal))
        else:
            messages.success(request, gettext("封存口令已更换。") if has_key else gettext("封存钥匙已生成。"))
            return redirect("workbench:keys")
    return _page(request, form)


def _save(request: OfficialRequest, said: dict[str, Any]) -> None:
    at = timezone.now()
    if "old" in said:
        unlocking.unlock(request.user, said["old"], at=at)
        persons.change(request.user, said["old"], said["passphrase"], at=at)
    else:
        persons.make(request.user, said["passphrase"], at=at)


@sensitive_post_parameters()
@never_cache
@require_POST
@official_required
def rotate(request: OfficialRequest) -> HttpResponse:
    """A new key, with everything that was sealed to the old one: yearly, or when somebody may have seen the old one."""
    if not access.may_hold_key(request.user):
        raise Http404
    form = ChangeForm(request.POST, prefix=NEW)
    if form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        try:
            unlocking.unlock(request.user, said["old"], at=at)
            rewrapping.rotate(request.user, said["old"], said["passphrase"], at=at)
        except Refused as refusal:
            form.add_error("old", str(refusal))
        else:
            messages.success(request, gettext("已换新钥匙，封给您的内容都已转到新钥匙。请重新打开。"))
            answer: HttpResponse = forget(request, redirect("workbench:keys"))
            return answer
    return _page(request, renewal=form)


@never_cache
@require_http_methods(["GET", "POST"])
@official_required
def people(request: OfficialRequest) -> HttpResponse:
    """Who has a key; the head of the centre retires that of somebody who forgot the passphrase, with a reason."""
    if not access.may_retire_keys(request.user):
        raise Http404
    refused, reason = "", request.POST.get("reason", "")[:LONGEST]
    if request.method == "POST":
        key = get_object_or_404(persons.in_use(), pk=_uuid(request.POST.get("key", "")))
        try:
            persons.retire(key, by=request.user, reason=reason, at=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(
                request, gettext("%(name)s 的旧钥匙已停用，请本人重新设置封存口令。") % {"name": key.official.name}
            )
            return redirect("workbench:key_people")
    page = page_of(persons.in_use(), request.GET, order=("official__username",))
    context = {"section": "keys", "page": page, "query": query_of(request.GET), "refused": refused}
    return render(request, "workbench/keys/people.html", context, status=422 if refused else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@official_required
def unlock(request: OfficialRequest) -> HttpResponse:
    """Unlock one's key for half an hour, and go on to where one wanted to go."""
    if not access.may_hold_key(request.user):
        raise Http404
    wanted = _local(request, request.POST.get("next") or request.GET.get("next", ""))
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        try:
            key = unlocking.unlock(request.user, form.cleaned_data["passphrase"], at=timezone.now())
        except Refused as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            answer: HttpResponse = _hand_over(request, redirect(wanted), key)
            return answer
    context = {
        "section": "keys",
        "form": form,
        "next": wanted,
        "has_key": persons.current(request.user) is not None,
    }
    return render(request, "workbench/keys/unlock.html", context, status=422 if form.is_bound else 200)


@require_POST
@official_required
def lock(request: OfficialRequest) -> HttpResponse:
    """Lock one's key again."""
    messages.success(request, gettext("已锁上。"))
    answer: HttpResponse = forget(request, redirect("workbench:keys"))
    return answer


urlpatterns = [
    path("keys/", page, name="keys"),
    path("keys/save/", save, name="key_save"),
    path("keys/rotate/", rotate, name="key_rotate"),
    path("keys/people/", people, name="key_people"),
    path("keys/unlock/", unlock, name="unlock"),
    path("keys/lock/", lock, name="lock"),
]
