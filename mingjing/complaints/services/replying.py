"""Words between the centre and a reporter: our replies, their messages and objections. Each is a sealed paper."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from mingjing.complaints.acting import masked
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint, Paper
from mingjing.complaints.selectors import course
from mingjing.complaints.selectors.opening import CaseKeys, hour_of, read
from mingjing.complaints.services import papers
from mingjing.complaints.services.papers import SealedUpload
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official

REPLIED, WROTE, OBJECTED = "回复来信人", "来信人补充", "来信人提出异议"
LONGEST = 20_000  # letters
BASIS = "CMP-7-2d"


@transaction.atomic
def reply(
    complaint: Complaint,
    text: str,
    *,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    about: Paper | None = None,
    files: Sequence[SealedUpload] = (),
) -> Paper:
    """Write to the reporter, who reads it with the code. The reply is no notice: it proves no telling (CMP-7-5).

    Raises:
        Refused: not of the centre, nothing said, or too long.
    """
    if not by.holds(*CENTRE):
        raise Refused("回复来信人由投诉举报中心办理，您没有这个权限（第七条）。")
    _check(text)
    paper = papers.add(
        complaint, PaperKind.REPLY, {"text": text.strip()}, keys=keys, by=by, at=at, about=about, files=files
    )
    after = {"place": paper.place, "on": today.isoformat()}
    ledger.write(complaint, REPLIED, by=masked(by), at=at, basis=BASIS, after=after)
    return paper


@transaction.atomic
def write(
    complaint: Complaint, text: str, *, keys: CaseKeys, at: dt.datetime, files: Sequence[SealedUpload] = ()
) -> Paper:
    """A message of the reporter. The same words sent again within the hour stay one message.

    Raises:
        Refused: nothing said, or too long.
    """
    _check(text)
    return _said(complaint, PaperKind.MESSAGE, WROTE, "CMP-7-1b", text, keys=keys, at=at, files=files)


@transaction.atomic
def object_to(
    complaint: Complaint, text: str, *, keys: CaseKeys, at: dt.datetime, files: Sequence[SealedUpload] = ()
) -> Paper:
    """The reporter does not agree with the result and says why (CMP-7-2d). The centre answers; nothing moves by itself.

    Raises:
        Refused: no result was told yet, nothing said, or too long.
    """
    if not course.is_told(complaint):
        raise Refused("结果还没有告知，现在不能提出异议。可以先留言补充情况（第七条第二项）。")
    _check(text)
    return _said(complaint, PaperKind.OBJECTION, OBJECTED, BASIS, text, keys=keys, at=at, files=files)


def _check(text: str) -> None:
    if not text.strip():
        raise Refused("请写明内容。")
    if len(text) > LONGEST:
        raise Refused(f"内容超过 {LONGEST} 字，请删减，或把材料作为附件上传。")


def _said(
    complaint: Complaint,
    kind: PaperKind,
    step: str,
    basis: str,
    text: str,
    *,
    keys: CaseKeys,
    at: dt.datetime,
    files: Sequence[SealedUpload],
) -> Paper:
    before = [opened for opened in read(complaint, keys, [kind]) if opened.paper.at == hour_of(at)]
    for opened in before:
        if not files and opened.text == text.strip():
            return opened.paper
    paper = papers.add(complaint, kind, {"text": text.strip()}, keys=keys, by=None, at=at, files=files)
    ledger.write(complaint, step, by=None, at=hour_of(at), basis=basis, after={"place": paper.place})
    return paper
