"""Forms by which officers keep the board's records, and write the minutes of its meetings."""

from partnership_board.forms.minutes import (
    ApproveForm,
    MinutesPage,
    SignedCopyForm,
)
from partnership_board.forms.records import (
    ActionForm,
    AgendaFormSet,
    AgendaItemForm,
    ItemForm,
    LondonDateTimeField,
    MeetingForm,
    MoveForm,
    PaperForm,
    PdfField,
    ProgressForm,
    ProgressNoteForm,
    PublishForm,
    ReasonForm,
    TermForm,
    TermFormSet,
    TermsForm,
)

__all__ = [
    "ActionForm",
    "AgendaFormSet",
    "AgendaItemForm",
    "ApproveForm",
    "ItemForm",
    "LondonDateTimeField",
    "MeetingForm",
    "MinutesPage",
    "MoveForm",
    "PaperForm",
    "PdfField",
    "ProgressForm",
    "ProgressNoteForm",
    "PublishForm",
    "ReasonForm",
    "SignedCopyForm",
    "TermForm",
    "TermFormSet",
    "TermsForm",
]
