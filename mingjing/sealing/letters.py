"""Minutes of the key ceremony: who sits where, with which fingerprint, and what was tried. Signed by all three."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingjing.core.documents import Document, Heading, Paragraph, Table, chinese_date
from mingjing.sealing.models import Custodian

GROUP = 8  # letters of a fingerprint that are read at a time


@dataclass(frozen=True)
class Seated:
    """A custodian with the fingerprint of what they hold."""

    custodian: Custodian
    fingerprint: str


def minutes(seated: Iterable[Seated], *, tried: Sequence[tuple[str, str]], why: str, day: dt.date) -> Document:
    """The minutes of a ceremony. `tried`: the pairs that sealed a test key and opened it together."""
    rows = [
        (str(one.custodian.place), one.custodian.name, one.custodian.body, grouped(one.fingerprint)) for one in seated
    ]
    blocks: list[Heading | Paragraph | Table] = [
        Paragraph(why),
        Heading("身份保管人及其公钥指纹"),
        Table(rows, header=("席位", "姓名", "所在机构", "指纹（当场逐组宣读、核对）"), widths=(1, 2, 3, 8)),
        Heading("试封、试拆"),
        *([Paragraph(f"{one}与{other}：试封一件，两人依次拆开成功；任一人单独不能拆开。") for one, other in tried]),
        *([] if tried else [Paragraph("本次没有在服务器上试封、试拆，另附三位保管人离线试拆的记录。")]),
        Heading("约定"),
        Paragraph("身份文件及其口令由本人分开保管，不复制、不上网、不交给他人，包括系统管理员。"),
        Paragraph("遗失、泄露或者离任的，立即报告；由另外两位保管人在五个工作日内重新封存。每年演练、更换一次。"),
        Heading("签字"),
        Table([(name, "", "") for _, name, _, _ in rows], header=("保管人", "签字", "日期"), widths=(2, 3, 3)),
        Table([("投诉举报中心负责人", "", ""), ("系统管理员（操作）", "", "")], widths=(2, 3, 3)),
    ]
    return Document("封存钥匙仪式记录", blocks, date=day, number=chinese_date(day))


def grouped(fingerprint: str) -> str:
    """A fingerprint as it is read aloud."""
    return " ".join(fingerprint[at : at + GROUP] for at in range(0, len(fingerprint), GROUP))
