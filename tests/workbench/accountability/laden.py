"""A case with everything in its file that its state has left behind, and everybody who might knock at its door."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.accountability.models import (
    AccountabilityCase,
    Decision,
    Delivery,
    Export,
    HearingFile,
    Instruction,
    Letter,
    LetterScan,
    Measure,
    Outcome,
    Point,
    Subject,
    Transfer,
    TransferReceipt,
)
from mingjing.accountability.services import evidence, issuing
from mingjing.accountability.services.evidence import Piece
from mingjing.core import uploads
from mingjing.core.documents import Document, Paragraph
from mingjing.core.uploads import Kept
from mingjing.ledger.numbering import next_of
from mingjing.people.models import Official
from mingjing.supervision.models import LeadFile
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, Cast
from tests.casework.registers import PDF
from tests.catalogue.factories import official, unit

AWAY = ("transferring", "transferred")
DECIDED = ("approved", "notified", "rectifying", "reported", "verified", "closed", "revoked")
WITH_A_DRAFT = (*DECIDED, "drafted", "checked")
OUTCOMES = {"reported": "drafted", "closed": "published"}
STRANGERS = (  # roles in a unit that has nothing to do with the case
    "unit_clerk", "unit_leader", "secrecy_reviewer", "staffing_reviewer", "centre_clerk", "centre_head", "custodian",
    "system_admin", "security_admin", "audit_admin",
)  # fmt: skip
DUE = TODAY + 30 * make.DAY


def scan(name: str = "扫描件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def kept(name: str = "扫描件.pdf") -> Kept:
    return uploads.keep(scan(name), kinds=uploads.RECORDINGS)


def viewers(people: Cast) -> dict[str, Official]:
    """Everybody: the office, whoever looks into the case, whoever is accused in it, and people of elsewhere."""
    elsewhere, office = unit("130600SJ", "审计局"), people.lgo.unit
    return {
        "clerk": official("lgo3", "lgo_clerk", of=office),
        "lead": people.lgo,
        "undeclared": people.second,
        "head": people.head,
        "member": people.member,
        "legal": people.legal,
        "disc": people.disc,
        "outside": official("outside", of=elsewhere),
        "recused": official("recused", of=elsewhere),
        "nobody": official("nobody", of=elsewhere),
        "subject": people.handler,
        "own clerk": people.clerk,
        "own leader": people.leader,
        "own office": official("own-lgo", "lgo_clerk", of=people.unit),
        "own disc": official("own-disc", "disc_officer", of=people.unit),
        **{role: official(f"viewer-{role}", role, of=elsewhere) for role in STRANGERS},
    }  # fmt: skip


def laden(people: Cast, status: str, *, bare: bool = False, organ: str = "discipline", **columns: Any) -> Subject:
    """The handler in such a case. `bare`: nothing is to be corrected, and what was decided is done.

    Letters, statements and drafts are those of a case that went its way up to the state.
    """
    found = make.case(people, "investigating", plan="查登记表。", **columns)
    who = viewers(people)
    make.investigator(found, people.lgo, leads=True)
    make.investigator(found, who["outside"])
    make.investigator(found, people.second, declared_at=None)
    make.investigator(found, who["recused"], recused_on=TODAY, recused_for="是近亲属")
    unit_, handler = make.accused(found), make.person(found, people.handler)
    chief = make.person(found, people.chief, part="chief", post="副局长")
    piece = Piece(title="登记表", kind="document", source="单位提供", obtained_on=TODAY, text="二月二日受理。")
    said = {"by": people.lgo, "today": TODAY, "at": AT}
    row = evidence.collect(found, piece, files=[kept("登记表.pdf")], **said)
    LeadFile.objects.create(lead=found.lead, kept_by=people.lgo, kept_at=AT, **vars(kept("线索.pdf")))
    make.fact(found, row)
    Instruction.objects.create(case=found, text="依法办理", by=people.member, at=AT)
    Export.objects.create(
        case=found, form="pdf", asked_by=people.lgo, asked_at=AT, made_at=AT, kept_at=AT, **vars(kept())
    )
    if status not in ("registered", "investigating", "established"):
        _told(found, [unit_, handler, chief])
    if status == "established":  # informed once before, and investigated again
        make.hearing(chief, mode="", told_on=TODAY - 9 * make.DAY, due_on=TODAY - make.DAY)
    if status in ("divided", *WITH_A_DRAFT):
        make.division(found, {unit_: "main", handler: "main", chief: "secondary"})
    if status in WITH_A_DRAFT:
        _decided(found, status, people, unit_, handler, chief, bare=bare)
    if status in AWAY:
        row = Transfer.objects.create(
            case=found, organ=organ, addressee="市纪委监委", reason="涉嫌违纪", index=[], approved_by=people.head,
            sent_on=TODAY, received_on=TODAY if status == "transferred" else None,
        )  # fmt: skip
        TransferReceipt.objects.create(transfer=row, kept_by=people.lgo, kept_at=AT, **vars(kept()))
    if status in OUTCOMES:
        Outcome.objects.create(
            number=f"果〔2026〕{next_of('test-outcome'):05}", status=OUTCOMES[status], case=found, title="超期办理",
            text="某单位超期办理，已改正。", drafted_by=people.second, drafted_on=TODAY,
        )  # fmt: skip
    AccountabilityCase.objects.filter(pk=found.pk).update(status=status)
    found.refresh_from_db()
    return handler


def _letter(found: AccountabilityCase, kind: str, subject: Subject | None, *, arrived: bool) -> Letter:
    document = Document("文书", [Paragraph("内容")])
    row = issuing.issue(found, kind, document, subject=subject, by=found.registered_by, today=TODAY, at=AT)
    LetterScan.objects.create(letter=row, kept_by=found.registered_by, kept_at=AT, **vars(kept()))
    if arrived:
        Delivery.objects.create(
            letter=row, way="post", received_on=TODAY, received_by="本人", recorded_by=found.registered_by,
            recorded_at=AT,
        )  # fmt: skip
    return row


def _told(found: AccountabilityCase, subjects: list[Subject]) -> None:
    """Everybody was told; the second spoke, was answered, and left a paper."""
    for place, subject in enumerate(subjects):
        said = {"mode": "written", "statement": "系统停用两天。"} if place == 1 else {}
        row = make.hearing(subject, letter=_letter(found, "defence", subject, arrived=True), **said)
        if said:
            by = found.registered_by
            Point.objects.create(
                hearing=row, no=1, text="应当扣除", accepted=False, reply="已经扣除", replied_by=by, replied_on=TODAY
            )
            HearingFile.objects.create(hearing=row, kept_by=by, kept_at=AT, **vars(kept("申辩书.pdf")))


def _decided(found: AccountabilityCase, status: str, people: Cast, *subjects: Subject, bare: bool) -> None:
    unit_, handler, chief = subjects
    judged: dict[str, Any] = {"drafted_by": people.second}
    if status != "drafted":
        judged |= {"checked_by": people.legal, "checked_on": TODAY}
    if status in DECIDED:
        judged |= {"approved_by": people.head, "approved_on": TODAY}
    if bare:
        judged |= {"rectify": False, "no_rectify_for": "已经改正", "rectify_by": None}
    decision = make.decision(found, {}, **judged)
    if bare:
        said = {"executed_on": TODAY, "executed_by": "局长", "recorded_by": people.lgo, "acknowledged_on": TODAY}
        _measure(decision, handler, "ACC-11-1a", **said)
    else:
        _measure(decision, unit_, "ACC-11-2b")
        _measure(decision, unit_, "ACC-11-1c", due_on=DUE)
        _measure(decision, handler, "ACC-11-1a")
        _measure(decision, handler, "ACC-11-3d", organ="市委组织部")
        _measure(decision, handler, "ACC-11-3e", starts_on=TODAY, organ="市委党校", ends_on=TODAY + 180 * make.DAY)
        left: dict[str, Any] = {"starts_on": TODAY - 60 * make.DAY, "ends_on": TODAY, "executed_by": "市委党校"}
        _measure(decision, chief, "ACC-11-3e", recorded_by=people.lgo, **left)
    if status in DECIDED and status != "approved":
        for subject in subjects:
            _letter(found, "notice", subject, arrived=True)
        _letter(found, "rectify", unit_, arrived=False)


def _measure(decision: Decision, subject: Subject, key: str, **columns: Any) -> None:
    Measure.objects.create(decision=decision, subject=subject, measure=key, severity=key[:8], **columns)
