"""Every act on the page of a case × its state × whoever might press it: what the page does not offer, nobody gets done.

Each act is sent with a form that is filled in well, past the page and its door: the service itself has to refuse.
"""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus as S
from mingjing.accountability.models import AccountabilityCase
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.people.models import Official
from mingjing.workbench.accountability.gate import cases
from mingjing.workbench.accountability.kinds import Act
from mingjing.workbench.accountability.parts import ACTS
from tests.accountability.factories import TODAY, Cast, cast
from tests.casework.signals import in_force
from tests.workbench.accountability.laden import DUE, laden, scan, viewers
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
WHO = ("lead", "undeclared", "head", "member", "legal", "disc", "outside", "subject")
BARE = "bare"
CASES: dict[str, dict[str, Any]] = {
    **{status.value: {"status": status.value} for status in S},
    S.VERIFIED.value: {"status": "verified", "bare": True},
    BARE: {"status": "rectifying", "bare": True},
    "judicial": {"status": "transferring", "organ": "judicial"},
}
DAY = str(TODAY)
WORDS = {"text": "理由充分。"}
# What each act is sent; a callable is given the form, to choose from what it offers.
SAID: dict[str, Any] = {
    "subject": {"unit": "pk", "part": "handler", "name": "王五", "post": "科员"},
    "plan": WORDS, "declare": {"nothing": "on"}, "leave": WORDS, "reinvestigate": WORDS, "acquit": WORDS,
    "evidence": {
        "title": "台账", "kind": "document", "source": "单位提供", "obtained_on": DAY, "text": "全年台账。",
    },
    "record": {"kind": "lead"},
    "fact": {"text": "超过时限。", "ground": "ACC-7-2c"},
    "fact-revise": {"text": "超过时限。", "ground": "ACC-7-2c"},
    "find": {"finding": "not_established", **WORDS},
    "subject-remove": WORDS, "recuse": WORDS, "set-aside": WORDS, "instruct": WORDS, "answer": WORDS,
    "legal-pass": WORDS, "legal-back": WORDS, "approve": WORDS, "send-back": WORDS,
    "deliver": {"way": "post", "received_on": DAY, "received_by": "本人"}, "correct": WORDS,
    "talk": {"on": DAY, "spoke": "局长", "acknowledged_on": DAY},
    "circular": {"classes": ["department"]}, "move": {"on": DAY, "organ": "市委组织部"},
    "leave-post": {"on": DAY, "organ": "市委党校"}, "come-back": {"on": DAY, "note": "合格"},
    "order": {"what": "改正。", "due_on": str(DUE)}, "verify": {"reason": "已经改正。"},
    "close": {"summary": "已经落实。"},
    "transfer": {"addressee": "市纪委监委", **WORDS}, "transfer-judicial": {"addressee": "市检察院", **WORDS},
    "received": {"received_on": DAY, "received_by": "收发室"}, "take-back": WORDS, "take-back-above": WORDS,
    "result": {"result_on": DAY, "text": "党内警告，某纪〔2026〕3号。"},
    "export": {"form": "pdf"}, "outcome": {"title": "超期办理", "text": "某单位超期办理，已经改正。"},
    "unpublish": WORDS,
    "statement": {"mode": "written", "came_on": DAY, "statement": "系统停用。"}, "split": {"points": "扣除两天"},
    "reply": {"accepted": "no", **WORDS}, "extend": {"until": str(DUE), "reason": "出差。"},
    "objection": {"came_on": DAY, "text": "处理过重。"},
}  # fmt: skip
SOME = {"people", "files", "evidence"}
LAST = {"come-back", "lapse"}
FILES = {"received", "scan"}
CHOSEN = ("subject", "leader", "person", "piece", "files", "fact", "letter", "measure", "instruction",
          "unit", "people", "evidence", "hearing", "point")  # fmt: skip

