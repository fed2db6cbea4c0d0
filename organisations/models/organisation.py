"""An organisation's entry in the directory, its registered numbers, its contacts and who speaks for it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from kentcivil.geography.distance import OnMap
from kentcivil.geography.models import District
from organisations.models.vocabulary import Beneficiary, Theme
from organisations.states import Status


class LegalForm(models.TextChoices):
    GROUP = "group", _("Community group with no legal form")
    TRUST = "trust", _("Charitable trust")
    ASSOCIATION = "association", _("Charitable association")
    CIO = "cio", _("Charitable incorporated organisation (CIO)")
    CHARITABLE_COMPANY = "charitable-company", _("Charitable company")
    CIC = "cic", _("Community interest company (CIC)")
    SOCIETY = "society", _("Co-operative or community benefit society")
    COMPANY = "company", _("Company limited by guarantee")
    FAITH = "faith", _("Place of worship or faith body")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class IncomeBand(models.TextChoices):
    """Yearly income in the bands of the NCVO Almanac."""

    UNKNOWN = "unknown", _("Not known")
    MICRO = "micro", _("Under £10,000")
    SMALL = "small", _("£10,000 to £100,000")
    MEDIUM = "medium", _("£100,000 to £1 million")
    LARGE = "large", _("£1 million to £10 million")
    MAJOR = "major", _("Over £10 million")

    @classmethod
    def of(cls, income):
        """The band of a yearly income in whole pounds, or UNKNOWN for None."""
        if income is None:
            return cls.UNKNOWN
        for band, below in ((cls.MICRO, 10_000), (cls.SMALL, 100_000), (cls.MEDIUM, 10**6), (cls.LARGE, 10**7)):
            if income < below:
                return band
        return cls.MAJOR


CONFIGURATION = "kent_english"
"""The text search configuration of migration 0002_search."""
WEIGHTS = [0.1, 0.25, 0.5, 1.0]
"""Of places, long texts, what it does, and names: the letters D to A of the search document."""
STRETCH = 1.6
"""A degree of latitude in degrees of longitude, in the middle of Kent: it makes the map of the index on places true.

