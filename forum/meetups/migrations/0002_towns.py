"""The towns from which people look for meetups, so that an installation has them without being told to."""

from django.db import migrations

from forum.meetups.management.gazetteer import import_places


def write_towns(apps, schema_editor):
    import_places(apps.get_model("meetups", "Place"), apps.get_model("meetups", "PlaceName"))


class Migration(migrations.Migration):
    dependencies = [("meetups", "0001_meetups")]
    operations = [migrations.RunPython(write_towns, migrations.RunPython.noop)]
