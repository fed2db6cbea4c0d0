"""What CrowdFund Kent offers as open data, for the catalogue at /open-data/."""

from django.utils.translation import gettext_lazy as _

from crowdfund.views.grants import last_changed, publisher_has_grants
from kentcivil.opendata.catalogue import Dataset, Download, register

register(
    Dataset(
        slug="grants",
        title=_("Projects that CrowdFund Kent funded"),
        description=_(
            "Which organisation got how much from which public body, for which project, as the 360Giving standard "
            "asks: a file for each body that gave. The three files of one body say the same."
        ),
        downloads=(
            Download(_("Grants of Kent County Council as JSON"), "crowdfund:grants_json", publisher_has_grants),
            Download(_("Grants of Kent County Council as CSV"), "crowdfund:grants_csv", publisher_has_grants),
            Download(
                _("Grants of Kent County Council as a spreadsheet (XLSX)"),
                "crowdfund:grants_xlsx",
                publisher_has_grants,
            ),
            Download(_("Grants, funder by funder"), "crowdfund:grants_by_funder"),
        ),
        generated=last_changed,
    )
)
register(
    Dataset(
        slug="grants-by-year",
        title=_("Grants to voluntary organisations by financial year"),
        description=_(
            "The grants of all funders in one table, as the Local Government Transparency Code 2015 asks for them: "
            "when, for how long, from which fund, to whom, what for and how much."
        ),
        downloads=(Download(_("Grants by financial year as CSV"), "crowdfund:transparency_csv"),),
        generated=last_changed,
    )
)
