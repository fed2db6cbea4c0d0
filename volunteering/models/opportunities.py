"""What a volunteer could do, and the words in which other rooms ask for it."""

import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from kentcivil.geography.distance import LlToEarth, OnMap
from kentcivil.geography.models import District
from organisations.models import Organisation, Theme
from organisations.models.organisation import STRETCH
from organisations.states import Status
from volunteering.models.centres import VolunteerCentre
from volunteering.spelling import spellings
from volunteering.states import COLOURS, OpportunityState

# Nobody types more; without a limit, a pasted page would become one query with thousands of terms.
LONGEST_SEARCH = 8
CHOSEN_BY = [
    *("organisation", "district", "ends_on", "from_home", "checks", "minimum_age", "wheelchair_access", "pattern"),
    *("times", "cause_ids", "skill_ids"),
]
_TOO_COMMON = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "some", "the", "to", "with")
)


class Skill(models.Model):
    """A skill that helps. `notation` is the term's name in the Volunteering Data Standard's list of skills."""

    name = models.CharField(max_length=80, unique=True)
    notation = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Word(models.Model):
    """A word that published opportunities use: what a misspelt search is compared with.

    Not recorded: a trigger (migration 0031) adds the words of each opportunity that is published.
    """

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        ordering = ["word"]
        indexes = [GistIndex(OpClass("word", name="gist_trgm_ops"), name="opportunity_word_alike")]

    def __str__(self):
        return self.word


class OpportunityQuerySet(models.QuerySet):
    def published(self):
        """What the public is offered today.

        A centre has published it, its last day is not over in Kent, and its organisation is in the public directory.
        """
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()),
            state=OpportunityState.PUBLISHED,
            organisation__status=Status.PUBLISHED,
        )

    def once_published(self):
        """What the public could see at some time; an old link to one is answered with a kind word."""
        return self.filter(
            state__in=[OpportunityState.PUBLISHED, OpportunityState.CLOSED],
            published_at__isnull=False,
            organisation__status=Status.PUBLISHED,
        )

    def matching(self, text):
        """Those that contain every word of a text, best first; where none does, those with words nearly like them."""
        if not words_of(text):
            return self.none() if text.strip() else self
        asked = exactly(text)
        # In an order that no index has: for any one row the planner would rather read every text.
        if not self.filter(search=asked).order_by("created_at").values("pk")[:1]:
            asked = nearly(text)
        return self.filter(search=asked).annotate(rank=SearchRank(F("search"), asked)).order_by("-rank", "pk")

    def at(self, organisation):
        """Those of one organisation."""
        return self.filter(organisation=organisation)

    def of(self, user):
        """Those of the organisations that this person speaks for."""
        return self.filter(organisation__memberships__user=user)

    def seen_by_broker(self, user):
        """Those that this person's centres look after or share, as far as an organisation has handed them over."""
        own = VolunteerCentre.objects.of(user)
        shared = Q(pk__in=own.values("shared_with_us__opportunity"))
        return self.filter(Q(centre__in=own) | shared).exclude(state=OpportunityState.DRAFT)

    def open_to_people_of(self, centre):
        """Those for which a centre may put its people forward: its own, and what others share with it."""
        return self.filter(Q(centre=centre) | Q(pk__in=centre.shared_with_us.values("opportunity")))

    def waiting(self):
        """Those a centre has to look at, longest waiting first."""
        return self.filter(state=OpportunityState.WAITING).order_by("submitted_at", "pk")


def exactly(text):
    """A search for every word of a text.

    :param text: with at least one word that is worth looking for, see words_of().
    """
    return _asked({word: [] for word in words_of(text)})


def nearly(text):
    """A search for every word of a text or, in its place, one spelled nearly like it. Reads which words there are."""
    return _asked(spellings(words_of(text)))


def _asked(words):
    """A search for each of some words or another that may stand for it.

    :param words: {word: [others]}, not empty.
    """
    either = (" | ".join(_quoted(one) for one in (word, *others)) for word, others in words.items())
    return SearchQuery(" & ".join(f"({one})" for one in either), config="english", search_type="raw")


def _quoted(word):
    """A word as to_tsquery() takes it literally; words_of() leaves no sign in it but an apostrophe."""
    return "'" + word.replace("'", "''") + "'"


