"""制发文书: number a letter, freeze what it says, keep its sealed original (ACC-12-f)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from mingjing.accountability import access
from mingjing.accountability.enums import LetterKind
from mingjing.accountability.letters import freezing
from mingjing.accountability.models import AccountabilityCase, Letter, LetterScan, Subject
from mingjing.core.documents import Document
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

ISSUED, SCANNED = "制发文书", "上传文书扫描件"
SIGNS = {
    LetterKind.DEFENCE: "告",
    LetterKind.DECISION: "决",
    LetterKind.NOTICE: "通",
    LetterKind.CIRCULAR: "报",
    LetterKind.RECTIFY: "改",
    LetterKind.TRANSFER: "移",
    LetterKind.CLARIFY: "澄",
    LetterKind.REPLY: "复",
}
BASES = {
    LetterKind.DEFENCE: "ACC-12-c",
    LetterKind.DECISION: "ACC-12-e",
    LetterKind.NOTICE: "ACC-12-f",
    LetterKind.CIRCULAR: "ACC-11-2b",
    LetterKind.RECTIFY: "ACC-9-3",
    LetterKind.TRANSFER: "ACC-11-4",
    LetterKind.CLARIFY: "ACC-12-b",
    LetterKind.REPLY: "GAP-07",
}


@transaction.atomic
def issue(
    case: AccountabilityCase,
    kind: str,
    document: Document,
    *,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    subject: Subject | None = None,
) -> Letter:
    """Number a letter in its series without gaps, sign and date it, and keep what it says for good.

    A letter is never corrected: a mistake is put right by another letter of the same kind.

    Raises:
        Refused: not of the office, or a case that one may not see.
    """
    access.check_may_issue(by, case)
    made = replace(document, number=_number(kind, today.year), issuer=settings.LETTER_ISSUER, date=today)
    content = freezing.frozen(made)
    letter = Letter(
        case=case, subject=subject, kind=kind, number=made.number, content=content,
        digest=freezing.digest_of(content), issued_by=by, issued_on=today, issued_at=at,
    )  # fmt: skip
    letter.save(force_insert=True)
    ledger.write(case, ISSUED, by=by, at=at, basis=BASES[LetterKind(kind)], after=_told(letter))
    return letter


@transaction.atomic
def scan(letter: Letter, *, files: Sequence[Kept], by: Official, at: dt.datetime) -> list[LetterScan]:
    """Keep the sealed or signed original as it was scanned.

    Raises:
        Refused: not of the office, or no file.
    """
    access.check_may_issue(by, letter.case)
    if not files:
        raise Refused("请选择盖章或者签字后的扫描件（ACC-12-f）。")
    return keep_scans(letter, files, by=by, at=at)


def keep_scans(letter: Letter, files: Sequence[Kept], *, by: Official, at: dt.datetime) -> list[LetterScan]:
    """Keep files that belong to a letter; nothing to do without any."""
    rows = [LetterScan(letter=letter, kept_by=by, kept_at=at, **vars(file)) for file in files]
    LetterScan.objects.bulk_create(rows)
    if rows:
        told = {"files": [row.digest for row in rows]}
        after = {} if letter.case.discipline else {**_told(letter), **told}
        ledger.write(letter.case, SCANNED, by=by, at=at, basis="ACC-12-f", after=after)
    return rows


def _number(kind: str, year: int) -> str:
    """权公开办责通〔2026〕3号."""
    sign = f"{settings.LETTER_SIGN}责{SIGNS[LetterKind(kind)]}"
    return f"{sign}〔{year}〕{numbering.next_of(f'{sign}-{year}')}号"


def _told(letter: Letter) -> dict[str, object]:
    """What the ledger says of a letter; of a case that concerns the discipline organ only that there was one."""
    return {} if letter.case.discipline else {"letter": letter.number, "digest": letter.digest}
