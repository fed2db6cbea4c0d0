"""What of the board others may take and use."""

from django.utils.translation import gettext_lazy as _

from kentcivil.opendata.catalogue import Dataset, Download, register

register(
    Dataset(
        slug="board",
        title=_("The board and who sits on it"),
        description=_(
            "The board and its groups, the seats on them, who nominates for each, and who has held it from when to "
            "when. A seat that nobody holds is there too."
        ),
        downloads=(Download(label=_("JSON in the Popolo standard"), url_name="board_popolo"),),
    )
)
register(
    Dataset(
        slug="commitments",
        title=_("The strategy’s commitments and how they are kept"),
        description=_(
            "Each commitment with its owner, measure, target and status, and every report on it. The figures of the "
            "tracker can be counted again from them."
        ),
        downloads=(
            Download(label=_("Commitments, CSV"), url_name="commitments_csv"),
            Download(label=_("Reports on progress, CSV"), url_name="commitment_progress_csv"),
        ),
    )
)
