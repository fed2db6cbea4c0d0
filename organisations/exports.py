"""Lists that directory officers take away as spreadsheets."""

from import_export import fields, resources

from kentcivil.opendata.cells import harmless
from organisations.models import Organisation


class OrganisationResource(resources.ModelResource):
    """One row an entry. Named contacts stay in the portal."""

    district = fields.Field(attribute="district__name", column_name="district")
    status = fields.Field(attribute="get_status_display", column_name="status")
    numbers = fields.Field(column_name="registered numbers")
    themes = fields.Field(column_name="themes")

    class Meta:
        model = Organisation
        fields = (
            "public_id",
            "name",
            "slug",
            "status",
            "legal_form",
            "numbers",
            "summary",
            "themes",
            "website",
            "email",
            "phone",
            "town",
            "postcode",
            "district",
            "is_countywide",
            "is_online",
            "income_band",
            "verified_on",
            "review_due",
        )
        export_order = fields

    def get_queryset(self):
        return self.ready(super().get_queryset())

    def filter_export(self, queryset, **kwargs):
        return self.ready(queryset)

    def ready(self, queryset):
        return queryset.select_related("district").prefetch_related("themes", "identifiers")

    def dehydrate_numbers(self, organisation):
        return "; ".join(str(number) for number in organisation.identifiers.all())

    def dehydrate_themes(self, organisation):
        return "; ".join(theme.name for theme in organisation.themes.all())

    def export_field(self, field, instance, **kwargs):
        return harmless(super().export_field(field, instance, **kwargs))
