"""The directory of voluntary organisations."""

from organisations.bulk.models import BulkChange
from organisations.models.belonging import EntryClaim, Invitation
from organisations.models.duplicate import Likeness, Merger
from organisations.models.organisation import Contact, Identifier, IncomeBand, LegalForm, Membership, Organisation
from organisations.models.proposal import Proposal
from organisations.models.register_change import RegisterChange
from organisations.models.report import ProblemReport
from organisations.models.service import Service
from organisations.models.synonym import Synonym
from organisations.models.vocabulary import Beneficiary, Theme, Word
from organisations.register.models import RegisteredCharity

__all__ = [
    "Beneficiary",
    "BulkChange",
    "Contact",
    "EntryClaim",
    "Identifier",
    "IncomeBand",
    "Invitation",
    "LegalForm",
    "Likeness",
    "Membership",
    "Merger",
    "Organisation",
    "ProblemReport",
    "Proposal",
    "RegisterChange",
    "RegisteredCharity",
    "Service",
    "Synonym",
    "Theme",
    "Word",
]
