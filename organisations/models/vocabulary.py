"""The words by which the directory sorts organisations. Officers edit them; addresses and filters use the slugs."""

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded


@recorded()
class Theme(models.Model):
    """What an organisation is about, such as food and essentials."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self):
        return self.name


@recorded()
class Beneficiary(models.Model):
    """Whom an organisation is for, such as carers."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("group of people")
        verbose_name_plural = _("groups of people")

    def __str__(self):
        return self.name


class Word(models.Model):
    """A word that published entries use, whole and without accents: what search corrects misspellings to.

    Not recorded: organisations/spelling.py writes it anew from the entries.
    """

    word = models.CharField(max_length=40, primary_key=True)
    entries = models.PositiveIntegerField(help_text="How many published entries use it.")

    class Meta:
        ordering = ["word"]
        indexes = [GistIndex(OpClass("word", name="gist_trgm_ops"), name="word_alike")]

    def __str__(self):
        return self.word
