"""Officers who listen to a form hear what each box is for, those in the rows of tables too."""

import re

import pytest
from django.urls import reverse

from kentcivil.accounts.models import User

pytestmark = pytest.mark.django_db

BOX = re.compile(r"<(?:input|select|textarea)\b[^>]*>")
ID = re.compile(r'\bid="([^"]+)"')
SHOWS_NOTHING = re.compile(r'type="(?:hidden|submit|button)"')


@pytest.mark.parametrize(
    "page",
    ["crowdfund_round_add", "volunteering_crisis_add", "volunteering_pilot_add", "organisations_organisation_add"],
)
def test_every_box_on_an_officers_form_has_a_name(client, page):
    client.force_login(User.objects.create_superuser("boss@example.org", "a long enough password"))
    html = client.get(reverse(f"admin:{page}")).content.decode()
    labelled = set(re.findall(r'<label[^>]*\bfor="([^"]+)"', html))
    boxes = [box for box in BOX.findall(html) if 'name="' in box and not SHOWS_NOTHING.search(box)]
    nameless = [box for box in boxes if "aria-label=" not in box and not labelled & set(ID.findall(box))]
    assert len(boxes) > 3
    assert nameless == []


def test_both_boxes_of_a_moment_say_which_they_are(client):
    client.force_login(User.objects.create_superuser("boss@example.org", "a long enough password"))
    html = client.get(reverse("admin:crowdfund_round_add")).content.decode()
    assert 'aria-label="Closes: date"' in html
    assert 'aria-label="Closes: time"' in html