CLERKS, HEADS, LOOKING = {"lead", "undeclared"}, {"head", "member"}, {"lead", "outside"}
HANDS, JUDGED = CLERKS | {"outside"}, CLERKS | {"head"}
READERS = HANDS | HEADS | {"legal", "disc"}
ALL = set(CASES)
STATED = {"registered", "investigating", "established"}
BEFORE = STATED | {"informed", "heard", "divided", "drafted", "checked"}
TOLD = {"notified", "rectifying", "reported"}
AFTER = TOLD | {BARE, "verified", "closed"}
WITH_LETTERS = ALL - STATED - {"transferring", "transferred", "judicial"}
ALIKE = {"take-back-above": "take-back"}  # one service, which picks the step by the organ
# By whom and in which states an act gets done.
TABLE: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(("subject", "subject-remove"), (HANDS, STATED)),
    **dict.fromkeys(("plan", "investigators", "leader"), (CLERKS, {"registered", "investigating"})),
    "declare": ({"undeclared"}, BEFORE), "leave": (HANDS, BEFORE), "recuse": (JUDGED, BEFORE),
    "investigate": (CLERKS, {"registered"}),
    **dict.fromkeys(
        ("evidence", "take-over", "set-aside", "fact", "fact-revise", "find"), (LOOKING, {"investigating"})
    ),
    "record": ({"lead"}, {"investigating"}),  # the other investigator does not see the lead that is asked for here
    **dict.fromkeys(("check", "export"), (READERS, ALL)),
    "establish": (CLERKS, {"investigating"}),
    "reinvestigate": (CLERKS, {"established", "informed", "heard", "divided"}),
    "acquit": ({"head"}, {"investigating", "established", "informed", "heard", "divided"}),
    "inform": (CLERKS, {"established"}), "hear": (CLERKS, {"informed"}),
    "statement": (HANDS, {"established", "informed"}), "lapse": (HANDS, {"established"}),
    **dict.fromkeys(("split", "reply", "extend"), (HANDS, {"informed"})),
    **dict.fromkeys(("legal-pass", "legal-back"), ({"legal"}, {"drafted"})),
    **dict.fromkeys(("approve", "send-back"), (HEADS, {"checked"})),
    "notify": (CLERKS, {"approved"}), "delivered": (CLERKS, {"notified"}),
    "deliver": (JUDGED, AFTER | {"revoked"}),
    **dict.fromkeys(("scan", "correct"), (JUDGED, WITH_LETTERS)),
    **dict.fromkeys(("talk", "move", "leave-post", "come-back"), (HANDS, TOLD)),
    "circular": (CLERKS, TOLD), "order": (CLERKS, {"rectifying", "reported", BARE}),
    "verify": (CLERKS, {BARE}), "close": (CLERKS, {"verified"}),
    **dict.fromkeys(("transfer", "transfer-judicial"), ({"head"}, BEFORE - {"registered"})),
    "received": (CLERKS, {"transferring", "judicial"}),
    **dict.fromkeys(("take-back", "take-back-above"), (HEADS, {"transferring", "judicial"})),
    "result": (CLERKS | {"disc"}, {"transferred"}),
    "objection": (CLERKS, AFTER),
    "outcome": (CLERKS, {"rectifying", "reported", "verified", BARE}),
    "publish": ({"head"}, {"reported"}), "unpublish": ({"head"}, {"closed"}),
    "instruct": ({"member"}, ALL), "answer": (CLERKS, ALL),
}  # fmt: skip


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def filled(act: Act, request: Any, case: AccountabilityCase) -> Any:
    """The act's form with everything said that it asks; where it lets choose, the first that it offers."""
    empty = act.form(request, case, prefix=act.key)
    data = QueryDict(mutable=True)
    for name, field in empty.fields.items():
        value = SAID.get(act.key, {}).get(name)
        if name == "asked":
            value = case.lead.number
        elif name in ("decision", "read"):
            value = empty.initial.get(name)
        elif value in (None, "pk") and name in CHOSEN and (value or field.required or name in ("people", "evidence")):
            keys = [str(key) for key, _label in field.choices if str(key)]
            value = (
                keys[:1] if name in ("people", "files", "evidence") else (keys or [""])[-1 if act.key in LAST else 0]
            )
        if isinstance(value, list):
            data.setlist(f"{act.key}-{name}", value)
        elif value is not None:
            data[f"{act.key}-{name}"] = str(value)
    files = MultiValueDict({f"{act.key}-attached": [scan()]} if act.key in FILES else {})
    return act.form(request, case, data=data, files=files, prefix=act.key)


def is_done(act: Act, request: Any, case: AccountabilityCase, said: dict[str, Any]) -> bool:
    """True if the act goes through for somebody; what it did is taken back."""
    with transaction.atomic():
        try:
            act.do(request, case, dict(said))
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def asks(person: Official) -> Any:
    return SimpleNamespace(user=person, GET=QueryDict(), POST=QueryDict(), FILES={})


def pressed(people: Cast, name: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """By act and viewer, of the case in one state: what was offered, and what got done."""
    who, case = viewers(people), laden(people, **CASES[name]).case
    persons = {viewer: Official.objects.get(pk=who[viewer].pk) for viewer in WHO}
    sees = {viewer for viewer in WHO if access.visible_to(persons[viewer]).filter(pk=case.pk).exists()}
    offered, done = set(), set()
    entries = Entry.objects.count()
    for act in ACTS:
        read = cases(people.lgo).get(pk=case.pk)
        offered |= {(act.key, viewer) for viewer in sees if act.offered(persons[viewer], read)}
        form = filled(act, asks(people.lgo), read)
        if not form.is_valid():
            continue
        for viewer, person in persons.items():
            if is_done(act, asks(person), read, form.cleaned_data):
                done.add((act.key, viewer))
                read = cases(people.lgo).get(pk=case.pk)
                form = filled(act, asks(people.lgo), read)
                assert form.is_valid()
    assert Entry.objects.count() == entries
    return offered, done


@pytest.mark.article("ACC-3-a", "ACC-3-b", "ACC-12-a", "X-02")
def test_an_act_gets_done_by_those_it_is_offered_to_in_its_states_and_by_nobody_else(people):
    assert set(TABLE) == {act.key for act in ACTS}, "a new act needs a line in the table"
    offered, done = set(), set()
    for name in CASES:
        shown, did = pressed(people, name)
        offered |= {(ALIKE.get(key, key), viewer, name) for key, viewer in shown}
        done |= {(ALIKE.get(key, key), viewer, name) for key, viewer in did}
    assert done <= offered
    found: dict[str, tuple[set[str], set[str]]] = {key: (set(), set()) for key in TABLE}
    for key, viewer, name in done:
        found[key][0].add(viewer)
        found[key][1].add(name)
    wrong = {key: said for key, said in found.items() if ALIKE.get(key, key) == key and said != TABLE[key]}
    assert wrong == {}
