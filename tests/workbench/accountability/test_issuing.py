"""Letters on the page of a case: issued, downloaded, delivered; who may open one (ACC-12-f, ACC-4-2)."""

import io

import docx
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Delivery, Letter
from tests.accountability import factories as make
from tests.accountability.dossier import Dossier, dossier
from tests.accountability.factories import Cast, cast
from tests.casework.signals import in_force
from tests.workbench.changing import MORNING, MOST_QUERIES_OF_A_FILE, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


@pytest.fixture
def file(people) -> Dossier:
    return dossier(people)


def page(case: AccountabilityCase) -> str:
    return reverse("workbench:accountability_case", args=[case.pk])


def act(client, case: AccountabilityCase, key: str, **said):
    return client.post(
        reverse("workbench:accountability_act", args=[case.pk, key]), {f"{key}-{k}": v for k, v in said.items()}
    )


def scan() -> SimpleUploadedFile:
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    return SimpleUploadedFile("回证.pdf", out.getvalue())


def deliver(client, letter: Letter, **said):
    asked = {"letter": letter.pk, "way": "in_person", "received_on": "2026-03-02", "received_by": "本人", **said}
    return act(client, letter.case, "deliver", **asked)


@pytest.mark.article("ACC-12-f")
def test_a_notice_opens_in_word_with_number_and_remedies_and_is_delivered_with_a_receipt(enter, people, file):
    client = enter(people.lgo)
    assert act(client, file.case, "notify").status_code == 302
    file.case.refresh_from_db()
    assert file.case.status == "notified"
    letter = Letter.objects.get(case=file.case, kind="notice", subject=file.handler)
    answer = client.get(reverse("workbench:accountability_letter", args=[letter.pk, "docx"]))
    said = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert letter.number in said
    assert "〔2026〕" in letter.number
    assert "自收到之日起30日内向本办公室书面提出" in said
    assert "公务员法》第九十五条" in said
    pdf = client.get(reverse("workbench:accountability_letter", args=[letter.pk, "pdf"]))
    assert pikepdf.open(io.BytesIO(pdf.content)).pages
    assert pdf["Content-Disposition"] == 'attachment; filename="notice-2026-2.pdf"'
    assert deliver(client, letter, attached=scan()).status_code == 302
    assert Delivery.objects.get(letter=letter).received_on.isoformat() == "2026-03-02"
    shown = client.get(page(file.case)).text
    assert "2026-03-02" in shown
    assert "回证.pdf" in shown
    kept = client.get(reverse("workbench:accountability_letter_scan", args=[letter.scans.get().pk]))
    assert b"".join(kept.streaming_content).startswith(b"%PDF")


@pytest.mark.article("ACC-11-2a")
def test_a_unit_that_is_criticised_gets_the_decision_to_it_in_writing(enter, people, file):
    client = enter(people.lgo)
    act(client, file.case, "notify")
    letter = Letter.objects.get(case=file.case, kind="notice", subject=file.unit)
    answer = client.get(reverse("workbench:accountability_letter", args=[letter.pk, "docx"]))
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    assert people.unit.name in said
    assert "对部门或单位提出批评" in said
    assert "第十一条第二项" in said


@pytest.mark.article("ACC-4-2")
def test_a_case_with_one_unit_and_three_persons_gives_each_an_own_notice(enter, people, file):
    third = make.person(file.case, "赵六", part="member")
    act(enter(people.lgo), file.case, "notify")
    notices = Letter.objects.filter(case=file.case, kind="notice")
    assert {one.subject for one in notices} == {file.unit, file.chief, file.handler, third}
    assert len({one.digest for one in notices}) == 4
    assert Letter.objects.filter(case=file.case, kind="decision").count() == 1
    assert Letter.objects.get(case=file.case, kind="rectify").subject == file.unit


