"""Orders of 12345 and other offices in, and where they stand."""

import datetime as dt
import json
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from mingjing.api.auth import OfficeToken, TokenRequest
from mingjing.api.events import ZONE, Key
from mingjing.api.gate import gate
from mingjing.api.problems import problem
from mingjing.api.schemas import OrderDelivery, OrderIn, OrdersOut, OrderStage, Problem
from mingjing.complaints.services import transfers
from mingjing.complaints.services.transfers import DUPLICATE, FAULTY, REGISTERED, KeyReused, Order, Outcome

router = Router(tags=["转办工单"], auth=OfficeToken())
REFUSALS = {400: Problem, 401: Problem, 409: Problem, 413: Problem, 422: Problem, 429: Problem, 503: Problem}
MOST_ASKED = 100
Numbers = Annotated[list[str], Query(alias="outside_no", min_length=1, max_length=MOST_ASKED, description="外部编号")]


@router.post("transfers", response={200: OrdersOut, **REFUSALS}, summary="转来一批工单")
def send_orders(request: HttpRequest, delivery: OrderDelivery, idempotency_key: Key) -> Any:
    """整批登记，或整批不登记并逐条说明；`partial` 为真时只登记没有问题的。外部编号只登记一次。

    同一幂等键重发同样的内容，得到同样的回答。内容收到即封存，本接口不再返回内容。
    """
    token = _caller(request).auth
    orders = [_order(row, order) for row, order in enumerate(delivery.orders, start=1)]
    with gate.entered(token.unit_id):
        try:
            outcomes = transfers.deliver(
                token, orders, key=idempotency_key, body=request.body, whole=not delivery.partial, at=timezone.now()
            )
        except KeyReused as refusal:
            return no_store(problem(409, str(refusal)))
    if delivery.partial or all(outcome.result == REGISTERED for outcome in outcomes):
        return no_store(_told(outcomes))
    return no_store(_refused(outcomes))


@router.get("transfers", response={200: list[OrderStage], 401: Problem, 422: Problem}, summary="查工单办到哪里")
def stages(request: HttpRequest, outside_no: Numbers) -> Any:
    """只查得到本令牌所属单位转来的工单：编号、阶段和日期，没有内容。"""
    found = transfers.stages_for(_caller(request).auth.unit_id, outside_no)
    rows = [{**asdict(stage), "outside_no": stage.outside} for stage in found]
    data = [OrderStage(**row).model_dump(mode="json") for row in rows]
    return no_store(HttpResponse(json.dumps(data, ensure_ascii=False), content_type="application/json"))


def no_store(answer: HttpResponse) -> HttpResponse:
    """The answer, which nobody on its way may keep."""
    answer["Cache-Control"] = "no-store"
    return answer


def _told(outcomes: list[Outcome]) -> HttpResponse:
    rows = [
        {"row": one.row, "outside_no": one.outside, "result": one.result, "number": one.number, "what": one.what}
        for one in outcomes
    ]
    taken = sum(one.result == REGISTERED for one in outcomes)
    said = OrdersOut(registered=taken, rows=rows).model_dump(mode="json")  # type: ignore[arg-type]
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json")


def _refused(outcomes: list[Outcome]) -> HttpResponse:
    """409 where all that is wrong is that numbers are known, 422 otherwise; row by row."""
    wrong = [one for one in outcomes if one.result in (DUPLICATE, FAULTY)]
    rows = [{"row": one.row, "field": one.field, "what": one.what} for one in wrong]
    if all(one.result == DUPLICATE for one in wrong):
        return problem(409, "有外部编号已经登记过，整批没有登记。", errors=rows, title="外部编号重复")
    return problem(422, "有工单不合要求，整批没有登记。", errors=rows)


def _caller(request: HttpRequest) -> TokenRequest:
    return request  # type: ignore[return-value]


def _order(row: int, order: OrderIn) -> Order:
    at: dt.datetime = order.received_at if order.received_at.tzinfo else order.received_at.replace(tzinfo=ZONE)
    return Order(
        row, order.outside_no.strip(), order.text, at, order.unit.strip(), order.act.strip(), order.name.strip(),
        order.phone.strip(),
    )  # fmt: skip
