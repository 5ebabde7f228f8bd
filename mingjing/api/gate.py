"""How many deliveries this process takes at once. Readers keep their threads, whatever systems send."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

PLACES = 4  # of the threads of a web process, which are eight
OF_ONE_UNIT = 2
PATIENCE = 0.5  # seconds that a delivery waits for a place


class Busy(Exception):  # noqa: N818 - an answer, not an error
    """No place in time; `own`: it is the unit's own deliveries that hold them."""

    def __init__(self, *, own: bool) -> None:
        super().__init__()
        self.own = own


class Gate:
    """Places for deliveries, some for each unit: one that floods us holds nobody else up."""

    def __init__(self, places: int = PLACES, of_one: int = OF_ONE_UNIT, patience: float = PATIENCE) -> None:
        self.places, self.of_one, self.patience = places, of_one, patience
        self.inside: Counter[UUID] = Counter()
        self.moved = threading.Condition()

    @contextmanager
    def entered(self, unit: UUID) -> Iterator[None]:
        """A place for one delivery of a unit.

        Raises:
            Busy: there was none in time.
        """
        with self.moved:
            if not self.moved.wait_for(lambda: self._has_room(unit), self.patience):
                raise Busy(own=self.inside[unit] >= self.of_one)
            self.inside[unit] += 1
        try:
            yield
        finally:
            with self.moved:
                self.inside[unit] -= 1
                self.inside += Counter()  # forgets units that hold nothing
                self.moved.notify_all()

    def _has_room(self, unit: UUID) -> bool:
        return self.inside.total() < self.places and self.inside[unit] < self.of_one


gate = Gate()
