"""Officers look places up in the admin and change nothing there."""

import pytest
from django.urls import reverse

from kentcivil.geography.models import Postcode

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["district", "postcodesector", "postcode"])
def test_places_are_read_only(admin_client, settings, model):
    settings.SECURE_SSL_REDIRECT = settings.STAFF_SECOND_FACTOR_REQUIRED = False
    Postcode.objects.create(postcode="CT9 1HP", district_id="E07000114", latitude=51.389, longitude=1.381)
    page = admin_client.get(reverse(f"admin:geography_{model}_changelist"), {"q": "CT9" if "post" in model else "Tha"})
    assert page.status_code == 200
    assert "Thanet" in page.content.decode()
    assert admin_client.get(reverse(f"admin:geography_{model}_add")).status_code == 403
