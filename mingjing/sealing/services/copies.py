"""Copies of what was taken down: make a key, seal a copy, open one."""

import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.sealing import vault
from mingjing.sealing.models import SealedCopy, SealingKey

SHORTEST_PASSPHRASE = 12
MADE, SEALED, OPENED = "生成封存密钥", "封存", "启封"


@transaction.atomic
def make_key(passphrase: str, *, at: dt.datetime) -> bytes:
    """Make the key that copies are sealed with from now on; the private half as a file for its keeper.

    Raises:
        Refused: a passphrase shorter than 12 signs.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(f"口令至少 {SHORTEST_PASSPHRASE} 个字符。它丢失后，封存件永远打不开。")
    pair = vault.pair()
    SealingKey.objects.filter(current=True).update(current=False)
    key = SealingKey.objects.create(public=pair.public, made_at=at)
    ledger.write(key, MADE, by=None, at=at)
    return vault.lock(pair.private, passphrase)


def has_key() -> bool:
    """True if copies can be sealed."""
    return SealingKey.objects.filter(current=True).exists()


@transaction.atomic
def seal(name: str, data: bytes, *, at: dt.datetime) -> SealedCopy:
    """Keep `data` so that nobody reads it without the private half.

    Raises:
        Refused: no key has been made yet.
    """
    key = SealingKey.objects.filter(current=True).first()
    if key is None:
        raise Refused("还没有封存密钥。请系统管理员先运行 mingjing sealing key。")
    copy = SealedCopy.objects.create(
        key=key, algorithm=bytes(key.public)[: vault.MARK].decode(), name=name[:120],
        digest=hashlib.sha256(data).hexdigest(), size=len(data), sealed_at=at,
    )  # fmt: skip
    path = path_of(copy)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(vault.seal_to(data, bytes(key.public)))
    path.chmod(0o600)
    ledger.write(copy, SEALED, by=None, at=at, after={"digest": copy.digest})
    return copy


def open_copy(copy: SealedCopy, locked: bytes, passphrase: str, *, reason: str, at: dt.datetime) -> bytes:
    """What was sealed; that it was opened, and why, is written down first.

    Raises:
        Refused: no reason, the wrong key or passphrase, or sealed bytes that were changed or are gone.
    """
    if not reason.strip():
        raise Refused("启封要写明理由，理由记入台账。")
    try:
        data = vault.open_with(path_of(copy).read_bytes(), vault.unlock(locked, passphrase))
    except (vault.NotOpened, FileNotFoundError) as error:
        raise Refused("打不开：密钥文件或口令不对，或者封存件已被改动、移走。") from error
    ledger.write(copy, OPENED, by=None, at=at, reason=reason)
    return data


def path_of(copy: SealedCopy) -> Path:
    """Where the sealed bytes lie."""
    return Path(settings.MEDIA_ROOT, "sealed", f"{copy.pk}.box")
