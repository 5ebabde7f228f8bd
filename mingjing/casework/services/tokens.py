"""接口令牌: made for a unit, shown once, kept as a digest, revoked for ever."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction

from mingjing.casework import access
from mingjing.casework.enums import TokenKind
from mingjing.casework.models import ApiToken
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit

MADE, REVOKED = "生成接口令牌", "吊销接口令牌"
PREFIX = "mj_"
BASIS = "X-02"


def digest(secret: str) -> str:
    """What is kept of a token. It is random and long: a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make(unit: Unit, *, name: str, by: Official, at: dt.datetime) -> tuple[ApiToken, str]:
    """A new token for a unit's events and its secret, which is told this once.

    Raises:
        Refused: neither the unit's leader nor the system administrator.
    """
    access.check_may_make_token(by, unit)
    return issue(unit, TokenKind.EVENTS, name=name, by=by, at=at)


@transaction.atomic
def issue(unit: Unit, kind: TokenKind, *, name: str, by: Official, at: dt.datetime) -> tuple[ApiToken, str]:
    """A new token of a kind and its secret. Whoever calls has checked that `by` may."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(unit=unit, kind=kind, name=name, digest=digest(secret), made_by=by, made_at=at)
    after = {"unit": unit.code, "name": name, "kind": str(kind)}
    ledger.write(token, MADE, by=by, at=at, basis=BASIS, after=after)
    return token, secret


def revoke(token: ApiToken, *, by: Official, at: dt.datetime) -> None:
    """End a token at once; what it delivered stays.

    Raises:
        Refused: neither the unit's leader nor the system administrator, or revoked before.
    """
    access.check_may_make_token(by, token.unit)
    end(token, by=by, at=at)


@transaction.atomic
def end(token: ApiToken, *, by: Official, at: dt.datetime) -> None:
    """End a token. Whoever calls has checked that `by` may.

    Raises:
        Refused: revoked before.
    """
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        raise Refused(f"令牌“{token}”已经吊销。")
    token.refresh_from_db()
    ledger.write(token, REVOKED, by=by, at=at, basis=BASIS, before={"revoked_at": None}, after={"name": token.name})
