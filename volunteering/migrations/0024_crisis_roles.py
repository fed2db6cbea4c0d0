"""Who looks after the directory prepares the crisis page and puts it up."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0023_crisis"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                "volunteering.view_crisis",
                "volunteering.add_crisis",
                "volunteering.change_crisis",
                "volunteering.view_crisiscall",
                "volunteering.add_crisiscall",
                "volunteering.change_crisiscall",
                "volunteering.delete_crisiscall",
            ),
            migrations.RunPython.noop,
        ),
    ]
