from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    name = "volunteering"
    verbose_name = "Volunteering"

    def ready(self):
        from volunteering import open_data  # noqa: F401 (it adds our datasets to the catalogue)
