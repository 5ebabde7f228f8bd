"""Django app."""

from collections.abc import Iterator

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "mingjing.complaints"
    label = "complaints"
    verbose_name = "投诉举报"

    def faults(self) -> Iterator[object]:
        """What only tampering explains, for `mingjing ledger check`."""
        from mingjing.complaints.selectors.missing import faults  # noqa: PLC0415 - models are not there yet when this module is read

        return faults()
