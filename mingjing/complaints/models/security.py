"""Row-level security of the part: a row shows itself to those whom a grant names, and to the receipt's holder."""

from typing import Any

from django.db.migrations.operations import RunSQL

VIEWERS = "(SELECT string_to_array(current_setting('mingjing.viewer', true), ','))::text[]"  # asked once a query
SYSTEM = f"'system' = ANY({VIEWERS})"
GRANTED = f"id IN (SELECT complaint_id FROM complaints_grant WHERE ended_on IS NULL AND holder = ANY({VIEWERS}))"  # noqa: S608
HELD = f"receipt_id::text = ANY({VIEWERS})"  # the code was typed in: the part sets the receipt's key as viewer
WHOLE = f"{SYSTEM} OR {HELD} OR {GRANTED}"
OF_CASE = "EXISTS (SELECT 1 FROM complaints_complaint c WHERE c.id = complaint_id)"  # under that table's own policy
ADDRESSED = f"{OF_CASE} OR addressee = ANY({VIEWERS})"


def guard(table: str, shown: str) -> RunSQL:
    """Show and change only rows that fulfil `shown`; add any; remove none."""
    return RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {table}_shown ON {table} FOR SELECT USING ({shown})",
            f"CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({shown})",
            f"CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK (true)",
        ],
        [
            f"DROP POLICY {table}_added ON {table}",
            f"DROP POLICY {table}_changed ON {table}",
            f"DROP POLICY {table}_shown ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


GUARDED: dict[str, Any] = {
    "complaints_complaint": WHOLE,
    "complaints_paper": OF_CASE,
    "complaints_sealedfile": OF_CASE,
    "complaints_approval": OF_CASE,
    "complaints_forward": ADDRESSED,
    "complaints_delivery": OF_CASE,
    "complaints_extension": OF_CASE,
    "complaints_rating": OF_CASE,
}
