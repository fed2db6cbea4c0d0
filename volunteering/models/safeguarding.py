"""Keeping people safe: checks that were seen, and concerns that one named person reads."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.centres import VolunteerCentre
from volunteering.models.opportunities import Opportunity
from volunteering.models.volunteers import Volunteer

# The weaker first: whoever has a stronger check needs no weaker one.
STRENGTH = [
    Opportunity.Checks.NONE,
    Opportunity.Checks.BASIC,
    Opportunity.Checks.STANDARD,
    Opportunity.Checks.ENHANCED,
]
CHECK_KEPT_AFTER = timedelta(days=30)
"""How long the note of a check outlives it: time enough to bring the new one, and no longer."""


class CheckQuerySet(models.QuerySet):
    def good_for(self, kind, day):
        """Those that are at least as strong as a kind and still hold on a day."""
        enough = STRENGTH[STRENGTH.index(kind) :]
        return self.filter(kind__in=enough, expires_on__gte=day)

    def out_of_time(self):
        """Those whose note has to go today."""
        return self.filter(expires_on__lt=timezone.localdate() - CHECK_KEPT_AFTER)

    def seen_by_broker(self, user):
        return self.filter(volunteer__in=Volunteer.objects.seen_by_broker(user))


# That something was noted and taken away again is history; what it said goes with it.
@recorded(exclude=["volunteer", "kind", "seen_on", "seen_by", "expires_on"])
class SafeguardingCheck(models.Model):
    """A broker has seen somebody's check: which kind, when, and until when it counts. Never a copy, never a number."""

    class Kind(models.TextChoices):
        BASIC = "basic", _("Basic DBS check")
        STANDARD = "standard", _("Standard DBS check")
        ENHANCED = "enhanced", _("Enhanced DBS check")

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(_("kind of check"), max_length=10, choices=Kind)
    seen_on = models.DateField(_("seen on"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    expires_on = models.DateField(_("counts until"))

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-expires_on", "-pk"]
        indexes = [models.Index(fields=["expires_on"], name="check_expiry")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gt=F("seen_on")), name="check_expires_after_seen"),
            models.UniqueConstraint(fields=["volunteer", "kind"], name="check_of_a_kind_once"),
        ]

    def __str__(self):
        return _("Check %(number)s") % {"number": self.pk}


@recorded()
class SafeguardingLead(models.Model):
    """The one person who reads concerns for a centre, or without a centre for the rest of the county."""

    centre = models.OneToOneField(
        VolunteerCentre, on_delete=models.CASCADE, null=True, blank=True, related_name="safeguarding_lead"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="safeguarding_posts")

    class Meta:
        ordering = ["centre", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(centre__isnull=True), name="safeguarding_one_lead_for_the_county"
            ),
        ]

    def __str__(self):
        return str(self.centre or _("Kent"))


class ConcernQuerySet(models.QuerySet):
    def read_by(self, user):
        """Those that reach this person: the lead named when it was raised, or who has that post now. Nobody else."""
        return self.filter(lead__user=user)


# Only that there was one, when, and for whom; what it said is in no history.
@recorded(exclude=["text", "page", "name", "contact", "outcome"])
class Concern(models.Model):
    """Somebody is worried about somebody's safety. Read by the named lead alone: it is in no admin and no export."""

    lead = models.ForeignKey(SafeguardingLead, on_delete=models.PROTECT, related_name="concerns")
    text = models.TextField(max_length=5000, blank=True)
    page = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=150, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    raised_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.TextField(max_length=3000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="concern_closed_has_outcome"
            ),
        ]

    def __str__(self):
        return _("Concern %(number)s") % {"number": self.pk}
