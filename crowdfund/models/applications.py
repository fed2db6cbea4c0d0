"""What organisations write: an application with its parts, answers, budget and documents."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from crowdfund import deadlines
from crowdfund.amounts import pounds
from crowdfund.models.rounds import DocumentAsked, EligibilityQuestion, Objective, Question, Round, money
from crowdfund.states import STANDING, ApplicationState, RoundState
from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from organisations.models import Membership, Organisation


def person(related_name="+", **options):
    """Somebody who did something; erasing the person leaves what was done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name=related_name,
        editable=False,
        **options,
    )


TOLD = ("project_title", "project_summary", "organisation_name")
"""Fields in which a project is looked for by its words, in the order in which they are indexed."""


class ApplicationQuerySet(models.QuerySet):
    def of(self, user):
        """Applications of the organisations that somebody speaks for."""
        return self.filter(organisation__memberships__user=user)

    def free_of_conflict(self, user):
        """Without those that somebody has a conflict of interest with."""
        from crowdfund.models.conflicts import conflicted  # it points here

        return self.exclude(conflicted(user))

    def whole(self):
        """With everything that completeness.py and sheet.py look at, in a fixed number of queries."""
        return self.select_related("round", "organisation", "late_pass").prefetch_related(
            "round__sections__questions",
            "round__eligibility_questions",
            "round__documents_asked",
            "round__objectives",
            "round__round_funds__fund__area",
            "answers",
            "eligibility_answers",
            "budget_lines",
            "subsidy_lines",
            "parts__saved_by",
            "districts",
            "objectives",
            models.Prefetch("documents", queryset=Document.objects.current(), to_attr="current_documents"),
        )

    def with_people(self):
        """With whoever may be written to about it, in a fixed number of queries."""
        members = Membership.objects.filter(user__is_active=True).select_related("user")
        return self.select_related("round", "organisation", "late_pass").prefetch_related(
            models.Prefetch("organisation__memberships", queryset=members, to_attr="active_memberships"),
            "writer_rows",
            "co_applicants",
        )

    def standing_for(self, round_, organisation, title):
        """The draft or submitted application of an organisation for the project of this title, whatever its case."""
        return self.annotate(title=Lower("project_title")).filter(
            round=round_, organisation=organisation, title=Lower(Value(title)), state__in=STANDING
        )

    def drafts(self):
        return self.filter(state=ApplicationState.DRAFT)

    def writable_at(self, moment):
        """Drafts and submitted applications that may still be changed at this moment."""
        return self.alias(shuts=deadlines.last_moment_of_application()).filter(
            state__in=STANDING,
            round__state=RoundState.PUBLISHED,
            round__opens_at__lte=moment,
            shuts__gt=moment,
        )

    def ending_between(self, earliest, latest):
        """Those whose end, as their people are told it, lies in the half-open interval [earliest, latest)."""
        return self.alias(ends=deadlines.told_end_of_application()).filter(
            round__state=RoundState.PUBLISHED, ends__gte=earliest, ends__lt=latest
        )

    def submitted(self):
        return self.filter(state=ApplicationState.SUBMITTED)

    def matching(self, text):
        """Applications that an officer's search for these words finds."""
        vector = SearchVector(*TOLD, config="english")
        query = SearchQuery(text.replace("\x00", ""), search_type="websearch", config="english")
        return self.annotate(words=vector).filter(Q(words=query) | Q(reference__iexact=text.strip()))


