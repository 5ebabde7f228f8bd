"""What anybody may read through the API, and its description."""

from django.urls import reverse

from tests.catalogue.factories import draft, house, published


def test_the_catalogue_is_public_and_shows_what_was_published(client, item, home):
    hidden = draft(home, "未公布的").item
    lines = client.get("/api/v1/powers").json()["powers"]
    assert [line["number"] for line in lines] == [item.number]
    assert client.get(f"/api/v1/powers/{hidden.number}").status_code == 404


def test_the_catalogue_comes_page_by_page(client, home, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("mingjing.api.powers.PAGE", 2)
    numbers = sorted(published(home, f"第{n}项").item.number for n in range(3))
    first = client.get("/api/v1/powers").json()
    with django_assert_max_num_queries(4):
        second = client.get("/api/v1/powers", {"after": first["next"]}).json()
    assert [line["number"] for line in first["powers"] + second["powers"]] == numbers
    assert second["next"] is None


def test_the_catalogue_of_one_unit(client, item):
    other = published(house("130600SJ", "审计局")).item
    lines = client.get("/api/v1/powers", {"unit": "130600SJ"}).json()["powers"]
    assert [line["number"] for line in lines] == [other.number]


def test_a_power_tells_its_steps(client, item):
    told = client.get(f"/api/v1/powers/{item.number}").json()
    assert [step["name"] for step in told["steps"]] == ["受理", "审查", "决定"]
    assert (told["promised_limit"], told["version"]) == (10, 1)


def test_a_made_up_cursor_is_the_first_page_or_refused(client, item):
    assert len(client.get("/api/v1/powers", {"after": "abc"}).json()["powers"]) == 1
    assert client.get("/api/v1/powers", {"after": "a b"}).status_code == 422


def test_the_description_is_a_page_of_ours_without_script(client, db):
    answer = client.get(reverse("api:docs"))
    assert answer.status_code == 200
    for path in ("/api/v1/events", "/api/v1/powers/{number}", "Idempotency-Key", "corrects"):
        assert path in answer.text
    assert "<script" not in answer.text
    assert "//cdn" not in answer.text


def test_the_schema_names_the_media_type_of_problems(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    responses = schema["paths"]["/api/v1/events"]["post"]["responses"]
    assert "application/problem+json" in responses["422"]["content"]