def test_it_goes_on_only_when_every_notice_has_arrived(enter, people, file):
    client = enter(people.lgo)
    act(client, file.case, "notify")
    first, *rest = Letter.objects.filter(case=file.case, kind="notice")
    for letter in rest:
        deliver(client, letter)
    refused = act(client, file.case, "delivered")
    assert refused.status_code == 422
    assert first.number in refused.text
    deliver(client, first)
    assert act(client, file.case, "delivered").status_code == 302
    file.case.refresh_from_db()
    assert file.case.status == "rectifying"


def test_a_refused_delivery_keeps_what_was_typed(enter, people, file):
    client = enter(people.lgo)
    act(client, file.case, "notify")
    letter = Letter.objects.filter(case=file.case, kind="notice").first()
    refused = deliver(client, letter, received_on="2026-03-09", received_by="门卫李某")
    assert refused.status_code == 422
    assert "门卫李某" in refused.text
    assert not Delivery.objects.exists()


def test_a_mistake_is_put_right_by_another_letter(enter, people, file):
    client = enter(people.lgo)
    act(client, file.case, "notify")
    letter = Letter.objects.get(case=file.case, kind="notice", subject=file.unit)
    assert act(client, file.case, "correct", letter=letter.pk, text="期限由3月更正为4月").status_code == 302
    again = Letter.objects.filter(case=file.case, kind="notice", subject=file.unit).latest("id")
    said = [block["text"] for block in again.content["blocks"]]
    assert said[0] == "交通运输局："
    assert letter.number in said[1]
    assert "期限由3月更正为4月。" in said
    assert act(client, file.case, "delivered").status_code == 422  # the correction has to arrive as well


def test_without_an_approved_decision_nothing_is_issued(enter, people):
    found = make.case(people, "approved")
    make.accused(found)
    refused = act(enter(people.lgo), found, "notify")
    assert refused.status_code == 422
    assert "没有经批准的决定" in refused.text
    assert not Letter.objects.exists()


def test_a_letter_opens_for_the_office_and_its_addressee_only(enter, people, file):
    client = enter(people.lgo)
    act(client, file.case, "notify")
    for subject, seeing in (
        (file.handler, ["handler", "lgo", "second", "head", "member", "legal"]),
        (file.unit, ["clerk", "leader", "lgo", "second", "head", "member", "legal"]),
    ):
        letter = Letter.objects.get(case=file.case, kind="notice", subject=subject)
        address = reverse("workbench:accountability_letter", args=[letter.pk, "docx"])
        seen = {name: enter(getattr(people, name)).get(address).status_code for name in vars(people) if name != "unit"}
        assert sorted(name for name, status in seen.items() if status == 200) == sorted(seeing)
        assert set(seen.values()) == {200, 404}


def test_the_sheet_to_sign_names_the_letter(enter, people, file):
    client = enter(people.lgo)
    act(client, file.case, "notify")
    letter = Letter.objects.get(case=file.case, kind="rectify")
    answer = client.get(reverse("workbench:accountability_receipt", args=[letter.pk, "docx"]))
    cells = [cell.text for row in docx.Document(io.BytesIO(answer.content)).tables[0].rows for cell in row.cells]
    assert letter.number in cells
    assert (
        enter(people.clerk).get(reverse("workbench:accountability_receipt", args=[letter.pk, "docx"])).status_code
        == 404
    )


def test_a_letter_that_was_tampered_with_is_not_given_out(enter, people, file):
    letter = make.letter(file.case, file.unit)
    answer = enter(people.lgo).get(reverse("workbench:accountability_letter", args=[letter.pk, "pdf"]))
    assert answer.status_code == 409
    assert "摘要不符" in answer.text


def test_the_page_costs_the_same_with_many_letters(enter, people, file):
    client = enter(people.lgo)
    make.letter(file.case, file.unit)
    once = queries(client, page(file.case))
    for _ in range(5):
        make.letter(file.case, file.unit)
    assert queries(client, page(file.case)) == once <= MOST_QUERIES_OF_A_FILE
