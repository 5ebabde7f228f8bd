"""Django app."""

from collections.abc import Iterator

from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "mingjing.sealing"
    label = "sealing"
    verbose_name = "封存"

    def faults(self) -> Iterator[object]:
        """What only tampering explains, for `mingjing ledger check`."""
        from mingjing.sealing.replaced import faults  # noqa: PLC0415 - models are not there yet when this module is read

        return faults()
