"""The two lists of power types: Hebei's order as amended in 2023, and the national guidance of 2015."""

from django.db import migrations

SCHEMES = {
    "hebei-2023": ("许可", "处罚", "强制", "征收", "征用", "给付", "确认", "裁决", "奖励", "检查", "备案", "其他"),
    "national-2015": ("许可", "处罚", "强制", "征收", "给付", "检查", "确认", "奖励", "裁决", "其他"),
}


def full_name(kind):
    return "其他行政权力" if kind == "其他" else f"行政{kind}"


def load(apps, schema_editor):
    power_type = apps.get_model("catalogue", "PowerType")
    for scheme, kinds in SCHEMES.items():
        for number, kind in enumerate(kinds, start=1):
            power_type.objects.get_or_create(
                scheme=scheme, code=f"{number:02d}", defaults={"name": full_name(kind)}
            )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_reviews_and_search")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
