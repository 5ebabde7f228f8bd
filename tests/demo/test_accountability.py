"""Cases of accountability in the demo: each where its story leaves it, once however often the city is seeded."""

from django.test import Client
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Letter, Outcome, SubjectShare
from tests.demo.test_seeding import inside, seed, seeded  # noqa: F401 - fixtures


def test_each_case_stands_where_its_story_leaves_it() -> None:
    before = AccountabilityCase.objects.count()
    seed()
    assert AccountabilityCase.objects.count() == before
    stands = set(AccountabilityCase.objects.values_list("status", flat=True))
    assert stands == {"registered", "closed", "drafted", "informed", "not_established", "transferred"}


def test_of_a_team_with_one_dissent_one_bears_nothing() -> None:
    shares = SubjectShare.objects.filter(division__case__status="drafted").values_list("chosen", flat=True)
    assert sorted(shares) == ["main", "none", "secondary", "secondary", "secondary"]


def test_one_result_is_public_and_names_nobody(client: Client) -> None:
    outcome = Outcome.objects.get()
    page = client.get(reverse("portal:accountability_outcome", args=[outcome.pk])).text
    names = outcome.case.subjects.filter(kind="person").values_list("name", flat=True)
    assert outcome.title in page
    assert not [name for name in names if name in page]


def test_every_letter_has_a_number_of_its_series() -> None:
    numbers = list(Letter.objects.values_list("number", flat=True))
    assert len(numbers) > 10
    assert all("〔" in number for number in numbers)
