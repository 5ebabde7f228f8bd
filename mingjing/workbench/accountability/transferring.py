"""移交 on the page of a case: hand it over, record the receipt and what that organ told, take it back (ACC-11-4)."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import Organ
from mingjing.accountability.models import AccountabilityCase, Transfer
from mingjing.accountability.selectors import transfers as selectors
from mingjing.accountability.services import transferring as services
from mingjing.core import uploads
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.accountability.kinds import Act, Panel, plain
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.fields import Words, words
from mingjing.workbench.regulations import DayInput

READ = "_transfers"


class TransferForm(forms.Form):
    addressee = forms.CharField(label=_("受移交单位"), max_length=100)
    text = words(_("移交的理由"), _("哪些事实、为什么由该机关处理。"))


class ReceivedForm(forms.Form):
    received_on = forms.DateField(label=_("回执日期"), widget=DayInput())
    received_by = forms.CharField(label=_("签收人"), max_length=60)
    attached = FilesField(kinds=uploads.SCANS, label=_("回执扫描件"))


class ResultForm(forms.Form):
    result_on = forms.DateField(label=_("结果日期"), widget=DayInput())
    text = words(_("该机关的处理结果"), _("写明哪个机关作出了什么处理和文号。本办公室只登记，不作处分。"))


def _transfers(case: AccountabilityCase) -> list[Any]:
    """The transfers of the case, read once for a page."""
    found: list[Any] | None = vars(case).get(READ)
    if found is None:
        some = vars(case).get("handed_over", True)
        found = vars(case)[READ] = list(selectors.transfers(case)) if some else []
    return found


def _current(case: AccountabilityCase) -> Transfer | None:
    return next((row for row in _transfers(case) if row.taken_back_on is None), None)


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    rows = _transfers(case)
    return {"transfers": rows} if rows else None


def _hand(organ: Organ) -> Any:
    def done(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
        row = services.transfer(
            case, organ=organ, addressee=said["addressee"], reason=said["text"], by=request.user,
            today=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
        return gettext("已移交%(to)s，共 %(n)s 件材料。移交包正在生成。") % {"to": row.addressee, "n": len(row.index)}

    return done


def _received(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    access.check_may_take(request.user, workflow.RECEIVED, case)  # before files are kept
    files = FilesField(kinds=uploads.SCANS).keep(said.pop("attached"))
    services.received(case, **said, files=files, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("回执已登记，案件已移交，材料只供查阅。")


def _take_back(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.take_back(case, reason=said["text"], by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("移交已撤回，案件回到调查。")


def _result(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.result(case, text=said["text"], result_on=said["result_on"], by=request.user, at=timezone.now())
    return gettext("处理结果已登记。")


def _with(organ: Organ) -> Any:
    def may(viewer: Official, case: AccountabilityCase) -> bool:
        row = _current(case)
        return row is not None and row.organ == organ

    return may


def _may_record(viewer: Official, case: AccountabilityCase) -> bool:
    row = _current(case)
    return row is not None and row.result_on is None and access.may_record_result(viewer, case, row)


@require_GET
@never_cache
@official_required
def receipt(request: OfficialRequest, pk: str) -> HttpResponseBase:
    """The signed receipt as it was scanned."""
    return uploads.served(get_object_or_404(selectors.receipts_seen_by(request.user), pk=pk))


NO_SANCTION = _("纪律处分由有权机关作出，本办公室只移交、只登记结果。移交后案卷只供查阅。")
PANEL = Panel("transfer", "workbench/accountability/panels/transfer.html", _shown)
ACTS = [
    Act(
        "transfer", _("移交纪检监察机关"), plain(TransferForm), _hand(Organ.DISCIPLINE), step=workflow.TRANSFER,
        hint=NO_SANCTION,
    ),
    Act(
        "transfer-judicial", _("移送司法机关"), plain(TransferForm), _hand(Organ.JUDICIAL),
        step=workflow.TRANSFER_JUDICIAL, hint=_("移送后办公室不能自行撤回，由领导小组决定。移送后案卷只供查阅。"),
    ),
    Act("received", _("登记移交回执"), plain(ReceivedForm), _received, step=workflow.RECEIVED),
    Act(
        "take-back", _("撤回移交"), plain(Words), _take_back, step=workflow.TAKE_BACK, may=_with(Organ.DISCIPLINE),
    ),
    Act(
        "take-back-above", _("领导小组撤回移送"), plain(Words), _take_back, step=workflow.TAKE_BACK_ABOVE,
        may=_with(Organ.JUDICIAL),
    ),
    Act(
        "result", _("登记该机关的处理结果"), plain(ResultForm), _result, may=_may_record, basis="GAP-15",
        hint=NO_SANCTION,
    ),
]  # fmt: skip
urlpatterns = [path("accountability/transfers/receipts/<uuid:pk>/", receipt, name="accountability_transfer_receipt")]
