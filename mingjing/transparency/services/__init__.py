"""Writes: what waits for the log, slots and their batches, promises."""
