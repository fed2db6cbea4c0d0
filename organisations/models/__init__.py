"""The directory of voluntary organisations."""

from organisations.models.organisation import Contact, Identifier, IncomeBand, LegalForm, Membership, Organisation
from organisations.models.service import Service
from organisations.models.synonym import Synonym
from organisations.models.vocabulary import Beneficiary, Theme, Word
from organisations.register.models import RegisteredCharity

__all__ = [
    "Beneficiary",
    "Contact",
    "Identifier",
    "IncomeBand",
    "LegalForm",
    "Membership",
    "Organisation",
    "RegisteredCharity",
    "Service",
    "Synonym",
    "Theme",
    "Word",
]
