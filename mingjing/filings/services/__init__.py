"""Writes of the part, a module per verb."""