def words_of(text):
    """The words of a search that are worth looking for, in lower case, at most LONGEST_SEARCH of them."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.replace("\x00", " ").lower())
    return [word for word in words if word not in _TOO_COMMON][:LONGEST_SEARCH]


# What search looks in is written by triggers (migrations 0031 and 0032) and would only repeat the rest in the history.
@recorded(exclude=["search", "cause_ids", "skill_ids"])
class Opportunity(models.Model):
    """One thing to do for one organisation, checked and published by the volunteer centre of its district."""

    class Checks(models.TextChoices):
        NONE = "none", _("No check needed")
        BASIC = "basic", _("Basic DBS check")
        STANDARD = "standard", _("Standard DBS check")
        ENHANCED = "enhanced", _("Enhanced DBS check")

    class Pattern(models.TextChoices):
        REGULAR = "regular", _("Regular")
        ONE_OFF = "one-off", _("One-off")

    class Times(models.TextChoices):
        WEEKDAY_DAYS = "weekday-days", _("Weekdays, in the daytime")
        WEEKDAY_EVENINGS = "weekday-evenings", _("Weekday evenings")
        WEEKEND_DAYS = "weekend-days", _("Weekends, in the daytime")
        WEEKEND_EVENINGS = "weekend-evenings", _("Weekend evenings")
        FLEXIBLE = "flexible", _("Whenever suits you")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="opportunities")
    centre = models.ForeignKey(VolunteerCentre, on_delete=models.PROTECT, related_name="opportunities")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=120, unique=True)
    summary = models.CharField(max_length=200, help_text=_("One sentence for the list of results."))
    tasks = models.TextField(_("what you would do"), max_length=4000)
    commitment = models.CharField(_("how much time it takes"), max_length=120)
    pattern = models.CharField(_("regular or one-off"), max_length=10, choices=Pattern, default=Pattern.REGULAR)
    times = ArrayField(
        models.CharField(max_length=20, choices=Times), default=list, verbose_name=_("times of the week")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("It leaves the lists after this day. Empty: it goes on.")
    )

    from_home = models.BooleanField(_("can be done from home"), default=False)
    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("For example: Repton Community Centre")
    )
    postcode = models.CharField(max_length=8, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)

    minimum_age = models.PositiveSmallIntegerField(
        _("youngest age"), default=18, validators=[MinValueValidator(8), MaxValueValidator(25)]
    )
    checks = models.CharField(_("check needed"), max_length=10, choices=Checks, default=Checks.NONE)
    skills = models.ManyToManyField(Skill, blank=True, related_name="+", verbose_name=_("skills that help"))
    causes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("causes"))
    training = models.CharField(_("training and support"), max_length=300, blank=True)
    expenses = models.CharField(_("expenses paid"), max_length=200, blank=True)
    access = models.CharField(_("access"), max_length=300, blank=True)
    wheelchair_access = models.BooleanField(_("wheelchair access"), default=False)

    questions = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        size=5,
        verbose_name=_("questions of your own"),
        help_text=_("One on each line, at most five. Whoever takes a place or offers to help answers them."),
    )

    state = models.CharField(max_length=10, choices=OpportunityState, default=OpportunityState.DRAFT, editable=False)
    returned_because = models.TextField(_("why the centre returned it"), blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    search = SearchVectorField(null=True, editable=False)
    # The same as `causes` and `skills`, beside what else visitors choose by: a search reads one index, not three.
    cause_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    skill_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = _("opportunities")
        indexes = [
            GinIndex(fields=["search"], name="opportunity_words"),
            GistIndex(LlToEarth("latitude", "longitude"), name="opportunity_on_earth"),
            # With what visitors choose by, so that a search reads these indexes and no row but those it shows.
            GistIndex(
                OnMap("longitude", F("latitude") * STRETCH),
                include=["id", "latitude", "longitude", *CHOSEN_BY],
                condition=Q(state="published"),
                name="opportunity_on_map",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                include=CHOSEN_BY,
                condition=Q(state="published"),
                name="opportunity_newest",
            ),
            models.Index(fields=["centre", "submitted_at"], condition=Q(state="waiting"), name="opportunity_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="opportunity_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(pattern="one-off") | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="opportunity_one_off_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "published"]) | Q(from_home=True) | Q(district__isnull=False),
                name="opportunity_is_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                & Q(latitude__isnull=False, longitude__isnull=False),
                name="opportunity_point_on_earth",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="opportunity_published_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_because=""), name="opportunity_returned_has_reason"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("volunteering_opportunity", args=[self.slug])

    @property
    def colour(self):
        """Of the tag that shows its state."""
        return COLOURS[OpportunityState(self.state)]

    @property
    def is_published(self):
        return self.state == OpportunityState.PUBLISHED

    @property
    def ongoing(self):
        return self.ends_on is None

    @property
    def is_past(self):
        """Whether its last day is over in Kent; the same rule as `.published()`."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def times_in_words(self):
        """The times of the week as labels, in the order of the week."""
        return [label for value, label in self.Times.choices if value in self.times]

    @property
    def where(self):
        """Where it is, in a few words: "Repton Community Centre, Ashford", "Ashford or from home", "From home"."""
        parts = [self.place] if self.place else []
        if self.district and not self.place.endswith(self.district.name):
            parts.append(self.district.name)
        somewhere = ", ".join(parts)
        if self.from_home and somewhere:
            return _("%(place)s, or from home") % {"place": somewhere}
        return somewhere or _("From home")
