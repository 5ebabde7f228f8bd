"""A planted corpus: clean official sentences, and personal data in every form in which people write it."""

import random
from collections.abc import Callable

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from mingjing.privacy import Kind

SENTENCES = (
    "根据《河北省行政权力公开透明运行规定》第七条，本事项的法定时限为20个工作日。",
    "文号：保政办〔2026〕13号，自2026年3月1日起施行。",
    "统一社会信用代码：91130600789012345X，登记机关：市市场监督管理局。",
    "办理地点：保定市东风东路1号市民中心3楼305室，周一至周五9:00-17:00。",
    "咨询电话0312-5066670，投诉举报电话12345，传真0312-3089001转8012。",
    "收费标准：每件150.00元，缴入非税专户0409001009300123456。",
    "受理编号130600-JT-2026-000123，流水号20260302000145678。",
    "项目总投资1385000000元，占地面积13812平方米，建筑面积62220.5平方米。",
    "网址http://www.example.gov.cn/art/2026/3/2/art_1386_2001345.html，ICP备案：冀ICP备05001234号。",
    "经营许可证编号冀B2-20050012，有效期至2030年12月31日。",
    "坐标：东经115.46459度，北纬38.87399度，海拔17.2米。",
    "标准号GB/T 9704-2012，ISBN 978-7-5093-6215-7。",
    "抽检批次S130602202603020001，检验结论合格。",
    "第十二条第三款第（二）项，责令限期改正，处一千元以上一万元以下罚款。",
    "阜平县龙泉关镇骆驼湾村村民委员会负责公示，公示期7日。",
    "安置房项目位于莲池区七一中路以北、东三环以西，共12栋，每栋2个单元。",
    "道路全长1.386公里，设计时速60公里，编号G4、S52、X386。",
    "中标价4567890.12元，合同编号HT-2026-4021-0007。",
)
SURNAMES = "王李张刘陈杨赵黄周吴"


def clean(number: int) -> str:
    """A clean document of ten sentences, another for each number."""
    draw = random.Random(number)
    return "\n".join(draw.choice(SENTENCES) for _ in range(10))


def _id(draw: random.Random) -> str:
    region = draw.choice(("130602", "130606", "110101", "440305", "130629", "659001"))
    body = (
        f"{region}{draw.randint(1935, 2020)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{draw.randint(0, 999):03}"
    )
    return body + mod_11_2.calc_check_digit(body)


def _id_written(draw: random.Random) -> str:
    number = _id(draw)
    forms: tuple[Callable[[str], str], ...] = (
        str,
        str.lower,
        _wide,
        lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
        lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
        lambda n: n[:10] + "\u200b" + n[10:],
    )
    return draw.choice(forms)(number)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)


def _mobile_written(draw: random.Random) -> str:
    number = f"1{draw.choice('3456789')}{draw.randint(0, 999_999_999):09}"
    forms: tuple[Callable[[str], str], ...] = (
        str,
        _wide,
        lambda n: f"{n[:3]}-{n[3:7]}-{n[7:]}",
        lambda n: f"{n[:3]} {n[3:7]} {n[7:]}",
        lambda n: f"+86 {n}",
        lambda n: f"86-{n}",
        lambda n: f"0{n}",
        lambda n: f"{n[:3]} {n[3:6]} {n[6:]}",
    )
    return draw.choice(forms)(number)


def _card_written(draw: random.Random) -> str:
    prefix, length = draw.choice((("621700", 19), ("622202", 19), ("622848", 19), ("436742", 16), ("520169", 16)))
    body = prefix + "".join(draw.choice("0123456789") for _ in range(length - len(prefix) - 1))
    number = body + luhn.calc_check_digit(body)
    grouped = " ".join(number[place : place + 4] for place in range(0, length, 4))
    return draw.choice((number, grouped, _wide(number), grouped.replace(" ", "-")))


def _plate_written(draw: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    place = draw.choice("冀京津晋鲁豫") + draw.choice("ABCDEF")
    plain = place + draw.choice(letters) + f"{draw.randint(0, 9999):04}"
    green = place + draw.choice("DF") + f"{draw.randint(0, 99999):05}"
    lorry = place + f"{draw.randint(0, 9999):04}挂"
    return draw.choice((plain, green, lorry, plain[:2] + "·" + plain[2:], plain[:2] + " " + plain[2:], _wide(plain)))


def _address_written(draw: random.Random) -> str:
    home = draw.choice(("莲池区百花小区", "竞秀区阳光家园", "新市区仁和公寓", "满城区惠阳新村"))
    number = draw.randint(1, 40)
    return draw.choice(
        (
            f"{home}{number}号楼{draw.randint(1, 6)}单元{draw.randint(101, 2702)}室",
            f"{home}{number}栋{draw.randint(101, 2702)}室",
            f"{home}{number}幢{draw.randint(1, 6)}单元{draw.randint(101, 2702)}户",
            f"唐县仁厚镇南店头村{number}号",
            f"涞水县三坡镇苟各庄村{draw.randint(1, 9)}组{number}号",
        )
    )


WRITTEN: dict[Kind, Callable[[random.Random], str]] = {
    Kind.ID_CARD: _id_written,
    Kind.MOBILE: _mobile_written,
    Kind.BANK_CARD: _card_written,
    Kind.PLATE: _plate_written,
    Kind.ADDRESS: _address_written,
}
LEADS = ("，", "：", "（", " ", "联系方式", "为", "\n")


def planted(number: int) -> tuple[str, Kind, str]:
    """A document with one piece of personal data in it: the text, what it is, how it is written."""
    draw = random.Random(number)
    kind = list(WRITTEN)[number % len(WRITTEN)]
    written = WRITTEN[kind](draw)
    before, after = clean(number), clean(number + 1)
    who = f"{draw.choice(SURNAMES)}某某{draw.choice(LEADS)}"
    return f"{before}\n申请人{who}{written}{draw.choice('，。；）、')}{after}", kind, written
