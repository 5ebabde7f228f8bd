"""移送单: what is kept of a matter whose content may not be entered (GAP-19)."""

import datetime as dt

from mingjing.complaints.enums import Addressee
from mingjing.complaints.models import Complaint
from mingjing.core.documents import Block, Document, Paragraph, Table, chinese_date

BODY = (
    "该件反映上级机关或者本机关领导人员，按规定不录入内容。来信原件及随附材料密封后随本单移送，"
    "本中心不摘录、不复制、不留存，系统中只有本单所列各项。"
)
RETURN = "请收件机关在回执栏签收后退回本中心一份。"


def slip(complaint: Complaint, addressee: Addressee, *, issuer: str, today: dt.date) -> Document:
    """The slip: number, channel, dates, kind of addressee, and the receipt to sign. Not a word of the matter."""
    rows = [
        ["编号", complaint.number],
        ["来件渠道", str(complaint.get_channel_display())],
        ["收到日期", chinese_date(complaint.received_on)],
        ["移送对象", str(addressee.label)],
        ["件数、页数", "　　件　　页"],
    ]
    signs = [["移送人", ""], ["收件机关（盖章）", ""], ["收件人签字", ""], ["收件日期", "　　年　　月　　日"]]
    blocks: list[Block] = [
        Table(rows, widths=(1, 3)),
        Paragraph(BODY),
        Paragraph(RETURN),
        Table(signs, widths=(1, 3), caption="回执"),
    ]
    return Document("投诉举报移送单", blocks, number=complaint.number, issuer=issuer, date=today)