The function organisations_nearest_entries of migration 0045 has the same figure.
"""
PUBLISHED = Q(status=Status.PUBLISHED)


class OrganisationQuerySet(models.QuerySet):
    def published(self):
        """What the public may see: every public page, export, feed and search starts here."""
        return self.filter(PUBLISHED)

    def matching(self, text):
        """What a text finds, the best first, each with `rank`. The directory's own page asks more, in search.py."""
        query = SearchQuery(text, config=CONFIGURATION, search_type="websearch")
        rank = SearchRank(F("document"), query, weights=WEIGHTS, normalization=1)
        return self.filter(document=query).annotate(rank=rank).order_by("-rank", "name", "pk")

    def of_member(self, user):
        """The organisations that this person speaks for."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()


@recorded(exclude=["document", "marks", "facets", "updated_at"], in_bulk=True)
class Organisation(models.Model):
    """A voluntary organisation as the directory knows it."""

    public_id = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text=_("Its id in open data; never changes.")
    )
    name = models.CharField(_("name"), max_length=255)
    other_names = models.TextField(
        _("other names"), blank=True, help_text=_("Names it used to have, short names and initials: one on each line.")
    )
    slug = models.SlugField(max_length=120, unique=True)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, default=LegalForm.UNKNOWN)

    summary = models.CharField(
        _("summary"), max_length=400, blank=True, help_text=_("What you do, in one or two plain sentences.")
    )
    purpose = models.TextField(_("purpose"), blank=True, help_text=_("More about what you do and why."))
    themes = models.ManyToManyField(Theme, blank=True, related_name="organisations", verbose_name=_("themes"))
    beneficiaries = models.ManyToManyField(
        Beneficiary, blank=True, related_name="organisations", verbose_name=_("who it is for")
    )

    website = models.URLField(_("website"), max_length=300, blank=True)
    email = models.EmailField(_("public email address"), blank=True)
    phone = models.CharField(_("public phone number"), max_length=40, blank=True)

    address = models.TextField(_("address"), blank=True, help_text=_("Without the town and the postcode."))
    town = models.CharField(_("town or village"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS 84, degrees.")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS 84, degrees.")
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations_based",
        verbose_name=_("district it is based in"),
    )
    districts_served = models.ManyToManyField(
        District, blank=True, related_name="organisations_serving", verbose_name=_("districts it serves")
    )
    is_countywide = models.BooleanField(_("works across Kent"), default=False)
    is_online = models.BooleanField(_("helps online or by phone, wherever people live"), default=False)

    annual_income = models.PositiveBigIntegerField(
        _("yearly income"), null=True, blank=True, help_text=_("Whole pounds, from the latest accounts.")
    )
    income_band = models.CharField(_("income band"), max_length=8, choices=IncomeBand, default=IncomeBand.UNKNOWN)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    status_reason = models.TextField(_("reason for the status"), blank=True, editable=False)
    verified_on = models.DateField(
        _("last checked by a person"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a person last said that this entry is true; no import and no edit changes it by itself."),
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    review_due = models.DateField(_("to be checked again by"), null=True, blank=True, editable=False)
    curated_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Fields that a person has written: imports leave them alone."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    document = SearchVectorField(
        null=True, editable=False, help_text="What search looks in; database triggers keep it (migration 0002_search)."
    )
    marks = SearchVectorField(null=True, editable=False, help_text="The part of the document that filters look in.")
    facets = models.TextField(  # noqa: DJ001 (NULL until a trigger has written it, as the document is)
        null=True,
        editable=False,
        help_text="The same as words with spaces between them: what filters count (migration 0010_finding).",
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        # Almost every question is about what is published, so most indexes hold only that.
        indexes = [
            GinIndex(fields=["document"], name="organisation_document", condition=PUBLISHED),
            # Of places and words, for the nearest that have the words; coalesce() keeps other searches away from it.
            # More of words, of every 8th, 64th and 512th entry, are made in migrations 0040, 0043 and 0045, the latter
            # with squares of the map; and one of pairs of the words of names.
            GistIndex(
                OnMap("longitude", F("latitude") * STRETCH),
                Coalesce("document", Value("", SearchVectorField())),
                name="organisation_on_map",
                condition=PUBLISHED,
            ),
            GinIndex(fields=["marks"], name="organisation_marks", condition=PUBLISHED),
            # With the marks, so that a list by what entries are about reads nothing but this index.
            models.Index(fields=["name", "id"], include=["marks"], name="organisation_by_name", condition=PUBLISHED),
            models.Index(
                F("verified_on").desc(nulls_last=True), "name", "id", name="organisation_by_check", condition=PUBLISHED
            ),
            models.Index(F("created_at").desc(), "id", name="organisation_newest", condition=PUBLISHED),
            models.Index(fields=["review_due"], name="organisation_review", condition=PUBLISHED),
            models.Index(fields=["status", "name"], name="organisation_unpublished", condition=~PUBLISHED),
            # Officers look for part of a name; Django compares it in capitals.
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="organisation_part_of_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="organisation_has_a_name"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="organisation_status_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                & Q(latitude__isnull=False, longitude__isnull=False),
                name="organisation_place_whole",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(verified_on__isnull=False), name="organisation_verified_when"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", kwargs={"slug": self.slug})

    @property
    def is_published(self):
        return self.status == Status.PUBLISHED


@recorded(in_bulk=True)
class Identifier(models.Model):
    """A number under which a register knows the organisation. Schemes are those of org-id.guide."""

    class Scheme(models.TextChoices):
        CHARITY = "GB-CHC", _("Charity number (England and Wales)")
        COMPANY = "GB-COH", _("Company number")
        MUTUAL = "GB-MPR", _("Mutuals Public Register number")
        SCOTTISH_CHARITY = "GB-SC", _("Charity number (Scotland)")
        NORTHERN_IRISH_CHARITY = "GB-NIC", _("Charity number (Northern Ireland)")
        SCHOOL = "GB-EDU", _("School reference number")
        COUNCIL = "GB-LAE", _("Local authority code")

    REGISTERS = {
        Scheme.CHARITY: "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{}",
        Scheme.COMPANY: "https://find-and-update.company-information.service.gov.uk/company/{}",
        Scheme.MUTUAL: "https://mutuals.fca.org.uk/Search/Society/{}",
        Scheme.SCOTTISH_CHARITY: "https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number={}",
    }

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=8, choices=Scheme)
    number = models.CharField(max_length=20)

    class Meta:
        ordering = ["scheme", "number"]
        verbose_name = _("registered number")
        verbose_name_plural = _("registered numbers")
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="identifier_once")]

    def __str__(self):
        return f"{self.scheme}-{self.number}"

    @property
    def register_address(self):
        """Web address of the register's page about it, or "" where there is no such page."""
        return self.REGISTERS.get(self.scheme, "").format(self.number)


# Who it is and how to reach them stays out of the history, so that it can be erased without erasing what happened.
@recorded(exclude=["name", "email", "phone"])
class Contact(models.Model):
    """A person or a desk to ask at an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    job = models.CharField(_("what they do there"), max_length=120, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)

    class Meta:
        ordering = ["organisation", "name", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.name


@recorded()
class Membership(models.Model):
    """Somebody who speaks for an organisation on the portal."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["organisation", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="membership_once")]

    def __str__(self):
        return f"{self.user}, {self.organisation}"
