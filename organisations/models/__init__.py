"""The directory of voluntary organisations."""

from organisations.models.organisation import Contact, Identifier, Membership, Organisation
from organisations.models.service import Service
from organisations.models.vocabulary import Beneficiary, Theme

__all__ = ["Beneficiary", "Contact", "Identifier", "Membership", "Organisation", "Service", "Theme"]
