"""The words by which the directory sorts organisations, in the admin."""

from django.contrib import admin

from kentcivil.audit.admin import RecordedAdmin
from organisations.models import Beneficiary, Synonym, Theme


class VocabularyAdmin(RecordedAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj or not self.has_add_permission(request) else self.prepopulated_fields


admin.site.register([Theme, Beneficiary], VocabularyAdmin)


@admin.register(Synonym)
class SynonymAdmin(RecordedAdmin):
    """What search understands: officers add what visitors type and do not find."""

    list_display = ["words", "also", "is_mutual"]
    search_fields = ["words", "also"]
    list_per_page = 50
