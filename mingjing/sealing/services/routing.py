"""What the running server must know to route and count, and a stolen database must not tell.

Sealed under the server's own key, which lies in a folder outside the database. Tags let a query find rows by a value
without the rows saying it.
"""

import json
from typing import Any

from mingjing.core import keyfiles
from mingjing.sealing import vault
from mingjing.sealing.tags import tag
from mingjing.sealing.vault import NotOpened

__all__ = ["opened", "shut", "tag"]
KEY = "routing"


def shut(said: dict[str, Any], *, about: object, step: int = 1) -> bytes:
    """`said` (JSON values) for the server alone, bound to the row it is `about`; its length a multiple of `step`."""
    data = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    data = data.ljust(-(-len(data) // step) * step)  # blanks, which JSON passes over
    return vault.shut(data, keyfiles.secret(_name(_latest())), str(about).encode())


def opened(box: bytes | memoryview, *, about: object) -> dict[str, Any]:
    """What was shut.

    Raises:
        NotOpened: the server's key is another one, or the row was changed.
    """
    for number in range(_latest(), 0, -1):
        try:
            data = vault.opened(bytes(box), keyfiles.secret(_name(number)), str(about).encode())
        except NotOpened:
            continue
        found: dict[str, Any] = json.loads(data)
        return found
    raise NotOpened


def rotate() -> int:
    """Make the next key: everything is sealed with it from now on, what was sealed before stays readable; its number.

    Rows are sealed anew when they are next written. Once none is left under an old key, its file may go.
    """
    number = _latest() + 1
    keyfiles.secret(_name(number))
    return number


def _name(number: int) -> str:
    return KEY if number == 1 else f"{KEY}-{number}"


def _latest() -> int:
    number = 1
    while keyfiles.exists(_name(number + 1)):
        number += 1
    return number
