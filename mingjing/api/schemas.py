"""What comes in and what goes out. Texts are bounded and hold no NUL, which PostgreSQL cannot store."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

NO_NUL = r"^[^\x00]*$"
POWER = 64
MATTER = 80
MOST_EVENTS = 5000

Text = Annotated[str, Field(pattern=NO_NUL)]


class Strict(Schema):
    """Says what is sent too much instead of ignoring it."""

    model_config = ConfigDict(extra="forbid")


class Event(Strict):
    """一个事件：某职权的某办件，何时做了什么。"""

    power: Text = Field(min_length=1, max_length=POWER, description="职权编码，须是本单位已公布的职权")
    matter: Text = Field(min_length=1, max_length=MATTER, description="受理编号；新的编号自动开办")
    activity: Text = Field("", max_length=200, description="活动名称；与流程图环节不同名的，请先在工作台作活动对照")
    at: dt.datetime | None = Field(None, description="ISO 8601 时间；不带时区的按北京时间")
    kind: Literal["step", "condition", "close", "correction"] = Field(
        "step", description="step 环节；condition 增加条件或材料；close 办结；correction 更正"
    )
    key: Text = Field("", max_length=120, description="来源键：本单位内永远指这一个事件；不填则由内容生成")
    note: Text = Field("", max_length=200, description="说明；增加环节、条件或材料时写明理由")
    corrects: Text = Field("", max_length=120, description="更正哪个来源键；活动和时间都不写表示作废")


class Delivery(Strict):
    """一批事件，整批采纳或整批不采纳。"""

    events: list[Event] = Field(min_length=1, max_length=MOST_EVENTS)


class RowFault(Schema):
    row: int = Field(description="第几条事件，从 1 起；0 指整个请求")
    field: str = Field(description="哪一项")
    what: str = Field(description="哪里不对")


class Problem(Schema):
    """RFC 9457 problem details。"""

    type: str
    title: str
    status: int
    detail: str
    errors: list[RowFault] = Field(default_factory=list)


class BatchOut(Schema):
    """一批的处理结果。"""

    id: UUID
    status: Literal["waiting", "running", "done", "refused"]
    source: Literal["rest", "csv", "xes", "manual"]
    rows: int = Field(description="收到的事件数")
    taken: int = Field(description="新采纳的事件数")
    known: int = Field(description="以前已有、不再重复采纳的事件数")
    done: int = Field(description="进度，百分之几")
    faults: int = Field(description="问题总数")
    errors: list[RowFault] = Field(description="前 100 个问题")
    received_at: dt.datetime
    finished_at: dt.datetime | None


class OrderIn(Strict):
    """一件转来的工单。内容收到即封存。"""

    outside_no: Text = Field(min_length=1, max_length=60, description="转来机关的工单编号，只登记一次")
    received_at: dt.datetime = Field(description="转来时间，ISO 8601；不带时区的按北京时间")
    text: Text = Field(min_length=1, max_length=20_000, description="反映的内容，照原文")
    channel: Literal["12345", "letters", "other"] = Field("12345", description="来自 12345、信访或其他机关")
    unit: Text = Field("", max_length=18, description="被反映单位的代码")
    act: Text = Field("", max_length=20, description="反映的行为，第四条的编码，如 CMP-4-3")
    name: Text = Field("", max_length=60, description="来电人姓名；封存给身份保管人，办理的人看不到")
    phone: Text = Field("", max_length=40, description="来电人电话；须同时有姓名")


class OrderDelivery(Strict):
    """一批工单。"""

    orders: list[OrderIn] = Field(min_length=1, max_length=100)
    partial: bool = Field(False, description="真：只登记没有问题的；假：一件有问题就整批不登记")


class OrderRow(Schema):
    """一件工单的结果。"""

    row: int
    outside_no: str
    result: Literal["registered", "duplicate", "faulty", "left"]
    number: str = Field(description="登记编号；没有登记的为空")
    what: str = Field(description="为什么没有登记")


class OrdersOut(Schema):
    """一批工单的结果。"""

    registered: int
    rows: list[OrderRow]


class OrderStage(Schema):
    """一件工单办到哪里。"""

    outside_no: str
    number: str
    stage: str = Field(description="阶段名称")
    received_on: dt.date
    accepted_on: dt.date | None
    extended_to: dt.date | None
    closed_on: dt.date | None


class PowerLine(Schema):
    """目录中的一项职权。"""

    number: str
    name: str
    unit: str = Field(description="单位代码")
    unit_name: str
    type: str
    status: str


class PowerPage(Schema):
    powers: list[PowerLine]
    next: str | None = Field(description="下一页的 after；没有下一页时为 null")


class NodeOut(Schema):
    """流程图的一个环节。"""

    node: str
    name: str
    post: str
    limit: int | None
    limit_unit: str


class PowerOut(PowerLine):
    """一项职权现行版本的公开要素。"""

    version: int
    statutory_limit: int | None
    statutory_unit: str
    promised_limit: int | None
    promised_unit: str
    conditions: str
    bases: list[str]
    materials: list[str]
    steps: list[NodeOut]


class StepOut(Schema):
    """办件的一步：按图办理、缺少、增加，或正在办理。"""

    kind: Literal["matched", "skipped", "added", "running"]
    node: str
    name: str
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    used: int | None
    limit: int | None
    limit_unit: str
    due_on: dt.date | None
    late: bool


class MatterOut(Schema):
    """一个办件与公布的流程图对照的结果。"""

    power: str
    matter: str
    version: int = Field(description="按第几版流程图判定")
    state: Literal["running", "paused", "finished"]
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    due_on: dt.date | None
    provisional: bool = Field(description="应办结日期落在尚未公布的年份日历")
    late: bool
    decided: bool
    cost: int | None = Field(description="偏离数：增加和缺少的环节各计一处")
    added: list[str]
    skipped: list[str]
    finding: str = Field(description="一句话的判定")
    steps: list[StepOut]
