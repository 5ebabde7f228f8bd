"""What keeps the form from being flooded without asking who anybody is: a little work, a count by network, and a wait.

A proof of work is good for one form, and one form is one complaint: a proof that is sent again files nothing anew, so
that none need be remembered. Whoever has no script waits a little and may file less often; the phone stays open to all.
"""

import datetime as dt
import json
from typing import Any

from altcha import v2
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from mingjing.core import keyfiles
from mingjing.core.errors import Refused
from mingjing.core.throttling import too_often
from mingjing.portal.complaints import tokens
from mingjing.portal.complaints.tokens import Token

ALGORITHM, KEY = "PBKDF2/SHA-256", "proofs"
COST = 5_000  # rounds of one try; 256 tries on average: a second on a desk, some seconds on an old phone
LONGEST = 4_000  # letters of a proof
WAIT = dt.timedelta(seconds=20)
UNPROVED = 0.4  # of what may be filed in an hour: 2 of 5
FORMS_WITH_FILES = 10  # in an hour, that were not filed and whose files lie sealed until they are


def challenge(token: Token) -> str:
    """The work to do for one form, as JSON for its script."""
    asked = v2.create_challenge(
        ALGORITHM,
        COST,
        expires_at=token.made + tokens.VALID,
        data={"form": token.name},
        hmac_secret=keyfiles.secret(KEY),
    )
    return json.dumps(asked.to_dict())


def proved(proof: str, token: Token) -> bool:
    """True if somebody did the work for this very form."""
    if not proof or len(proof) > LONGEST:
        return False
    try:
        payload = v2.Payload.from_base64(proof)
        found = v2.verify_solution(payload, keyfiles.secret(KEY))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    data: Any = payload.challenge.parameters.data
    return found.verified and data == {"form": token.name}


def check(request: HttpRequest, token: Token, at: dt.datetime) -> None:
    """Let one more complaint through.

    Raises:
        Refused: too many from this network within the hour, or sent by a program, for all that can be told.
    """
    most = settings.COMPLAINTS_AN_HOUR
    if not proved(request.POST.get("proof", ""), token):
        if at - token.made < WAIT:
            raise Refused(_("浏览器没有运行脚本，要在打开这张表 20 秒以后提交。填过的都还在，请再按一次“提交”。"))
        if too_often(request, "complaint-unproved", int(most * UNPROVED)):
            raise Refused(_("没有脚本的浏览器，一小时内只能提交两件。请过一小时再交，或者打电话。"))
    if too_often(request, "complaint", most):
        raise Refused(_("这一小时从您所在的网络已经收到多件。请过一小时再交，或者打电话。"))


def may_leave_files(request: HttpRequest) -> bool:
    """False once this network left files with too many forms that were not filed: disks are not endless."""
    return not too_often(request, "complaint-files", FORMS_WITH_FILES)
