"""A complaint centre behind the public pages, an empty folder for sealed files, and visitors nobody has counted yet."""

import pytest

from mingjing.core import throttling
from mingjing.portal.complaints import guarding
from tests.complaints.conftest import centre, regulation  # noqa: F401 - fixtures
from tests.portal.conftest import power, public_dir  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def alone(settings, tmp_path, monkeypatch):
    """No file and no count of an earlier test, and work that is soon done."""
    monkeypatch.setattr(guarding, "COST", 1)
    settings.MEDIA_ROOT = tmp_path / "media"
    throttling.cache.clear()
