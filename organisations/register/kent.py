"""Which charities of the register are charities of Kent."""

from kentcivil.geography.models import District, Postcode, PostcodeSector

KENT = "kent"


def area_names():
    """Areas of operation, in small letters, that are Kent or lie in it. Medway is a unitary authority of its own."""
    return {KENT} | {name.lower() for name in District.objects.filter(in_kent=True).values_list("name", flat=True)}


class KentPostcodes:
    """Answers whether a contact postcode lies in Kent: by the postcode if it is loaded, otherwise by its sector."""

    def __init__(self):
        self._postcodes = self._by_district(Postcode, "postcode")
        self._sectors = self._by_district(PostcodeSector, "sector")

    def __contains__(self, postcode):
        together = postcode.replace(" ", "").upper()
        known = self._postcodes.get(together)
        return self._sectors.get(together[:-2], False) if known is None else known

    @staticmethod
    def _by_district(model, field):
        rows = model.objects.values_list(field, "district__in_kent").iterator()
        return {text.replace(" ", ""): in_kent for text, in_kent in rows}
