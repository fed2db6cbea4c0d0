"""The demonstration county is for one's own machine only."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kentcivil.pages import demonstration
from organisations.models import Organisation
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_it_is_refused_where_debug_is_off():
    with pytest.raises(CommandError, match="public passwords"):
        call_command("fill_demonstration", verbosity=0)
    assert not Organisation.objects.exists()


def test_it_leaves_a_filled_database_alone(settings):
    settings.DEBUG = True
    OrganisationFactory()
    assert demonstration.fill(timezone.now(), quiet=True) is False
    assert Organisation.objects.count() == 1


def test_it_fills_an_empty_one_with_the_whole_county(settings, capsys):
    settings.DEBUG = True
    call_command("fill_demonstration", verbosity=0)
    assert Organisation.objects.published().count() == 2_840
