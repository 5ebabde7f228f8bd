"""Events in, and what became of a batch."""

import datetime as dt
import hashlib
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Header, Router

from mingjing.api.auth import TokenRequest
from mingjing.api.gate import gate
from mingjing.api.schemas import BatchOut, Delivery, Event, Problem
from mingjing.casework.incoming import Incoming
from mingjing.casework.models import Batch
from mingjing.casework.services.delivering import Sent, deliver

ZONE = ZoneInfo("Asia/Shanghai")
router = Router(tags=["办件"])
Key = Annotated[
    str, Header(alias="Idempotency-Key", min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$",
                description="幂等键：同一批重发时不变，可见的 ASCII 字符"),
]  # fmt: skip
REFUSALS = {400: Problem, 401: Problem, 409: Problem, 413: Problem, 422: Problem, 429: Problem, 503: Problem}


@router.post("events", response={200: BatchOut, **REFUSALS}, summary="发送一批事件")
def send_events(request: HttpRequest, delivery: Delivery, idempotency_key: Key) -> Batch:
    """整批采纳并立即判定，或整批不采纳并逐条说明。同一幂等键重发同样的内容，得到同样的回答，不重复采纳。

    回答时判定已经完成，可以立即查询。回答 429 或 503 时没有采纳任何事件，按 Retry-After 的秒数稍后用同一个幂等键重发。
    """
    token = _token(request).auth
    sent = [Sent(event.power, _incoming(row, event)) for row, event in enumerate(delivery.events, start=1)]
    digest = hashlib.sha256(request.body).hexdigest()
    with gate.entered(token.unit_id):
        return deliver(token, sent, key=idempotency_key, digest=digest, at=timezone.now())


@router.get("batches/{uuid:batch}", response={200: BatchOut, 401: Problem, 404: Problem}, summary="查一批的结果")
def batch(request: HttpRequest, batch: UUID) -> Batch:
    """本单位的一批，接口发送的和文件导入的都可以查。"""
    return get_object_or_404(Batch, pk=batch, unit=_token(request).auth.unit_id)


def _token(request: HttpRequest) -> TokenRequest:
    return request  # type: ignore[return-value]


def _incoming(row: int, event: Event) -> Incoming:
    return Incoming(
        row, event.matter.strip(), event.activity.strip(), _moment(event.at), event.key, event.kind, event.note,
        event.corrects,
    )  # fmt: skip


def _moment(at: dt.datetime | None) -> dt.datetime | None:
    return at.replace(tzinfo=ZONE) if at and at.tzinfo is None else at
