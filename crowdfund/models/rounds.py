"""What officers set up: funds, objectives, and a round with its questions. Money is in pounds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from crowdfund import deadlines
from crowdfund.states import RoundState
from kentcivil.audit.history import recorded
from kentcivil.geography.models import District

PERCENT = [MinValueValidator(1), MaxValueValidator(100)]
REGISTERS = (
    *("GB-LAE", "GB-LAS", "GB-PLA", "GB-LANI", "GB-NHS", "GB-GOR", "GB-EDU"),
    *("GB-CHC", "GB-SC", "GB-NIC", "GB-COH", "GB-MPR"),
)
"""Codes of org-id.guide for the registers of British public bodies, charities, companies and mutuals."""
PARAGRAPHS = "Plain text. Leave an empty line between paragraphs; start the lines of a list with “- ”."


def money(label, **options):
    """An amount of pounds and pence, never negative."""
    return models.DecimalField(label, max_digits=11, decimal_places=2, validators=[MinValueValidator(0)], **options)


def percent(label, **options):
    return models.PositiveSmallIntegerField(label, validators=PERCENT, null=True, blank=True, **options)


@recorded()
class Fund(models.Model):
    """Money that a public body sets aside for crowdfunded projects, with the body's own limits for one project."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    funder = models.CharField("whose money it is", max_length=160)
    funder_identifier = models.CharField(
        "number of that body in a register",
        max_length=60,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}-[A-Z0-9]+-[A-Za-z0-9]+$", "Enter it like GB-LAE-KEN.")],
        help_text="As org-id.guide writes it, such as GB-LAE-KEN. It is published with each grant.",
    )
    about = models.TextField(blank=True, help_text=PARAGRAPHS)
    area = models.ManyToManyField(
        District, blank=True, help_text="Districts whose projects it may back. None chosen: all of Kent."
    )
    cap_pounds = money("most for one project, in pounds", null=True, blank=True)
    cap_percent = percent("most for one project, in percent of the target")

    class Meta:
        ordering = ["name"]
        constraints = [
            # Who reads the grants tells bodies apart by their numbers, so one body has one.
            ExclusionConstraint(
                name="fund_one_number_for_one_body",
                expressions=[("funder", RangeOperators.EQUAL), ("funder_identifier", RangeOperators.NOT_EQUAL)],
                violation_error_message="Another fund of this body has another number: give all of them the same.",
            ),
            models.CheckConstraint(condition=Q(cap_pounds__isnull=True) | Q(cap_pounds__gt=0), name="fund_cap_pounds"),
            models.CheckConstraint(
                condition=Q(cap_percent__isnull=True) | Q(cap_percent__range=(1, 100)), name="fund_cap_percent"
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """:raises ValidationError: for a number of no register that those who read the grants know."""
        register = "-".join(self.funder_identifier.split("-")[:2])
        if self.funder_identifier and register not in REGISTERS:
            known = ", ".join(REGISTERS)
            raise ValidationError({"funder_identifier": f"It must begin with the code of a register: {known}."})


@recorded()
class Objective(models.Model):
    """Something the programme wants to bring about; a project must serve at least one."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class RoundQuerySet(models.QuerySet):
    def published(self):
        """What the public may see."""
        return self.filter(state=RoundState.PUBLISHED)

    def in_phase(self, which, moment):
        return self.filter(deadlines.in_phase(which, moment))

    def coming_at(self, moment):
        return self.published().in_phase(deadlines.Phase.COMING, moment)

    def open_at(self, moment):
        """Rounds to which somebody may apply at this moment."""
        return self.published().in_phase(deadlines.Phase.OPEN, moment)

    def closed_at(self, moment):
        return self.published().in_phase(deadlines.Phase.CLOSED, moment)

    def shut_at(self, moment):
        """Rounds past their closing time and their grace, in which only late passes are still good."""
        return self.published().alias(shuts=deadlines.last_moment_of_round()).filter(shuts__lte=moment)

    def with_counts(self):
        """With how many applications each received, as `received`."""
        counted = Q(applications__submitted_at__isnull=False, applications__withdrawn_at=None)
        return self.annotate(received=models.Count("applications", filter=counted))

    def matching(self, text):
        """Rounds that a search for these words finds."""
        vector = SearchVector("title", "summary", "who_can_apply", "what_we_fund", config="english")
        query = SearchQuery(text.replace("\x00", ""), search_type="websearch", config="english")
        return self.annotate(words=vector).filter(words=query)


@recorded()
class Round(models.Model):
    """A time in which organisations apply. Once it has opened its content no longer changes; see `frozen_at`."""

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    reference_prefix = models.CharField(
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,4}-\d{4}(-[A-Z]{1,2})?$", "Write it like CFK-2026-S.")],
        help_text="Start of each application's reference, like CFK-2026-S.",
    )
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.DRAFT, editable=False)
    opens_at = models.DateTimeField("opens", help_text="London time.")
    closes_at = models.DateTimeField("closes", help_text="London time. At this moment nothing more can be submitted.")
    grace_minutes = models.PositiveSmallIntegerField(
        "grace, in minutes",
        default=0,
        validators=[MaxValueValidator(deadlines.MOST_GRACE)],
        help_text="Applicants are not told. What was begun before the closing time is still taken so long after it.",
    )
    summary = models.CharField(max_length=300, help_text="One or two sentences, shown in lists and searches.")
    who_can_apply = models.TextField(help_text=PARAGRAPHS)
    what_we_fund = models.TextField("what we fund, and what we do not", help_text=PARAGRAPHS)
    rules = models.TextField(help_text=PARAGRAPHS)
    guidance = models.TextField("how to prepare", help_text=PARAGRAPHS)
    declaration = models.TextField(help_text=f"What applicants confirm before they submit. {PARAGRAPHS}")
    combined_cap_percent = percent("most from all council funds together, in percent of the target")
    objectives = models.ManyToManyField(Objective, related_name="rounds")
    funds = models.ManyToManyField(Fund, through="RoundFund", related_name="rounds")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=deadlines.dates_in_order(),
                name="round_opens_before_it_closes",
                violation_error_message="The round must open before it closes.",
            ),
            models.CheckConstraint(
                condition=Q(combined_cap_percent__isnull=True) | Q(combined_cap_percent__range=(1, 100)),
                name="round_combined_cap",
            ),
            models.CheckConstraint(
                condition=Q(grace_minutes__lte=deadlines.MOST_GRACE),
                name="round_grace_minutes",
                violation_error_message=f"The grace is at most {deadlines.MOST_GRACE} minutes.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("crowdfund:round", args=[self.slug])

    @property
    def is_published(self):
        return self.state == RoundState.PUBLISHED

    def frozen_at(self, moment):
        """Whether applicants may already rely on its content, which therefore stays as it is."""
        return self.is_published and deadlines.phase(self, moment) is not deadlines.Phase.COMING

    @property
    def phase(self):
        """Coming, open or closed, now."""
        return deadlines.phase(self, timezone.now())

    @property
    def accepts_now(self):
        """Whether an application may be started now."""
        return deadlines.takes_new(self, timezone.now())


@recorded()
class RoundFund(models.Model):
    """A fund that a round draws on: how much of it, and the limits in this round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="round_funds")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="round_funds")
    amount = money("amount in this round, in pounds")
    cap_pounds = money(
        "most for one project, in pounds", null=True, blank=True, help_text="Left empty: the fund's own, on publishing."
    )
    cap_percent = percent(
        "most for one project, in percent of the target", help_text="Left empty: the fund's own, on publishing."
    )

    class Meta:
        ordering = ["-amount", "pk"]
        verbose_name = "fund drawn on"
        verbose_name_plural = "funds drawn on"
        constraints = [
            models.UniqueConstraint(fields=["round", "fund"], name="round_fund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="round_fund_amount"),
            models.CheckConstraint(
                condition=Q(cap_pounds__isnull=True) | Q(cap_pounds__gt=0), name="round_fund_cap_pounds"
            ),
            models.CheckConstraint(
                condition=Q(cap_percent__isnull=True) | Q(cap_percent__range=(1, 100)), name="round_fund_cap_percent"
            ),
        ]

    def __str__(self):
        return f"{self.fund} in {self.round}"

    def clean(self):
        """A pot is never made smaller than what is pledged from it; the database would refuse that too."""
        if self.pk is None or self.amount is None:
            return
        committed = self.entries.exclude(account__in=("funder", "pot")).balance()
        if self.amount < committed:
            raise ValidationError({"amount": f"£{committed:,} of this pot are pledged already."})


@recorded()
class EligibilityQuestion(models.Model):
    """A yes-or-no question of which one answer rules an organisation or project out."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="eligibility_questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=250)
    help_text = models.CharField(max_length=400, blank=True)
    rules_out = models.BooleanField(
        "answer that rules out",
        choices=[(True, "Yes"), (False, "No")],
        default=False,
        help_text="The other one is fine.",
    )
    why = models.CharField("why that rules out", max_length=400, help_text="A plain sentence.")
    what_else = models.CharField("what else there is", max_length=400, help_text="Where else somebody might turn.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text


@recorded()
class Section(models.Model):
    """A page of questions."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    guidance = models.TextField(blank=True, help_text=PARAGRAPHS)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "slug"], name="section_slug_in_round")]

    def __str__(self):
        return f"{self.round}: {self.title}"


@recorded()
class Question(models.Model):
    class Kind(models.TextChoices):
        SHORT = "short", "Short text"
        LONG = "long", "Long text"
        CHOICE = "choice", "One of a list"
        YES_NO = "yes_no", "Yes or no"
        NUMBER = "number", "Whole number"
        MONEY = "money", "Amount of money"
        DATE = "date", "Date"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LONG)
    text = models.CharField(max_length=250)
    help_text = models.CharField(max_length=500, blank=True)
    required = models.BooleanField(default=True)
    word_limit = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(10), MaxValueValidator(2000)], help_text="For long text."
    )
    choices = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, help_text="For one of a list: separated by commas."
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="choice") | Q(choices__len__gt=1),
                name="question_choices",
                violation_error_message="A question of the kind “one of a list” needs at least two choices.",
            )
        ]

    def __str__(self):
        return self.text


class FileType(models.TextChoices):
    """The types of file that can be asked for."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"
    ODT = "odt", "OpenDocument text (ODT)"
    XLSX = "xlsx", "Excel (XLSX)"
    ODS = "ods", "OpenDocument spreadsheet (ODS)"
    JPEG = "jpeg", "JPEG picture"
    PNG = "png", "PNG picture"


def usual_file_types():
    return [FileType.PDF.value, FileType.DOCX.value, FileType.ODT.value, FileType.JPEG.value, FileType.PNG.value]


@recorded()
class DocumentAsked(models.Model):
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="documents_asked")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    help_text = models.CharField(max_length=400, blank=True)
    required = models.BooleanField(default=True)
    accepted_types = ArrayField(models.CharField(max_length=8, choices=FileType), default=usual_file_types)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "document asked for"
        verbose_name_plural = "documents asked for"

    def __str__(self):
        return self.name

    @property
    def accepted_names(self):
        """ "PDF, Word (DOCX) or PNG picture"."""
        names = [FileType(one).label for one in self.accepted_types]
        return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""

    @property
    def accept_attribute(self):
        """What the file input names to the browser."""
        return ",".join(f".{one}" for one in self.accepted_types) + (",.jpg" if "jpeg" in self.accepted_types else "")
