"""变动: what was published when, and what became of the promise."""

from xml.etree import ElementTree

import pytest

from mingjing.catalogue import services
from tests.catalogue.factories import AT, DAY, amended, basis, bring, house
from tests.portal.factories import get

ATOM = "{http://www.w3.org/2005/Atom}"

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
def test_the_list_costs_the_same_queries_however_long(client, power, django_assert_num_queries, count):
    for n in range(1, count + 1):
        power = amended(power, house(), at=AT + n * DAY, promised_length=9 - n)
    with django_assert_num_queries(9):
        assert get(client, "changes").text.count("#difference") == count


@pytest.mark.article("ASM-5-4-1b")
def test_what_changed_is_said_in_words_with_a_link_to_both_versions(client, power):
    home = house()
    new = services.amend(power.item, reason="法律修改", by=home.clerk, at=AT + DAY)
    services.edit(new, by=home.clerk, at=AT + DAY, promised_length=5, conditions="有营业执照")
    services.add_basis(new, basis=basis("道路运输条例"), article="第二十四条", by=home.clerk, at=AT + DAY)
    bring(new, home, "published", at=AT + DAY)
    row = get(client, "changes").text.split("<tbody>")[1].split("</tr>")[0]
    assert "3 处不同" in row
    assert "承诺时限：10个工作日 → 5个工作日" in row
    assert "依据：《道路运输条例》第二十四条" in row
    assert "/2/#difference" in row


def test_a_month_holds_its_own_changes_only(client, power):
    amended(power, house(), at=AT + 40 * DAY, promised_length=5)
    power.item.refresh_from_db()
    services.abolish(power.item, reason="依据废止", by=house().head, at=AT + 41 * DAY)
    march, april = (get(client, "changes", month=month).text for month in ("2026-03", "2026-04"))
    assert ("首次公布" in march, "承诺时限由" in march, "依据废止" in march) == (True, False, False)
    assert ("首次公布" in april, "承诺时限由" in april, "依据废止" in april) == (False, True, True)
    assert '?month=2026-04"' in march


@pytest.mark.parametrize("month", ["nonsense", "2026-13", "9999-12", "0000-01", "2026-03-01"])
def test_a_month_that_nobody_knows_shows_everything(client, power, month):
    answer = get(client, "changes", month=month)
    assert answer.status_code == 200
    assert "首次公布" in answer.text


@pytest.mark.article("ASM-5-4-1b")
def test_the_feed_tells_what_changed_and_the_same_bytes_each_time(client, power):
    amended(power, house(), at=AT + DAY, promised_length=5)
    power.item.refresh_from_db()
    services.suspend(power.item, reason="汛期，联系人13812345678", by=house().head, at=AT + 2 * DAY)
    answer = get(client, "changes_feed")
    feed = ElementTree.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert [title.partition("：")[0] for title in titles] == ["暂停", "修订", "新公布"]
    assert "承诺时限由“10个工作日”改为“5个工作日”" in answer.text
    assert "13812345678" not in answer.text
    assert get(client, "changes_feed").content == answer.content
