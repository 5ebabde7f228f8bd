"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What can be taken down; a part that shows something else to the public adds its word."""

    POWER = "power", _("职权")
    MATTER = "matter", _("办件")
    RECORD = "record", _("登记表")
    DISCLOSURE = "disclosure", _("公开记录")


class Ground(TextChoices):
    """Why it may not be public (ACC-9-4)."""

    PERSONAL = "personal", _("含个人信息")
    SECRET = "secret", _("涉及国家秘密")
    TRADE = "trade", _("涉及商业秘密")
    OTHER = "other", _("其他不应公开的事项")


class TakedownStatus(TextChoices):
    HIDDEN = "hidden", _("已撤下，待处理")
    RESTORED = "restored", _("已恢复公开")
    REMOVED = "removed", _("确认不再公开")
