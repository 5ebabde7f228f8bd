"""Which page of the complaint rooms opens for whom: every route, every role, the case granted and not (CMP-8-b)."""

import re

import pytest
from django.urls import reverse

from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import ComplaintStatus, Duty
from mingjing.complaints.models import Complaint, Grant
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.people.enums import Role
from mingjing.workbench import urls
from mingjing.workbench.complaints.parts import ACTS
from tests.catalogue.factories import official
from tests.complaints.factories import filed, keyed
from tests.workbench.conftest import enter  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(databases="__all__")
ROOMS = ("mingjing.workbench.complaints", "mingjing.workbench.custody", "mingjing.workbench.keys")
ROUTES = {route.name: route for route in urls.urlpatterns if route.callback.__module__.startswith(ROOMS)}
ALL = frozenset(role.value for role in Role) - {"system"}
NOWHERE = "0192f0a0-0000-7000-8000-000000000000"
WORDS = {"channel": "letter", "size": "a5", "kind": "pdf", "name": "letter", "act": "classify", "series": "x"}
CLOSED = {404, 405}  # 405 tells that there is such an address, to everybody alike


def of_case(name: str) -> bool:
    return str(ROUTES[name].pattern).startswith("complaints/<uuid:pk>/")


def address(name: str, complaint: Complaint) -> str:
    parts = re.findall(r"<(?:\w+:)?(\w+)>", str(ROUTES[name].pattern))
    values = {part: WORDS.get(part, NOWHERE) for part in parts}
    if of_case(name):
        values["pk"] = str(complaint.pk)
    return reverse(f"workbench:{name}", kwargs=values)


def opens(client, name: str, complaint: Complaint) -> bool:
    """True if either way of asking is answered with anything but that there is nothing."""
    answers = [client.get(address(name, complaint)), client.post(address(name, complaint), {})]
    for answer in answers:
        if answer.streaming:
            b"".join(answer.streaming_content)
    return any(answer.status_code not in CLOSED for answer in answers)


def granted(complaint: Complaint, person) -> None:
    with seeing(SYSTEM):
        Grant.objects.create(
            complaint=complaint, holder=tag_of(person), duty=Duty.HANDLER, given_on=complaint.received_on
        )


CLERK, HEAD = frozenset({"centre_clerk"}), frozenset({"centre_head"})
LOOK_IN = CLERK | HEAD | {"disc_officer"}
KEYED = LOOK_IN | {"custodian", "unit_clerk", "unit_leader"}
OFFICE = frozenset({"lgo_clerk", "lgo_head", "lg_member"})
NOBODY: frozenset[str] = frozenset()  # without something of one's own behind the address

# Who finds anything at an address: without the case, and with it.
TABLE = {
    **dict.fromkeys(("keys", "key_save", "key_rotate", "unlock"), (KEYED, KEYED)),
    "lock": (ALL, ALL),
    "key_people": (HEAD, HEAD),
    "custody": (frozenset({"custodian"}), frozenset({"custodian"})),
    "openings": (LOOK_IN, LOOK_IN),
    **dict.fromkeys(
        (
            "complaints", "complaint_calls", "complaint_rota", "complaint_slips", "complaint_transfers",
            "complaint_token_new", "complaint_routes", "complaint_search", "complaint_phones", "complaint_channel",
            "complaint_results", "complaints_late", "complaint_ledger", "complaint_ledger_document",
        ),
        (LOOK_IN, LOOK_IN),
    ),
    **dict.fromkeys(
        (
            "complaint_mail_draft", "complaint_channels", "complaint_new", "complaint_receipt", "complaint_slip_new",
            "complaint_transfers_in",
        ),
        (CLERK, CLERK),
    ),
    "complaint_ledger_file": (HEAD, HEAD),
    "complaint_numbers": (OFFICE | CLERK | HEAD, OFFICE | CLERK | HEAD),
    "forwards": (frozenset({"unit_clerk", "unit_leader"}), frozenset({"unit_clerk", "unit_leader"})),
    **dict.fromkeys(
        ("complaint", "complaint_act", "complaint_identity", "complaint_identity_ask"), (NOBODY, LOOK_IN)
    ),
}  # fmt: skip


def test_every_other_address_asks_for_something_of_ones_own():
    assert set(TABLE) <= set(ROUTES)
    for name in set(ROUTES) - set(TABLE):
        assert "<uuid:" in str(ROUTES[name].pattern), f"{name}: say in the table whose page it is"


@pytest.mark.article("CMP-3-a", "CMP-3-b", "CMP-8-b")
@pytest.mark.parametrize("role", sorted(ALL))
def test_an_address_leads_somewhere_for_those_it_is_for_only(centre, opened, enter, role):  # noqa: F811
    made = filed(centre)
    person = keyed(official("viewer", role, of=centre.unit))
    client = enter(person)
    own = {name for name in ROUTES if name.startswith(("key", "unlock", "lock"))}
    found = {name for name in own if opens(client, name, made.complaint)}
    assert found == {name for name in own if role in TABLE[name][False]}
    client = opened(person)
    for given in (False, True):
        if given:
            granted(made.complaint, person)
        found = {name for name in set(ROUTES) - own if opens(client, name, made.complaint)}
        assert found == {name for name, who in TABLE.items() if role in who[given]} - own


@pytest.mark.parametrize("status", ComplaintStatus)
@pytest.mark.parametrize("role", ["centre_clerk", "centre_head"])
def test_a_step_is_offered_in_its_states_to_its_role_and_refused_otherwise(centre, opened, role, status):
    made = filed(centre)
    person = centre.clerk if role == "centre_clerk" else centre.head
    if role == "centre_head":
        granted(made.complaint, person)
    with seeing(SYSTEM):
        into = made.complaint.pk if status == ComplaintStatus.MERGED else None
        Complaint.objects.filter(pk=made.complaint.pk).update(status=status, merged_into=into)
        complaint = Complaint.objects.get()
    client = opened(person)
    for act in ACTS:
        if act.step is None:
            continue
        may = act.step.role == role and status in act.step.sources
        assert act.offered(person, complaint) <= may, act.key
        if not may:
            answer = client.post(reverse("workbench:complaint_act", args=[complaint.pk, act.key]), {})
            assert answer.status_code in {404, 422}, act.key
    with seeing(SYSTEM):
        assert Complaint.objects.get().status == status
