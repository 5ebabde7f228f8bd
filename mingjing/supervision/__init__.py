"""监督: gaps found and leads registered. A lead is a fact with its ground; a person decides on it."""
