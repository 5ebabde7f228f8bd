"""What a case holds reaches nobody outside it: words planted in two files, and looked for in every other room."""

import io
import zipfile
from typing import Any

import pytest
from django.core.serializers import serialize
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Decision, Hearing, Instruction, Investigator, Point
from mingjing.ledger.models import Entry
from mingjing.portal import urls as portal
from mingjing.workbench import urls as workbench
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, Cast, cast
from tests.canaries import Canaries
from tests.casework.signals import in_force
from tests.workbench.accountability.laden import kept, viewers
from tests.workbench.accountability.test_matrix import TABLE, addresses
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
WORDS = {
    "lead": "金丝雀线索", "plan": "金丝雀方案", "evidence": "金丝雀证据", "source": "金丝雀来源", "file": "金丝雀文件",
    "fact": "金丝雀事实", "finding": "金丝雀认定", "person": "金丝雀某", "post": "金丝雀职务", "removed": "金丝雀移出",
    "recused": "金丝雀回避", "statement": "金丝雀陈述", "point": "金丝雀意见", "reply": "金丝雀答复",
    "instruction": "金丝雀指示", "reasons": "金丝雀理由", "opinion": "金丝雀法审", "approval": "金丝雀批准",
    "weighing": "金丝雀轻重", "title": "金丝雀案由",
}  # fmt: skip
CANARIES = Canaries(dict(WORDS))
OUTSIDE = ("own clerk", "own leader", "own disc", "centre_head", "custodian", "security_admin", "audit_admin")
OPEN = {name for name, who in TABLE.items() if set(OUTSIDE) & (who[0] | who[1])}  # the others are not there for them
PLAIN = sorted(f"workbench:{route.name}" for route in workbench.urlpatterns if "<" not in str(route.pattern))
PUBLIC = sorted(f"portal:{route.name}" for route in portal.urlpatterns if "<" not in str(route.pattern) and route.name)
SHEETS = {"workbench:ledger", "workbench:todo", "workbench:merit", "workbench:notices", "workbench:assignments"}


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def plant(found: AccountabilityCase, people: Cast) -> None:
    """Words in whatever a case holds; a person without an account, whose statement and points are theirs alone."""
    type(found.lead).objects.filter(pk=found.lead_id).update(facts=WORDS["lead"])
    AccountabilityCase.objects.filter(pk=found.pk).update(plan=WORDS["plan"], title=WORDS["title"])
    piece = make.evidence(found, WORDS["evidence"], source=WORDS["source"], text=WORDS["evidence"])
    piece.files.create(kept_by=people.lgo, kept_at=AT, **vars(kept(f"{WORDS['file']}.pdf")))
    make.fact(found, piece, text=WORDS["fact"], finding_reason=WORDS["finding"])
    other = make.person(found, WORDS["person"], post=WORDS["post"])
    make.person(found, "离职", removed_on=TODAY, removed_for=WORDS["removed"])
    Investigator.objects.filter(case=found).exclude(recused_on=None).update(recused_for=WORDS["recused"])
    heard = make.hearing(other, mode="written", statement=WORDS["statement"])
    Hearing.objects.filter(subject__case=found, mode="written").update(statement=WORDS["statement"])
    Point.objects.create(
        hearing=heard, no=1, text=WORDS["point"], accepted=False, reply=WORDS["reply"], replied_by=people.lgo,
        replied_on=TODAY,
    )  # fmt: skip
    Instruction.objects.create(case=found, text=WORDS["instruction"], by=people.member, at=AT)
    make.division(found, {other: "main"}, weighing=WORDS["weighing"])
    last = found.decisions.get()
    Decision.objects.create(
        case=found, no=2, severity="ACC-11-1", reasons=WORDS["reasons"], bases=[], rectify_by=TODAY,
        drafted_by=people.second, drafted_on=TODAY, checked_by=last.checked_by, checked_on=TODAY,
        opinion=WORDS["opinion"], approved_by=last.approved_by, approved_on=TODAY, approval=WORDS["approval"],
    )  # fmt: skip


def said(answer: Any) -> bytes:
    """What an answer tells with its headers; of a sheet or a document every part of it."""
    data = answer.getvalue()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as made:
            data = b"".join(made.read(name) for name in made.namelist())
    return data + str(dict(answer.headers)).encode()


def crawled(client: Any, pages: list[str]) -> dict[str, set[str]]:
    """The words found in the answers of these pages, in whatever form."""
    found = {}
    for page in pages:
        if words := CANARIES.found_in(said(client.get(page))):
            found[page] = words
    return found


@pytest.mark.article("ACC-9-2a")
def test_nothing_of_a_file_stands_in_any_room_of_those_outside_it(enter, client, people):
    pages = [reverse(name) for name in PLAIN if name not in ("workbench:logout", "workbench:lock")]
    pages += [f"{reverse(name)}?export=xlsx" for name in SHEETS if name in PLAIN]
    for discipline in (False, True):
        behind = addresses(people, discipline=discipline)
        plant(AccountabilityCase.objects.get(pk=behind["accountability_case"].rstrip("/").split("/")[-1]), people)
        pages += [page for name, page in behind.items() if name in OPEN]
    assert crawled(client, [reverse(name) for name in PUBLIC]) == {}
    who = viewers(people)
    for viewer in OUTSIDE:
        assert crawled(enter(who[viewer]), pages) == {}, viewer
    inside = crawled(enter(people.lgo), [behind["accountability_case"]])
    assert set().union(*inside.values()) >= set(WORDS) - {"lead", "file"}  # they would be found
    assert CANARIES.found_in(serialize("json", Entry.objects.all()).encode()) == set()
