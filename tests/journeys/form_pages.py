"""Pages only tests see: one form with every kind of control, and a set of forms. Used with @pytest.mark.urls."""

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from kentcivil.fields import DateField, LongTextField, PoundsField

CONTACT = [Choice("email", "Email", hint="We answer in two days"), Choice("post", "Post", divider="or"), ("no", "None")]
NEEDS = [("ramp", "A ramp"), ("loop", "A hearing loop")]


class EveryControl(forms.Form):
    name = forms.CharField(
        label="Your name",
        help_text="As people call you",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    start = DateField(label="Start date", name="The start date", help_text="For example, 27 3 2023")
    contact = forms.ChoiceField(
        label="How should we reach you?",
        choices=CONTACT,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how we should reach you"},
    )
    needs = forms.MultipleChoiceField(
        label="What do you need?",
        choices=NEEDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what you need"},
    )
    district = forms.ChoiceField(
        label="District",
        choices=[("", "Choose"), ("thanet", "Thanet")],
        error_messages={"required": "Choose a district"},
    )
    cost = PoundsField(
        label="Cost", error_messages={"required": "Enter the cost", "invalid": "The cost must be a number"}
    )
    about = LongTextField(label="About the project", max_words=5, error_messages={"required": "Tell us about it"})
    paper = forms.FileField(label="Governing document", error_messages={"required": "Choose a file"})
    password = forms.CharField(label="Password", widget=forms.PasswordInput, error_messages={"required": "Enter it"})
    agree = forms.BooleanField(label="I agree", error_messages={"required": "Tick the box to agree"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field.text("name", field_width=20),
            "start",
            Field.radios("contact", inline=True),
            "needs",
            *("district", "cost", "about", "paper", "password", "agree"),
            Button.primary("send", "Send & go on"),
        )


class Trustee(forms.Form):
    name = forms.CharField(label="Name of trustee", error_messages={"required": "Enter the trustee's name"})


TrusteeSet = forms.formset_factory(Trustee, extra=0, min_num=2, validate_min=True)

PAGE = """{% extends "base.html" %}{% load crispy_forms_tags kentcivil %}
{% block title %}Every control{% endblock %}
{% block content %}{% error_summary form %}
<h1 class="govuk-heading-l">Every control</h1>{% crispy form %}{% endblock %}"""

SET_PAGE = """{% extends "base.html" %}{% load crispy_forms_tags kentcivil %}
{% block title %}Trustees{% endblock %}
{% block content %}{% error_summary formset %}<h1 class="govuk-heading-l">Trustees</h1>
<form method="post" novalidate>{% csrf_token %}{{ formset.management_form }}
{% for form in formset %}{{ form|crispy }}{% endfor %}
{% govuk "Button" text="Save" %}</form>{% endblock %}"""


@login_not_required
def every_control(request):
    form = EveryControl(request.POST, request.FILES) if request.method == "POST" else EveryControl()
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


@login_not_required
def trustees(request):
    formset = TrusteeSet(request.POST) if request.method == "POST" else TrusteeSet()
    return HttpResponse(engines["django"].from_string(SET_PAGE).render({"formset": formset}, request))


@login_not_required
def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [
    path("every-control/", every_control),
    path("trustees/", trustees),
    path("broken/", broken),
    path("", include("kentcivil.urls")),
]
