from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RemindersConfig(AppConfig):
    name = "kentcivil.reminders"
    label = "reminders"

    def ready(self):
        from kentcivil.reminders import delivery

        delivery.connect()
        autodiscover_modules("reminders")
