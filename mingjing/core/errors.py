"""What the house says no with."""


class Refused(Exception):
    """An act that may not happen now. The message is for the official: what, why, article, what next."""
