"""Masking: what stays readable of each kind, as the public knows it from receipts (138****1234)."""

import re
from collections.abc import Callable

from mingjing.privacy.finding import Kind, find

STAR = "*"
HOUSE = re.compile("[0-9０-９]|[一二三四五六七八九十百]+(?:号|栋|幢|座|楼|排|组|队|社|单元)")  # noqa: RUF001


def mask(text: str) -> str:
    """The text with every piece of personal data made unreadable; everything else as it was."""
    parts, last = [], 0
    for found in find(text):
        parts += [text[last : found.start], RULES[found.kind](found.text)]
        last = found.end
    return "".join([*parts, text[last:]])


def mask_name(name: str) -> str:
    """A person's or firm's name: the first character of a person stays, of a firm the first two and last two."""
    name = name.strip()
    if len(name) <= 1:
        return STAR * len(name)
    if len(name) <= 4:
        return name[0] + STAR * (len(name) - 1)
    return name[:2] + STAR * (len(name) - 4) + name[-2:]


def _ends(first: int, last: int) -> Callable[[str], str]:
    """Keep so many signs at each end, star every letter and digit between; what groups them stays."""

    def masked(written: str) -> str:
        signs = [place for place, sign in enumerate(written) if sign.isalnum()]
        hidden = set(signs[first : len(signs) - last])
        return "".join(STAR if place in hidden else sign for place, sign in enumerate(written))

    return masked


def _mobile(written: str) -> str:
    """138****1234; the country's code stays."""
    signs = [place for place, sign in enumerate(written) if sign.isalnum()]
    hidden = set(signs[-8:-4])
    return "".join(STAR if place in hidden else sign for place, sign in enumerate(written))


def _address(written: str) -> str:
    """Up to the number of the house: the road or the village stays."""
    match = HOUSE.search(written)
    return written[: match.start()] + STAR * 3 if match else STAR * 3


RULES: dict[Kind, Callable[[str], str]] = {
    Kind.ID_CARD: _ends(3, 4),
    Kind.ID_LIKE: _ends(3, 4),
    Kind.MOBILE: _mobile,
    Kind.BANK_CARD: _ends(0, 4),
    Kind.PLATE: _ends(2, 2),
    Kind.ADDRESS: _address,
    Kind.LANDLINE: _ends(4, 3),
}
