"""What leaves the building of the catalogue: results of clearing rounds, forms of powers, lists of their steps."""

from mingjing.catalogue.letters.clearing import clearing_result
from mingjing.catalogue.letters.powers import power_form, step_list

__all__ = ["clearing_result", "power_form", "step_list"]
