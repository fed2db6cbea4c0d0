from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "kentcivil.pages"
    label = "pages"

    def ready(self):
        from kentcivil import collector
        from kentcivil.pages import figures

        figures.connect()
        collector.begin()
