"""Words that mean the same to whoever looks for help. Officers edit them; search understands them at once."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded

MOST_LETTERS = 2_000


def entries(text):
    """The words or phrases of a list that is written with a semicolon or a new line between them."""
    return [entry for entry in (" ".join(part.split()) for part in text.replace("\n", ";").split(";")) if entry]


@recorded()
class Synonym(models.Model):
    """Who types any of `words` also finds what has any of `also`; where they are mutual, another of the words too."""

    words = models.TextField(
        _("words that mean the same"),
        max_length=MOST_LETTERS,
        unique=True,
        help_text=_("Words or short phrases, with a semicolon between them, such as: baby bank; baby basics."),
    )
    also = models.TextField(
        _("also look for"),
        max_length=MOST_LETTERS,
        blank=True,
        help_text=_("What somebody who types one of these is looking for too, such as: nappies; baby clothes."),
    )

    is_mutual = models.BooleanField(
        _("look for each of the words when another is typed"),
        default=True,
        help_text=_("Leave this off for what people say about themselves, such as: hungry; run out of food."),
    )

    class Meta:
        ordering = ["words"]
        verbose_name = _("list of words that mean the same")
        verbose_name_plural = _("words that mean the same")
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="synonym_has_words")]

    def __str__(self):
        return self.words[:80]

    def clean(self):
        if not entries(self.words):
            raise ValidationError({"words": _("Write at least one word.")})
        if not entries(self.also) and (len(entries(self.words)) < 2 or not self.is_mutual):
            raise ValidationError({"also": _("Write what else to look for, or a second word that means the same.")})
