"""文书 on the page of a case: issue them, see them as docx and pdf, keep sealed originals, record their delivery."""

import re
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import DeliveryWay
from mingjing.accountability.letters import freezing, receipts
from mingjing.accountability.models import AccountabilityCase, Letter
from mingjing.accountability.selectors import letters as selectors
from mingjing.accountability.services import delivering, informing, issuing, notifying
from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.accountability.kinds import Act, Panel, plain
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import PickOne, words
from mingjing.workbench.regulations import DayInput

READ = "_letters"


def _letters(case: AccountabilityCase) -> list[Any]:
    """The letters of the case, read once for a page."""
    found: list[Any] | None = vars(case).get(READ)
    if found is None:
        found = vars(case)[READ] = list(selectors.letters(case))
    return found


def _waiting(case: AccountabilityCase) -> list[Any]:
    return [one for one in _letters(case) if one.kind in selectors.HANDED_OVER and not one.arrived]


class Confirm(forms.Form):
    """A step that asks nothing."""


class OfLetter(forms.Form):
    """One of the letters of a case, called by its kind, number and addressee."""

    def __init__(self, *args: Any, letters: list[Letter], **said: Any) -> None:
        super().__init__(*args, **said)
        chosen = PickOne(letters, label=_("文书"))
        chosen.choices = [CHOOSE, *((str(one.pk), _called(one)) for one in letters)]
        self.fields = {"letter": chosen, **self.fields}


class DeliverForm(OfLetter):
    way = forms.ChoiceField(label=_("送达方式"), choices=DeliveryWay.choices)
    received_on = forms.DateField(label=_("收到日期"), widget=DayInput(), help_text=_("以签收的日期为准。"))
    received_by = forms.CharField(label=_("签收人"), max_length=60)
    note = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("留置送达写明拒收的理由和见证人。")
    )
    attached = FilesField(kinds=uploads.SCANS, label=_("送达回证扫描件"))


class ScanForm(OfLetter):
    attached = FilesField(kinds=uploads.SCANS, label=_("盖章或者签字后的扫描件"))


class CorrectForm(OfLetter):
    text = words(_("更正内容"), _("写明哪一处由什么更正为什么。原文书不变，另行制发一份更正。"), rows=3)


def _called(letter: Letter) -> str:
    return f"{letter} {letter.subject or ''}".strip()


def _form(form: type[OfLetter], *, waiting: bool = False) -> Any:
    def made(
        request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
    ) -> forms.Form:
        return form(data, files, letters=_waiting(case) if waiting else _letters(case), **said)

    return made


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    rows = _letters(case)
    return {"letters": rows, "handed_over": selectors.HANDED_OVER} if rows else None


def _notify(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    made = notifying.notify(case, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("已制发 %(n)s 份文书，请盖章后送达并登记。") % {"n": len(made)}


def _deliver(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    access.check_may_issue(request.user, case)  # before files are kept
    letter, files = _chosen(said), FilesField(kinds=uploads.SCANS).keep(said.pop("attached"))
    delivering.delivered(letter, **said, files=files, by=request.user, at=timezone.now())
    return gettext("%(letter)s 已登记送达。") % {"letter": letter}


def _scan(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    access.check_may_issue(request.user, case)
    letter, files = _chosen(said), FilesField(kinds=uploads.SCANS).keep(said["attached"])
    issuing.scan(letter, files=files, by=request.user, at=timezone.now())
    return gettext("%(letter)s 的扫描件已保存。") % {"letter": letter}


def _correct(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    letter = _chosen(said)
    made = notifying.correct(letter, said["text"], by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("已制发更正 %(letter)s，请送达并登记。") % {"letter": made}


def _chosen(said: dict[str, Any]) -> Letter:
    letter: Letter | None = said.pop("letter")
    if letter is None:
        raise Refused(gettext("请选择文书。"))
    return letter


def _complete(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    notifying.complete(case, by=request.user, at=timezone.now())
    return gettext("通知书已全部送达，进入改正。")


def _may_deliver(viewer: Official, case: AccountabilityCase) -> bool:
    return access.may_issue(viewer, case) and bool(_waiting(case))


def _may_issue(viewer: Official, case: AccountabilityCase) -> bool:
    return access.may_issue(viewer, case) and bool(_letters(case))


@require_GET
@never_cache
@official_required
def letter_file(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """A letter as it was issued, for those who see the case and for whom it was written to."""
    letter = get_object_or_404(selectors.seen_by(request.user), pk=pk)
    answer = _answer(letter, kind)
    if answer.status_code == HTTPStatus.OK:
        _note(request, letter)
    return answer


def _note(request: OfficialRequest, letter: Letter) -> None:
    """Whom a letter is for receives it by taking it away, by whatever address (ACC-12-f)."""
    if access.letters_to(request.user).filter(pk=letter.pk).exists():
        informing.opened(letter, by=request.user, at=timezone.now())


def _answer(letter: Letter, kind: str) -> HttpResponse:
    try:
        document = freezing.document_of(letter)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    return documents.answer(document, kind, _name(letter))


@require_GET
@never_cache
@official_required
def receipt_file(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """送达回证 to sign, for a letter of a case that one sees."""
    letter = get_object_or_404(selectors.seen_by(request.user).filter(case__in=access.visible_to(request.user)), pk=pk)
    return documents.answer(receipts.receipt(letter), kind, f"receipt-{_name(letter)}")


@require_GET
@never_cache
@official_required
def scan_file(request: OfficialRequest, pk: str) -> HttpResponseBase:
    """The scan of a sealed original or of a signed receipt."""
    scan = get_object_or_404(selectors.scans_seen_by(request.user).select_related("letter__case"), pk=pk)
    _note(request, scan.letter)
    return uploads.served(scan)


def _name(letter: Letter) -> str:
    """notice-2026-3: what every file system takes."""
    return "-".join([letter.kind, *re.findall(r"\d+", letter.number)])


PANEL = Panel("letters", "workbench/accountability/panels/letters.html", _shown)
ACTS = [
    Act(
        "notify", _("下达书面通知"), plain(Confirm), _notify, step=workflow.NOTIFY,
        hint=_("制发决定书、给每个责任主体的通知书和责令整改通知书，编号后内容不再改动。"),
    ),
    Act("deliver", _("登记送达"), _form(DeliverForm, waiting=True), _deliver, may=_may_deliver, basis="ACC-12-f"),
    Act("delivered", _("送达完毕"), plain(Confirm), _complete, step=workflow.DELIVERED),
    Act("scan", _("上传文书扫描件"), _form(ScanForm), _scan, may=_may_issue, basis="ACC-12-f", lazy=True),
    Act("correct", _("更正文书"), _form(CorrectForm), _correct, may=_may_issue, basis="ACC-12-f", lazy=True),
]  # fmt: skip
urlpatterns = [
    path("accountability/letters/<uuid:pk>/letter.<slug:kind>", letter_file, name="accountability_letter"),
    path("accountability/letters/<uuid:pk>/receipt.<slug:kind>", receipt_file, name="accountability_receipt"),
    path("accountability/letters/scans/<uuid:pk>/", scan_file, name="accountability_letter_scan"),
]
