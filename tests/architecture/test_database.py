"""Names that every database accepts (X-10), and keys that let a unit move to another one."""

from django.apps import apps
from django.db import models

LONGEST_NAME = 30
OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("mingjing.")]


def names(model: type[models.Model]) -> list[str]:
    meta = model._meta
    columns = [field.column for field in meta.local_fields]
    return [meta.db_table, *columns, *(c.name for c in meta.constraints), *(i.name for i in meta.indexes)]


def test_there_are_models():
    assert OURS


def test_no_name_in_the_database_is_longer_than_thirty_characters():
    assert [(m.__name__, name) for m in OURS for name in names(m) if len(name) > LONGEST_NAME] == []


# Counted anew from the events, or gone once read: these rows never leave their database.
MADE_ANEW = {"MonthRun", "TimeRun", "StrayRun", "RunMark", "ImportedFile"}


def test_keys_of_cases_and_records_are_made_by_the_application():
    keys = {model.__name__: model._meta.pk for model in OURS if not model._meta.auto_created}
    counted = {name for name, key in keys.items() if isinstance(key, models.AutoField | models.BigAutoField)}
    assert counted == MADE_ANEW
