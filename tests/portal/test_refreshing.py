"""Figures on published pages kept fresh: home always, a power when its matters were judged again."""

import pytest
from procrastinate.contrib.django import app

from mingjing.portal import publication, refreshing
from mingjing.portal.tasks import refresh
from tests.catalogue.factories import DAY, STEPS, house, published
from tests.portal.factories import NOW, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(power, public_dir):
    walk(power, "1", *STEPS)
    refreshing.refresh()
    return power


def page_of(version) -> str:
    return publication.file_of(version.item.get_absolute_url()).read_text()


def test_home_and_busy_powers_are_published(city):
    assert publication.file_of("/").is_file()
    assert "1 件</a>" in page_of(city)


def test_what_was_judged_since_shows(city):
    walk(city, "2", *STEPS, now=NOW + DAY)
    refreshing.refresh()
    assert "2 件</a>" in page_of(city)


def test_a_delivery_taken_in_while_figures_were_counted_is_not_missed(city):
    walk(city, "2", *STEPS, now=NOW - refreshing.SLACK / 2)
    refreshing.refresh()
    assert "2 件</a>" in page_of(city)


def test_a_power_whose_matters_rest_is_left_alone(city):
    other = published(house(), "另一项")
    walk(other, "1", *STEPS, now=NOW + DAY)
    refreshing.refresh()
    assert list(refreshing.judged_since(NOW + DAY / 2)) == [other.item.number]
    publication.file_of(city.item.get_absolute_url()).unlink()
    refreshing.refresh()
    assert not publication.file_of(city.item.get_absolute_url()).exists()


def test_refreshing_twice_changes_nothing(city, public_dir):
    before = {path: path.read_bytes() for path in public_dir.rglob("*") if path.is_file()}
    refresh(0)
    assert {path: path.read_bytes() for path in public_dir.rglob("*") if path.is_file()} == before


def test_a_power_that_left_the_public_is_not_asked_for(city):
    type(city).objects.update(attribute="closed")
    assert refreshing.judged_since(None) == {}


def test_a_city_without_matters_has_a_home(power, public_dir):
    refreshing.refresh()
    assert publication.file_of("/").is_file()


def test_it_happens_every_hour():
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["portal.refresh"] == "7 * * * *"
