"""变动: what was published when, and what became of the promise."""

import pytest

from mingjing.catalogue import services
from tests.catalogue.factories import AT, DAY, amended, house
from tests.portal.factories import get

pytestmark = pytest.mark.django_db


@pytest.mark.article("ASM-5-4-1a")
def test_a_change_is_listed_and_says_what_became_shorter(client, power):
    home = house()
    amended(power, home, at=AT + DAY, promised_length=5)
    text = get(client, "changes").text
    assert "承诺时限由 10 改为 5" in text
    assert "首次公布" in text


def test_a_draft_of_a_new_version_changes_nothing_public(client, power):
    new = services.amend(power.item, reason="CANARY-REASON", by=house().clerk, at=AT + DAY)
    assert get(client, "power_version", power.item.number, new.no).status_code == 404
    assert "CANARY" not in get(client, "changes").text


@pytest.mark.article("ASM-5-4-1b")
def test_each_change_names_its_item_what_changed_and_the_basis(client, power):
    amended(power, house(), at=AT + DAY, promised_length=5)
    row = get(client, "changes").text.split("<tbody>")[1].split("</tr>")[0]
    assert power.name in row
    assert "法律修改" in row
    assert "/regulations/baoding-2010/ASM-5/#ASM-5-4-1b" in row
    assert "/2/#difference" in row


@pytest.mark.article("ACC-6-4a", "ASM-5-4-1b")
def test_a_power_suspended_and_resumed_is_listed_with_reason_and_basis(client, power):
    head = house().head
    services.suspend(power.item, reason="汛期禁采", by=head, at=AT + DAY)
    power.item.refresh_from_db()
    services.resume(power.item, reason="汛期结束", by=head, at=AT + 2 * DAY)
    table = get(client, "changes").text.split('id="moves"')[1].split("</table>")[0]
    assert table.index("汛期结束") < table.index("汛期禁采")
    assert "/regulations/baoding-2010/ACC-6/#ACC-6-4a" in table


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_two_queries(client, power, django_assert_num_queries, count):
    for n in range(1, count + 1):
        power = amended(power, house(), at=AT + n * DAY)
    with django_assert_num_queries(2):
        assert get(client, "changes").text.count("#difference") == count
