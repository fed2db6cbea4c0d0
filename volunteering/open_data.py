"""What volunteering adds to the catalogue of open data."""

from django.utils.translation import gettext_lazy as _

from kentcivil.opendata.catalogue import Dataset, Download, register

register(
    Dataset(
        slug="volunteering-pilot",
        title=_("The Ashford volunteering pilot, line by line"),
        description=_(
            "Each payment from the grant, each claim, milestone and measurement, and what volunteers did, in groups of "
            "five people and more. The lines add up to every figure on the pilot’s page."
        ),
        downloads=(Download("CSV", "volunteering_figures_csv"),),
    )
)
