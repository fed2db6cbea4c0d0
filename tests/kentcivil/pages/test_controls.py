"""Forms: nothing people typed becomes markup, and each error leads to the control it names."""

import re

import pytest
from crispy_forms.utils import render_crispy_form
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Fieldset, Layout
from django import forms
from django.template import Context, Template

from kentcivil.pages import controls
from tests.journeys.form_pages import EveryControl, TrusteeSet

NASTY = '<img src=x onerror="alert(1)">'


def _summary(*forms_and_sets):
    names = {f"form{n}": form for n, form in enumerate(forms_and_sets)}
    source = "{% load kentcivil %}{% error_summary " + " ".join(names) + " %}"
    return Template(source).render(Context(names))


def _ids(html):
    return re.findall(r'\bid="([^"]+)"', html)


class NastyForm(forms.Form):
    text = forms.CharField(label=NASTY, help_text=NASTY)
    long = forms.CharField(label=NASTY, help_text=NASTY, widget=forms.Textarea, max_length=20)
    one = forms.ChoiceField(label=NASTY, help_text=NASTY, choices=[("1", NASTY)], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        label=NASTY, help_text=NASTY, choices=[("1", NASTY)], widget=forms.CheckboxSelectMultiple
    )
    tick = forms.BooleanField(label=NASTY, help_text=NASTY)
    pick = forms.ChoiceField(label=NASTY, choices=[("1", NASTY)])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = NASTY
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Fieldset("text", "long", "one", "many", "tick", "pick", legend=NASTY), Button.primary("go", NASTY)
        )

    def clean(self):
        self.add_error(None, NASTY)


@pytest.mark.parametrize("answers", [None, {}, {"text": NASTY, "long": NASTY, "pick": NASTY}])
def test_labels_hints_choices_errors_and_answers_are_escaped(answers):
    form = NastyForm(answers)
    html = _summary(form) + render_crispy_form(form)
    assert "<img" not in html
    assert "&lt;img" in html


def test_every_error_links_to_a_control_that_is_there_once():
    form = EveryControl({}, {})
    listed = controls.summary(form)
    ids = _ids(render_crispy_form(form))
    assert [message for _id, message in listed] == [error for field in form for error in field.errors]
    for id, _message in listed:
        assert ids.count(id) == 1, id
    links = {message: id for id, message in listed}
    assert links["Enter the start date"] == "id_start_0"
    assert links["Choose how we should reach you"] == "id_contact_1"
    assert links["Choose what you need"] == "id_needs_1"
    assert links["Enter your name"] == "id_name"


@pytest.mark.parametrize(
    ("day", "month", "year", "id", "message"),
    [
        ("1", "", "2022", "id_start_1", "The start date must include a month"),
        ("1", "", "", "id_start_1", "The start date must include a month and a year"),
        ("31", "2", "2022", "id_start_0", "The start date must be a real date"),
        ("1", "13", "2022", "id_start_1", "The start date must be a real date"),
        ("1", "2", "twenty", "id_start_2", "The start date must be a real date"),
        ("1", "2", "22", "id_start_2", "The start date must have a year of 4 numbers"),
    ],
)
def test_a_date_error_leads_to_the_box_that_is_wrong(day, month, year, id, message):
    form = EveryControl({"start_0": day, "start_1": month, "start_2": year})
    assert (id, message) in controls.summary(form)
    html = render_crispy_form(form)
    wrong = re.search(rf'<input[^>]*id="{id}"[^>]*>', html).group()
    assert "govuk-input--error" in wrong
    assert f'value="{form.data["start_" + id[-1]]}"' in wrong


def test_descriptions_name_only_ids_that_are_on_the_page():
    html = render_crispy_form(EveryControl({}, {}))
    named = {id for value in re.findall(r'aria-describedby="([^"]*)"', html) for id in value.split()}
    assert named
    assert named <= set(_ids(html))


def test_ids_are_on_the_page_once():
    ids = _ids(render_crispy_form(EveryControl({}, {})))
    assert len(ids) == len(set(ids))


def test_forms_leave_checking_to_us_and_say_what_to_fill_in():
    html = render_crispy_form(EveryControl())
    assert re.search(r"<form[^>]* novalidate", html)
    assert " required" not in html
    assert 'autocomplete="name"' in html
    assert 'class="govuk-input__prefix" aria-hidden="true">£' in html
    assert 'data-maxwords="5"' in html
    assert "You can enter up to 5 words" in html


def test_rendering_a_form_twice_gives_the_same():
    form = EveryControl({}, {})
    assert render_crispy_form(form) == render_crispy_form(form)


def test_sets_of_forms_link_into_each_form():
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Ann", "form-1-name": ""}
    assert ("id_form-1-name", "Enter the trustee's name") in controls.summary(TrusteeSet(data))
    few = TrusteeSet({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Ann"})
    assert controls.summary(few)[0][0] == "id_form-0-name"


def test_several_forms_share_one_summary_and_untouched_forms_are_left_out():
    html = _summary(EveryControl({}, {}), EveryControl())
    assert html.count("There is a problem") == 1
    assert html.count("Enter your name") == 1
    assert _summary(EveryControl()).strip() == ""


def test_errors_of_hidden_fields_are_listed_without_a_link():
    class WithHidden(forms.Form):
        version = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open the page again"})

    assert controls.summary(WithHidden({})) == [("", "Open the page again")]


def test_chosen_answers_come_back_chosen():
    form = EveryControl({"contact": "post", "needs": ["loop"], "district": "thanet", "cost": "£1,200"})
    html = render_crispy_form(form)
    assert re.search(r'value="post" checked', html)
    assert re.search(r'value="loop" checked', html)
    assert not re.search(r'value="ramp" checked', html)
    assert html.count('type="checkbox"') == 3
    assert html.count('type="radio"') == 3
    assert 'value="£1,200"' in html


def test_layout_classes_are_kept():
    class Plain(forms.Form):
        code = forms.CharField(label="Code")

    form = Plain({"code": ""})
    form.helper = FormHelper(form)
    form.helper.layout = Layout(Field("code", css_class="kent-code", autocomplete="off"))
    html = render_crispy_form(form)
    assert 'class="govuk-input govuk-input--error kent-code"' in html
    assert 'autocomplete="off"' in html
