"""转办函: what travels on paper beside a sealed package. Not a word of what was said (CMP-7-3, CMP-8-b)."""

import datetime as dt

from mingjing.complaints.models import Forward
from mingjing.core.documents import Document, Kind, Paragraph, chinese_date

ISSUER = "投诉举报中心"
BASIS = "根据投诉举报受理工作制度第七条第三项"


def letter(found: Forward, *, unit: str, return_until: dt.date | None) -> Document:
    """The letter to the unit: number, request, by when, under which article. The content is in the package only."""
    said = [
        f"{unit}：",
        f"{BASIS}，现将一件投诉举报转你单位办理，编号{found.number}。具体内容和办理要求封存在转办件中，"
        "请经办人或者主管领导登录工作台，在“转办件”页用封存口令打开并签收。",
    ]
    if found.due_on:
        said.append(f"请于{chinese_date(found.due_on)}前查明情况、依法处理，并在转办件中答复。")
    if return_until:
        said.append(f"认为不属于你单位办理的，请于{chinese_date(return_until)}前写明理由退回。")
    said.append("转办件中不含来信人的身份。请勿打听、推测来信人，不得将内容转给被反映的单位和人员（第八条）。")
    first, *rest = said
    blocks = [Paragraph(first, indent=False), *map(Paragraph, rest)]
    return Document(
        "关于办理投诉举报的转办函", blocks, number=found.number, issuer=ISSUER, date=found.sent_on, kind=Kind.RED
    )
