"""What is wrong with a chart, element by element."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the element's id and name, the reason, and a shortest run of steps that shows it."""

    element: str
    name: str
    reason: str
    run: tuple[str, ...] = ()

    def __str__(self) -> str:
        label = f"“{self.name}”（{self.element}）" if self.name else self.element
        return f"{label}：{self.reason}" if label else self.reason


class ChartError(ValueError):
    """The file is no chart that cases can be judged against; `problems` lists every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(str(problem) for problem in self.problems))
