"""What the sheet of powers looks like: one layout for the template and the import."""

from mingjing.core.sheets import Column

UNITS = {"工作日": "working_days", "个工作日": "working_days", "日": "days", "天": "days"}
YES_NO = {"是": "yes", "否": ""}
DAYS = "整数；没有规定则不填"
POWER_COLUMNS = (
    Column("事项名称", "name", required=True),
    Column("类别", "power_type", required=True, hint="如 行政许可、行政处罚"),
    Column("职权编码", "number", hint="以本单位代码开头；不填则自动编号"),
    Column("行使条件", "conditions"),
    Column("法定时限", "statutory_length", hint=DAYS),
    Column("法定时限单位", "statutory_unit", words=UNITS),
    Column("承诺时限", "promised_length", hint=DAYS),
    Column("承诺时限单位", "promised_unit", words=UNITS),
    Column("实施依据", "basis", hint="依据库里的法律法规全称"),
    Column("条款", "article", hint="如 第十二条第一款"),
    Column("主管领导岗位", "chief", hint="已设置的岗位，如 局长"),
    Column("承办人岗位", "handler", hint="已设置的岗位，如 许可科科员"),
    Column("服务电话", "service_phone"),
    Column("投诉电话", "complaint_phone"),
    Column("已在别处公布", "bypassed", words=YES_NO, hint="填“是”的，列为未经本系统审核的公布（第六条第一项）"),
)
CLEARING_COLUMNS = (
    Column("职权编码", "number", hint="现有职权的编码；申报新事项则不填"),
    Column("事项名称", "name", required=True, hint="现有职权的名称以目录为准"),
    Column("类别", "type", required=True, hint="如 行政许可、行政处罚；现有职权的类别以目录为准"),
    Column("实施依据", "basis", hint="如 《中华人民共和国行政许可法》第十二条；建议保留的必须填写"),
    Column(
        "单位建议", "proposal", words={"保留": "confirm", "取消": "abolish", "备案不公开": "file"}, hint="不填为保留"
    ),
    Column("说明", "note", hint="建议取消或备案不公开的，写明理由"),
)
