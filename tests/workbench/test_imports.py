"""Importing, mapping and tokens, through the door that the unit uses."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mingjing.casework.models import ActivityMapping, ApiToken, Batch, Event, JudgingRun, Matter
from mingjing.casework.services import importing, runs
from mingjing.catalogue.models import PowerItem
from mingjing.ledger.models import Entry
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, draft

pytestmark = pytest.mark.django_db
GOOD = "办件编号,环节,时间\n甲1,受理,2026-03-03 09:00\n甲1,盖章,2026-03-04 09:00\n甲1,决定,2026-03-05 09:00\n"


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def send(client, item: PowerItem, data: str = GOOD, **more):
    file = SimpleUploadedFile("办件.csv", data.encode())
    return client.post(url("import_new"), {"power": item.number, "file": file, "not_secret": "on", **more})


def read(batch: Batch, *, at: dt.datetime | None = None) -> Batch:
    importing.run(batch.pk, at=at or timezone.now())
    batch.refresh_from_db()
    return batch


def test_a_clerk_uploads_a_file_and_watches_it(enter, home, item):
    client = enter(home.clerk)
    answer = send(client, item)
    batch = Batch.objects.get()
    assert answer.headers["Location"] == url("import", batch.pk)
    waiting = client.get(url("import", batch.pk)).text
    assert "排队等待" in waiting
    assert "hx-trigger" in waiting
    read(batch)
    page = client.get(url("import", batch.pk)).text
    assert "采纳 3 个事件" in page
    assert "盖章（1 次）" in page
    assert "hx-trigger" not in page
    assert url("matter", Matter.objects.get().pk) in page
    assert "办件.csv" in client.get(url("imports")).text


def test_a_part_of_the_page_is_fetched_while_it_is_read(enter, home, item):
    client = enter(home.clerk)
    send(client, item)
    part = client.get(url("import", Batch.objects.get().pk), headers={"HX-Request": "true"}).text
    assert "排队等待" in part
    assert "<html" not in part


def test_the_office_has_facts_of_long_ago_told_after_all(enter, home, item):
    in_force()
    send(enter(home.clerk), item)
    read(Batch.objects.get(), at=timezone.make_aware(dt.datetime(2027, 6, 1)))
    batch, run = Batch.objects.get(), JudgingRun.objects.get()
    page = enter(home.clerk).get(url("import", batch.pk)).text
    assert "增加环节 1 处，2026-03-04 至 2026-03-04" in page
    assert "逐一补发" not in page
    assert enter(home.clerk).post(url("import_tell_old", run.pk)).status_code == 404
    office = enter(home.head)
    assert "逐一补发" in office.get(url("import", batch.pk)).text
    assert "已排队补发" in office.post(url("import_tell_old", run.pk), follow=True).text
    assert JudgingRun.objects.filter(reason="old").count() == 1
    assert "已要求补发" in office.get(url("import", batch.pk)).text


def test_a_refused_file_names_its_rows(enter, home, item):
    client = enter(home.clerk)
    send(client, item, GOOD + "甲2,受理,昨天\n")
    page = client.get(url("import", read(Batch.objects.get()).pk)).text
    assert "整批未采纳" in page
    assert "时间“昨天”无法识别" in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"file": ""}, "这个字段是必填项"),
        ({"not_secret": ""}, "这个字段是必填项"),
        ({"power": "x"}, "选择一个有效的选项"),
    ],
)
def test_a_bad_form_keeps_what_was_typed(enter, home, item, more, said):
    answer = send(enter(home.clerk), item, case="我的列", **more)
    assert (answer.status_code, said in answer.text, "我的列" in answer.text) == (422, True, True)
    assert not Batch.objects.exists()


def test_a_file_that_is_being_read_already_is_refused_on_the_form(enter, home, item):
    client = enter(home.clerk)
    send(client, item)
    answer = send(client, item)
    assert (answer.status_code, "正在处理中" in answer.text) == (422, True)


def test_a_forgotten_batch_is_queued_again_by_its_clerk(enter, home, item):
    client = enter(home.clerk)
    send(client, item)
    page = client.post(url("import", Batch.objects.get().pk), follow=True).text
    assert "已重新排队" in page


PAGES = ["imports", "import_new", "import", "mappings", "mapping", "tokens", "record"]
WHO = {
    "clerk": {"imports": 200, "import_new": 200, "import": 200, "mappings": 200, "mapping": 200, "tokens": 404,
              "record": 200},
    "leader": {"imports": 200, "import_new": 404, "import": 200, "mappings": 200, "mapping": 200, "tokens": 200,
               "record": 404},
    "head": {"imports": 200, "import_new": 404, "import": 200, "mappings": 200, "mapping": 200, "tokens": 404,
             "record": 404},
    "stranger": {"imports": 200, "import_new": 200, "import": 404, "mappings": 200, "mapping": 404, "tokens": 404,
                 "record": 200},
    "admin": {"imports": 200, "import_new": 404, "import": 404, "mappings": 200, "mapping": 404, "tokens": 200,
              "record": 404},
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_each_sees_the_pages_that_are_theirs(enter, home, other, admin, item, who):
    people = {"clerk": home.clerk, "leader": home.leader, "head": home.head, "stranger": other.clerk, "admin": admin}
    batch = Batch.objects.create(unit=home.unit, item=item, source="csv", name="甲.csv", digest="", received_at=AT)
    client = enter(people[who])
    args = {"import": [batch.pk], "mapping": [item.number]}
    assert {page: client.get(url(page, *args.get(page, []))).status_code for page in PAGES} == WHO[who]
    sees = who in {"clerk", "leader", "head"}
    assert ("甲.csv" in client.get(url("imports")).text) is sees
    assert (item.name in client.get(url("mappings")).text) is sees


@pytest.mark.parametrize("who", ["leader", "head", "stranger"])
def test_nobody_else_may_post(enter, home, other, item, who):
    person = {"leader": home.leader, "head": home.head, "stranger": other.clerk}[who]
    batch = Batch.objects.create(unit=home.unit, item=item, source="csv", name="甲.csv", digest="", received_at=AT)
    client = enter(person)
    assert send(client, item).status_code in {404, 422}
    assert client.post(url("mapping", item.number), {"new0-activity": "登记", "new0-step": "none"}).status_code == 404
    assert client.post(url("import", batch.pk)).status_code == 404
    assert client.post(url("record") + f"?power={item.number}", {}).status_code == 404
    assert Batch.objects.count() == 1
    assert not ActivityMapping.objects.exists()


def test_strangers_are_sent_to_the_login(client, item):
    for page in ("imports", "import_new", "mappings", "tokens", "record"):
        assert client.get(url(page)).status_code == 302


@pytest.mark.parametrize("rows", [1, 60])
def test_the_list_takes_the_same_few_queries_for_any_length(enter, home, item, rows, django_assert_max_num_queries):
    Batch.objects.bulk_create(
        Batch(unit=home.unit, item=item, source="csv", name=f"{n}", digest="", received_at=AT, by=home.clerk)
        for n in range(rows)
    )
    client = enter(home.clerk)
    with django_assert_max_num_queries(9):
        client.get(url("imports"))


class TestMapping:
    @pytest.fixture(autouse=True)
    def delivered(self, enter, home, item):
        self.client, self.item = enter(home.clerk), item
        send(self.client, item)
        read(Batch.objects.get())

    def save(self, **said):
        rows = {f"new{n}-{name}": "" for n in range(3) for name in ("activity", "step")}
        row = {"row0-activity": "盖章", "row0-step": ""}
        return self.client.post(url("mapping", self.item.number), {**rows, **row, **said}, follow=True)

    def test_activities_that_are_no_step_are_listed_with_the_steps_to_choose_from(self):
        page = self.client.get(url("mapping", self.item.number)).text
        assert "盖章" in page
        assert '<option value="step:审查">' in page

    def test_saying_what_an_activity_is_judges_again(self):
        assert Matter.objects.get().cost == 2
        page = self.save(**{"row0-step": "step:审查"}).text
        assert "共 1 件" in page
        assert "hx-trigger" in page
        runs.go_on(JudgingRun.objects.get(finished_at=None).pk, now=timezone.now())
        assert Matter.objects.get().cost == 0
        page = self.client.get(url("mapping", self.item.number), headers={"HX-Request": "true"}).text
        assert "重新判定 1 件" in page
        assert "hx-trigger" not in page

    def test_an_activity_may_be_no_step_at_all(self):
        self.save(**{"row0-step": "none"})
        runs.go_on(JudgingRun.objects.get(finished_at=None).pk, now=timezone.now())
        assert Matter.objects.get().added == []

    def test_an_activity_may_be_explained_before_it_comes(self):
        self.save(**{"new0-activity": "登记", "new0-step": "step:受理"})
        assert ActivityMapping.objects.get().activity == "登记"

    def test_a_step_that_is_on_no_chart_is_refused(self):
        answer = self.save(**{"row0-step": "step:没有"})
        assert answer.status_code == 422
        assert not ActivityMapping.objects.exists()

    def test_what_was_said_may_be_taken_back_and_stands_in_the_ledger(self, home):
        self.save(**{"row0-step": "none"})
        self.save(**{"row0-step": ""})
        assert not ActivityMapping.objects.exists()
        said = Entry.objects.filter(case_id=self.item.pk, step="活动对照").order_by("seq")
        assert [(entry.after, entry.by) for entry in said] == [
            ({"盖章": ""}, home.clerk.name), ({"盖章": None}, home.clerk.name),
        ]  # fmt: skip


class TestTokens:
    def make(self, client, unit: str = "130600JT", name: str = "审批系统"):
        return client.post(url("tokens"), {"unit": unit, "name": name})

    def test_a_leader_makes_one_and_sees_it_once(self, enter, home):
        client = enter(home.leader)
        answer = self.make(client)
        token = ApiToken.objects.get()
        secret = answer.text.split('breakable">')[1].split("<")[0]
        assert (token.unit, token.made_by, token.digest == secret) == (home.unit, home.leader, False)
        assert "no-store" in answer.headers["Cache-Control"]
        again = client.get(url("tokens")).text
        assert secret not in again
        assert "审批系统" in again
        assert Entry.objects.get(case_id=token.pk).step == "生成接口令牌"

    def test_it_opens_the_api_until_it_is_revoked(self, enter, home, client):
        answer = self.make(enter(home.leader))
        headers = {"Authorization": "Bearer " + answer.text.split('breakable">')[1].split("<")[0]}
        path = "/api/v1/batches/00000000-0000-7000-8000-000000000000"
        assert client.get(path, headers=headers).status_code == 404
        assert "已吊销" in client.post(url("token_revoke", ApiToken.objects.get().pk), follow=True).text
        assert client.get(path, headers=headers).status_code == 401
        assert Entry.objects.filter(step="吊销接口令牌").count() == 1

    def test_the_administrator_makes_one_for_any_unit(self, enter, admin, home):
        self.make(enter(admin))
        assert ApiToken.objects.get().unit == home.unit

    def test_a_leader_makes_none_for_another_unit(self, enter, home, other):
        assert self.make(enter(home.leader), unit=other.unit.code).status_code == 422
        assert not ApiToken.objects.exists()

    def test_a_leader_revokes_none_of_another_unit(self, enter, home, other):
        self.make(enter(home.leader))
        token = ApiToken.objects.get()
        assert enter(other.leader).post(url("token_revoke", token.pk)).status_code == 404
        token.refresh_from_db()
        assert token.revoked_at is None

    def test_revoking_twice_is_refused_in_words(self, enter, home):
        client = enter(home.leader)
        self.make(client)
        for said in ("立即失效", "已经吊销"):
            page = client.post(url("token_revoke", ApiToken.objects.get().pk), follow=True).text
            assert said in page


def test_a_unit_without_published_powers_is_told_where_to_begin(enter, home):
    draft(home)
    assert "还没有公布的职权" in enter(home.clerk).get(url("import_new")).text


def test_options_are_kept_with_the_batch(enter, home, item):
    send(enter(home.clerk), item, finished="on", strict="on", case="办件编号")
    options = Batch.objects.get().options
    assert (options["finished"], options["strict"], options["case"]) == (True, True, "办件编号")
    json.dumps(options)
