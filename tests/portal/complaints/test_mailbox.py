"""收件箱: stages, words to and fro, rating, objection, delays and the proof, for the holder of the code alone."""

import datetime as dt
import json
import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.complaints import access
from mingjing.complaints.enums import Asked, ComplaintStatus, NoticeKind, PaperKind, Way
from mingjing.complaints.models import Approval, Complaint, Delivery, Extension, Rating
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import papers, replying
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from mingjing.sealing import tags
from mingjing.sealing.enums import Ground, OpeningStatus
from mingjing.sealing.models import Opening
from mingjing.transparency.checking import main as check
from mingjing.transparency.services import batches
from tests.complaints.factories import AT, RECEIVED, filed, keys
from tests.flattening.samples import photo

pytestmark = pytest.mark.django_db(databases="__all__")
LOOKUP = reverse("portal:complaint_lookup")
NOTE = "请补充图纸的编号和窗口的位置。"
PNG = photo("PNG")


def ask(client, made, do: str = "", **said: str):
    return client.post(LOOKUP, {"code": made.code, "do": do, "case": str(made.complaint.pk), **said})


def told(centre, made, text: str = "经查属实，已责令改正。", kind: str = NoticeKind.RESULT) -> Delivery:
    """The result, told by mailbox."""
    with access.shown_to(centre.clerk):
        paper = papers.add(
            made.complaint,
            PaperKind.NOTICE,
            {"text": text},
            keys=keys(made.complaint, centre.clerk),
            by=centre.clerk,
            at=AT,
        )
        return Delivery.objects.create(
            complaint=made.complaint, kind=kind, number="投告〔2026〕1", paper=paper, way=Way.MAILBOX, told_on=RECEIVED,
            by="-", at=AT,
        )  # fmt: skip


def reply(centre, made, text: str = NOTE):
    with access.shown_to(centre.clerk):
        case = Complaint.objects.get(pk=made.complaint.pk)
        return replying.reply(case, text, keys=keys(case, centre.clerk), by=centre.clerk, today=RECEIVED, at=AT)


def read_by(person, made, kind: str) -> list[str]:
    with access.shown_to(person):
        return [one.text for one in opening.read(made.complaint, keys(made.complaint, person), [kind])]


def test_a_reply_and_a_message_go_to_and_fro(client, centre):
    made = filed(centre)
    reply(centre, made)
    assert NOTE in ask(client, made).text
    page = ask(client, made, "write", text="编号是 2026-7，三号窗口。")
    assert "已经收到" in page.text and "编号是 2026-7" in page.text
    assert read_by(centre.second, made, PaperKind.MESSAGE) == ["编号是 2026-7，三号窗口。"]


def test_the_same_message_sent_again_is_one(client, centre):
    made = filed(centre)
    for _n in range(2):
        ask(client, made, "write", text="还有一件事。")
    assert read_by(centre.clerk, made, PaperKind.MESSAGE) == ["还有一件事。"]


def test_an_empty_message_is_refused_and_typed_words_are_kept(client, centre):
    made = filed(centre)
    assert ask(client, made, "write", text=" ").status_code == 422
    long = "长" * (replying.LONGEST + 1)
    page = ask(client, made, "write", text=long)
    assert page.status_code == 422 and long in page.text
    assert read_by(centre.clerk, made, PaperKind.MESSAGE) == []


def test_words_for_another_case_are_not_taken(client, centre):
    made, other = filed(centre), filed(centre)
    answer = client.post(LOOKUP, {"code": made.code, "do": "write", "case": str(other.complaint.pk), "text": "错"})
    assert answer.status_code == 404
    assert client.post(LOOKUP, {"code": made.code, "do": "write", "case": "-", "text": "错"}).status_code == 404
    assert read_by(centre.clerk, other, PaperKind.MESSAGE) == []


@pytest.mark.article("CMP-7-2d")
def test_once_the_result_was_told_it_is_shown_rated_and_objected_to(client, centre):
    made = filed(centre)
    told(centre, made)
    page = ask(client, made)
    assert "经查属实" in page.text and "处理结果告知书" in page.text and "投告〔2026〕1" in page.text
    page = ask(client, made, "rate", stars="4")
    assert "您的评价：4 星" in page.text
    page = ask(client, made, "object", text="图纸仍在要求，没有改正。")
    assert page.status_code == 200 and "异议" in page.text
    assert read_by(centre.clerk, made, PaperKind.OBJECTION) == ["图纸仍在要求，没有改正。"]
    steps = set(Entry.objects.filter(case_id=made.complaint.pk).values_list("step", flat=True))
    assert {replying.OBJECTED, "来信人评价"} <= steps


def test_before_the_result_is_told_nothing_is_rated_or_objected_to(client, centre):
    made = filed(centre)
    for do, said in (("rate", {"stars": "5"}), ("object", {"text": "不服"})):
        page = ask(client, made, do, **said)
        assert page.status_code == 422 and "结果还没有告知" in page.text
    with seeing(SYSTEM):
        assert not Rating.objects.exists()


