"""Bodies, seats, people and terms of office."""

from django.contrib import admin
from django.db import connection
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.forms import TermForm, TermFormSet, TermsForm
from partnership_board.models import Body, Person, Seat, Substitute, Term, TermsOfReference

TAKEN = _("Somebody else changed the terms of this seat meanwhile. Look at them again; nothing you typed was saved.")


class SeatInline(admin.StackedInline):
    model = Seat
    fields = [("order", "title", "role"), ("nominated_by", "abolished_on")]
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("body")


class TermsOfReferenceInline(admin.StackedInline):
    """Each version as it was adopted: the next one is added by the button."""

    model = TermsOfReference
    fields = [
        ("number", "starts_on", "what_changed"),
        "text",
        ("quorum", "clear_days", "weekends_count", "bank_holidays_count"),
    ]
    readonly_fields = [
        "number",
        "starts_on",
        "what_changed",
        "text",
        "quorum",
        "clear_days",
        "weekends_count",
        "bank_holidays_count",
    ]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("body")

    def has_add_permission(self, request, obj):
        return False


def _as_they_are(body):
    """What the form for the next version starts with: the latest one's words and rules."""
    latest = body.terms.first()
    names = ("text", "quorum", "clear_days", "weekends_count", "bank_holidays_count")
    return {name: getattr(latest, name) for name in names} if latest else {}


@admin.register(Body)
class BodyAdmin(ActsAdmin):
    list_display = ["name", "code", "kind"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SeatInline, TermsOfReferenceInline]
    acts = [
        Act(
            name="terms",
            label=_("Adopt new terms of reference"),
            question=_("They are public at once, and hold from the day you give. Earlier versions stay as they are."),
            allowed=permissions.can_adopt_terms,
            perform=lambda body, by, **said: actions.adopt_terms(body=body, by=by, **said),
            form=TermsForm,
            initial=_as_they_are,
        ),
    ]

    def public_page(self, thing):
        return thing.get_absolute_url() if thing.slug else None


class TermInline(admin.StackedInline):
    model = Term
    form = TermForm
    formset = TermFormSet
    fields = ["person", ("starts_on", "ends_on"), "note"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seat", "person")


class SubstituteInline(admin.StackedInline):
    """Who may stand in for the holder: members choose among them when they send apologies."""

    model = Substitute
    fields = ["person", ("starts_on", "ends_on")]
    autocomplete_fields = ["person"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seat", "person")


@admin.register(Seat)
class SeatAdmin(ActsAdmin):
    """A seat with everybody who held it, and who stands in for whoever does."""

    list_display = ["title", "body", "role", "nominated_by", "holder"]
    list_filter = ["body", "role"]
    list_select_related = ["body"]
    search_fields = ["title", "nominated_by"]
    inlines = [TermInline, SubstituteInline]
    refusals = {"board_term_one_holder": TAKEN}

    def get_queryset(self, request):
        current = Term.objects.on(timezone.localdate()).select_related("person")
        return super().get_queryset(request).prefetch_related(Prefetch("terms", current, to_attr="current_terms"))

    @admin.display(description=_("held by"))
    def holder(self, seat):
        return next((term.person for term in seat.current_terms if term.person), _("vacant"))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        check_constraints_now()


@admin.register(Term)
class TermAdmin(ActsAdmin):
    list_display = ["seat", "person", "starts_on", "ends_on"]
    list_filter = ["seat__body"]
    list_select_related = ["seat__body", "person"]
    autocomplete_fields = ["seat", "person"]
    search_fields = ["person__name", "seat__title"]
    date_hierarchy = "starts_on"
    refusals = {"board_term_one_holder": TAKEN}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        check_constraints_now()


@admin.register(Person)
class PersonAdmin(RecordedAdmin):
    list_display = ["name", "capacity", "organisation", "user"]
    list_select_related = ["organisation", "user"]
    search_fields = ["name", "capacity"]
    raw_id_fields = ["organisation", "user"]


def check_constraints_now():
    """Have the deferred constraints checked before the page says that all is saved."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
