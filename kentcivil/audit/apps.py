from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kentcivil.audit"
    label = "audit"

    def ready(self):
        from kentcivil.audit import in_tasks, middleware, quick_migrations  # noqa: F401  (the first two connect signals)

        quick_migrations.connect()
