from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kentcivil.audit"
    label = "audit"

    def ready(self):
        from kentcivil.audit import tasks  # noqa: F401  (connects the task signals)
