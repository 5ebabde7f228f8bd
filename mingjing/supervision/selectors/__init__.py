"""Reads of the part, a module per noun."""
