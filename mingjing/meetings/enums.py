"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingKind(TextChoices):
    COLLECTIVE = "collective", _("领导班子集体讨论决定")


class MeetingStatus(TextChoices):
    DRAFT = "draft", _("草拟")
    SIGNING = "signing", _("待签字")
    SIGNED = "signed", _("已签字")
    WITHDRAWN = "withdrawn", _("已撤销")


class Seat(TextChoices):
    """What a participant is in the team. Those who only attend bear no share of what it decides."""

    HEAD = "head", _("主要领导")
    MEMBER = "member", _("班子其他成员")
    OTHER = "other", _("列席人员")


class View(TextChoices):
    """What a participant said of the matter. Only the last exempts a member (ACC-10-3b)."""

    AGREE = "agree", _("同意")
    RESERVED = "reserved", _("有保留地同意")
    DISSENT = "dissent", _("说明行为错误或者提出正确意见")


class SignedHow(TextChoices):
    """How a participant's view came to be fixed."""

    OWN = "own", _("本人在系统中确认")
    PAPER = "paper", _("纸面签字，上传扫描件")
    UNSIGNED = "unsigned", _("没有签字，记明原因")
