"""Writes: plans and what they are about, records with pictures, links, what readers report."""
