"""The law as pure functions over values. No Django, no clock, no I/O but this package's own packs."""
