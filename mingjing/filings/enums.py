"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskKind(TextChoices):
    """年度报告 (ACC-8-1) or 其他材料 (ACC-8-2)."""

    ANNUAL = "annual", _("年度报告")
    AD_HOC = "ad_hoc", _("其他材料")


class FilingStatus(TextChoices):
    TO_FILE = "to_file", _("待报送")
    FILED = "filed", _("已报送，待接收")
    RETURNED = "returned", _("退回补正")
    ACCEPTED = "accepted", _("已接收")
    WITHDRAWN = "withdrawn", _("已撤回")


class TermEnd(TextChoices):
    """Why a last day no longer runs."""

    FILED = "filed", _("已报送")
    MOVED = "moved", _("另定期限")
    WITHDRAWN = "withdrawn", _("已撤回")


class Stage(TextChoices):
    """When a unit is reminded."""

    WEEK = "week", _("还有七天")
    TWO_DAYS = "two_days", _("还有两天")
    LAST_DAY = "last_day", _("今天是最后一日")
    OVERDUE = "overdue", _("已经逾期")
