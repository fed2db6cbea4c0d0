from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kentcivil.audit"
    label = "audit"

    def ready(self):
        from kentcivil.audit import in_tasks, middleware  # noqa: F401  (connects signals of tasks and sign-in)
