"""What people send in to a consultation; and the equality questions, kept where nobody can join them to it."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models import Organisation
from partnership_board.consultations.deadlines import IN_TIME, over_for
from partnership_board.consultations.states import ResponseState
from partnership_board.models.consultations import Consultation, Question


class ResponseQuerySet(models.QuerySet):
    def counted(self):
        """What came in time: everything that is counted, drawn or coded starts here."""
        return self.filter(state=ResponseState.SUBMITTED)

    def drafts(self):
        return self.filter(state=ResponseState.DRAFT)

    def late(self):
        return self.filter(state=ResponseState.LATE)

    def from_address(self, email):
        """Those that lead to a person by an email address, theirs or their account's; in the order of locking."""
        theirs = Q(email__iexact=email) | Q(user__email__iexact=email)
        return self.filter(theirs).select_related("consultation").order_by("consultation_id", "pk")

    def kept_too_long(self, moment, kept):
        """Those whose consultation closed so long ago, by deadlines.py."""
        return self.filter(over_for(moment, kept, "consultation__"))


def _signer():
    return Signer(sep=".", salt="consultations.answer")


_SENT_ONCE = f"""
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'submitted' THEN
            RAISE EXCEPTION 'sent: an answer that was sent is kept' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND (
        NEW.state <> OLD.state OR NEW.submitted_at <> OLD.submitted_at OR NEW.consultation_id <> OLD.consultation_id
        OR NEW.received_on IS DISTINCT FROM OLD.received_on
    ) THEN
        RAISE EXCEPTION 'sent: an answer is sent once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.erased_at IS NOT NULL AND OLD.erased_at IS DISTINCT FROM NEW.erased_at THEN
        RAISE EXCEPTION 'erased: what was erased stays so' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'submitted' AND (TG_OP = 'INSERT' OR OLD.state <> 'submitted') THEN
        PERFORM 1 FROM partnership_board_consultation WHERE id = NEW.consultation_id FOR SHARE;
        IF NOT EXISTS (
            SELECT 1 FROM partnership_board_consultation AS c
            WHERE c.id = NEW.consultation_id AND c.state IN ('published', 'reported') AND {IN_TIME}
        ) THEN
            RAISE EXCEPTION 'late: this answer did not come while the consultation was open'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
"""


