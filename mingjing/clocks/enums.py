"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClockStatus(TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("已中止")
    STOPPED = "stopped", _("按期办结")
    BREACHED = "breached", _("已逾期")
    CLOSED_LATE = "closed_late", _("逾期办结")
