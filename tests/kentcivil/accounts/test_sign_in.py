"""Signing up, signing in, forgetting the password, and what strangers learn from it: nothing."""

import os
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as postbox
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from kentcivil.accounts.demonstration import PASSWORD, people
from kentcivil.accounts.models import User
from kentcivil.mail.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "correct horse battery"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def ada():
    ada = UserFactory(name="Ada", email="ada@example.org")
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    return ada


def _sign_in(client, email, password=SECRET):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def _is_signed_in(client):
    return "_auth_user_id" in client.session and client.get(reverse("my")).status_code == 200


@pytest.fixture
def letters():
    """The emails as they were sent: (address, subject, text). The outbox keeps no text of those with a secret."""
    return lambda: [(letter.to[0], letter.subject, letter.body) for letter in postbox.outbox]


def test_one_signs_up_confirms_and_is_in(client, letters, django_capture_on_commit_callbacks):
    form = {"name": "Bea Lowe", "email": "Bea@Example.org", "password1": SECRET, "password2": SECRET}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_signup"), form)
    bea = User.objects.get()
    assert (bea.name, bea.email) == ("Bea Lowe", "bea@example.org")
    _sign_in(client, "bea@example.org")
    assert not _is_signed_in(client)
    ((to, _, text),) = letters()[:1]
    assert to == "bea@example.org"
    link = re.search(r"/accounts/confirm-email/\S+", text)[0]
    client.get(link)
    assert not EmailAddress.objects.get().verified, "mail scanners open links too"
    client.post(link)
    _sign_in(client, "bea@example.org")
    assert _is_signed_in(client)


@pytest.mark.parametrize("typed", ["ada@example.org", "ADA@Example.ORG", " Ada@example.org "])
def test_the_case_of_the_address_does_not_matter(client, ada, typed):
    _sign_in(client, typed)
    assert _is_signed_in(client)


def test_an_address_is_somebodys_in_any_case(ada):
    assert User.objects.get_by_natural_key("ADA@example.org") == ada
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ADA@example.org", name="Another")])
    assert User.objects.create_user("Cy@Example.ORG", SECRET, name="Cy").email == "cy@example.org"
    with pytest.raises(ValueError, match="email"):
        User.objects.create_user("")


def test_a_stranger_cannot_tell_who_has_an_account(client, ada, django_capture_on_commit_callbacks):
    """Sign-up, reset and sign-in answer alike; only the owner of the address reads the difference."""

    def answers(email):
        with django_capture_on_commit_callbacks(execute=True):
            signed_up = client.post(
                reverse("account_signup"),
                {"name": "X", "email": email, "password1": SECRET, "password2": SECRET},
            )
            reset = client.post(reverse("account_reset_password"), {"email": email})
        client.logout()
        wrong = _sign_in(client, email, "not the password")
        shown = re.sub(r'(csrfmiddlewaretoken" value=")\w+|value="[^"]*@[^"]*"', "", wrong.content.decode())
        return signed_up.status_code, signed_up["Location"], reset.status_code, reset["Location"], shown

    assert answers("ada@example.org") == answers("nobody@example.org")
    assert User.objects.filter(email="ada@example.org").count() == 1


def test_a_forgotten_password_is_set_anew_by_the_link(client, ada, letters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": "ADA@example.org"})
    link = re.search(r"/accounts/password/reset/key/\S+", letters()[0][2])[0]
    page = client.get(link, follow=True)
    new = "another long secret"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    _sign_in(client, ada.email, new)
    assert _is_signed_in(client)
    assert not Message.objects.filter(secret=False).exists()
    assert not Message.objects.exclude(text="").filter(state="sent").exists()


@pytest.mark.parametrize("where", ["locmem", "redis"])
def test_guessing_a_password_is_stopped(client, ada, settings, where):
    if where == "redis":
        address = os.environ["REDIS_URL"]
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": address,
                "KEY_PREFIX": f"limits-{os.getpid()}",
            }
        }
    for _ in range(10):
        answer = _sign_in(client, ada.email, "wrong")
        if "Too many" in answer.content.decode() or answer.status_code == 429:
            break
    else:
        pytest.fail("ten guesses were let through")
    _sign_in(client, ada.email)
    assert "_auth_user_id" not in client.session


class TestDemonstration:
    @pytest.fixture
    def county(self):
        from django.utils import timezone

        return people(timezone.now())

    def test_there_is_one_sign_in_for_each_role(self, county):
        assert list(county) == [
            "officer", "directory", "funding", "assessor", "payments",
            "board", "broker", "charity", "volunteer", "auditor",
        ]  # fmt: skip
        assert county["officer"].groups.count() == 3
        assert [key for key, user in county.items() if not user.is_staff] == ["charity", "volunteer"]
        assert not User.objects.filter(is_superuser=True).exists()
        assert EmailAddress.objects.filter(verified=True, primary=True).count() == 10

    def test_it_works_in_the_local_default(self, county, client, settings):
        settings.DEBUG = True
        _sign_in(client, "officer@demo.kentcivil.example", PASSWORD)
        assert _is_signed_in(client)

    def test_it_is_refused_when_debug_is_off(self, county, client):
        _sign_in(client, "Officer@Demo.KentCivil.example", PASSWORD)
        assert "_auth_user_id" not in client.session

    def test_a_session_from_before_ends(self, county, client, settings):
        settings.DEBUG = True
        _sign_in(client, "auditor@demo.kentcivil.example", PASSWORD)
        assert client.get("/admin/").status_code == 200
        settings.DEBUG = False
        assert client.get(reverse("my")).status_code == 302
        assert client.get("/admin/").status_code == 302
