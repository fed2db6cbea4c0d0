"""Consultations: what is asked, from when to when, and what there is to read before one answers."""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.consultations import deadlines
from partnership_board.consultations.states import PUBLIC, ConsultationState
from partnership_board.models.strategy import Strategy

MOST_OPTIONS = 20
SCALE = (1, 2, 3, 4, 5)


class ConsultationQuerySet(models.QuerySet):
    def published(self):
        """What the public may see: every page, feed, file and search starts here."""
        return self.filter(state__in=PUBLIC)

    def running(self):
        """Public and not cancelled."""
        return self.filter(state__in=(ConsultationState.PUBLISHED, ConsultationState.REPORTED))

    def in_phase(self, which, moment):
        """Those that are coming, open or closed at a moment, by deadlines.py."""
        return self.filter(deadlines.in_phase(which, moment))

    def open_at(self, moment):
        """Those that take answers at a moment, what closes first before the others."""
        return self.running().in_phase(deadlines.Phase.OPEN, moment).order_by("closes_at", "pk")

    def reported(self):
        """Those whose findings are public."""
        return self.filter(state=ConsultationState.REPORTED)

    def matching(self, text):
        """Consultations with these words in their title, summary or text."""
        query = SearchQuery(text, search_type="websearch", config="english")
        return self.annotate(words=SearchVector("title", "summary", "about", config="english")).filter(words=query)


