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
