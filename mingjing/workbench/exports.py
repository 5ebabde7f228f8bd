"""The columns of the workbench's lists as they are taken home (X-07). What a page lists, its sheet lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingjing.catalogue.enums import VersionStatus
from mingjing.core import sheets
from mingjing.core.exporting import Col
from mingjing.regulations import selectors as regulations
from mingjing.regulations.models import Regulation
from mingjing.rules.limits import Limit
from mingjing.rules.packs import Pack


def _stage(item: Any) -> str:
    return f"第{item.stage_no}版 {VersionStatus(item.stage).label}" if item.stage else ""


POWERS = (
    Col(_("名称"), "name", 40),
    Col(_("编码"), "number"),
    Col(_("单位"), "unit"),
    Col(_("类别"), "type"),
    Col(_("状态"), "get_status_display"),
    Col(_("在办版本"), _stage),
    Col(_("流程图"), "drawn"),
)
MATTERS = (
    Col(_("受理编号"), "number", 30),
    Col(_("职权"), "item.name", 40),
    Col(_("职权编码"), "item.number"),
    Col(_("单位"), "unit"),
    Col(_("状态"), "get_state_display"),
    Col(_("开始"), "opened_at"),
    Col(_("办结"), "closed_at"),
    Col(_("应办结日"), "due_on"),
    Col(_("超期"), "late"),
    Col(_("偏离流程图"), lambda row: row.cost > 0),
    Col(_("增加的环节"), lambda row: "、".join(map(str, row.added)), 30),
    Col(_("缺少的环节"), lambda row: "、".join(map(str, row.skipped)), 30),
)
BATCHES = (
    Col(_("批次"), str, 40),
    Col(_("来源"), "get_source_display"),
    Col(_("职权"), "item.name", 40),
    Col(_("单位"), "unit"),
    Col(_("提交人"), "by.name"),
    Col(_("收到"), "received_at"),
    Col(_("状态"), "get_status_display"),
    Col(_("行数"), "rows"),
    Col(_("采纳"), "taken"),
    Col(_("已有"), "known"),
    Col(_("问题"), "faults"),
)
TOKENS = (
    Col(_("名称"), "name", 30),
    Col(_("单位"), "unit"),
    Col(_("生成人"), "made_by.name"),
    Col(_("生成时间"), "made_at"),
    Col(_("吊销时间"), "revoked_at"),
)
UNITS = (
    Col(_("单位代码"), "code"),
    Col(_("名称"), "name", 30),
    Col(_("上级单位"), "parent.name", 30),
    Col(_("主送类别"), "get_addressee_class_display"),
    Col(_("性质"), "get_nature_display"),
    Col(_("行业"), "sector"),
    Col(_("人数"), "headcount"),
    Col(_("服务电话"), "service_phone"),
    Col(_("举报电话"), "report_phone"),
    Col(_("启用日期"), "active_from"),
    Col(_("停用日期"), "active_to"),
)
OFFICIALS = (
    Col(_("账号"), "username"),
    Col(_("姓名"), "name"),
    Col(_("单位"), "unit"),
    Col(_("岗位"), "post"),
    Col(_("电话"), "phone"),
    Col(_("在职"), "is_active"),
)
NOTICES = (
    Col(_("标题"), "title", 50),
    Col(_("发出"), "sent_at"),
    Col(_("发出人"), lambda notice: notice.sent_by or _("系统")),
    Col(_("本单位已读"), "read_here"),
    Col(_("发给单位"), "sent_to"),
    Col(_("已读单位"), "read_by_units"),
    Col(_("正文"), "body", 80),
)
LEDGER = (
    Col(_("时间"), "at"),
    Col(_("操作人"), "by"),
    Col(_("步骤"), "step"),
    Col(_("编号"), "number", 30),
    Col(_("类别"), "kind"),
    Col(_("依据"), "basis"),
    Col(_("理由"), "reason", 40),
    Col(_("变更前"), "before", 40),
    Col(_("变更后"), "after", 40),
    Col(_("摘要"), "digest", 40),
)
BASES = (
    Col(_("名称"), "name", 50),
    Col(_("效力级别"), "rank"),
    Col(_("状态"), "get_status_display"),
    Col(_("变化日期"), "changed_on"),
    Col(_("替代的依据"), "successor.name", 50),
    Col(_("链接"), "link", 40),
)
LIMITS = (
    Col(_("代码"), "id"),
    Col(_("期限"), "name", 40),
    Col(_("长度"), str),
    Col(_("来源"), lambda limit: _("本地政策") if limit.local_policy else limit.source or _("条文规定")),
)


def law(shown: Regulation, pack: Pack) -> bytes:
    """The limits of a regulation version and the bases it cites, as a workbook of two sheets."""
    limits: list[Limit] = list(regulations.limits_of(shown).values())
    places = [f"{pack.documents[limit.document].short}{limit.article}" for limit in limits]
    cells = [[*(col.of(limit) for col in LIMITS), place] for limit, place in zip(limits, places, strict=True)]
    bases = [[col.of(basis) for col in BASES] for basis in regulations.bases_of(shown)]
    return sheets.book(
        [
            sheets.Page(
                "期限", [*(str(col.title) for col in LIMITS), str(_("依据"))], cells, [*(c.wide for c in LIMITS)]
            ),
            sheets.Page("依据", [str(col.title) for col in BASES], bases, [col.wide for col in BASES]),
        ]
    )
