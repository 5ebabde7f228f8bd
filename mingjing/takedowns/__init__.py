"""紧急撤下: what was taken from the public's view at once, on which ground, by whom, and what became of it."""
