"""The receipt: number, code and what to do with it, on A4 or A5, or as a picture for a page.

The code goes from memory into the file and nowhere else: no temporary file, no row, no line of a log.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from mingjing.core.documents import chinese_date
from mingjing.core.documents.content import plain
from mingjing.core.documents.fonts import faces, found

LAYOUT = Path(__file__).with_name("receipt.typ").read_bytes()
SIZES = {"a4": (210, 297), "a5": (148, 210)}  # mm
COMPILE: Any = typst.compile


@dataclass(frozen=True)
class Slip:
    """What a receipt says. `once`: staff have seen the code, so that the first look-up gives another one."""

    number: str
    code: str
    received_on: date
    issuer: str
    once: bool = False
    signed: bool = False  # with a line for the visitor's signature
    phones: Sequence[str] = ()
    address: str = ""  # of the page on which the code is looked up
    rule: str = ""

    def lines(self) -> list[str]:
        """What its holder must know."""
        said = [
            _("凭收件码可以在网上查看进度、补充材料、收取答复。收件码就是钥匙，请当面收好，不要告诉别人。"),
            _("收件码丢失后不能找回，工作人员也查不到。"),
        ]
        if self.once:
            said.insert(1, _("首次查询时系统会给您一个新的收件码，这个随即作废，此后经办登记的人也不能再用它查看。"))
        if self.address:
            said.append(_("查询网址：%(address)s") % {"address": self.address})
        if self.phones:
            said.append(_("投诉举报电话：%(phones)s") % {"phones": "、".join(self.phones)})
        return said


def _picture(slip: Slip) -> segno.QRCode:
    """Where the code is typed, with the code after the `#`, which browsers tell no server; or the code alone."""
    return segno.make(f"{slip.address}#{slip.code}" if slip.address else slip.code, error="m", micro=False)


def qr(slip: Slip) -> str:
    """The QR picture of a receipt (SVG)."""
    out = io.BytesIO()
    _picture(slip).save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue().decode()


def qr_data(slip: Slip) -> str:
    """The same as an address for `<img src>`."""
    return str(_picture(slip).svg_data_uri(scale=4, border=2))


def as_pdf(slip: Slip, size: str) -> bytes:
    """The receipt on a page of `SIZES`.

    Raises:
        NoFont: there is no Chinese font on this machine.
        KeyError: no such size.
    """
    width, height = SIZES[size]
    said = {
        "width": width,
        "height": height,
        "faces": {name: asdict(face) for name, face in vars(faces()).items()},
        "qr": qr(slip),
        "title": _("投诉举报收件回执"),
        "issuer": plain(slip.issuer),
        "day": chinese_date(slip.received_on),
        "rows": [[_("编号"), slip.number], [_("收到日期"), _received(slip)]],
        "code": slip.code,
        "lines": [plain(line) for line in slip.lines()],
        "signs": [_("来访人（代表）签字："), _("登记人签字：")] if slip.signed else [],
        "made": [slip.received_on.year, slip.received_on.month, slip.received_on.day],
    }
    made = COMPILE(LAYOUT, font_paths=found(), format="pdf", sys_inputs={"said": json.dumps(said)})
    assert isinstance(made, bytes)  # noqa: S101 - one page, one file
    return made


def _received(slip: Slip) -> str:
    day = chinese_date(slip.received_on)
    return f"{day}（{slip.rule}）" if slip.rule else day