def test_a_rating_stays(client, centre):
    made = filed(centre)
    told(centre, made)
    assert ask(client, made, "rate", stars="6").status_code == 422
    assert ask(client, made, "rate", stars="2").status_code == 200
    assert ask(client, made, "rate", stars="2").status_code == 200
    page = ask(client, made, "rate", stars="5")
    assert page.status_code == 422 and "不能修改" in page.text
    with seeing(SYSTEM):
        assert Rating.objects.get().stars == 2


def test_a_reply_is_for_the_centre_to_write(centre):
    made = filed(centre)
    with access.shown_to(centre.clerk):
        found = keys(made.complaint, centre.clerk)
        for person, text, why in (
            (centre.accused_clerk, NOTE, "没有这个权限"),
            (centre.clerk, " ", "写明内容"),
            (centre.clerk, "长" * (replying.LONGEST + 1), "超过"),
        ):
            with pytest.raises(Refused, match=why):
                replying.reply(made.complaint, text, keys=found, by=person, today=RECEIVED, at=AT)


@pytest.mark.article("CMP-7-4a")
def test_an_extension_shows_its_reason_and_the_new_day(client, centre):
    made = filed(centre)
    with access.shown_to(centre.clerk):
        case = made.complaint
        reason = papers.add(
            case, PaperKind.REASON, {"text": "内部理由"}, keys=keys(case, centre.clerk), by=centre.clerk, at=AT
        )
        approval = Approval.objects.create(
            complaint=case, kind=Asked.EXTEND, asked_by="a", asked_at=AT, reason=reason, terms=b"-", decided_by="b",
            decided_at=AT, granted=True,
        )  # fmt: skip
        Extension.objects.create(
            complaint=case, approval=approval, due_before=dt.date(2026, 4, 12), due_after=dt.date(2026, 5, 12)
        )
    told(centre, made, "需要异地核查，因此延期。", NoticeKind.EXTENDED)
    text = ask(client, made).text
    assert "原定 2026-04-12，延至 2026-05-12" in text and "需要异地核查" in text
    assert "内部理由" not in text


@pytest.mark.article("CMP-7-1b")
def test_after_a_merge_both_codes_work_and_show_their_own_text_only(client, centre):
    one, other = filed(centre, text="甲的原话"), filed(centre, text="乙的原话")
    with seeing(SYSTEM):
        Complaint.objects.filter(pk=other.complaint.pk).update(
            status=ComplaintStatus.MERGED, merged_into=one.complaint.pk
        )
        Complaint.objects.filter(pk=one.complaint.pk).update(status=ComplaintStatus.ACCEPTED, accepted_on=RECEIVED)
    first, second = ask(client, one).text, ask(client, other).text
    assert "甲的原话" in first and "乙的原话" not in first
    assert "乙的原话" in second and "甲的原话" not in second
    assert "已受理" in second and "合并办理" in second and one.complaint.number not in second


def test_a_file_goes_up_sealed_and_comes_down_with_the_code(client, centre):
    made, other = filed(centre), filed(centre)
    picture = SimpleUploadedFile("窗口照片.png", PNG, "image/png")
    page = ask(client, made, "write", text="附照片。", attached=picture)
    assert "窗口照片.png" in page.text
    key = re.search(r'name="file" value="([^"]+)"', page.text)[1]
    stored = opening.path_of(UUID(key)).read_bytes()
    assert PNG[:20] not in stored
    answer = ask(client, made, "file", file=key)
    assert b"".join(answer.streaming_content) == PNG
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    assert ask(client, other, "file", file=key).status_code == 404
    assert ask(client, made, "file", file="-").status_code == 404


def test_a_program_is_no_file_for_us(client, centre):
    made = filed(centre)
    page = ask(client, made, "write", text="附件。", attached=SimpleUploadedFile("a.exe", b"MZ" * 4000))
    assert page.status_code == 422 and "不是可以收的文件" in page.text


def test_openings_are_told_by_day_and_ground_and_not_by_name(client, centre):
    made = filed(centre)
    Opening.objects.create(
        number="启〔2026〕00001", status=OpeningStatus.EXPIRED, purpose="identity", ground=Ground.COURT,
        case_tag=tags.tag("case", made.complaint.pk), requester_tag="x", routed=b"-", reason=b"-",
        requested_at=AT, opened_at=AT, until_at=AT,
    )  # fmt: skip
    text = ask(client, made).text
    assert "身份启封记录" in text and "司法、监察机关依法调取" in text and "2026-02-11" in text


def test_the_proof_bundle_holds_when_it_is_checked_offline(client, centre, tmp_path, capsys):
    made = filed(centre)
    batches.close(at=AT + dt.timedelta(hours=1))
    answer = ask(client, made, "proof")
    assert re.search("attachment", answer["Content-Disposition"]) and "no-store" in answer["Cache-Control"]
    bundle = json.loads(answer.content)
    assert [slot["event"] for slot in bundle["slots"]] == ["filed"]
    path = tmp_path / "receipt.json"
    path.write_bytes(answer.content)
    assert check(["check", str(path), "--key", bundle["key"]]) == 0, capsys.readouterr().out


def test_a_page_costs_few_queries(client, centre, django_assert_max_num_queries):
    made = filed(centre)
    reply(centre, made)
    with django_assert_max_num_queries(20):
        ask(client, made)
