"""What the workbook of powers looks like: one layout for template, export and import (X-07).

Five sheets: the powers, and what each lists. A row of the other sheets names its power by code, or by name where the
power is new and has none yet. Titles and words are Chinese whatever language the page is in: a workbook travels.
"""

from django.db.models import TextChoices
from django.utils import translation

from mingjing.catalogue.enums import Attribute, Audience, BodyNature, Counterpart
from mingjing.core.sheets import Column, Sheet

MOST_POWERS, MOST_ROWS = 10_000, 100_000  # of one import


def words(choices: type[TextChoices]) -> dict[str, str]:
    """Label to value."""
    with translation.override("zh-hans"):
        return {str(choice.label): str(choice.value) for choice in choices}


UNITS = {"工作日": "working_days", "个工作日": "working_days", "日": "days", "天": "days"}
YES_NO = {"是": True, "否": False}
DAYS = "整数；没有规定则不填"
POWER = Column("职权", "power", required=True, hint="职权编码；新职权还没有编码的，写事项名称", wide=24)

POWERS = Sheet(
    "职权",
    (
        Column("单位代码", "unit", hint="不填则为本单位；办公室导入各单位的，每行都要填"),
        Column("职权编码", "number", hint="已有职权的编码；新职权以本单位代码开头，不填则自动编号"),
        Column("事项名称", "name", required=True, wide=36),
        Column("类别", "power_type", required=True, hint="如 行政许可、行政处罚；已有职权的类别不能在这里改"),
        Column("子项名称", "sub_name"),
        Column("实施主体性质", "body_nature", words=words(BodyNature), hint="不填则为法定行政机关，已有的不变"),
        Column("授权或委托依据", "authorised_by"),
        Column("行使层级", "exercise_level"),
        Column("行使对象", "counterpart", words=words(Counterpart)),
        Column("涉及范围", "affected"),
        Column("行使条件", "conditions", wide=40),
        Column("办理程序摘要", "procedure", wide=40),
        Column("裁量标准", "discretion", wide=40),
        Column("结果名称", "result"),
        Column("重要事项", "important", words=YES_NO),
        Column("群众普遍关心", "key_concern", words=YES_NO),
        Column("网上运行", "online", words=YES_NO),
        Column("法定时限", "statutory_length", whole=True, hint=DAYS),
        Column("法定时限单位", "statutory_unit", words=UNITS),
        Column("承诺时限", "promised_length", whole=True, hint=f"{DAYS}；不能长于法定时限"),
        Column("承诺时限单位", "promised_unit", words=UNITS),
        Column("收费", "fee", words=YES_NO),
        Column("收费依据", "fee_basis"),
        Column("收费标准", "fee_standard"),
        Column("主管领导岗位", "chief", hint="本单位已设置的主管领导岗位，如 局长"),
        Column("承办人岗位", "handler", hint="本单位已设置的承办人岗位，如 许可科科员"),
        Column("服务电话", "service_phone"),
        Column("投诉电话", "complaint_phone"),
        Column("公开属性", "attribute", words=words(Attribute)),
        Column("不公开的依据", "closed_ground"),
        Column("公开内容", "disclosed_content", wide=40),
        Column("公开范围", "disclosed_to", words=words(Audience)),
        Column("公开形式", "disclosed_by"),
        Column("公开时限", "disclosed_within"),
        Column("责任事项", "responsibilities", wide=40),
        Column("追责情形", "accountable_for", wide=40),
        Column("救济途径", "remedy", wide=40),
        Column("廉政风险点", "risk_points", wide=40),
        Column("风险等级", "risk_grade"),
        Column("已在别处公布", "bypassed", words=YES_NO, hint="填“是”的，列为未经本系统审核的公布（第六条第一项）"),
        Column("变更理由", "change_reason", hint="修订已公布的职权要写；不写则用上传时填的理由", wide=30),
        Column("导出时版本", "seen", hint="导出时自动填，请勿改动；新职权不填"),
    ),
    most=MOST_POWERS,
)
BASES = Sheet(
    "依据",
    (
        POWER,
        Column("法律法规", "basis", required=True, hint="依据库里的法律法规全称", wide=40),
        Column("条款", "article", required=True, hint="如 第十二条第一款"),
        Column("条文内容", "text", wide=60),
    ),
    most=MOST_ROWS,
)
MATERIALS = Sheet(
    "材料",
    (
        POWER,
        Column("材料名称", "name", required=True, wide=40),
        Column("份数", "copies", whole=True, hint="不填则为 1"),
        Column("原件", "original", words=YES_NO, hint="不填则为复印件"),
        Column("说明", "note", wide=40),
    ),
    most=MOST_ROWS,
)
SPECIALS = Sheet(
    "特殊程序",
    (
        POWER,
        Column("名称", "name", required=True),
        Column("法定依据", "ground", required=True, wide=30),
        Column("起始活动", "starts_with", required=True),
        Column("结束活动", "ends_with", required=True),
        Column("最长天数", "longest", whole=True, hint=DAYS),
    ),
    most=MOST_ROWS,
)
NODES = Sheet(
    "环节",
    (
        POWER,
        Column("元素标识", "node", hint="导出时自动填；新流程图的环节可以只写名称"),
        Column("环节名称", "name", required=True, hint="与流程图一致；增减环节请改流程图"),
        Column("承办岗位", "post", hint="本单位已设置的岗位"),
        Column("行使条件", "condition", wide=30),
        Column("时限", "limit_length", whole=True, hint=DAYS),
        Column("时限单位", "limit_unit", words=UNITS),
        Column("监督制约环节", "supervision", wide=30),
        Column("相对人权利", "rights", wide=30),
        Column("投诉举报途径", "complaint_way", wide=30),
    ),
    most=MOST_ROWS,
)
SHEETS = (POWERS, BASES, MATERIALS, SPECIALS, NODES)
LISTED = (BASES, MATERIALS, SPECIALS, NODES)
