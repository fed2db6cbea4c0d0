from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "kentcivil.pages"
    label = "pages"
