"""A unit answers a signal, its leader takes note of it, the office reads the answer. None of it opens a case (X-08)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from mingjing.casework import access, workflow
from mingjing.casework.models import Signal, SignalFile
from mingjing.casework.selectors.ruling import Rules, law_on
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of
from mingjing.regulations.selectors import current_calendar

MOST_FILES = 10


@transaction.atomic
def answer(signal: Signal, *, text: str, by: Official, at: dt.datetime, files: Sequence[Kept] = ()) -> None:
    """The unit says what happened and what it does about it. An earlier answer stays in the ledger, its files too.

    Raises:
        Refused: no words, too many files, not this official's signal, or it has moved on.
    """
    access.check_may_take(by, workflow.ANSWER, signal)
    if not text.strip():
        raise Refused("请写明情况和已采取的措施再答复（ACC-7-2c）。")
    if len(files) > MOST_FILES:
        raise Refused(f"一次答复最多附 {MOST_FILES} 个文件，请合并后再上传（ACC-7-2c）。")
    shown = [f"{file.name} {file.digest[:12]}" for file in files]
    reason = f"附件：{'、'.join(shown)}" if shown else ""
    ledger.take(
        workflow.ANSWER, signal, by=by, at=at, reason=reason, answer=text.strip(), answered_by=by, answered_at=at
    )
    SignalFile.objects.bulk_create(
        SignalFile(
            signal=signal, by=by, kept_at=at, name=file.name, kind=file.kind, digest=file.digest, size=file.size,
            scanned=file.scanned,
        )
        for file in files
    )  # fmt: skip


def ask_again(signal: Signal, *, reason: str, by: Official, at: dt.datetime) -> None:
    """The office sends an answer back; the time to answer begins anew.

    Raises:
        Refused: no reason, another role, or the signal has moved on.
    """
    access.check_may_take(by, workflow.ASK_AGAIN, signal)
    if not reason.strip():
        raise Refused("请写明为什么退回、还要说明什么（ACC-7-2c）。")
    today = day_of(at)
    due_on = Rules(law_on(today), current_calendar()).answer_by(today)
    ledger.take(workflow.ASK_AGAIN, signal, by=by, at=at, reason=reason.strip(), answer_due_on=due_on)


def accept(signal: Signal, *, by: Official, at: dt.datetime) -> None:
    """The office takes an answer as it is.

    Raises:
        Refused: another role, or the signal has moved on.
    """
    access.check_may_take(by, workflow.ACCEPT, signal)
    ledger.take(workflow.ACCEPT, signal, by=by, at=at)


@transaction.atomic
def take_note(signal: Signal, *, by: Official, at: dt.datetime) -> None:
    """A leader of the unit has been told of the signal (ACC-7-2a). It stays where it is.

    Raises:
        Refused: not a leader of the unit, or somebody took note before.
    """
    access.check_may_read(by, signal)
    if not Signal.objects.filter(pk=signal.pk, read_at=None).update(read_by=by, read_at=at):
        raise Refused(f"{signal} 已有主管领导阅知，不必再次阅知。")
    signal.refresh_from_db()
    ledger.write(signal, workflow.READ, by=by, at=at, basis="ACC-7-2a")
