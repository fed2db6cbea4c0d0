"""What officers make of answers: marks on those that are alike, themes given to what people wrote, and the count."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.consultations import Consultation, Question
from partnership_board.models.responses import Answer, Response


class MarkQuerySet(models.QuerySet):
    def standing(self):
        """Marks that no officer set aside."""
        return self.filter(dismissed_at__isnull=True)

    def copies(self):
        """Of those, what leaves an answer out where each group of answers that are alike is counted once."""
        return self.standing().exclude(like=F("response"))


class Mark(models.Model):
    """Something about an answer that officers should know. It takes nothing away: figures are shown with and without.

    Answers that are alike are all marked. The first of them is marked as like itself: it counts either way, and stands
    for the others where they are left out.
    """

    class Kind(models.TextChoices):
        SAME = "same", _("The same words as an earlier answer")
        NEAR = "near", _("Nearly the same words as an earlier answer")
        FLOOD = "flood", _("One of many from one connection in an hour")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=5, choices=Kind)
    like = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="likenesses", null=True)
    made_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["response_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["response", "kind"], name="consultation_mark_once"),
            models.CheckConstraint(
                condition=Q(kind="flood", like__isnull=True) | (~Q(kind="flood") & Q(like__isnull=False)),
                name="consultation_mark_like_what",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.response_id}"

    @property
    def is_first(self):
        """Whether it says that others are like this answer."""
        return self.like_id == self.response_id

    @property
    def says(self):
        """What the mark says, in words."""
        return _("The first of answers that are alike") if self.is_first else self.get_kind_display()


@recorded()
class Theme(models.Model):
    """Something that answers to an open question say again and again."""

    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(_("theme"), max_length=100)
    description = models.CharField(_("what belongs to it"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("theme")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "name"],
                name="consultation_theme_once",
                violation_error_message=_("This question has a theme of this name."),
            )
        ]

    def __str__(self):
        return self.name


class Reading(models.Model):
    """An officer has an answer in hand, or has read it. While one has it, no other is given it."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="reading")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"Answer {self.answer_id}"


class Coding(models.Model):
    """A theme that an officer found in an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="codings")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    coded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "theme"], name="consultation_coding_once")]

    def __str__(self):
        return f"{self.theme_id} in {self.answer_id}"


class Count(models.Model):
    """The figures of a consultation as they were counted at a moment: counting.py says what is in them.

    Pages show this one row, so that they are as quick for 20,000 answers as for 20.
    """

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="count", primary_key=True)
    counted_at = models.DateTimeField()
    figures = models.JSONField()

    def __str__(self):
        return f"{self.consultation_id}, {self.counted_at:%Y-%m-%d %H:%M}"
