"""移交 on the page of a case: package, receipt, read-only, withdrawal, what the organ told (ACC-11-4, GAP-15)."""

import io
import subprocess
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase, Export, Letter, Transfer
from mingjing.accountability.services import exporting, registering, transferring
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.rules import packs
from tests.accountability import factories as make
from tests.accountability.dossier import Dossier, dossier
from tests.accountability.factories import AT, FAULT, TODAY, Cast, cast
from tests.casework.signals import in_force
from tests.catalogue.factories import official
from tests.workbench.changing import MORNING, MOST_QUERIES_OF_A_FILE, queries

pytestmark = pytest.mark.django_db
HANDED = {"addressee": "市纪委监委", "text": "发现收取加急费用的线索，涉嫌违反纪律"}


@pytest.fixture
def people(time_machine, settings, tmp_path) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    settings.MEDIA_ROOT = tmp_path / "media"
    in_force()
    return cast()


@pytest.fixture
def file(people) -> Dossier:
    return dossier(people, "divided")


def act(client, case: AccountabilityCase, key: str, **said):
    address = reverse("workbench:accountability_act", args=[case.pk, key])
    return client.post(address, {f"{key}-{name}": value for name, value in said.items()})


def scan() -> SimpleUploadedFile:
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    return SimpleUploadedFile("回执.pdf", out.getvalue())


def handed(people: Cast, organ: str, status: str = "transferring") -> AccountabilityCase:
    found = make.case(people, status)
    Transfer.objects.create(
        case=found, organ=organ, addressee="某机关", reason="涉嫌", index=[], approved_by=people.head, sent_on=TODAY,
        received_on=TODAY if status == "transferred" else None,
    )  # fmt: skip
    return found


def receive(client, case: AccountabilityCase, **said):
    return act(client, case, "received", **{"received_on": "2026-03-02", "received_by": "赵某", **said})


