"""What people fill in about an organisation."""

from organisations.forms.entry import EntryForm
from organisations.forms.reason import ReasonForm

__all__ = ["EntryForm", "ReasonForm"]
