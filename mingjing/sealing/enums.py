"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Which of a case's two keys: who somebody is, or what was said."""

    IDENTITY = "identity", _("身份")
    CONTENT = "content", _("内容")


class Ground(TextChoices):
    """Why two custodians are asked to open what is sealed."""

    NOTICE = "notice", _("书面告知实名举报人")
    INQUIRY = "inquiry", _("调查必须与举报人核对")
    SAFETY = "safety", _("保护举报人安全")
    COURT = "court", _("司法、监察机关依法调取")
    HANDLER = "handler", _("承办人无法打开，须接续办理")
    LEAK = "leak", _("查处泄密")


GROUNDS = {
    Purpose.IDENTITY: (Ground.NOTICE, Ground.INQUIRY, Ground.SAFETY, Ground.COURT, Ground.LEAK),
    Purpose.CONTENT: (Ground.HANDLER, Ground.SAFETY, Ground.COURT, Ground.LEAK),
}


class Denial(TextChoices):
    """Why a custodian does not open."""

    NOT_NEEDED = "not_needed", _("不启封也能办理")
    NOT_SAID = "not_said", _("理由不充分")
    CONFLICT = "conflict", _("申请人应当回避")
    WRONG_KEY = "wrong_key", _("申请人的钥匙指纹对不上")


class OpeningStatus(TextChoices):
    REQUESTED = "requested", _("已申请")
    HALF = "half", _("已拆第一层")
    OPEN = "open", _("已启封")
    EXPIRED = "expired", _("已到期")
    REFUSED = "refused", _("不予启封")
    WITHDRAWN = "withdrawn", _("已撤回")


WAITING = (OpeningStatus.REQUESTED, OpeningStatus.HALF)
LIVE = (*WAITING, OpeningStatus.OPEN)
