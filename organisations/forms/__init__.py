"""What people fill in about an organisation."""

from organisations.forms.approval import ApprovalForm
from organisations.forms.entry import EntryForm, NewEntryForm
from organisations.forms.people import ClaimForm, InvitationForm
from organisations.forms.reason import OptionalReasonForm, ReasonForm
from organisations.forms.report import ReportForm
from organisations.forms.service import ServiceForm

__all__ = [
    "ApprovalForm",
    "ClaimForm",
    "EntryForm",
    "InvitationForm",
    "NewEntryForm",
    "OptionalReasonForm",
    "ReasonForm",
    "ReportForm",
    "ServiceForm",
]
