"""Writes of complaints. Each runs inside `access.shown_to(by)`, or inside `seeing(SYSTEM)` where nobody looks on."""
