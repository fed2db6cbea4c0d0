"""Form controls as the GOV.UK patterns want them: which kind, which classes, which id an error links to.

Used by the templates in templates/gds/, which stand in for those of crispy-forms-gds. That package writes labels and
hints without escaping them, and links errors of dates, radios and checkboxes to ids that nothing has.
"""

from django import forms

# The first match counts, so the narrower kinds come first.
KINDS = (
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("parts", forms.MultiWidget),
    ("checkbox", forms.CheckboxInput),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("file", forms.FileInput),
    ("password", forms.PasswordInput),
)
CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
}


def kind_of(field):
    """The kind of control a bound field shows: one of KINDS, or "input"."""
    return next((kind for kind, widget in KINDS if isinstance(field.field.widget, widget)), "input")


def count_of(field, context):
    """The limit that a text area counts down: ("maxlength" or "maxwords", number), or None.

    Taken from the layout (Field.textarea(max_characters=… or max_words=…)), from the field (max_words), or from the
    field's max_length.
    """
    if kind_of(field) != "textarea":
        return None
    if words := context.get("max_words") or getattr(field.field, "max_words", None):
        return "maxwords", int(words)
    if characters := context.get("max_characters") or field.field.max_length:
        return "maxlength", int(characters)
    return None


def control(field, context):
    """The HTML of one control, tied to its hint, its errors and its count.

    :param field: a bound field that is neither radios, nor checkboxes, nor made of parts.
    :param context: a mapping with what the layout said.
    """
    kind = kind_of(field)
    widget = field.field.widget
    field.form.use_required_attribute = False  # the browser's own messages are not the ones people can read here
    base = CLASSES.get(kind, "govuk-input")
    classes = [base]
    if kind == "password":
        classes += ["govuk-password-input__input", "govuk-js-password-input-input"]
    counted = count_of(field, context)
    if counted:
        classes.append("govuk-js-character-count")
    if field.errors and kind != "checkbox":
        classes.append(f"{base}--error")
    classes += [own for own in widget.attrs.get("class", "").split() if own not in classes]
    # A placeholder goes when people start to type, is faint, and is taken for an answer: labels and hints say it all.
    attributes = {"class": " ".join(classes), "placeholder": False}
    described = [*described_by(field), *([f"{field.id_for_label}-info"] if counted else [])]
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if counted:
        attributes["maxlength"] = False  # counted, not cut off while people type or paste
    if kind == "file" and not widget.allow_multiple_selected:
        # Django's own shows the present file and a box to remove it; our pages list files, each with a button.
        widget = forms.FileInput(attrs=widget.attrs)
    return field.as_widget(widget=widget, attrs=attributes)


def described_by(field):
    """Ids of a field's hint and error messages."""
    hint = [f"{field.auto_id}_hint"] if field.help_text else []
    return hint + [f"{field.auto_id}_{number}_error" for number, _ in enumerate(field.errors, start=1)]


def parts(field):
    """The inputs a field is made of, such as day, month and year, with those marked that are wrong."""
    wrong = _wrong_parts(field)
    field.form.use_required_attribute = False
    whole = field.field.widget.get_context(
        field.html_name, field.value(), field.build_widget_attrs({"id": field.auto_id})
    )["widget"]
    for position, part in enumerate(whole["subwidgets"]):
        attributes = dict(part["attrs"])
        label = attributes.pop("label", "")
        classes = attributes.pop("class", "govuk-input")
        if field.errors and (position in wrong or not wrong):
            classes = f"{classes} govuk-input--error"
        attributes.pop("aria-describedby", None)
        yield {
            "label": label,
            "id": attributes.pop("id"),
            "name": part["name"],
            "value": "" if part["value"] is None else part["value"],
            "classes": classes,
            "attributes": attributes,
        }


def _wrong_parts(field):
    """Positions of the parts that have an error of their own."""
    fields = getattr(field.field, "fields", ())
    return [position for position, part in enumerate(fields) if getattr(part.widget, "errors", None)]


def focus_id(field, message=None):
    """The id of the control that an error message's link must move focus to.

    :param message: the error's text; where a part of the field (the month, say) has that error, it is that part's id.
    """
    kind = kind_of(field)
    if kind in ("radios", "checkboxes"):
        return f"{field.auto_id}_1"
    if kind == "parts":
        for position, part in enumerate(field.field.fields):
            if message in [str(error) for error in getattr(part.widget, "errors", ())]:
                return f"{field.auto_id}_{position}"
        return f"{field.auto_id}_{(_wrong_parts(field) or [0])[0]}"
    return field.id_for_label or field.auto_id


def summary(*forms_and_formsets):
    """What an error summary lists.

    :returns: pairs of the id to focus ("" where there is nothing to focus) and the message, in the order of the page.
    """
    listed = []
    for one in forms_and_formsets:
        if not one.is_bound:
            continue
        if hasattr(one, "management_form"):
            first = one.forms[0] if one.forms else None
            listed += [(_first_control(first), str(error)) for error in one.non_form_errors()]
            for form in one.forms:
                listed += _errors_of(form)
        else:
            listed += _errors_of(one)
    return listed


def _errors_of(form):
    for error in form.non_field_errors():
        yield _first_control(form), str(error)
    for field in form:
        for error in field.errors:
            yield ("" if field.is_hidden else focus_id(field, str(error))), str(error)


def _first_control(form):
    visible = form.visible_fields() if form is not None else []
    return focus_id(visible[0]) if visible else ""
