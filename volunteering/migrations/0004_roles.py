"""Brokers work on enquiries and opportunities; which ones is decided by their centre (volunteering.permissions)."""

from django.conf import settings
from django.db import migrations

from kentcivil.accounts.roles import Role, grant


class Migration(migrations.Migration):
    dependencies = [
        ("volunteering", "0003_skills"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(
            grant(
                Role.BROKER,
                "volunteering.view_enquiry",
                "volunteering.change_enquiry",
                "volunteering.view_opportunity",
                "volunteering.change_opportunity",
                "volunteering.view_skill",
                "volunteering.view_volunteercentre",
                "volunteering.change_volunteercentre",
                "volunteering.view_broker",
                "volunteering.view_pilot",
            ),
            migrations.RunPython.noop,
        ),
        # Centres join the network, and people join centres, by rows that the directory's officers add. Neither lets
        # them see an enquiry: that takes the broker's role as well.
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                "volunteering.view_volunteercentre",
                "volunteering.add_volunteercentre",
                "volunteering.change_volunteercentre",
                "volunteering.view_broker",
                "volunteering.add_broker",
                "volunteering.change_broker",
                "volunteering.delete_broker",
                "volunteering.view_skill",
                "volunteering.add_skill",
                "volunteering.change_skill",
                "volunteering.view_opportunity",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            grant(Role.FUNDING_OFFICER, "volunteering.view_pilot", "volunteering.change_pilot"),
            migrations.RunPython.noop,
        ),
    ]
