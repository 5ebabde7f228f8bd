"""证据: kept with a digest that anybody can recompute, never changed, set aside with a reason."""

import datetime as dt
import hashlib
import json

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from mingjing.accountability.models import AccountabilityCase, Evidence, EvidenceFile
from mingjing.accountability.selectors import evidence as selectors
from mingjing.accountability.services import evidence as services
from mingjing.accountability.services.evidence import Piece
from mingjing.core import uploads
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import selectors as ledger
from mingjing.supervision.models import LeadFile
from tests.accountability.factories import TODAY, Cast, case, cast, investigated, lead
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def by(who, **said):
    return {"by": who, "today": TODAY, "at": AT, **said}


def kept(name: str = "登记表.pdf", words: bytes = b"the register") -> Kept:
    """A file as `uploads.keep` leaves it."""
    digest = hashlib.sha256(words).hexdigest()
    path = uploads.path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(words)
    return Kept(name, "application/pdf", digest, len(words), False)


def collected(found: AccountabilityCase, who, *files: Kept, **said) -> Evidence:
    columns = {
        "title": "登记表",
        "kind": "document",
        "source": "单位",
        "obtained_on": TODAY,
        "text": "二月受理。",
    }
    return services.collect(found, Piece(**columns | said), files=files, **by(who))


def test_a_digest_is_recomputed_from_what_is_written_down(people):
    found = investigated(people)
    row = collected(found, people.lgo, kept("乙.pdf", b"two"), kept("甲.pdf", b"one"))
    files = [
        {"digest": hashlib.sha256(words).hexdigest(), "name": name, "size": 3}
        for name, words in (("甲.pdf", b"one"), ("乙.pdf", b"two"))
    ]
    said = {
        "about_id": "", "about_kind": "", "case": found.number, "collected_at": "2026-03-02T01:00:00.000000+00:00",
        "collected_by": str(people.lgo.pk), "files": sorted(files, key=lambda one: one["digest"]), "kind": "document",
        "no": 1, "obtained_on": "2026-03-02", "source": "单位", "text": "二月受理。", "title": "登记表", "url": "",
    }  # fmt: skip
    words = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.digest == hashlib.sha256(words.encode()).hexdigest()
    entry = ledger.of_case(found).last()
    assert (entry.step, entry.after) == ("收集证据", {"no": 1, "digest": row.digest})
    assert collected(found, people.second).no == 2


@given(
    text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30),
    other=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30),
)
def test_other_words_have_another_digest(text, other):
    digests = []
    for words in (text, other):
        row = Evidence(
            case=AccountabilityCase(number="追〔2026〕00001"), no=1, title="登记表", kind="document", source="单位",
            obtained_on=TODAY, text=words, collected_by_id="00000000-0000-0000-0000-000000000000", collected_at=AT,
        )  # fmt: skip
        file = EvidenceFile(name="甲.pdf", digest="0" * 64, size=1)
        digests.append(selectors.digest_of(row, [file]))
        assert selectors.digest_of(row, []) != digests[-1]
    assert (digests[0] == digests[1]) == (text == other)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": " "}, "名称和来源"),
        ({"source": ""}, "名称和来源"),
        ({"obtained_on": TODAY + DAY}, "还没有到"),
        ({"text": " "}, "内容，或者上传文件"),
    ],
)
def test_evidence_that_says_too_little_is_refused(people, said, why):
    found = investigated(people)
    with pytest.raises(Refused, match=why):
        collected(found, people.lgo, **said)
    assert not Evidence.objects.exists()


def test_only_the_investigators_of_a_case_gather_evidence(people):
    found = investigated(people)
    with pytest.raises(Refused, match="领导小组成员可以作出指示"):
        collected(found, people.member)
    with pytest.raises(Refused, match="材料由办公室工作人员"):
        collected(found, people.head)
    for who in (people.clerk, people.disc):
        with pytest.raises(Refused, match="不由您办理"):
            collected(found, who)
    second = found.investigators.get(official=people.second)
    second.recused_on, second.recused_for = TODAY, "亲属"
    second.save()
    with pytest.raises(Refused, match="由本案调查人员收集"):
        collected(found, people.second)


@pytest.mark.parametrize("status", ["registered", "established", "informed", "drafted"])
def test_evidence_is_gathered_while_the_case_is_investigated(people, status):
    found = investigated(people)
    AccountabilityCase.objects.filter(pk=found.pk).update(status=status)
    with pytest.raises(Refused, match="在“调查中”进行"):
        collected(found, people.lgo)


def test_a_member_of_the_leading_group_touches_no_evidence(people):
    found = investigated(people)
    row = collected(found, people.lgo)
    with pytest.raises(Refused, match="ACC-3-a"):
        services.set_aside(row, reason="不必要", **by(people.member))
    with pytest.raises(Refused, match="ACC-3-a"):
        services.record(found, "lead", found.lead.number, **by(people.member))
    assert services.check(found, by=people.member, at=AT) == []


