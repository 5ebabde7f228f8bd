"""A verdict in the words a citizen reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.verdict import Move, MoveKind, Verdict

FITS = gettext_noop("按公布的流程图办理。")
DEVIATES = gettext_noop("{findings}。")
SEPARATOR = gettext_noop("；")
COMMA = gettext_noop("、")
ADDED = gettext_noop("多了{count}步：{steps}")
SKIPPED = gettext_noop("缺了{count}步：{steps}")
AT_START = gettext_noop("“{step}”（在最开始）")
AFTER = gettext_noop("“{step}”（在“{previous}”之后）")
BEFORE_ALL = gettext_noop("“{step}”（应在最开始）")
DUE_AFTER = gettext_noop("“{step}”（应在“{previous}”之后）")
UNDECIDED = gettext_noop("{reason}。")

Translate = Callable[[str], str]


def sentence(verdict: Verdict, translate: Translate = str) -> str:
    """One sentence: it fits; or which steps were too many or missing, and where; or why it is undecided."""
    if not verdict.decided:
        reason = verdict.reason.translated(translate) if isinstance(verdict.reason, Message) else verdict.reason
        return translate(UNDECIDED).format(reason=reason)
    if verdict.fits:
        return translate(FITS)
    findings = [
        _finding(verdict.moves, MoveKind.ADDED, ADDED, (AT_START, AFTER), translate),
        _finding(verdict.moves, MoveKind.SKIPPED, SKIPPED, (BEFORE_ALL, DUE_AFTER), translate),
    ]
    return translate(DEVIATES).format(findings=translate(SEPARATOR).join(filter(None, findings)))


def _finding(
    moves: Sequence[Move], kind: MoveKind, template: str, places: tuple[str, str], translate: Translate
) -> str:
    steps = list(_places(moves, kind, places, translate))
    return translate(template).format(count=len(steps), steps=translate(COMMA).join(steps)) if steps else ""


def _places(moves: Sequence[Move], kind: MoveKind, places: tuple[str, str], translate: Translate) -> Iterator[str]:
    """Each step of one kind, and where: an added one after what was done, a missing one after what the chart has."""
    first, after = places
    passed_over = MoveKind.SKIPPED if kind is MoveKind.ADDED else MoveKind.ADDED
    previous = ""
    for move in moves:
        if move.kind is kind:
            yield translate(after if previous else first).format(step=move.name, previous=previous)
        if move.kind is not passed_over:
            previous = move.name
