"""People who want to help with something, and how far their volunteer centre has come with them."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.centres import VolunteerCentre
from volunteering.models.opportunities import Opportunity
from volunteering.states import COLOURS, OPEN_ENQUIRIES, EnquiryState

_IN_HAND = Q(state__in=["new", "contacted", "introduced", "placed"], erased_at__isnull=True)
_URGENCY = Case(
    When(_IN_HAND, next_step_on__isnull=True, then=Value(0)),
    When(_IN_HAND, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
DESK_ORDER = (_URGENCY.asc(), F("next_step_on").asc(nulls_last=True), F("created_at").asc(), F("pk").asc())
"""Forgotten ones first, planned ones by their date, and what is over last. An index has this order."""
OPEN_ORDER = (F("next_step_on").asc(nulls_first=True), F("created_at").asc(), F("pk").asc())
"""The same of open ones alone."""


class EnquiryQuerySet(models.QuerySet):
    def of(self, user):
        """Those that this person made while signed in."""
        return self.filter(user=user)

    def confirmed(self):
        """Those whose email address is known to be the person's own. Only these reach a centre."""
        return self.exclude(state=EnquiryState.UNCONFIRMED)

    def open(self):
        return self.filter(state__in=OPEN_ENQUIRIES)

    def in_hand(self):
        """Open ones whose person can still be reached."""
        return self.open().filter(erased_at__isnull=True)

    def seen_by_broker(self, user):
        """Those that this person's centres have in hand."""
        return self.confirmed().filter(centre__in=VolunteerCentre.objects.of(user))

    def nobody_forgotten(self):
        """The order of the desk: open ones without a next step first, then by date, then those that are over."""
        return self.order_by(*DESK_ORDER)

    def forgotten(self):
        """Open ones for which nothing is planned."""
        return self.in_hand().filter(next_step_on__isnull=True)

    def overdue(self):
        """Open ones whose next step was to be taken before today."""
        return self.in_hand().filter(next_step_on__lt=timezone.localdate())

    def waiting_for_reply(self):
        """Those whom nobody has answered yet."""
        return self.filter(
            state=EnquiryState.NEW, contacted_at__isnull=True, confirmed_at__isnull=False, erased_at__isnull=True
        )

    def out_of_time(self):
        """Those whose personal details have to go today."""
        return self.filter(keep_until__lt=timezone.localdate(), erased_at__isnull=True)


# What names the person or was written about them stays out of the history, so that it can go without a trace.
@recorded(exclude=["user", "name", "email", "telephone", "message", "answers", "next_step"])
class Enquiry(models.Model):
    """One person's interest in one opportunity. It belongs to the centre that follows it up."""

    class Age(models.TextChoices):
        ADULT = "18+", _("I am 18 or over")
        YOUNG = "16-17", _("I am 16 or 17")

    class Reason(models.TextChoices):
        """Why somebody left. A choice rather than text: it is counted, and outlives the person's details."""

        NO_ANSWER = "no-answer", _("We could not reach them")
        CHANGED_MIND = "changed-mind", _("They changed their mind")
        ELSEWHERE = "elsewhere", _("They found something else")
        NOT_A_MATCH = "not-a-match", _("It was not a good match")
        CHECKS = "checks", _("The checks were not completed")
        CLOSED = "closed", _("The opportunity closed")
        MOVED_ON = "moved-on", _("They volunteered and have moved on")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="enquiries")
    centre = models.ForeignKey(VolunteerCentre, on_delete=models.PROTECT, related_name="enquiries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="enquiries"
    )
    name = models.CharField(_("full name"), max_length=150, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    telephone = models.CharField(_("phone number"), max_length=30, blank=True)
    message = models.TextField(max_length=2000, blank=True)
    answers = models.JSONField(default=list, blank=True, help_text=_("Pairs of a question and what was answered."))
    age = models.CharField(max_length=10, choices=Age)
    consent_wording = models.CharField(
        _("consent given to wording"), max_length=20, help_text=_("Which version of the sentence they agreed to.")
    )
    consented_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=12, choices=EnquiryState, default=EnquiryState.NEW, editable=False)
    left_because = models.CharField(_("why they left"), max_length=20, choices=Reason, blank=True, editable=False)
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(_("date of the next step"), null=True, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    contacted_at = models.DateTimeField(_("first reply"), null=True, blank=True, editable=False)
    moved_at = models.DateTimeField(_("last moved on"), default=timezone.now, editable=False)
    keep_until = models.DateField(help_text=_("The person's details are erased after this day."), editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = _("enquiries")
        indexes = [
            models.Index(fields=["centre", "state"], name="enquiry_desk"),
            models.Index(fields=["next_step_on"], condition=Q(next_step_on__isnull=False), name="enquiry_next_step"),
            models.Index(
                F("centre"),
                F("next_step_on").asc(nulls_first=True),
                F("created_at"),
                F("id"),
                # What the desk counts by, so that it reads the index alone.
                include=["state", "broker", "confirmed_at", "contacted_at"],
                condition=_IN_HAND,
                name="enquiry_open",
            ),
            models.Index(
                F("centre"), _URGENCY, F("next_step_on").asc(), F("created_at"), F("id"), name="enquiry_in_order"
            ),
            models.Index(
                fields=["centre", "confirmed_at"],
                include=["contacted_at"],
                condition=Q(contacted_at__isnull=False),
                name="enquiry_replies",
            ),
            models.Index(fields=["keep_until"], condition=Q(erased_at__isnull=True), name="enquiry_keep_until"),
            models.Index(Lower("email"), F("created_at"), name="enquiry_by_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                F("opportunity"),
                Lower("email"),
                condition=~Q(state="left") & Q(erased_at__isnull=True),
                name="enquiry_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state="left") & ~Q(left_because="") | ~Q(state="left") & Q(left_because=""),
                name="enquiry_left_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(next_step="", next_step_on__isnull=True)
                | ~Q(next_step="") & Q(next_step_on__isnull=False)
                | Q(erased_at__isnull=False),
                name="enquiry_next_step_has_date",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", email="", telephone="", message="", answers=[], next_step="", user__isnull=True),
                name="enquiry_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state="unconfirmed") | Q(user__isnull=True, confirmed_at__isnull=True),
                name="enquiry_unconfirmed_has_no_account",
            ),
        ]

    def __str__(self):
        # No name: this is shown in logs, in the history and in the admin's recent actions.
        return _("Enquiry %(number)s") % {"number": self.pk}

    @property
    def colour(self):
        """Of the tag that shows its state."""
        return COLOURS[EnquiryState(self.state)]

    @property
    def over(self):
        return self.state not in OPEN_ENQUIRIES and self.state != EnquiryState.UNCONFIRMED

    @property
    def who(self):
        """The person's name, or a note that their details are gone."""
        return self.name or _("(details erased)")
