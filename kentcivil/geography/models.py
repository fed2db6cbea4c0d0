"""Districts, postcode sectors and postcodes of Kent and Medway.

Contains Ordnance Survey, Royal Mail and National Statistics data, Crown copyright and database right 2025, used under
the Open Government Licence v3.0 (Code-Point Open; sector centroids worked out from it).
"""

from django.db import models


class District(models.Model):
    """A district of Kent, or Medway, which is a unitary authority of its own."""

    code = models.CharField("GSS code", max_length=9, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(unique=True)
    in_kent = models.BooleanField("in the county council's area", default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class PostcodeSector(models.Model):
    """The first half of a postcode and one digit, such as "CT9 1", with the centre of its postcodes (WGS 84)."""

    sector = models.CharField(max_length=6, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    latitude = models.FloatField()
    longitude = models.FloatField()
    postcodes = models.PositiveIntegerField(
        "number of postcodes", help_text="The weight of this sector in a wider area."
    )

    class Meta:
        ordering = ["sector"]

    def __str__(self):
        return self.sector


class Postcode(models.Model):
    """A full postcode, such as "CT9 1HP", loaded from Code-Point Open (WGS 84)."""

    postcode = models.CharField(max_length=8, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ["postcode"]

    def __str__(self):
        return self.postcode
