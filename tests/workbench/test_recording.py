"""Recording steps and corrections by hand (手工登记), where no system reports them."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.casework.models import Batch, Event, Matter

pytestmark = pytest.mark.django_db


class TestRecording:
    def post(self, client, item, **said):
        usual = {"number": "纸1", "what": "step:受理", "at": "2026-03-03T09:00", "other": "", "note": ""}
        return client.post(f"{reverse('workbench:record')}?power={item.number}", {**usual, **said}, follow=True)

    @pytest.mark.article("ACC-5-3")
    def test_a_clerk_enters_a_step_of_the_chart(self, enter, home, item):
        client = enter(home.clerk)
        assert item.number in client.get(reverse("workbench:record")).text
        page = self.post(client, item).text
        assert "已登记" in page
        self.post(client, item, what="step:审查", at="2026-03-04T09:00")
        matter = Matter.objects.get()
        assert (matter.number, matter.state, matter.cost) == ("纸1", "running", 0)
        assert set(Batch.objects.values_list("source", flat=True)) == {"manual"}
        assert Event.objects.earliest("at").at == dt.datetime(2026, 3, 3, 1, tzinfo=dt.UTC)

    @pytest.mark.article("ACC-7-2a")
    def test_a_step_beyond_the_chart_needs_a_reason_and_is_flagged(self, enter, home, item):
        client = enter(home.clerk)
        answer = self.post(client, item, what="other", other="补交证明")
        assert (answer.status_code, "写明理由" in answer.text, "补交证明" in answer.text) == (422, True, True)
        assert not Event.objects.exists()
        self.post(client, item, what="other", other="补交证明", note="上级要求")
        assert Matter.objects.get().added == ["补交证明"]
        assert Event.objects.get().note == "上级要求"

    @pytest.mark.article("ACC-7-2b")
    def test_a_further_condition_needs_a_reason(self, enter, home, item):
        client = enter(home.clerk)
        assert self.post(client, item, what="condition", other="无犯罪证明").status_code == 422
        self.post(client, item, what="condition", other="无犯罪证明", note="上级要求")
        assert Event.objects.get().kind == "condition"

    def test_a_matter_may_be_closed(self, enter, home, item):
        client = enter(home.clerk)
        self.post(client, item)
        self.post(client, item, what="close", at="2026-03-05T09:00")
        assert Matter.objects.get().state == "finished"

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"number": ""}, "必填"), ({"what": "step:没有"}, "有效的选项"), ({"what": "other", "note": "x"}, "请写明"),
            ({"at": "2062-01-01T09:00"}, "不能晚于现在"), ({"at": "1980-01-01T09:00"}, "不合理"),
            ({"at": "x"}, "有效的日期"),
        ],
    )  # fmt: skip
    def test_a_bad_entry_is_refused_and_kept(self, enter, home, item, more, said):
        answer = self.post(enter(home.clerk), item, **more)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert not Event.objects.exists()

    def test_the_same_step_at_the_same_time_is_entered_once(self, enter, home, item):
        client = enter(home.clerk)
        self.post(client, item)
        assert "已经登记过" in self.post(client, item).text
        assert Event.objects.count() == 1

    def correct(self, client, item, key: str, **said):
        wrong = Event.objects.get(activity=key, corrections=None)
        usual = {"what": "step:审查", "at": "2026-03-03T10:00", "other": "", "note": "录错"}
        address = f"{reverse('workbench:record')}?power={item.number}&matter=纸1&corrects={wrong.pk}"
        assert client.get(address).status_code == 200
        return client.post(address, {**usual, **said}, follow=True)

    @pytest.mark.article("ACC-7-2a")
    def test_a_mistake_is_corrected_and_stays_on_file(self, enter, home, item):
        client = enter(home.clerk)
        self.post(client, item, what="other", other="盖章", note="x")
        matter = Matter.objects.get()
        assert "更正</a>" in client.get(reverse("workbench:matter", args=[matter.pk])).text
        answer = self.correct(client, item, "盖章", note="")
        assert (answer.status_code, "更正要写明理由" in answer.text) == (422, True)
        page = self.correct(client, item, "盖章").text
        assert "已更正" in page
        matter.refresh_from_db()
        assert (matter.cost, "盖章" in matter.added, Event.objects.count()) == (1, False, 2)
        self.correct(client, item, "审查", what="void", at="")
        matter.refresh_from_db()
        assert (matter.cost, Event.objects.count()) == (0, 3)

    @pytest.mark.parametrize("pk", ["x", "00000000-0000-7000-8000-000000000000"])
    def test_what_is_not_there_is_not_corrected(self, enter, home, item, pk):
        address = f"{reverse('workbench:record')}?power={item.number}&matter=纸1&corrects={pk}"
        assert enter(home.clerk).get(address).status_code == 404

    def test_a_power_of_another_unit_does_not_exist(self, enter, other, item):
        assert self.post(enter(other.clerk), item).status_code == 404
