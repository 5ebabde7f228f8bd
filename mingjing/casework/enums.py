"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatterState(TextChoices):
    """Computed from the events, never set by hand."""

    RUNNING = "running", _("办理中")
    PAUSED = "paused", _("已中止")
    FINISHED = "finished", _("已办结")


class EventKind(TextChoices):
    STEP = "step", _("环节")
    CONDITION = "condition", _("增加条件或材料")
    CLOSE = "close", _("办结")
    CORRECTION = "correction", _("更正")


class Source(TextChoices):
    REST = "rest", _("接口")
    CSV = "csv", "CSV"
    XES = "xes", "XES"
    MANUAL = "manual", _("手工登记")


class TokenKind(TextChoices):
    """What a token may send: events of its unit's matters, or orders handed to the complaint centre (CMP-6-f)."""

    EVENTS = "events", _("办件事件")
    TRANSFERS = "transfers", _("12345 工单")


class BatchStatus(TextChoices):
    WAITING = "waiting", _("等待处理")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("未采纳")


class RunReason(TextChoices):
    """Why matters are gone through in the background."""

    IMPORT = "import", _("导入")
    MAPPING = "mapping", _("按新的对照重新判定")
    OLD = "old", _("补发久远事实的信号")


class StepKind(TextChoices):
    """Values are those of `procedure.MoveKind`, and one for a step that runs now."""

    MATCHED = "matched", _("按图办理")
    SKIPPED = "skipped", _("缺少的环节")
    ADDED = "added", _("增加的环节")
    RUNNING = "running", _("正在办理")


class SignalKind(TextChoices):
    """What a signal says; each rests on its own article (X-08: a signal never opens a case)."""

    NEAR = "near", _("临近期限")
    PASSED = "passed", _("超过期限")
    ADDED = "added", _("增加环节")
    SKIPPED = "skipped", _("缺少环节")
    CONDITION = "condition", _("增加条件或材料")
    NO_RECORD = "no_record", _("重要事项无动态公开记录")
    UNREVISED = "unrevised", _("职权变化后没有修订")
    UNPUBLISHED = "unpublished", _("修订后没有公布")


class Colour(TextChoices):
    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class SignalStatus(TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    ACCEPTED = "accepted", _("已采纳")
    LIFTED = "lifted", _("已解除")
    WITHDRAWN = "withdrawn", _("已撤销")


class RecordStatus(TextChoices):
    """登记表 on its way from the first step to the office's shelf."""

    OPEN = "open", _("已开表")
    RUNNING = "running", _("办理中")
    FINISHED = "finished", _("办结待审")
    PUBLICISED = "publicised", _("公示")
    FILED = "filed", _("已报备")
    CLOSED = "closed", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤回")


class RecordKind(TextChoices):
    """How the process is recorded: step by step on the form, or as a scanned ledger or recording (ASM-5-4-2c)."""

    REGISTER = "register", _("逐环节登记")
    SCAN = "scan", _("扫描台账或录音录像")


class FilePurpose(TextChoices):
    EVIDENCE = "evidence", _("佐证材料")
    SCAN = "scan", _("扫描件或录音录像")
    SIGNATURE = "signature", _("签字扫描件")


class FieldKind(TextChoices):
    """What a unit's own field of the register holds (GAP-12)."""

    TEXT = "text", _("短文字")
    LONG = "long", _("长文字")
    DATE = "date", _("日期")
    NUMBER = "number", _("数字")
    CHOICE = "choice", _("选项")
    YES_NO = "yes_no", _("是或否")


class ObjectionStatus(TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")


class StrayKind(TextChoices):
    """Ways of leaving what was published: on the chart, or in what is asked for."""

    ADDED = "added", _("增加的环节")
    SKIPPED = "skipped", _("缺少的环节")
    CONDITION = "condition", _("增加条件或材料")


class RuleAbout(TextChoices):
    """What of the rule table a power may have of its own."""

    STEP = "step", _("环节到期前多久黄牌")
    WHOLE = "whole", _("办件到期前多久黄牌")
    SILENCE = "silence", _("多久没有记录黄牌")


class ChaseOccasion(TextChoices):
    BEFORE = "before", _("到期前提醒")
    AFTER = "after", _("逾期催办")
    MANUAL = "manual", _("办公室催办")
