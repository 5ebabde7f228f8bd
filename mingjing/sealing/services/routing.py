"""What the running server must know to route and count, and a stolen database must not tell.

Sealed under the server's own key, which lies in a folder outside the database. Tags let a query find rows by a value
without the rows saying it.
"""

import json
from typing import Any

from mingjing.core import keyfiles
from mingjing.sealing import vault
from mingjing.sealing.tags import tag

__all__ = ["opened", "shut", "tag"]
KEY = "routing"


def shut(said: dict[str, Any], *, about: object) -> bytes:
    """`said` (JSON values) for the server alone, bound to the row it is `about`."""
    data = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return vault.shut(data, keyfiles.secret(KEY), str(about).encode())


def opened(box: bytes | memoryview, *, about: object) -> dict[str, Any]:
    """What was shut.

    Raises:
        NotOpened: the server's key is another one, or the row was changed.
    """
    found: dict[str, Any] = json.loads(vault.opened(bytes(box), keyfiles.secret(KEY), str(about).encode()))
    return found
