"""Chinese numbering of articles and items: 第七条第三项 and the ids that stand for it."""

import re

DIGITS = "零一二三四五六七八九"
PLACE = re.compile(
    r"第([一二三四五六七八九十百]+)条(?:第([一二三四五六七八九十]+)款)?(?:第([一二三四五六七八九十]+)项)?"
)
ID = re.compile(r"([A-Z]+)-(\d+)(?:-(\d+))?[0-9a-z-]*")


def number(chinese: str) -> int:
    """The value of a Chinese numeral up to 999.

    Raises:
        ValueError: not such a numeral.
    """
    value = digit = 0
    for sign in chinese:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in "十百":
            value += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            raise ValueError(f"“{chinese}”不是中文数字")
    return value + digit


def chinese(value: int) -> str:
    """The Chinese numeral of a number from 1 to 99, as articles are numbered."""
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def article_number(place: str) -> int | None:
    """The number of the article that a place such as 第七条第三项 lies in; None if it is no place."""
    found = PLACE.fullmatch(place)
    return number(found[1]) if found else None


def place(identifier: str) -> str:
    """第七条第三项 for CMP-7-3, 第四条 for CMP-4; empty for an id that names no article."""
    found = ID.fullmatch(identifier)
    if not found:
        return ""
    item = f"第{chinese(int(found[3]))}项" if found[3] and int(found[3]) else ""
    return f"第{chinese(int(found[2]))}条{item}"
