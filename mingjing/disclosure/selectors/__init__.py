"""Reads: records, what is due, what is missing or does not match, which pages are old, what serves readers."""
