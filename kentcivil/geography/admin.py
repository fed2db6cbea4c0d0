"""Places are looked up in the admin, not edited: they come from Ordnance Survey."""

from django.contrib import admin

from kentcivil.geography.models import District, Postcode, PostcodeSector


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "in_kent"]
    search_fields = ["name", "code"]


@admin.register(PostcodeSector)
class PostcodeSectorAdmin(ReadOnlyAdmin):
    list_display = ["sector", "district", "postcodes", "latitude", "longitude"]
    list_filter = ["district"]
    list_select_related = ["district"]
    search_fields = ["sector__startswith"]


@admin.register(Postcode)
class PostcodeAdmin(ReadOnlyAdmin):
    list_display = ["postcode", "district", "latitude", "longitude"]
    list_filter = ["district"]
    list_select_related = ["district"]
    search_fields = ["postcode__startswith"]
    search_help_text = "The beginning of a postcode, with its space, in capitals: CT9 1"
    show_full_result_count = False
