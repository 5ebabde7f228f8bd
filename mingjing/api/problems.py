"""Errors as RFC 9457 problem details: what is wrong, row by row, for programs and for the people who write them."""

import json
import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from mingjing.casework.incoming import Fault

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MOST_BODY = 8 * 1024 * 1024
TITLES = {
    400: "请求无法读取",
    401: "没有有效的接口令牌",
    404: "没有这个资源",
    405: "不支持这个方法",
    409: "幂等键已用于另一批",
    413: "请求太大",
    415: "请求体应为 JSON",
    422: "整批未采纳",
    429: "同时发送的太多",
    500: "系统故障",
    503: "暂时忙",
}
ROWS = ("events", "orders")
WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请对照接口文档",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_too_short": "不能为空",
    "string_type": "应为文字",
    "string_pattern_mismatch": "含有不允许的字符",
    "too_long": "太多，最多 {max_length} 条，请分批",
    "too_short": "至少 {min_length} 条",
    "literal_error": "应为其中之一：{expected}",
    "enum": "应为其中之一：{expected}",
    "datetime_from_date_parsing": "应为 ISO 8601 时间，如 2026-03-02T09:00:00+08:00",
    "datetime_parsing": "应为 ISO 8601 时间，如 2026-03-02T09:00:00+08:00",
    "datetime_type": "应为 ISO 8601 时间，如 2026-03-02T09:00:00+08:00",
    "list_type": "应为数组",
    "model_attributes_type": "应为对象",
}


def problem(
    status: int, detail: str, *, errors: Iterable[dict[str, Any]] = (), title: str = "", **headers: str
) -> HttpResponse:
    """The answer that says no."""
    said = {"type": "about:blank", "title": title or TITLES[status], "status": status, "detail": detail}
    rows = list(errors)
    if rows:
        said["errors"] = rows
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=named)


def of_faults(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Faults of rows as problem details list them."""
    return [{"row": fault.row, "field": fault.field, "what": fault.what} for fault in faults]


def of_validation(error: ValidationError) -> list[dict[str, Any]]:
    """What a request lacks, with the row where it is an event's."""
    return [_row(found) for found in error.errors[:100]]


def _row(found: dict[str, Any]) -> dict[str, Any]:
    place = [part for part in found["loc"] if part not in {"body", "delivery"}]
    row = place[1] + 1 if len(place) > 1 and place[0] in ROWS and isinstance(place[1], int) else 0
    rest = place[2:] if row else [part for part in place if part not in {"query", "path", "header"}]
    words = WORDS.get(found["type"], found["msg"])
    return {"row": row, "field": ".".join(map(str, rest)), "what": words.format_map(_Said(found.get("ctx", {})))}


class _Said(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def guarded(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """The view, with what never reaches it answered as a problem too: too large a body, a wrong method."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BODY:
            return problem(413, f"请求体最大 {MOST_BODY // 1024**2} MB，请分批发送。")
        found: HttpResponse = view(request, *args, **kwargs)
        if found.status_code == 405:
            return problem(405, f"这里可以用：{found['Allow']}", Allow=found["Allow"])
        return found

    return answer
