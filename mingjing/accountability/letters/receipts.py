"""送达回证: a sheet to sign when a letter is handed over (ACC-12-f)."""

from mingjing.accountability.models import Letter
from mingjing.core.documents import Document, Paragraph, Table, chinese_date


def receipt(letter: Letter) -> Document:
    """The sheet of one letter, with what is known filled in and room to sign."""
    blank = "　　　　年　　月　　日"
    rows = [
        ("送达的文书", letter.content["title"]),
        ("文号", letter.number),
        ("受送达人", str(letter.subject or letter.case.unit)),
        ("制发日期", chinese_date(letter.issued_on)),
        ("送达方式", "□直接送达　□留置送达　□邮寄送达　□系统内送达"),
        ("收到日期", blank),
        ("受送达人签名或者盖章", "\n\n"),
        ("代收人签名及与受送达人的关系", "\n\n"),
        ("拒收的理由和见证人签名", "\n\n"),
        ("送达人签名", "\n\n"),
    ]
    said = "收到日期以受送达人签收的日期为准。签收后由送达人扫描上传，并登记送达（责任追究办法第十二条）。"
    return Document("送达回证", [Table(rows, widths=(2, 4)), Paragraph(said)], number=letter.number, issuer="")
