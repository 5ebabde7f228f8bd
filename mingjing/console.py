"""The command `mingjing`: judging, dates and receipts without a database, and every management command."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

# Pure law: these start without Django, settings or a database.
STANDALONE = {
    "judge": "mingjing.procedure.command",
    "due": "mingjing.rules.due",
    "receipts": "mingjing.transparency.checking",
}
# A custodian's own device has no database either; `custody` has other actions that need one.
ON_A_DEVICE = {("custody", action): "mingjing.sealing.command" for action in ("make-identity", "peel", "rehearse")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments) or ["help"]
    if words[0] in STANDALONE:
        command: Callable[[list[str]], int | None] = import_module(STANDALONE[words[0]]).main
        return command(words[1:]) or 0
    if tuple(words[:2]) in ON_A_DEVICE:
        device: Callable[[list[str]], int] = import_module(ON_A_DEVICE[words[0], words[1]]).main
        return device(words[1:])
    manage: Callable[[list[str]], int] = import_module("config.commands").main
    return manage(words)


if __name__ == "__main__":
    sys.exit(main())
