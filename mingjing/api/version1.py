"""The first version of the API, and how it says no."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mingjing.api import complaints, events, matters, powers
from mingjing.api.auth import UnitToken
from mingjing.api.gate import Busy
from mingjing.api.problems import MEDIA_TYPE, of_faults, of_validation, problem
from mingjing.casework.incoming import BatchRefused
from mingjing.casework.services.delivering import KeyReused

logger = logging.getLogger(__name__)


class Api(NinjaAPI):
    """Errors stand in the schema under the media type they are sent with."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        return schema


api = Api(
    title="明镜接口",
    version="1",
    description="单位自己的系统通过它报送办件的环节；12345 等机关通过它转来工单；任何人可以读职权目录。",
    urls_namespace="api:v1",
    docs_url=None,
    auth=UnitToken(),
)
for part in (events, matters, powers, complaints):
    api.add_router("", part.router)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, "请求不合要求，原有数据没有变化。", errors=of_validation(error))


@api.exception_handler(BatchRefused)
def refused(request: HttpRequest, refusal: BatchRefused) -> HttpResponse:
    return problem(422, str(refusal), errors=of_faults(refusal.faults))


@api.exception_handler(KeyReused)
def reused(request: HttpRequest, refusal: KeyReused) -> HttpResponse:
    return problem(409, str(refusal))


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        401, "请在 Authorization: Bearer 之后写本单位的接口令牌；令牌由单位主管领导在工作台生成。",
        WWW_Authenticate="Bearer",
    )  # fmt: skip


@api.exception_handler(Http404)
def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "地址不对，或者它不属于您的单位。")


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(400, "请求体不是合法的 JSON。")


@api.exception_handler(UnreadablePostError)
def cut_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return problem(400, "请求没有收完。请重发，幂等键不变。")


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "请求体太大，请分批发送。")


@api.exception_handler(Busy)
def full(request: HttpRequest, busy: Busy) -> HttpResponse:
    again = "没有采纳。请稍后用同一个幂等键重发"
    if busy.own:
        return problem(429, f"本单位同时发送的批次太多，{again}；把事件合成大一些的批次会更快。", Retry_After="1")
    return problem(503, f"正在接收的批次太多，{again}。", Retry_After="2")


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    logger.warning("The database could not answer: %s", error)
    return problem(503, "系统正忙，没有采纳。请稍后用同一个幂等键重发。", Retry_After="10")


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.exception("The API failed at %s", request.path)
    return problem(500, "系统故障，没有采纳。请稍后用同一个幂等键重发；仍不成功请联系系统管理员。")
