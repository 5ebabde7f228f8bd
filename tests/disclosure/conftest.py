"""A regulation in force, and files that go to a folder of the test."""

import pytest

from tests.portal.conftest import public_dir, regulation

__all__ = ["public_dir", "regulation"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
