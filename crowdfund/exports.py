"""Lists that officers take away as spreadsheets."""

from import_export import fields, resources

from crowdfund.models import Application
from kentcivil.opendata.cells import harmless


class ApplicationResource(resources.ModelResource):
    """One row an application. Contact details stay in the portal."""

    round = fields.Field(attribute="round__title", column_name="round")
    organisation = fields.Field(attribute="organisation__name", column_name="organisation")
    state = fields.Field(attribute="get_state_display", column_name="state")
    districts = fields.Field(column_name="districts")
    objectives = fields.Field(column_name="objectives")
    costs = fields.Field(column_name="costs")
    income = fields.Field(column_name="income")
    target = fields.Field(column_name="target")

    class Meta:
        model = Application
        fields = (
            "reference",
            "round",
            "organisation",
            "state",
            "submitted_at",
            "project_title",
            "project_summary",
            "districts",
            "objectives",
            "starts_on",
            "ends_on",
            "costs",
            "income",
            "target",
            "amount_asked",
        )
        export_order = fields

    def get_queryset(self):
        return self.ready(super().get_queryset())

    def filter_export(self, queryset, **kwargs):
        return self.ready(queryset)

    def ready(self, queryset):
        return queryset.select_related("round", "organisation").prefetch_related(
            "districts", "objectives", "budget_lines"
        )

    def dehydrate_districts(self, application):
        return ", ".join(district.name for district in application.districts.all())

    def dehydrate_objectives(self, application):
        return ", ".join(objective.name for objective in application.objectives.all())

    def dehydrate_costs(self, application):
        return application.costs()

    def dehydrate_income(self, application):
        return application.income()

    def dehydrate_target(self, application):
        return application.target()

    def export_field(self, field, instance, **kwargs):
        return harmless(super().export_field(field, instance, **kwargs))
