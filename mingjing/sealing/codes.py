"""Receipt codes: 115 random bits and two check letters, in five groups of five, to be read aloud or typed.

The alphabet is Crockford's: no I, L, O or U, and either case. The letters are a code word of a Reed-Solomon code over
32 elements, so any one wrong letter, any two, and any two that changed places are noticed before anything is looked up.
"""

import re
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, DRAWN, CHECKS = 5, 23, 2
LENGTH = DRAWN + CHECKS
ALIKE = str.maketrans("ILOU", "110V")
BETWEEN = re.compile(r"[\s\-–—·.,，、。]+")
WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}  # full-width signs, as a Chinese keyboard types them
POLYNOMIAL = 0b100101  # x⁵ + x² + 1


class WrongCode(ValueError):
    """Not a code: `why` is "length", "letter" or "check"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Secrets:
    """What a code gives: the tag by which its case is found, and the seed of the key that opens it."""

    tag: bytes
    seed: bytes


def _tables() -> tuple[list[int], list[int]]:
    powers, logs, value = [], [0] * 32, 1
    for exponent in range(31):
        powers.append(value)
        logs[value] = exponent
        value <<= 1
        value = value ^ POLYNOMIAL if value & 32 else value
    return powers, logs


POWERS, LOGS = _tables()


def _times(one: int, other: int) -> int:
    return POWERS[(LOGS[one] + LOGS[other]) % 31] if one and other else 0


def _rest(letters: list[int]) -> list[int]:
    """What is left of the letters divided by (x - a)(x - a²): nothing, for a code word."""
    first, second = POWERS[1] ^ POWERS[2], _times(POWERS[1], POWERS[2])
    high = low = 0
    for letter in letters:
        high, low = low ^ _times(high, first), letter ^ _times(high, second)
    return [high, low]


def new() -> str:
    """A new code, as it is written down: `7KQ2M-…`. Known to nobody once it has been shown."""
    drawn = [secrets.randbelow(32) for _ in range(DRAWN)]
    return written(drawn + _rest([*drawn, 0, 0]))


def written(letters: list[int]) -> str:
    """Letters in groups of five."""
    text = "".join(ALPHABET[letter] for letter in letters)
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def read(text: str) -> str:
    """A code as it is written down, from whatever somebody typed.

    Raises:
        WrongCode: it cannot be a code; no look-up is needed to know it.
    """
    bare = BETWEEN.sub("", text.translate(WIDE)).upper().translate(ALIKE)
    if len(bare) != LENGTH:
        raise WrongCode("length")
    if any(letter not in ALPHABET for letter in bare):
        raise WrongCode("letter")
    letters = [ALPHABET.index(letter) for letter in bare]
    if _rest(letters) != [0, 0]:
        raise WrongCode("check")
    return written(letters)


def secrets_of(code: str) -> Secrets:
    """Tag and seed of a code that was read. With so many bits no slow hash is needed, and none can be made to stall."""
    return Secrets(_derived(code, b"tag"), _derived(code, b"mailbox"))


def _derived(code: str, what: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, b"mingjing-receipt-1", what).derive(code.replace("-", "").encode())
