"""A complaint about the centre's own unit: to the discipline organ elsewhere, else refused with the way out."""

import mailbox
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.models import Complaint, Grant, Message
from mingjing.complaints.services import transfers
from mingjing.complaints.services.transfers import Order
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from tests.catalogue.factories import official, unit
from tests.complaints.factories import AT, filed, keyed, keys
from tests.complaints.posting import mail

pytestmark = pytest.mark.django_db(databases="__all__")


def of_discipline(name: str, of) -> object:
    return official(name, "disc_officer", of=of)


@pytest.fixture
def outside(centre):
    """Somebody of the discipline organ above, with a key; one without; and one inside the centre's unit."""
    above = unit("130000JW", "省纪委监委")
    of_discipline("disc-keyless", above)
    keyed(of_discipline("disc-inside", centre.unit))
    return keyed(of_discipline("disc-above", above))


def rows() -> list[Complaint]:
    with seeing(SYSTEM):
        return list(Complaint.objects.all())


def holders(row: Complaint) -> set[tuple[str, str]]:
    return set(Grant.objects.filter(complaint=row, ended_on=None).values_list("holder", "duty"))


def inside_names(centre) -> str:
    return "、".join(person.name for person in (centre.clerk, centre.second, centre.head))


@pytest.mark.article("CMP-5", "CMP-7-2b")
def test_it_is_filed_and_given_to_the_discipline_organ_outside_alone(centre, outside, opened):
    made = filed(centre, unit=centre.unit).complaint
    assert holders(made) == {(tag_of(outside), "handler")}
    assert list(Message.objects.values_list("holder", flat=True)) == [tag_of(outside)]
    page = reverse("workbench:complaint", args=[made.pk])
    assert "图纸" in opened(outside).get(page).text
    for person in (centre.clerk, centre.second, centre.head):
        assert opened(person).get(page).status_code == 404
    with access.shown_to(outside):
        assert keys(made, outside).content


@pytest.mark.article("CMP-5", "CMP-7-2b")
def test_without_anybody_there_it_is_refused_with_the_way_out_and_nothing_is_kept(centre):
    keyed(of_discipline("disc-inside", centre.unit))
    with pytest.raises(Refused, match="上级纪检监察机关反映"):
        filed(centre, unit=centre.unit)
    assert not rows()


@pytest.mark.article("CMP-5", "CMP-7-2b")
def test_whoever_of_the_discipline_organ_is_named_in_the_text_stands_back_too(centre, outside):
    with pytest.raises(Refused, match="上级纪检监察机关反映"):
        filed(centre, unit=centre.unit, text=f"这件事{outside.name}也在场，窗口另要了一份图纸。")


@pytest.mark.article("CMP-6-d", "CMP-7-2b")
def test_a_mail_that_names_all_of_the_centre_goes_there_and_stays_where_it_is_if_nobody_can(
    centre, outside, tmp_path, settings
):
    settings.MAILBOX = f"maildir:{tmp_path}/box"
    box = mailbox.Maildir(tmp_path / "box")
    box.add(mail(text=f"{inside_names(centre)}另要一份图纸"))
    call_command("fetch_mail", stdout=StringIO())
    (row,) = rows()
    assert holders(row) == {(tag_of(outside), "handler")}
    box.add(mail("<a2@example.org>", text=f"{inside_names(centre)}和{outside.name}另要一份图纸"))
    with pytest.raises(Exception, match="Refused"):
        call_command("fetch_mail", stdout=StringIO())
    assert (len(box), len(rows())) == (1, 1)


@pytest.mark.article("CMP-6-f", "CMP-7-2b")
def test_an_order_about_the_centres_unit_goes_there_too(centre, outside):
    order = Order(1, "12345-1", "窗口另要一份图纸", AT, unit=centre.unit.code)
    (outcome,) = transfers.take_in([order], whole=True, via=str(centre.accused.pk), by=None, at=AT)
    assert outcome.result == transfers.REGISTERED
    assert holders(rows()[0]) == {(tag_of(outside), "handler")}
