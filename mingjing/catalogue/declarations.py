"""What the sheet of a unit's entries in a clearing round looks like: one layout for the way out and the way in."""

from mingjing.core.sheets import Column

SCHEME = "hebei-2023"  # whose types of powers units declare by
PROPOSALS = {"保留": "confirm", "取消": "abolish", "备案不公开": "file"}
CLEARING_COLUMNS = (
    Column("职权编码", "number", hint="现有职权的编码；申报新事项则不填"),
    Column("事项名称", "name", required=True, hint="现有职权的名称以目录为准"),
    Column("类别", "type", required=True, hint="如 行政许可、行政处罚；现有职权的类别以目录为准"),
    Column("实施依据", "basis", hint="如 《中华人民共和国行政许可法》第十二条；建议保留的必须填写"),
    Column("单位建议", "proposal", words=PROPOSALS, hint="不填为保留"),
    Column("说明", "note", hint="建议取消或备案不公开的，写明理由"),
)
