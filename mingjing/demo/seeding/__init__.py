"""Filling an empty database with the demo city, a module per noun. Whatever is there already is left as it is."""
