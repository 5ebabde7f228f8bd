"""Reads of the part, a module per question."""
