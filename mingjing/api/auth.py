"""Who calls: a unit, by a token that its leader or the system administrator made."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from mingjing.casework.enums import TokenKind
from mingjing.casework.models import ApiToken
from mingjing.casework.services.tokens import digest

LONGEST = 200


class TokenRequest(HttpRequest):
    """A request whose `auth` is the token it came with."""

    auth: ApiToken


class UnitToken(HttpBearer):
    """Authorization: Bearer, the token's secret. A revoked one, or one made for something else, is like none."""

    kind = TokenKind.EVENTS

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        if len(token) > LONGEST:
            return None
        rows = ApiToken.objects.filter(digest=digest(token), kind=self.kind, revoked_at=None)
        return rows.select_related("unit").first()


class OfficeToken(UnitToken):
    """The token of an office that hands orders to the complaint centre."""

    kind = TokenKind.TRANSFERS
