"""Regulation packs: one folder per regulation version, rules as data (X-03, GAP-20)."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from mingjing.rules.packs.checking import check
from mingjing.rules.packs.nouns import Pack
from mingjing.rules.packs.reading import Problems, read

__all__ = ["Pack", "PackError", "load", "load_from", "slugs"]


class PackError(ValueError):
    """A pack that cannot be used. `problems` names file, key and reason of each fault."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        super().__init__(f"法规包 {name} 不能使用：\n" + "\n".join(problems))
        self.problems = tuple(problems)


@cache
def slugs() -> tuple[str, ...]:
    """The packs that come with the product."""
    return tuple(sorted(item.name for item in files(__name__).iterdir() if (item / "pack.toml").is_file()))


@cache
def load(slug: str) -> Pack:
    """The pack of that name, read once.

    Raises:
        PackError: there is no such pack, or it has faults.
    """
    if slug not in slugs():
        raise PackError(slug, [f"没有这个法规包，可用 {'、'.join(slugs())}"])
    return load_from(files(__name__) / slug)


def load_from(folder: Traversable) -> Pack:
    """A pack read from any folder, whose name is its slug: for a city's own packs and for tests.

    Raises:
        PackError: naming file, key and reason of every fault.
    """
    if not folder.is_dir():
        raise PackError(folder.name, ["文件夹不存在"])
    problems = Problems()
    head, tables = read(folder, problems)
    if not problems:
        check(tables, problems)
    if problems:
        raise PackError(folder.name, problems)
    return Pack(slug=folder.name, **head, **tables)  # type: ignore[arg-type]
