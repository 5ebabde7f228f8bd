"""What a signal says, in one sentence for officials. It states the fact and blames nobody."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingjing.casework.enums import SignalKind
from mingjing.casework.models import Signal

SENTENCES = {
    SignalKind.NEAR: gettext_noop("“%(name)s”自 %(since)s 起计时，%(due)s 是最后一日，期限将满。"),
    SignalKind.PASSED: gettext_noop("“%(name)s”自 %(since)s 起计时，%(due)s 是最后一日，到期没有办结。"),
    SignalKind.ADDED: gettext_noop("%(on)s 办了“%(name)s”，公布的流程图在这里没有这一步。"),
    SignalKind.SKIPPED: gettext_noop("到 %(on)s 为止，缺少公布的流程图要求的“%(name)s”。"),
    SignalKind.CONDITION: gettext_noop("%(on)s 要求了“%(name)s”，公布的条件和材料里没有这一项。"),
    SignalKind.NO_RECORD: gettext_noop("自 %(since)s 起没有动态公开记录，规定的期间到 %(due)s 为止。"),
    SignalKind.UNREVISED: gettext_noop("《%(name)s》已于 %(since)s 变化，职权目录和流程图到 %(due)s 没有修订公布。"),
    SignalKind.UNPUBLISHED: gettext_noop("%(name)s于 %(since)s 批准，到 %(due)s 没有公布。"),
}


def said(signal: Signal) -> str:
    """The fact that a signal rests on."""
    dates = {"on": signal.raised_on, "since": signal.since_on, "due": signal.due_on}
    shown = {name: date_format(day, "Y-m-d") if day else "—" for name, day in dates.items()}
    return _(SENTENCES[SignalKind(signal.kind)]) % {"name": signal.node_name or _("整个办件"), **shown}


def reasons(signal: Signal) -> list[str]:
    """What the unit itself noted when it added the step or asked for more, oldest first (ACC-7-2a, ACC-7-2b)."""
    if signal.matter is None or signal.kind not in {SignalKind.ADDED, SignalKind.CONDITION}:
        return []
    events = signal.matter.events.filter(activity=signal.node_name).exclude(note="").order_by("at", "seq")
    return list(dict.fromkeys(events.values_list("note", flat=True)))