def test_nobody_changes_or_deletes_evidence(people):
    row = collected(investigated(people), people.lgo, kept())
    for change in (
        lambda: Evidence.objects.filter(pk=row.pk).update(text="三月办结"),
        lambda: Evidence.objects.filter(pk=row.pk).update(digest="0" * 64),
        lambda: EvidenceFile.objects.filter(evidence=row).update(name="别的.pdf"),
        lambda: EvidenceFile.objects.filter(evidence=row).delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()


def test_a_file_that_was_altered_or_is_gone_fails_the_check_by_name(people):
    found = investigated(people)
    collected(found, people.lgo, kept("原件.pdf", b"as it was"))
    collected(found, people.lgo, kept("附件.pdf", b"beside it"))
    assert services.check(found, by=people.head, at=AT) == []
    file = EvidenceFile.objects.get(name="附件.pdf")
    uploads.path_of(file.digest).write_bytes(b"beside it!")
    assert list(map(str, services.check(found, by=people.head, at=AT))) == [
        "证据2：文件“附件.pdf”的内容与摘要不符，被改过"
    ]
    uploads.path_of(file.digest).unlink()
    assert [fault.what for fault in services.check(found, by=people.head, at=AT)] == ["文件“附件.pdf”不在了"]
    assert ledger.of_case(found).last().after == {"failed": [2], "pieces": 2}
    with pytest.raises(Refused, match="不由您办理"):
        services.check(found, by=people.clerk, at=AT)


def test_a_row_that_was_altered_behind_the_trigger_fails_the_check(people):
    found = investigated(people)
    row = collected(found, people.lgo)
    with pgtrigger.ignore():
        Evidence.objects.filter(pk=row.pk).update(text="三月办结")
    assert [fault.what for fault in selectors.faults(found)] == ["登记的内容与摘要不符，被改过"]
    row = Evidence.objects.select_related("case").get(pk=row.pk)
    with pgtrigger.ignore():
        Evidence.objects.filter(pk=row.pk).update(digest=selectors.digest_of(row, []))
    assert [fault.what for fault in selectors.faults(found)] == ["摘要与台账记的不同，被改过或者绕过台账登记"]


def test_evidence_is_set_aside_with_a_reason_and_stays(people):
    found = investigated(people)
    row = collected(found, people.lgo)
    with pytest.raises(Refused, match="为什么排除"):
        services.set_aside(row, reason=" ", **by(people.second))
    services.set_aside(row, reason="没有签字", **by(people.second))
    row.refresh_from_db()
    assert (row.set_aside_on, row.set_aside_by, row.text) == (TODAY, people.second, "二月受理。")
    with pytest.raises(Refused, match="已经排除"):
        services.set_aside(row, reason="没有签字", **by(people.second))
    assert "没有签字" not in str([(entry.after, entry.reason) for entry in ledger.of_case(found)])


def of_lead(found: AccountabilityCase, name: str, words: bytes, source=None) -> LeadFile:
    one = kept(name, words)
    said = {"name": one.name, "kind": one.kind, "digest": one.digest, "size": one.size, "kept_at": AT}
    return LeadFile.objects.create(lead=source or found.lead, kept_by=found.registered_by, **said)


def test_the_files_of_the_lead_and_of_those_joined_to_it_are_taken_over_with_their_digests(people):
    found = investigated(people)
    joined = lead(people)
    type(joined).objects.filter(pk=joined.pk).update(status="joined", joined_into=found.lead, joined_for="同一件事")
    first, second = of_lead(found, "照片.pdf", b"a picture"), of_lead(found, "回执.pdf", b"a receipt", joined)
    stranger = of_lead(found, "别的.pdf", b"another", lead(people))
    assert set(services.from_leads(found)) == {first, second}
    rows = services.take_over(found, [first, second], **by(people.lgo))
    assert [row.files.get().digest for row in rows] == [first.digest, second.digest]
    assert rows[1].source == f"线索 {joined.number} 的材料，lgo 上传"
    assert services.from_leads(found) == []
    assert services.check(found, by=people.lgo, at=AT) == []
    for files, why in (([], "请选"), ([stranger], "不是本案线索的材料"), ([first], "已经收入案卷")):
        with pytest.raises(Refused, match=why):
            services.take_over(found, files, **by(people.lgo))
    services.set_aside(rows[0], reason="不清楚", **by(people.lgo))
    uploads.path_of(first.digest).write_bytes(b"a picturE")
    with pytest.raises(Refused, match="被改过，不能收入案卷"):
        services.take_over(found, [first], **by(people.lgo))


def test_an_upload_comes_into_the_file_as_it_is_kept(people):
    found = investigated(people)
    sent = SimpleUploadedFile("台账.xlsx", b"not a sheet")
    with pytest.raises(Refused, match="不符|打不开"):
        uploads.keep(sent, kinds=uploads.RECORDINGS)
    assert not case(people).evidence.exists()
    row = collected(found, people.lgo, kept(), kept("录音.mp3", b"ID3 words"), obtained_on=dt.date(2026, 2, 27))
    assert sorted(row.files.values_list("name", flat=True)) == ["录音.mp3", "登记表.pdf"]
