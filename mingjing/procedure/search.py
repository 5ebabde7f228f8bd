class PastBudgetError(Exception):
    pass


def search(space, events, *, finished, budget):
    raise PastBudgetError
