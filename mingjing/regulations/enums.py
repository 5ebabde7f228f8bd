"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PackStatus(TextChoices):
    DRAFT = "draft", _("未启用")
    ACTIVE = "active", _("现行")
    RETIRED = "retired", _("已停用")


class BasisStatus(TextChoices):
    IN_FORCE = "in_force", _("现行有效")
    AMENDED = "amended", _("已修改")
    REPEALED = "repealed", _("已废止")


class InterpretationStatus(TextChoices):
    """A question is drafted an answer to and issued by another person, or declined; an answer may be replaced."""

    ASKED = "asked", _("待拟写")
    DRAFTED = "drafted", _("待签发")
    CLEARED = "cleared", _("已经保密审查，待签发")
    ISSUED = "issued", _("已发布")
    DECLINED = "declined", _("不作解释")
    REPLACED = "replaced", _("已被代替")
    WITHDRAWN = "withdrawn", _("已撤回")