@pytest.mark.article("ACC-11-4")
def test_a_transfer_gives_a_package_needs_a_receipt_and_leaves_the_case_read_only(enter, people, file, tmp_path):
    assert act(enter(people.head), file.case, "transfer", **HANDED).status_code == 302
    file.case.refresh_from_db()
    assert file.case.status == "transferring"
    letter = Letter.objects.get(case=file.case, kind="transfer")
    assert "第十一条第四项" in str(letter.content)
    export = Export.objects.get(case=file.case)
    exporting.run(export.pk, at=AT)
    client = enter(people.lgo)
    answer = client.get(reverse("workbench:accountability_export", args=[export.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        archive.extractall(tmp_path / "taken")
        names = set(archive.namelist())
    assert {"index.pdf", "index.xlsx", "SHA256SUMS", "移送函.pdf", "移送函.docx", "案卷.pdf"} <= names
    command = ["sha256sum", "-c", "SHA256SUMS"]
    done = subprocess.run(command, cwd=tmp_path / "taken", capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout.decode()
    assert receive(client, file.case).status_code == 422  # no receipt, no end
    assert receive(client, file.case, attached=scan()).status_code == 302
    file.case.refresh_from_db()
    assert file.case.status == "transferred"
    for who in (people.lgo, people.head):
        with pytest.raises(Refused, match="ACC-11-4"):
            access.check_may_work(who, file.case)
        with pytest.raises(Refused, match="ACC-11-4"):
            access.check_may_issue(who, file.case)
    with pytest.raises(Refused):
        registering.add_subject(file.case, unit=people.unit, name="钱七", by=people.lgo, today=TODAY, at=AT)


@pytest.mark.article("ACC-11-5")
def test_a_clerk_or_the_head_alone_cannot_withdraw_a_transfer_to_judicial_organs(enter, people, file):
    said = {"addressee": "市公安局", "text": "涉嫌受贿"}
    assert act(enter(people.head), file.case, "transfer-judicial", **said).status_code == 302
    assert "第十一条第五项" in str(Letter.objects.get(case=file.case, kind="transfer").content)
    assert ledger.of_case(file.case).get(step="移送司法机关").basis == "ACC-11-5"
    assert act(enter(people.lgo), file.case, "take-back", text="撤回").status_code == 404
    assert act(enter(people.lgo), file.case, "take-back-above", text="撤回").status_code == 404
    refused = act(enter(people.head), file.case, "take-back", text="撤回")
    assert refused.status_code == 422
    assert "领导小组决定（ACC-11-5）" in refused.text
    with pytest.raises(Refused, match="领导小组决定"):
        transferring.take_back(file.case, reason="撤回", by=people.lgo, today=TODAY, at=AT)
    file.case.refresh_from_db()
    assert file.case.status == "transferring"
    assert act(enter(people.member), file.case, "take-back-above", text="司法机关退回补充").status_code == 302
    file.case.refresh_from_db()
    assert file.case.status == "investigating"


def test_the_head_takes_a_case_back_from_the_discipline_organ_with_a_reason(enter, people):
    found = handed(people, "discipline")
    client = enter(people.head)
    assert act(client, found, "take-back", text="").status_code == 422
    assert act(client, found, "take-back", text="补充材料后再移交").status_code == 302
    row = Transfer.objects.get(case=found)
    assert (row.taken_back_on, row.taken_back_for) == (TODAY, "补充材料后再移交")
    with pytest.raises(Refused):
        transferring.take_back(found, reason="再撤", by=people.head, today=TODAY, at=AT)


@pytest.mark.parametrize("who", ["lgo", "member", "legal", "disc"])
def test_only_the_head_transfers(people, file, who):
    with pytest.raises(Refused):
        transferring.transfer(
            file.case,
            organ="discipline",
            addressee="市纪委",
            reason="涉嫌",
            by=getattr(people, who),
            today=TODAY,
            at=AT,
        )


@pytest.mark.parametrize(("missing", "why"), [("addressee", "受移交的单位"), ("reason", "理由")])
def test_a_transfer_needs_addressee_and_reason(people, file, missing, why):
    said = {"addressee": "市纪委", "reason": "涉嫌", missing: " "}
    with pytest.raises(Refused, match=why):
        transferring.transfer(file.case, organ="discipline", **said, by=people.head, today=TODAY, at=AT)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-03"])
def test_the_receipt_is_of_a_day_between_sending_and_today(enter, people, day):
    found = handed(people, "discipline")
    assert receive(enter(people.lgo), found, received_on=day, attached=scan()).status_code == 422
    found.refresh_from_db()
    assert found.status == "transferring"


@pytest.mark.article("GAP-15")
def test_a_sanction_is_only_written_down_as_told_by_the_organ(enter, people):
    names = " ".join(row.name for row in packs.load("baoding-2010").measures.values())
    assert not any(word in names for word in ("警告", "记过", "降级", "撤职", "开除"))
    found = handed(people, "discipline", "transferred")
    said = {"result_on": "2026-03-02", "text": "市监委给予张某政务警告处分（保监〔2026〕5号）"}
    assert act(enter(people.disc), found, "result", **said).status_code == 302
    page = enter(people.lgo).get(reverse("workbench:accountability_case", args=[found.pk])).text
    assert "政务警告处分" in page
    assert ledger.of_case(found).get(step="登记移交后的处理结果").basis == "GAP-15"
    assert act(enter(people.lgo), found, "result", **said).status_code == 422  # told once


def test_a_result_waits_for_the_receipt(people):
    found = handed(people, "discipline")
    with pytest.raises(Refused, match="回执"):
        transferring.result(found, text="警告", result_on=TODAY, by=people.lgo, at=AT)


def test_a_result_is_not_of_a_day_to_come(people):
    found = handed(people, "discipline", "transferred")
    with pytest.raises(Refused, match="还没有到"):
        transferring.result(found, text="警告", result_on=TODAY + make.DAY, by=people.disc, at=AT)


def test_a_head_of_the_accused_unit_takes_nothing_back(people):
    found = handed(people, "discipline")
    inside = official("head3", "lgo_head", of=people.unit)
    with pytest.raises(Refused, match="应当回避"):
        transferring.take_back(found, reason="不移交了", by=inside, today=TODAY, at=AT)


def test_the_discipline_organ_tells_nothing_of_a_case_with_the_judicial_organs(people):
    found = handed(people, "judicial", "transferred")
    with pytest.raises(Refused):
        transferring.result(found, text="起诉", result_on=TODAY, by=people.disc, at=AT)


@pytest.mark.article("ACC-11-4")
def test_no_second_case_on_a_fault_that_went_to_another_organ(people):
    found = handed(people, "discipline", "transferred")
    again = make.lead(people, ground="ACC-7-2b", facts="同一件事")
    type(again).objects.filter(pk=again.pk).update(source_id=found.pk)
    type(again).objects.filter(pk=found.lead_id).update(source_id=found.pk)
    again.refresh_from_db()
    with pytest.raises(Refused, match="ACC-11-4"):
        registering.open_case(again, title="再查", fault_on=FAULT, by=people.lgo, today=TODAY, at=AT)
    assert AccountabilityCase.objects.count() == 1


def test_a_case_that_one_may_not_see_is_not_named_then(people):
    found = handed(people, "discipline", "transferred")
    type(found).objects.filter(pk=found.pk).update(discipline=True)
    again = make.lead(people)
    type(again).objects.filter(pk=again.pk).update(joined_into=found.lead_id)
    again.refresh_from_db()
    inside = official("inside", "lgo_clerk", of=people.unit)
    with pytest.raises(Refused, match="已移交有权机关") as refusal:
        registering.open_case(again, title="再查", fault_on=FAULT, by=inside, today=TODAY, at=AT)
    assert found.number not in str(refusal.value)


def test_a_lead_joined_to_the_transferred_one_makes_no_case_either(people):
    found = handed(people, "judicial", "transferring")
    again = make.lead(people)
    type(again).objects.filter(pk=again.pk).update(joined_into=found.lead_id)
    again.refresh_from_db()
    with pytest.raises(Refused):
        registering.open_case(again, title="再查", fault_on=FAULT, by=people.lgo, today=TODAY, at=AT)
    AccountabilityCase.objects.update(number="追〔2026〕09999")
    other = make.lead(people)
    assert registering.open_case(other, title="另一件", fault_on=FAULT, by=people.lgo, today=TODAY, at=AT)


def test_exports_are_asked_for_shown_and_taken_by_those_who_see_the_case(enter, people, file):
    client = enter(people.member)
    page = reverse("workbench:accountability_case", args=[file.case.pk])
    assert act(client, file.case, "export", form="package").status_code == 422
    assert act(client, file.case, "export", form="pdf").status_code == 302
    row = Export.objects.get()
    address = reverse("workbench:accountability_export", args=[row.pk])
    assert client.get(address).status_code == 404  # not made yet
    assert "progress" in client.get(page).text
    exporting.run(row.pk, at=AT)
    assert row.case.number in client.get(page).text
    assert client.get(reverse("workbench:accountability_exports", args=[file.case.pk])).status_code == 200
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    for who in (people.clerk, people.handler, people.disc):
        assert enter(who).get(address).status_code == 404


def test_the_page_of_a_transferred_case_costs_no_more(enter, people):
    found = handed(people, "discipline", "transferred")
    client = enter(people.lgo)
    assert queries(client, reverse("workbench:accountability_case", args=[found.pk])) <= MOST_QUERIES_OF_A_FILE
