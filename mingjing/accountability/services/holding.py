"""One at a time: whoever changes the file of a case holds its row until the transaction ends."""

from mingjing.accountability.models import AccountabilityCase


def hold(case: AccountabilityCase) -> None:
    """Lock the row of a case and read it anew, so that what is checked is what is there. Call inside a transaction."""
    case.refresh_from_db(from_queryset=AccountabilityCase.objects.select_for_update())