# Who it is from stays out of the history, so that it can be forgotten in its time.
@recorded(exclude=["key", "user", "email", "fingerprint", "bands", "came_in_flood", "equality_asked"])
class Response(models.Model):
    """One person's or organisation's answers to a consultation, from the first word until they are sent."""

    consultation = models.ForeignKey(
        Consultation, verbose_name=_("consultation"), on_delete=models.PROTECT, related_name="responses"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consultation_responses",
    )
    email = models.EmailField(_("email address"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("on behalf of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultation_responses",
    )
    speaks_for = models.BooleanField(
        _("looks after the organisation’s entry"),
        default=False,
        help_text=_("Whoever answered was signed in as somebody who looks after the entry in the directory."),
    )
    state = models.CharField(_("state"), max_length=10, choices=ResponseState, default=ResponseState.DRAFT)
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    received_on = models.DateField(_("letter received on"), null=True, blank=True)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("keyed in by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    came_in_flood = models.BooleanField(default=False, editable=False)
    equality_asked = models.BooleanField(default=False, editable=False)
    erased_at = models.DateTimeField(_("person and words erased at"), null=True, blank=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(fields=["consultation", "state", "submitted_at"], name="consultation_response_arrived"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ResponseState.DRAFT, submitted_at__isnull=True)
                | (~Q(state=ResponseState.DRAFT) & Q(submitted_at__isnull=False)),
                name="consultation_response_arrived_when_sent",
            ),
            models.UniqueConstraint(
                fields=["consultation", "user", "organisation"],
                condition=Q(user__isnull=False),
                nulls_distinct=False,
                name="consultation_response_once",
            ),
            models.CheckConstraint(
                condition=Q(speaks_for=False) | Q(organisation__isnull=False),
                name="consultation_response_speaks_for_something",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | (Q(user__isnull=True, email="", fingerprint="", bands=[]) & ~Q(state=ResponseState.DRAFT)),
                name="consultation_response_erased_is_nobodys",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_SENT_ONCE,
            )
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        """The private address: whoever has it may read and change the answer until it is sent."""
        return reverse("consultation_answer", args=[self.token])

    @property
    def token(self):
        return _signer().sign(str(self.key))

    @classmethod
    def of_token(cls, token):
        """The response a private address is about, or None for one that is damaged, or whose answer is gone."""
        try:
            key = _signer().unsign(token)
        except BadSignature:
            return None
        return cls.objects.select_related("consultation", "organisation").filter(key=key).first()

    @property
    def is_draft(self):
        return self.state == ResponseState.DRAFT

    @property
    def is_late(self):
        return self.state == ResponseState.LATE

    @property
    def is_erased(self):
        """Whether only what is counted is left of it."""
        return self.erased_at is not None


# Words can be taken out of an answer that was sent, once it is erased; nothing else of it changes.
_ANSWERS_HOLD = """
    IF TG_OP = 'UPDATE' AND NEW.is_erased AND NEW.text = '' AND NEW.choices = OLD.choices
        AND NEW.response_id = OLD.response_id AND NEW.question_id = OLD.question_id
        AND EXISTS (SELECT 1 FROM partnership_board_response WHERE id = OLD.response_id AND erased_at IS NOT NULL)
    THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM partnership_board_response WHERE id IN (OLD.response_id, NEW.response_id) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM partnership_board_response
        WHERE id IN (OLD.response_id, NEW.response_id)
        AND (state = 'submitted' OR (state = 'late' AND TG_OP <> 'DELETE'))
    ) THEN
        RAISE EXCEPTION 'sent: an answer that was sent does not change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM partnership_board_question AS q
        JOIN partnership_board_response AS r ON r.consultation_id = q.consultation_id
        WHERE q.id = NEW.question_id AND r.id = NEW.response_id
    ) THEN
        RAISE EXCEPTION 'question: it is not of this consultation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class AnswerQuerySet(models.QuerySet):
    def counted(self):
        return self.filter(response__state=ResponseState.SUBMITTED)

    def readable(self):
        """Of those that are counted, what can still be read: not what its writer had erased."""
        return self.counted().filter(is_erased=False)


class Answer(models.Model):
    """What somebody chose or wrote for one question; there is no row where they left it out."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choices = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    text = models.TextField(blank=True)
    is_erased = models.BooleanField(default=False, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["question__number", "pk"]
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        constraints = [
            models.UniqueConstraint(fields=["question", "response"], name="consultation_answer_once"),
            models.CheckConstraint(
                condition=Q(choices__len__gte=1, text="", is_erased=False)
                | (Q(choices=[], is_erased=False) & ~Q(text=""))
                | Q(choices=[], is_erased=True, text=""),
                name="consultation_answer_chosen_or_written",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answers_hold",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_ANSWERS_HOLD,
            )
        ]

    def __str__(self):
        return f"{self.question_id} of {self.response_id}"


class EqualityReply(models.Model):
    """One answer to one equality question. Nothing leads from here to a response, a person, a moment or the other
    answers of the same person: not even we can tell whose it is. The key is random, so rows lie in no order.
    """

    class Characteristic(models.TextChoices):
        AGE = "age", _("How old are you?")
        SEX = "sex", _("What is your sex?")
        DISABILITY = "disability", _("Do you have a disability or a long-term illness?")
        ETHNICITY = "ethnicity", _("What is your ethnic group?")
        CARER = "carer", _("Do you look after somebody who could not manage without you?")

    UNSAID = "unsaid"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="equality_replies")
    characteristic = models.CharField(max_length=10, choices=Characteristic)
    value = models.CharField(max_length=12)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "equality replies"

    def __str__(self):
        return f"{self.characteristic}, {self.consultation_id}"
