from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """Where to send what is new. With an account, the address is known.

    :param by: the signed-in User, or None.
    """

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("We send you a link to confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
        },
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if by is not None:
            del self.fields["email"]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *(Field.text(name) for name in self.fields), Submit("follow", _("Email me"), data_module="govuk-button")
        )
