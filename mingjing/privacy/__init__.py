"""Personal data in texts and documents: found with its place, masked by rule. Pure: no Django, no storage."""
