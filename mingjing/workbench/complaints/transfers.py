"""转来工单: orders of 12345 in as a sheet, where they stand as a list and a sheet, and tokens for systems (CMP-6-f)."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from mingjing.casework.enums import TokenKind
from mingjing.casework.models import ApiToken
from mingjing.complaints import access
from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Complaint
from mingjing.complaints.services import transfers as services
from mingjing.complaints.services.transfers import MOST, REGISTERED, Order, Outcome
from mingjing.complaints.uploads import Held, holding
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of
from mingjing.people.enums import Role
from mingjing.people.models import Unit
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints.entry import SECTION, bounded, clerks_only
from mingjing.workbench.complaints.gate import centre_only

ORDER = ("-received_on", "-id")
NAMES = {
    "工单编号": "outside", "转来时间": "received_at", "内容": "text", "单位代码": "unit", "行为": "act", "姓名": "name",
    "电话": "phone",
}  # fmt: skip
FIELDS = {"outside_no": "工单编号", "received_at": "转来时间", "text": "内容", "unit": "单位代码", "act": "行为",
          "name": "姓名"}  # fmt: skip
NEEDED = ("工单编号", "转来时间", "内容")
OUT = (_("工单编号"), _("登记编号"), _("阶段"), _("收到日期"), _("受理日期"), _("延期至"), _("办结日期"))
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d")
ACTIVE = ("=", "+", "-", "@", "\t", "\r")


class TokenForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.order_by("code"), label=_("转来机关"), empty_label=CHOOSE[1])
    name = forms.CharField(label=_("令牌名称"), max_length=60)


def _rows(request: OfficialRequest) -> QuerySet[Complaint]:
    return access.visible_to(request.user).filter(channel=Channel.TRANSFER)


@require_GET
@centre_only
def transfers(request: OfficialRequest) -> HttpResponse:
    """The orders that the viewer may see, with their outside numbers; as csv with `export=csv`."""
    if request.GET.get("export") == "csv":
        # Not streamed: the database shows the rows only while this view runs.
        answer = HttpResponse("".join(_sheet(request)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="transfers.csv"'
        return answer
    return _page(request)


def _page(
    request: OfficialRequest, *, faults: list[Outcome] | None = None, refused: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    page = page_of(_rows(request), request.GET, order=ORDER)
    head = request.user.holds(Role.CENTRE_HEAD)
    context = {
        "section": SECTION,
        "page": page,
        "rows": [services.stage_of(row) for row in page],
        "faults": [(one.row + 1, gettext(FIELDS.get(one.field, "")), one.what) for one in faults or []],
        "refused": refused,
        "may_enter": request.user.holds(Role.CENTRE_CLERK),
        "columns": [(name, name in NEEDED) for name in NAMES],
        "most": MOST,
        "may_keep": head,
        "tokens": ApiToken.objects.filter(kind=TokenKind.TRANSFERS).select_related("unit", "made_by") if head else (),
        "form": TokenForm(),
        "query": "",
        **more,
    }
    return render(request, "workbench/complaints/transfers.html", context, status=status)


def _sheet(request: OfficialRequest) -> Iterator[str]:
    stages = [services.stage_of(row) for row in _rows(request).order_by(*ORDER)[:10_000]]
    yield "\ufeff" + _line(map(str, OUT))
    for one in stages:
        days = (one.received_on, one.accepted_on, one.extended_to, one.closed_on)
        yield _line([one.outside, one.number, one.stage, *(day.isoformat() if day else "" for day in days)])


def _line(cells: Any) -> str:
    """A line of csv in which no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerow("'" + cell if cell.startswith(ACTIVE) else cell for cell in cells)
    return out.getvalue()


@sensitive_post_parameters()
@require_POST
@clerks_only
@bounded
@holding
def take_in(request: OfficialRequest) -> HttpResponse:
    """Register the orders of a sheet: all of them, or none and what is wrong row by row."""
    file = request.FILES.get("file")
    if not isinstance(file, Held) or file.data is None:
        return _page(request, refused=gettext("请选择不超过 10 MB 的 CSV 文件。"), status=422)
    try:
        orders = read(file.data)
    except Refused as refusal:
        return _page(request, refused=str(refusal), status=422)
    outcomes = services.take_in(orders, whole=True, via=str(request.user.unit_id), by=request.user, at=timezone.now())
    wrong = [one for one in outcomes if one.what]
    if wrong:
        return _page(request, faults=wrong, status=422)
    taken = sum(one.result == REGISTERED for one in outcomes)
    messages.success(request, gettext("已登记并封存 %(n)s 件。") % {"n": taken})
    return redirect("workbench:complaint_transfers")


def read(data: bytes) -> list[Order]:
    """The orders of a csv in UTF-8 or GB 18030.

    Raises:
        Refused: another encoding, columns missing or unknown, no rows or too many.
    """
    rows = list(csv.reader(io.StringIO(_text(data), newline="")))
    header = [cell.strip() for cell in rows[0]] if rows else []
    missing, unknown = set(NEEDED) - set(header), set(header) - set(NAMES) - {""}
    if missing:
        raise Refused(f"缺少列：{'、'.join(name for name in NEEDED if name in missing)}。请用本页列出的列名。")
    if unknown:
        raise Refused("有不认识的列。请只用本页列出的列名。")
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if not 0 < len(filled) <= MOST:
        raise Refused(f"一次导入 1 到 {MOST} 件，请分开导入。")
    return [_order(place, dict(zip(header, row, strict=False))) for place, row in enumerate(filled, start=1)]


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("文件的编码不是 UTF-8，也不是 GB18030。请另存为 CSV UTF-8 后再试。")


def _order(row: int, cells: dict[str, str]) -> Order:
    said: dict[str, Any] = {field: cells.get(name, "").strip() for name, field in NAMES.items()}
    return Order(row, **{**said, "received_at": _moment(said["received_at"])})


def _moment(text: str) -> dt.datetime | None:
    for shape in FORMATS:
        try:
            return timezone.make_aware(dt.datetime.strptime(text, shape))
        except ValueError:
            continue
    return None


@require_POST
@centre_only
def token_new(request: OfficialRequest) -> HttpResponse:
    """A token for an office's system; its secret is shown once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        made, secret = services.make_token(**form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, refused=str(refusal), status=422)
    return _page(request, made=made, secret=secret)


@require_POST
@centre_only
def token_end(request: OfficialRequest, pk: str) -> HttpResponse:
    """End such a token."""
    if not request.user.holds(Role.CENTRE_HEAD):
        raise Http404
    try:
        token = get_object_or_404(ApiToken, pk=pk, kind=TokenKind.TRANSFERS)
        services.end_token(token, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, refused=str(refusal), status=422)
    messages.success(request, gettext("令牌已吊销。"))
    return redirect("workbench:complaint_transfers")


urlpatterns = [
    path("complaints/transfers/", transfers, name="complaint_transfers"),
    path("complaints/transfers/take-in/", take_in, name="complaint_transfers_in"),
    path("complaints/transfers/tokens/", token_new, name="complaint_token_new"),
    path("complaints/transfers/tokens/<uuid:pk>/end/", token_end, name="complaint_token_end"),
]
