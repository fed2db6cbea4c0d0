"""What applicants fill in.

A form checks only whether it can read what was typed; what is missing, completeness.py says. So a part can be saved
half done.
"""

from crowdfund.forms.answers import AnswersForm
from crowdfund.forms.budget import BudgetForm
from crowdfund.forms.declared import BankForm, BankReadingForm, EqualityForm, SubsidyForm
from crowdfund.forms.project import EligibilityForm, EligibilityPartForm, OrganisationForm, ProjectForm
from crowdfund.forms.steps import DeclarationForm, DocumentsForm, PassForm, StartForm

__all__ = [
    "AnswersForm",
    "BankForm",
    "BankReadingForm",
    "BudgetForm",
    "DeclarationForm",
    "DocumentsForm",
    "EligibilityForm",
    "EligibilityPartForm",
    "EqualityForm",
    "OrganisationForm",
    "PassForm",
    "ProjectForm",
    "StartForm",
    "SubsidyForm",
]
