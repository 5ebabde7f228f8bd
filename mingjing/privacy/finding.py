"""Personal data in a text: what it is, where it stands. The forms are those that Chinese papers write."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from stdnum import luhn
from stdnum.iso7064 import mod_11_2


class Kind(StrEnum):
    """What was found; the word is what the message says."""

    ID_CARD = "居民身份证号码"
    ID_LIKE = "像身份证号码的数字"
    MOBILE = "手机号码"
    BANK_CARD = "银行卡号"
    PLATE = "车牌号"
    ADDRESS = "住址"
    LANDLINE = "固定电话"


# What keeps a text from being published. An address may be an office's, a number with a wrong check digit no number.
BLOCKING = frozenset({Kind.ID_CARD, Kind.MOBILE, Kind.BANK_CARD, Kind.PLATE})
NAME = "姓名"  # what a name is called, which only a list of names finds


@dataclass(frozen=True)
class Found:
    """One piece of personal data: the text from `start` to `end`, as it was written."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def blocks(self) -> bool:
        """True if the text must not be published so."""
        return self.kind in BLOCKING


INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
GAP = r"[ \-–—·.]?"  # noqa: RUF001 - how people group digits
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"  # GB/T 2260, the province
ID_CARD = re.compile(rf"(?<![0-9A-Za-z]){REGION}(?:{GAP}[0-9]){{15}}{GAP}[0-9Xx](?![0-9A-Za-z])")
OLD_ID_CARD = re.compile(rf"(?<![0-9A-Za-z]){REGION}[0-9]{{13}}(?![0-9A-Za-z])")
MOBILE = re.compile(
    rf"(?<![0-9])(?<![0-9][.\-])(?:(?:\+|00)?86{GAP}|0)?1[3-9][0-9]"
    rf"(?:{GAP}[0-9]{{4}}{GAP}[0-9]{{4}}|{GAP}[0-9]{{3}}{GAP}[0-9]{{5}}|[0-9]{GAP}[0-9]{{3}}{GAP}[0-9]{{4}})(?![0-9])"
)
BANK_CARD = re.compile(rf"(?<![0-9A-Za-z])(?:62|60|4[0-9]|5[1-5]|35|9[58])(?:{GAP}[0-9]){{14,17}}(?![0-9A-Za-z])")
PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-NP-Z]{GAP}(?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]|[DF][A-HJ-NP-Z0-9][0-9]{{4}}|[0-9]{{5}}[DF])"
    r"(?![0-9A-Za-z])"
)
LANDLINE = re.compile(rf"(?<![0-9])0[2-9][0-9]{{1,2}}{GAP}[2-8][0-9]{{6,7}}(?![0-9])")
HOME = (
    r"[\u4e00-\u9fff]{1,12}(?:小区|家园|花园|公寓|新村|家属院|宿舍|社区|村|庄|屯|苑|庭|里|府|城|胡同|巷|街|路)"
    r"[\u4e00-\u9fff]{0,6}"
)
NUMBER = r"[0-9一二三四五六七八九十百]{1,5}"
ADDRESS = re.compile(
    rf"{HOME}(?:[A-Z]?{NUMBER}号?(?:号楼|栋|幢|座|楼|号院|排|号)[^。；，\n]{{0,6}}?)"
    rf"(?:{NUMBER}单元)?(?:[^。；，\n]{{0,4}}?{NUMBER}(?:室|户|房))"
    rf"|{HOME}{NUMBER}(?:组|队|社){NUMBER}号"
    rf"|[\u4e00-\u9fff]{{1,12}}(?:村|庄|屯)[\u4e00-\u9fff]{{0,6}}{NUMBER}号(?!楼|院|线|路|文|令)"
)
OFFICES = ("办公", "大楼", "大厦", "中心", "服务厅", "大厅", "委员会", "政府", "窗口", "机关")


def find(text: str) -> list[Found]:
    """Every piece of personal data in a text, in order, none twice. Full-width and grouped digits are found too."""
    plain, places = _plain(text)
    taken: list[tuple[int, int]] = []
    found = []
    for kind, start, end in _candidates(plain):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        first, last = places[start], places[end - 1] + 1
        found.append(Found(kind, first, last, text[first:last]))
    return sorted(found, key=lambda one: one.start)


def left_in(text: str, names: Iterable[str]) -> list[str]:
    """Which kinds of personal data a text holds, known `names` among them; never the data themselves."""
    kinds = [str(one.kind) for one in find(text)]
    return list(dict.fromkeys([*kinds, *(NAME for name in names if name in text)]))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in its plain form, invisible characters gone, and where each of its characters stood."""
    if text.isascii():
        return text, list(range(len(text)))
    kept, places = [], []
    for place, written in enumerate(text):
        if INVISIBLE.match(written):
            continue
        plain = normalize("NFKC", written)
        kept.append(plain if len(plain) == 1 else written)
        places.append(place)
    return "".join(kept), places


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    """What each form matches, the surest form first: of two that overlap the first counts."""
    for pattern, kind_of in FORMS:
        for match in pattern.finditer(text):
            kind = kind_of(match.group())
            if kind:
                yield kind, match.start(), match.end()


def _digits(written: str) -> str:
    return re.sub(r"[^0-9Xx]", "", written).upper()


def _id_card(written: str) -> Kind | None:
    """With a true day of birth: a number if the check digit is right, else one that may have been mistyped."""
    number = _digits(written)
    if not _is_day(number[6:14]):
        return None
    return Kind.ID_CARD if mod_11_2.is_valid(number) else Kind.ID_LIKE


def _old_id_card(written: str) -> Kind | None:
    return Kind.ID_LIKE if _is_day("19" + written[6:12]) else None


def _is_day(written: str) -> bool:
    try:
        return 1900 <= dt.datetime.strptime(written, "%Y%m%d").year <= 2100
    except ValueError:
        return False


def _bank_card(written: str) -> Kind | None:
    number = _digits(written)
    return Kind.BANK_CARD if len(number) in (16, 17, 18, 19) and luhn.is_valid(number) else None


def _address(written: str) -> Kind | None:
    return None if any(word in written for word in OFFICES) else Kind.ADDRESS


def _always(kind: Kind) -> Callable[[str], Kind | None]:
    return lambda written: kind


FORMS: tuple[tuple[re.Pattern[str], Callable[[str], Kind | None]], ...] = (
    (ID_CARD, _id_card),
    (BANK_CARD, _bank_card),
    (MOBILE, _always(Kind.MOBILE)),
    (OLD_ID_CARD, _old_id_card),
    (PLATE, _always(Kind.PLATE)),
    (LANDLINE, _always(Kind.LANDLINE)),
    (ADDRESS, _address),
)