# Contact details name a person: they stay out of the history, so that they can be erased.
@recorded(exclude=["contact_name", "contact_role", "contact_email", "contact_phone"])
class Application(models.Model):
    """One organisation's application for one project in one round. Several people of the organisation share it."""

    class LegalForm(models.TextChoices):
        CHARITY = "charity", "Registered charity or CIO"
        COMPANY = "company", "Community interest or other not-for-profit company"
        SOCIETY = "society", "Community benefit society or co-operative"
        GROUP = "group", "Community group with a written constitution"
        COUNCIL = "council", "Parish or town council"
        SCHOOL = "school", "School or other public body"

    reference = models.CharField(max_length=20, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications", editable=False)
    number = models.PositiveIntegerField(editable=False, help_text="Its number in the round.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications", editable=False
    )
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False)

    started_at = models.DateTimeField(default=timezone.now, editable=False)
    started_by = person()
    changed_at = models.DateTimeField("last changed", default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by = person()
    edited_at = models.DateTimeField(
        "changed after it was submitted",
        null=True,
        blank=True,
        editable=False,
        help_text="Until a last copy is sent, once its time is over.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    organisation_name = models.CharField("organisation's name when submitted", max_length=255, blank=True)
    legal_form = models.CharField("kind of organisation", max_length=10, choices=LegalForm, blank=True)
    registered_number = models.CharField("charity or company number", max_length=20, blank=True)
    contact_name = models.CharField(max_length=150, blank=True)
    contact_role = models.CharField("contact's role", max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)

    project_title = models.CharField(max_length=120)
    project_summary = models.CharField(max_length=500, blank=True)
    districts = models.ManyToManyField(District, blank=True, related_name="+")
    objectives = models.ManyToManyField(Objective, blank=True, related_name="applications")
    starts_on = models.DateField("project starts", null=True, blank=True)
    ends_on = models.DateField("project ends", null=True, blank=True)

    amount_asked = money("amount asked from the council", null=True, blank=True)
    had_subsidies = models.BooleanField("has had subsidies", null=True, blank=True)

    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Writer", related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["round", "state"], name="application_round_state"),
            models.Index(fields=["-changed_at", "-id"], name="application_newest"),
            GinIndex(SearchVector(*TOLD, config="english"), name="application_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="application_number_in_round"),
            models.UniqueConstraint(
                "round",
                "organisation",
                Lower("project_title"),
                condition=Q(state__in=STANDING),
                name="application_once_for_a_project",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="draft", submitted_at=None, withdrawn_at=None, closed_at=None)
                    | Q(state="submitted", submitted_at__isnull=False, withdrawn_at=None, closed_at=None)
                    | Q(state="withdrawn", withdrawn_at__isnull=False, closed_at=None)
                    | Q(state="closed", submitted_at=None, withdrawn_at=None, closed_at__isnull=False)
                ),
                name="application_state_has_time",
            ),
            models.CheckConstraint(
                condition=Q(amount_asked__isnull=True) | Q(amount_asked__gte=0), name="application_amount_asked"
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.project_title}"

    def get_absolute_url(self):
        return reverse("crowdfund:application", args=[self.reference])

    def conflicts_with(self, user):
        """Whether somebody has a conflict of interest with it, so that they see nothing of it when deciding."""
        return not type(self).objects.filter(pk=self.pk).free_of_conflict(user).exists()

    def people(self):
        """Whoever is written to about it: those who speak for the organisation, and own the entry, wrote here, or were
        chosen to write here.

        Takes an application loaded with `with_people`.
        """
        writers = {row.user_id for row in self.writer_rows.all()}
        writers |= {chosen.user_id for chosen in self.co_applicants.all() if chosen.may_write}
        for membership in self.organisation.active_memberships:
            if membership.role == Membership.Role.OWNER or membership.user_id in writers:
                yield membership.user

    @property
    def used_pass(self):
        """The late pass that was redeemed for it, or None."""
        return getattr(self, "late_pass", None)

    @property
    def told_end(self):
        """The moment before which its people are told to submit it."""
        return deadlines.told_end(self.round, self.used_pass)

    def writable_at(self, moment):
        """Whether it may still be changed at a moment."""
        return self.state in STANDING and deadlines.accepts(self.round, moment, self.used_pass)

    def costs(self):
        """What the whole project costs, in pounds."""
        return sum((line.amount for line in self.lines(BudgetLine.Kind.COST)), Decimal(0))

    def income(self):
        """What comes from elsewhere, in pounds."""
        return sum((line.amount for line in self.lines(BudgetLine.Kind.INCOME)), Decimal(0))

    def target(self):
        """What is to be crowdfunded, the council's part included, in pounds; negative when income is the larger."""
        return self.costs() - self.income()

    def lines(self, kind):
        return [line for line in self.budget_lines.all() if line.kind == kind]


class Writer(models.Model):
    """Somebody who has written in an application, and is reminded of its deadline while they speak for it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="writer_rows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="writer_once")]

    def __str__(self):
        return f"{self.user} in {self.application}"


@recorded()
class Part(models.Model):
    """One part of the task list that somebody has saved. Its version tells a stale page from a fresh one."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=70, help_text="As in completeness.py.")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = person()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="part_once")]

    def __str__(self):
        return f"{self.key} of {self.application_id}"


@recorded()
class EligibilityAnswer(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="eligibility_answers")
    question = models.ForeignKey(EligibilityQuestion, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField("answer", choices=[(True, "Yes"), (False, "No")])

    class Meta:
        ordering = ["question__position", "question_id"]
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="eligibility_answer_once")]

    def __str__(self):
        return self.get_yes_display()


# What people wrote may name people; the history says who saved which part when, and the text itself is in the row.
@recorded(exclude=["text"])
class Answer(models.Model):
    """What was typed, as it was typed; questions.py says what is wrong with it and how it is shown."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["question__position", "question_id"]
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="answer_once")]

    def __str__(self):
        return self.text[:80]


@recorded()
class BudgetLine(models.Model):
    class Kind(models.TextChoices):
        COST = "cost", "Project cost"
        INCOME = "income", "Income from elsewhere"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="budget_lines")
    kind = models.CharField(max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(max_length=150)
    amount = money("amount in pounds")

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_amount")]

    def __str__(self):
        return f"{self.description}: {pounds(self.amount)}"


def private_files():
    """Where documents lie: the private default storage, which no address serves directly."""
    return default_storage


def random_name(instance, filename):
    """A path that tells nothing of the applicant, and cannot be guessed."""
    return f"crowdfund/{uuid.uuid4().hex[:2]}/{uuid.uuid4().hex}"


class DocumentQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None)


@recorded(exclude=["original_name"])
class Document(models.Model):
    """A file that an applicant gave. A newer one replaces it in the application; this one is kept."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    asked = models.ForeignKey(DocumentAsked, on_delete=models.PROTECT, related_name="documents")
    file = models.FileField(storage=private_files, upload_to=random_name, max_length=120, editable=False)
    original_name = models.CharField("file name", max_length=150)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(help_text="In bytes.", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = person()
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["asked__position", "asked_id", "-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "asked"], condition=Q(replaced_at=None), name="document_one_current"
            )
        ]

    def __str__(self):
        return self.original_name

    def get_absolute_url(self):
        return reverse("crowdfund:document", args=[self.application.reference, self.pk])
