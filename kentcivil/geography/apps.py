from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "kentcivil.geography"
    label = "geography"
