"""The words by which the directory sorts organisations. Officers edit them; addresses and filters use the slugs."""

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
