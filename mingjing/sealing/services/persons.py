"""An official's own key: make it, unlock it with its passphrase, change that, take a new key."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.sealing import vault
from mingjing.sealing.models import PersonKey
from mingjing.sealing.vault import NotOpened

SHORTEST_PASSPHRASE = 12
MADE, CHANGED, RETIRED = "生成个人封存钥匙", "更换封存口令", "停用个人封存钥匙"


@dataclass(frozen=True)
class Unlocked:
    """A key that its owner has unlocked: for the memory of one request, or inside the owner's own browser cookie."""

    fingerprint: str
    private: bytes


def fingerprint(public: bytes) -> str:
    """How a public key is called: 64 hex letters."""
    return hashlib.sha256(public).hexdigest()


@transaction.atomic
def make(official: Official, passphrase: str, *, at: dt.datetime) -> PersonKey:
    """The first key of an official, or the next one after the old one was retired.

    Raises:
        Refused: a passphrase shorter than 12 signs, or there is a key already.
    """
    _check(passphrase)
    pair = vault.pair()
    key = PersonKey(
        official=official, public=pair.public, locked=vault.lock(pair.private, passphrase),
        fingerprint=fingerprint(pair.public), made_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        raise Refused("您已有封存钥匙。更换口令请用原口令；忘记口令请让中心负责人停用旧钥匙后重新生成。") from None
    ledger.write(key, MADE, by=official, at=at, after={"fingerprint": key.fingerprint})
    return key


def current(official: Official) -> PersonKey | None:
    """The key that is sealed to now."""
    return PersonKey.objects.filter(official=official, retired_at=None).first()


def in_use() -> QuerySet[PersonKey]:
    """Every key that is sealed to now, with its owner."""
    return PersonKey.objects.filter(retired_at=None).select_related("official__unit")


def unlock(official: Official, passphrase: str) -> Unlocked:
    """The private half of the current key.

    Raises:
        Refused: no key yet, or a wrong passphrase.
    """
    key = current(official)
    if key is None:
        raise Refused("您还没有封存钥匙，请先设置封存口令。")
    try:
        return Unlocked(key.fingerprint, vault.unlock(bytes(key.locked), passphrase))
    except NotOpened as error:
        raise Refused("封存口令不对。它不是登录密码；忘记后谁也不能找回，请联系中心负责人停用旧钥匙。") from error


@transaction.atomic
def change(official: Official, old: str, new: str, *, at: dt.datetime) -> None:
    """Put another passphrase on the same key.

    Raises:
        Refused: as `unlock`, or the new passphrase is too short.
    """
    _check(new)
    private = unlock(official, old).private
    key = PersonKey.objects.select_for_update().get(official=official, retired_at=None)
    key.locked = vault.lock(private, new)
    key.save(update_fields=["locked"])
    ledger.write(key, CHANGED, by=official, at=at)


@transaction.atomic
def retire(key: PersonKey, *, by: Official | None, reason: str, at: dt.datetime) -> None:
    """Seal nothing to this key any more: its owner left, or forgot the passphrase.

    Raises:
        Refused: no reason, or retired before.
    """
    if not reason.strip():
        raise Refused("停用封存钥匙要写明理由。")
    if not PersonKey.objects.filter(pk=key.pk, retired_at=None).update(retired_at=at):
        raise Refused("这把钥匙已经停用。")
    ledger.write(key, RETIRED, by=by, at=at, reason=reason)


def retire_left(*, at: dt.datetime) -> int:
    """Retire the keys of those who left the office; how many. Nothing is sealed to them any more."""
    left = list(PersonKey.objects.filter(official__is_active=False, retired_at=None))
    for key in left:
        retire(key, by=None, reason="离岗", at=at)
    return len(left)


def _check(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(f"封存口令至少 {SHORTEST_PASSPHRASE} 个字符。它丢失后，封给您的内容您再也打不开。")
