from django.db import migrations

CARRY = "INSERT INTO ledger_numberseries (name, last) SELECT name, last FROM complaints_numberseries"


class Migration(migrations.Migration):
    """Every part takes its numbers from one table, in the ledger."""

    dependencies = [("complaints", "0006_routes"), ("ledger", "0003_number_series")]
    operations = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.DeleteModel("NumberSeries"),
    ]
