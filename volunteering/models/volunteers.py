"""People with a volunteer's account: what they told us, what they agreed to, and a guardian's word for the young."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from organisations.models import Theme
from volunteering.models.centres import VolunteerCentre
from volunteering.models.opportunities import Opportunity, Skill

GROWN_UP = 18
"""Years; whoever is younger needs a parent's or guardian's consent."""


def new_calendar_key():
    """The secret part of a calendar feed's address: 256 bits of chance."""
    return secrets.token_urlsafe(32)


class VolunteerQuerySet(models.QuerySet):
    def active(self):
        """Those whose account is theirs to use; a closed one keeps no personal details."""
        return self.filter(erased_at__isnull=True, user__is_active=True)

    def of(self, user):
        """The account of this person, as a QuerySet of at most one."""
        return self.active().filter(user=user) if user.is_authenticated else self.none()

    def seen_by_broker(self, user):
        """Those whom this person's centres look after."""
        return self.filter(centre__in=VolunteerCentre.objects.of(user), erased_at__isnull=True)

    def who_agreed_to(self, purpose):
        """Those whose consent to a purpose is in force.

        :param purpose: a Consent.Purpose.
        """
        given = Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=True)
        return self.active().filter(pk__in=given.values("volunteer"))


# What they told us stays out of the history, so that it can go without a trace.
@recorded(
    exclude=[
        "user",
        "born_on",
        "telephone",
        "times",
        "emergency_name",
        "emergency_telephone",
        "calendar_key",
        "access_needs",
    ]
)
class Volunteer(models.Model):
    """What somebody who volunteers has told the portal, beside their sign-in.

    After it is erased, the row stays as a number without a person, so that confirmed hours remain counted.
    """

    # A sign-in cannot be deleted past `erase_volunteer`: the database refuses.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="volunteer"
    )
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    telephone = models.CharField(_("phone number"), max_length=30, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    centre = models.ForeignKey(
        VolunteerCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="volunteers"
    )
    interests = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("interests"))
    skills = models.ManyToManyField(Skill, blank=True, related_name="+", verbose_name=_("skills"))
    times = ArrayField(
        models.CharField(max_length=20, choices=Opportunity.Times),
        default=list,
        blank=True,
        verbose_name=_("times of the week"),
    )
    access_needs = models.CharField(_("what would make it easier to take part"), max_length=300, blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=150, blank=True)
    emergency_telephone = models.CharField(_("emergency contact's phone number"), max_length=30, blank=True)
    calendar_key = models.CharField(max_length=64, unique=True, default=new_calendar_key, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, user__isnull=False, born_on__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    user__isnull=True,
                    born_on__isnull=True,
                    telephone="",
                    times=[],
                    access_needs="",
                    emergency_name="",
                    emergency_telephone="",
                ),
                name="volunteer_is_whole_or_erased",
            ),
        ]

    def __str__(self):
        # No name: this is shown in logs, in the history and in the admin's recent actions.
        return _("Volunteer %(number)s") % {"number": self.pk}

    @property
    def who(self):
        """The person's name, or a note that it is gone."""
        return self.user.name if self.user else _("(details erased)")

    def age_on(self, day):
        """Years old on a day; who was born on 29 February has their birthday on 1 March in other years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def is_young_on(self, day):
        """Whether a guardian's consent is needed on a day."""
        return self.age_on(day) < GROWN_UP

    @property
    def is_young_today(self):
        return self.is_young_on(timezone.localdate())

    @property
    def guardian_agrees(self):
        """Whether a parent or guardian has agreed and has not changed their mind."""
        return self.guardian_consents.filter(state=GuardianConsent.State.GIVEN).exists()


@recorded()
class Consent(models.Model):
    """One person's yes to one purpose, from a moment until they take it back."""

    class Purpose(models.TextChoices):
        """What each means in whole sentences is in volunteering.consent."""

        SUGGESTIONS = "suggestions", _("Email me about things to do that may suit me")
        CONTACT = "contact", _("The organisation may have my phone number when I have a place with them")
        EMERGENCY = "emergency", _("The organisation may ring my emergency contact if something happens to me")

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    wording = models.CharField(max_length=20, help_text=_("Which version of the sentence they agreed to."))
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["volunteer", "purpose", "-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self):
        return f"{self.volunteer}: {self.get_purpose_display()}"


@recorded(exclude=["guardian_name", "guardian_email"])
class GuardianConsent(models.Model):
    """A parent or guardian was asked whether a person under 18 may volunteer, and what they said."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        GIVEN = "given", _("Agreed")
        REFUSED = "refused", _("Did not agree")
        WITHDRAWN = "withdrawn", _("Taken back")

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="guardian_consents")
    guardian_name = models.CharField(_("parent's or guardian's name"), max_length=150, blank=True)
    guardian_email = models.EmailField(_("parent's or guardian's email address"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED, editable=False)
    wording = models.CharField(max_length=20)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(state__in=["asked", "given"]), name="guardian_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False), name="guardian_answer_has_time"
            ),
        ]

    def __str__(self):
        return _("Guardian's consent %(number)s") % {"number": self.pk}
