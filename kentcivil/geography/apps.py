from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


class GeographyConfig(AppConfig):
    name = "kentcivil.geography"
    label = "geography"

    def ready(self):
        post_migrate.connect(refill, sender=self)


def refill(sender, using, apps=installed, **kwargs):
    """Put districts and sectors back where `flush` emptied their tables, as tests across transactions do."""
    from kentcivil.geography.gazetteer import fill

    try:
        District = apps.get_model("geography", "District")
    except LookupError:
        return
    if not District.objects.using(using).exists():
        fill(District, apps.get_model("geography", "PostcodeSector"), using=using)
