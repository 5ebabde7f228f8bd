"""封存: what is kept sealed. `vault` is the one module that can open a seal, and only with a key that is not here."""
