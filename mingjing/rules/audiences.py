"""Whether something is disclosed to fewer people than it touches (ACC-6-3). A hint from words: a person judges it."""

import re

# Who a power touches is said in free words. These call for the whole society; the smaller circles below do not.
WIDE = re.compile("全[市县区省社]|社会|公众|公民|全体|所有|各县|各区|市民|居民|群众|不特定")
CIRCLES = ("internal", "group", "society")  # from narrow to wide, as a power says to whom it is disclosed


def is_narrower(disclosed_to: str, affected: str, disclosed_by: str = "") -> bool:
    """True if the circle that is told is smaller than the one the words name.

    What is disclosed inside the offices only is too narrow for anybody outside them.
    """
    said = affected.strip()
    if not said or disclosed_to == CIRCLES[-1]:
        return False
    if disclosed_to == CIRCLES[0]:
        return "机关" not in said and "内部" not in said
    return bool(WIDE.search(said))
