"""What the directory offers as open data, for the catalogue at /open-data/."""

from django.utils.translation import gettext_lazy as _

from kentcivil.opendata.catalogue import Dataset, Download, register
from organisations.downloads import last_changed

register(
    Dataset(
        slug="organisations",
        title=_("Organisations and what they offer"),
        description=_(
            "Every published entry of the directory: what each organisation does, for whom, where, when and how to "
            "reach it, and when a person last checked that."
        ),
        downloads=(
            Download(_("Organisations as CSV"), "open_data_organisations_csv"),
            Download(_("Services as CSV"), "open_data_services_csv"),
            Download(_("Organisations with their services as JSON"), "open_data_organisations_json"),
        ),
        generated=last_changed,
    )
)
register(
    Dataset(
        slug="open-referral",
        title=_("Organisations for programs: Open Referral UK 3.0"),
        description=_("The same entries, to be asked for by place, theme, day, time and age. No key is needed."),
        downloads=(
            Download(_("Start of the API"), "oruk_root"),
            Download(_("Its description, as OpenAPI"), "oruk_openapi"),
            Download(_("Services"), "oruk_services"),
            Download(_("Organisations"), "oruk_organisations"),
        ),
    )
)
register(
    Dataset(
        slug="reconciliation",
        title=_("Match your own list with the directory"),
        description=_(
            "A reconciliation service for OpenRefine: give it names or charity numbers, and it finds the entries, "
            "their addresses and what they are about. Add the address of this link in OpenRefine."
        ),
        downloads=(Download(_("Reconciliation service"), "reconcile"),),
    )
)
register(
    Dataset(
        slug="quality",
        title=_("How good the directory's entries are"),
        description=_("How many entries a person has checked lately, and what entries lack, by district."),
        downloads=(Download(_("As a page"), "data_quality"), Download(_("As CSV"), "data_quality_csv")),
        generated=last_changed,
    )
)
