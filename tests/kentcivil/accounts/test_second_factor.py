"""Staff reach no page of the admin site without a second factor, outside the local default."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse

from kentcivil.accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SETUP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def production(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    cache.clear()


@pytest.fixture
def officer():
    officer = UserFactory(email="priya@example.org", is_staff=True)
    officer.groups.add(Group.objects.get(name=Role.BOARD_OFFICER))
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    return officer


PATHS = [
    "/admin/",
    "/admin",
    "/admin/login/",
    "/admin/autocomplete/?app_label=accounts&model_name=user&field_name=x&term=a",
    "/admin/jsi18n/",
    "/admin/accounts/user/",
    "/admin/mail/message/",
    "/admin/nothing/here/",
    "/admin/password_change/",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("superuser", [False, True])
def test_no_admin_address_lets_staff_in_without(client, officer, path, superuser):
    officer.is_superuser = superuser
    officer.save()
    client.force_login(officer)
    for ask in (client.get, client.post):
        answer = ask(path, follow=ask == client.get)
        last = answer.redirect_chain[-1][0] if ask == client.get else answer["Location"]
        assert last == SETUP or path == "/admin"


def test_with_one_they_are_in(client, officer):
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    assert client.get("/admin/").status_code == 200


def test_the_local_default_does_not_ask(client, officer, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    client.force_login(officer)
    assert client.get("/admin/").status_code == 200


def test_others_are_not_sent_about(client):
    client.force_login(UserFactory())
    assert client.get("/my/").status_code == 200
    assert client.get("/admin/", follow=True).status_code in (403, 404)


def test_signing_in_asks_for_the_code(client, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    client.post(reverse("account_login"), {"login": officer.email, "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_opens_once(client, officer):
    TOTP.activate(officer, generate_totp_secret())
    (code, *_) = RecoveryCodes.activate(officer).get_unused_codes()

    def sign_in():
        client.post(reverse("account_login"), {"login": officer.email, "password": "correct horse battery"})
        client.post(reverse("mfa_authenticate"), {"code": code})
        return "_auth_user_id" in client.session

    assert sign_in()
    client.logout()
    assert not sign_in()
