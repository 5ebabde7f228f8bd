from django.db import migrations, models


class Migration(migrations.Migration):
    """The series stood in complaints; `complaints.0007` carries over what was counted there."""

    dependencies = [("ledger", "0002_entry_newest")]
    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="序列")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后一号")),
            ],
            options={"verbose_name": "编号序列"},
        ),
    ]