_DATES_HOLD = """
    IF OLD.state <> 'draft' AND NEW.state = 'draft' AND EXISTS (
        SELECT 1 FROM partnership_board_response WHERE consultation_id = OLD.id
    ) THEN
        RAISE EXCEPTION 'answers: people have begun to answer this consultation'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'draft' AND NEW.state <> 'draft' AND (
        OLD.opens_at <> NEW.opens_at OR OLD.closes_at > NEW.closes_at OR OLD.slug <> NEW.slug
    ) THEN
        RAISE EXCEPTION 'dates: a public consultation keeps its dates; only its close may move to later'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


@recorded()
class Consultation(models.Model):
    """Something on which people are asked what they think, for a while."""

    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(
        _("name in its address"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(r"\A(feed|your-answer)\Z", _("Choose another word."), inverse_match=True)],
    )
    summary = models.CharField(_("in one sentence"), max_length=300)
    about = models.TextField(_("what it is about"), help_text=_("Why you ask, and what will happen with the answers."))
    strategy = models.ForeignKey(
        Strategy,
        verbose_name=_("strategy that it is about"),
        on_delete=models.PROTECT,
        related_name="consultations",
        null=True,
        blank=True,
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    asks_equality = models.BooleanField(
        _("ask the equality questions"),
        default=True,
        help_text=_("They come after the answer was sent, and are kept apart from it."),
    )
    paper_address = models.TextField(
        _("how to answer on paper"), blank=True, help_text=_("Where to get a form, and where to send it.")
    )
    state = models.CharField(_("state"), max_length=10, choices=ConsultationState, default=ConsultationState.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    changed_reason = models.CharField(_("why it was extended or cancelled"), max_length=300, blank=True, editable=False)
    first_closes_at = models.DateTimeField(_("closing time before it was extended"), null=True, editable=False)
    conclusion = models.TextField(
        _("what was found, in short"), blank=True, help_text=_("Shown above the findings once they are published.")
    )
    reported_at = models.DateTimeField(_("findings published at"), null=True, blank=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = _("consultation")
        constraints = [
            models.CheckConstraint(
                condition=deadlines.dates_in_order(),
                name="consultation_closes_after_it_opens",
                violation_error_message=_("A consultation closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultationState.DRAFT) | Q(published_at__isnull=False),
                name="consultation_published_at",
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultationState.REPORTED, reported_at__gte=F("closes_at"))
                | (~Q(state=ConsultationState.REPORTED) & Q(reported_at__isnull=True)),
                name="consultation_reported_after_its_close",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(name="dates_hold", when=pgtrigger.Before, operation=pgtrigger.Update, func=_DATES_HOLD)
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultation", args=[self.slug])

    @property
    def is_public(self):
        return self.state in PUBLIC

    @property
    def is_cancelled(self):
        return self.state == ConsultationState.CANCELLED

    @property
    def is_reported(self):
        return self.state == ConsultationState.REPORTED

    @property
    def takes_answers(self):
        """Whether it is public and not cancelled; when, deadlines.py says."""
        return self.state in (ConsultationState.PUBLISHED, ConsultationState.REPORTED)

    @property
    def phase(self):
        """The Phase at this moment."""
        return deadlines.phase(self, timezone.now())

    @property
    def accepts_now(self):
        """Whether an answer that arrives now counts."""
        return deadlines.accepts(self, timezone.now())


def document_path(document, filename):
    """Where a file lies: a random name, so that nothing can be read from a path."""
    return f"board/consultations/{uuid.uuid4()}.pdf"


@recorded()
class ConsultationDocument(models.Model):
    """Something to read before one answers: a PDF of ours, or a page or film elsewhere."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Main document")
        SUMMARY = "summary", _("Summary")
        EASY_READ = "easy_read", _("Easy read")
        ACCESSIBLE = "accessible", _("Large print, or for a screen reader")
        SIGNED = "signed", _("British Sign Language")
        LANGUAGE = "language", _("Another language")
        PAPER_FORM = "paper_form", _("Form to answer on paper")

    consultation = models.ForeignKey(
        Consultation, verbose_name=_("consultation"), on_delete=models.CASCADE, related_name="documents"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MAIN)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to=document_path, blank=True, help_text=_("A PDF."))
    size = models.PositiveIntegerField(_("size"), null=True, editable=False, help_text=_("In bytes."))
    address = models.URLField(_("or a web address"), blank=True, max_length=400)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("document")
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(address="")) | (~Q(file="") & Q(address="")),
                name="consultation_document_file_or_address",
                violation_error_message=_("Give each document a file or a web address, and not both."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.address:
            return self.address
        return reverse("consultation_document", args=[self.consultation.slug, self.key])


_QUESTIONS_HOLD = """
    PERFORM 1 FROM partnership_board_consultation WHERE id IN (OLD.consultation_id, NEW.consultation_id) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM partnership_board_consultation
        WHERE id IN (OLD.consultation_id, NEW.consultation_id) AND state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'questions: the questions of a public consultation do not change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


@recorded()
class Question(models.Model):
    """One thing that is asked. Answers keep the places of options, so questions hold still once they are public."""

    class Kind(models.TextChoices):
        ONE = "one", _("One of several")
        SEVERAL = "several", _("Any of several")
        SCALE = "scale", _("A scale from 1 to 5")
        SHORT = "short", _("A few words")
        LONG = "long", _("In their own words")

    CLOSED = (Kind.ONE, Kind.SEVERAL, Kind.SCALE)
    OPEN = (Kind.SHORT, Kind.LONG)

    consultation = models.ForeignKey(
        Consultation, verbose_name=_("consultation"), on_delete=models.CASCADE, related_name="questions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.CharField(_("question"), max_length=300)
    help_text = models.CharField(_("hint"), max_length=300, blank=True)
    options = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("options"))
    least = models.CharField(_("1 means"), max_length=60, blank=True)
    most = models.CharField(_("5 means"), max_length=60, blank=True)
    required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("question")
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="consultation_question_number_once"),
            models.CheckConstraint(
                condition=(Q(kind__in=["one", "several"]) & Q(options__len__gte=2) & Q(options__len__lte=MOST_OPTIONS))
                | (~Q(kind__in=["one", "several"]) & Q(options__len=0)),
                name="consultation_question_options",
                violation_error_message=_("Give from 2 to 20 options where there is something to choose, else none."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="scale") & ~Q(least="") & ~Q(most="")) | (~Q(kind="scale") & Q(least="", most="")),
                name="consultation_question_scale",
                violation_error_message=_("Say what 1 and 5 mean on a scale, and only there."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="questions_hold",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_QUESTIONS_HOLD,
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.text}"

    def clean(self):
        # Constraints of array lengths are null for an empty array, which lets it through in Python's own check.
        if self.kind in ("one", "several") and not 2 <= len(self.options) <= MOST_OPTIONS:
            raise ValidationError({"options": _("Give from 2 to 20 options, each on a line of its own.")})
        if len(set(self.options)) != len(self.options):
            raise ValidationError({"options": _("Give each option once.")})

    @property
    def is_closed(self):
        """Whether it is answered by choosing, so that answers can be counted."""
        return self.kind in self.CLOSED

    @property
    def choices(self):
        """(number as kept in answers, what it says) of each choice of a closed question; none of an open one."""
        if self.kind == self.Kind.SCALE:
            names = {SCALE[0]: f"{SCALE[0]} – {self.least}", SCALE[-1]: f"{SCALE[-1]} – {self.most}"}
            return [(step, names.get(step, str(step))) for step in SCALE]
        return list(enumerate(self.options, start=1))
