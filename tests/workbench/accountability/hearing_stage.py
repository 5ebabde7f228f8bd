"""Cases on the way through statement and defence, made by the services themselves, for pages."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mingjing.accountability.models import AccountabilityCase, Delivery, Letter, Objection, Subject
from mingjing.accountability.services import informing, issuing, objecting
from mingjing.core.documents import Document, Paragraph
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, Cast


def informed(people: Cast, **columns) -> tuple[AccountabilityCase, list[Letter]]:
    """A case against the unit and its handler, both told; the letters are still on their way."""
    case = make.case(people, "established", **columns)
    make.fact(case, make.evidence(case))
    make.accused(case)
    make.person(case, people.handler)
    return case, informing.inform(case, by=people.lgo, today=TODAY, at=AT)


def notice(subject: Subject, people: Cast, words: str = "决定给予你批评教育。") -> Letter:
    """A notice of the decision that was received on paper."""
    document = Document("责任追究通知书", [Paragraph(words)])
    letter = issuing.issue(subject.case, "notice", document, subject=subject, by=people.lgo, today=TODAY, at=AT)
    Delivery.objects.create(
        letter=letter, way="post", received_on=TODAY, received_by="本人", recorded_by=people.lgo, recorded_at=AT
    )
    return letter


def decided(people: Cast, status: str = "rectifying", **columns) -> Subject:
    """The handler, who received the notice of a decision that lgo drafted and the head approved."""
    case = make.case(people, status, **columns)
    one = make.person(case, people.handler)
    make.decision(
        case, {one: ["ACC-11-1a"]}, checked_by=people.legal, drafted_by=people.lgo, approved_by=people.head,
        approved_on=TODAY,
    )  # fmt: skip
    notice(one, people)
    return one


def objected(people: Cast, **columns) -> Objection:
    subject = decided(people, **columns)
    return objecting.file(subject, text="处理过重", by=people.handler, today=TODAY, at=AT)


def picture(name: str = "笔录.png") -> SimpleUploadedFile:
    """A scan to send."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")
