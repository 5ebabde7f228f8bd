"""Law as pure functions over values: calendar, limits, packs, articles. No Django, no clock, no database."""
