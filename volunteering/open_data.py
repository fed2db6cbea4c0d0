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
register(
    Dataset(
        slug="volunteering",
        title=_("Volunteering in Kent"),
        description=_(
            "What organisations ask volunteers to do today, with roles, places and sessions, in the words of the "
            "Volunteering Data Standard. For sites and apps that show opportunities."
        ),
        downloads=(
            Download("JSON-LD", "volunteering_linked"),
            Download(_("Calendar"), "volunteering_feed"),
        ),
    )
)
