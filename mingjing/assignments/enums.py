"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssignmentStatus(TextChoices):
    GIVEN = "given", _("待办理")
    REPORTED = "reported", _("已报告，待确认")
    RETURNED = "returned", _("退回重办")
    ACCEPTED = "accepted", _("已确认")
    FULFILLED = "fulfilled", _("系统核对已办结")
    WITHDRAWN = "withdrawn", _("已撤回")


class Outcome(TextChoices):
    """What a unit reports. Nothing to do is an answer too: with its reason, and for the office to accept."""

    DONE = "done", _("已办结")
    NOT_NEEDED = "not_needed", _("不需要办理，说明理由")


class Stage(TextChoices):
    """What a unit is reminded of, once each."""

    AHEAD = "ahead", _("快到最后一日")
    LAST_DAY = "last_day", _("今天是最后一日")
    OVERDUE = "overdue", _("已经逾期")
