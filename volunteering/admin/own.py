"""Which rows of a centre somebody meets in the admin."""

from django.http import Http404

from kentcivil.accounts.roles import Role, has_role
from kentcivil.audit.admin import RecordedAdmin


def sees_every_centre(user):
    """Administrators, and auditors, who read everything and change nothing."""
    return user.is_superuser or has_role(user, Role.AUDITOR)


class OwnCentreAdmin(RecordedAdmin):
    """Admin of things that belong to a centre: what is not one's own is not there, neither in lists nor by address."""

    def get_queryset(self, request):
        everything = super().get_queryset(request)
        return everything if sees_every_centre(request.user) else self.of_own_centre(everything, request.user)

    def of_own_centre(self, queryset, user):
        """The rows of the centres that this person works for."""
        return queryset.seen_by_broker(user)

    def get_object(self, request, object_id, from_field=None):
        thing = super().get_object(request, object_id, from_field)
        if thing is None:
            raise Http404
        return thing

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
