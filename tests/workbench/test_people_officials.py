"""The pages of people: accounts by the system administrator, roles by the security administrator."""

import pytest
from django.urls import reverse

from mingjing.people.models import Official
from tests.people.factories import administrators, official, post, unit

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


@pytest.fixture
def as_(client):
    """Log in as one of the administrators or the office."""
    people = administrators()

    def enter(role: str) -> Official:
        client.force_login(people[role])
        return people[role]

    return enter


def password_in(text: str) -> str:
    return text.split("<code>")[1].split("</code>")[0]


def test_a_new_account_comes_in_once_and_must_choose_a_password(client, as_):
    as_("system_admin")
    typed = {"username": "zhang", "name": "张三", "unit": unit().pk, "post": post(unit()).pk, "from_on": "2026-03-02"}
    answer = client.post(url("official_new"), typed)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    password = password_in(answer.text)
    client.logout()
    client.post(url("login"), {"username": "zhang", "password": password})
    for page in ("todo", "units", "powers"):
        assert client.get(url(page)).url == url("password")
    new = {"old_password": password, "new_password1": "correct-horse-9", "new_password2": "correct-horse-9"}
    assert "一次性密码" in client.get(url("password")).text
    assert client.post(url("password"), new).status_code == 302
    assert client.get(url("todo")).status_code == 200


def test_a_taken_name_and_a_foreign_post_keep_what_was_typed(client, as_):
    as_("system_admin")
    official("zhang", of=unit())
    foreign = post(unit("130600SW", "水务局"))
    answer = client.post(url("official_new"), {"username": "zhang", "name": "张三", "unit": unit().pk})
    assert (answer.status_code, "id_username_error" in answer.text, "张三" in answer.text) == (422, True, True)
    typed = {"username": "li", "name": "李四", "unit": unit().pk, "post": foreign.pk}
    answer = client.post(url("official_new"), typed)
    assert (answer.status_code, "不属于" in answer.text) == (422, True)


def test_a_reset_password_is_shown_once_and_ends_open_logins(client, as_):
    person = Official.objects.create_user("zhang", "correct-horse-9", name="张三", unit=unit())
    other = type(client)()
    other.force_login(person)
    as_("system_admin")
    password = password_in(client.post(url("official_password", person.pk)).text)
    assert Official.objects.get(pk=person.pk).check_password(password)
    assert other.get(url("password")).status_code == 302
    assert password not in client.get(url("official", person.pk)).text


def test_leaving_and_coming_back(client, as_):
    as_("system_admin")
    person = official("zhang", "unit_clerk", of=unit())
    assert client.post(url("official_leave", person.pk), {"leave-on": "2099-01-01"}).status_code == 422
    assert client.post(url("official_leave", person.pk), {"leave-on": "2026-03-02"}).status_code == 302
    assert "已离岗" in client.get(url("official", person.pk)).text
    assert client.post(url("official_password", person.pk)).status_code == 422
    answer = client.post(url("official_back", person.pk), {"back-on": "2026-04-01"})
    assert Official.objects.get(pk=person.pk).check_password(password_in(answer.text))


def test_duties_are_edited_by_the_person(client):
    person = official("zhang", of=unit())
    client.force_login(person)
    answer = client.post(url("official_edit", person.pk), {"duties": "收件", "phone": "", "name": "别人"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.duties, person.name) == ("收件", "zhang")


@pytest.mark.article("X-02")
def test_two_of_the_three_administrators_on_one_account_are_refused_on_the_page(client, as_):
    as_("security_admin")
    person = official("zhang", of=unit())
    assert client.post(url("role_grant", person.pk), {"grant-role": "audit_admin"}).status_code == 302
    answer = client.post(url("role_grant", person.pk), {"grant-role": "system_admin"})
    assert answer.status_code == 422
    assert "三个管理员必须是三个人" in answer.text
    assert Official.objects.get(pk=person.pk).roles == {"audit_admin"}


@pytest.mark.article("X-02")
def test_the_security_administrator_gives_the_own_account_nothing(client, as_):
    own = as_("security_admin")
    assert "授予角色</summary>" not in client.get(url("official", own.pk)).text
    answer = client.post(url("role_grant", own.pk), {"grant-role": "lgo_head"})
    assert (answer.status_code, "不能给自己授予" in answer.text) == (422, True)


def test_a_role_is_withdrawn_with_a_reason(client, as_):
    as_("security_admin")
    person = official("zhang", "unit_clerk", of=unit())
    answer = client.post(url("role_withdraw", person.pk), {"role": "unit_clerk"})
    assert (answer.status_code, "此字段不能为空" in answer.text or "必填" in answer.text) == (422, True)
    client.post(url("role_withdraw", person.pk), {"role": "unit_clerk", "reason": "换岗"})
    assert not person.grants.exists()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_the_file_of_a_person_shows_who_changed_what(client, as_, role):
    as_("security_admin")
    person = official("zhang", of=unit())
    client.post(url("role_grant", person.pk), {"grant-role": "unit_clerk"})
    as_(role)
    assert "变更记录" in client.get(url("official", person.pk)).text


def test_a_unit_sees_its_own_people_without_their_file(client):
    clerk = official("clerk", "unit_clerk", of=unit())
    stranger = official("stranger", of=unit("130600SW", "水务局"))
    client.force_login(clerk)
    text = client.get(url("officials")).text
    assert url("official", clerk.pk) in text
    assert url("official", stranger.pk) not in text
    assert "变更记录" not in client.get(url("official", clerk.pk)).text


def test_the_list_is_filtered_by_name_unit_role_and_state(client, as_):
    as_("system_admin")
    official("zhang", "unit_clerk", of=unit())
    official("li", of=unit("130600SW", "水务局"))
    Official.objects.filter(username="li").update(is_active=False)
    for asked, found in (
        ("name=zha", "zhang"),
        ("unit=130600SW", "li"),
        ("role=unit_clerk", "zhang"),
        ("state=left", "li"),
    ):
        text = client.get(f"{url('officials')}?{asked}").text
        people = {
            p.username: url("official", p.pk) in text for p in Official.objects.filter(username__in=("zhang", "li"))
        }
        assert [name for name, shown in people.items() if shown] == [found], asked


@pytest.mark.parametrize("count", [3, 60])
def test_lists_cost_the_same_for_many_rows(client, as_, django_assert_max_num_queries, count):
    as_("system_admin")
    for number in range(count):
        place = unit(f"130600A{number}", f"单位{number}")
        person = official(f"o{number}", "unit_clerk", of=place)
        Official.objects.filter(pk=person.pk).update(post=post(place))
    with django_assert_max_num_queries(8):
        client.get(url("officials"))
    with django_assert_max_num_queries(12):
        client.get(url("official", person.pk))
