"""Accounts as people meet them: signing up, in and out, new passwords and addresses, the second step, every email."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from kentcivil.accounts.models import User
from kentcivil.mail.rendering import render
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
LATER = "another long password 7"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    """Posts and lets what follows the commit happen."""

    def post(client, path, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, data or {}, follow=True)

    return post


@pytest.fixture
def person():
    user = UserFactory(email="ann@example.org", name="Ann Reed")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _heading(response):
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL).group(1)


def _link(letter):
    return re.search(r"https?://[^/]+(/accounts/(?:confirm-email|password/reset/key)/\S+)", letter.body).group(1)


def _code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def _sign_in(client, post, password=PASSWORD):
    return post(client, "/accounts/login/", {"login": "ann@example.org", "password": password})


def _prove(client, post, path):
    """GET a page that first asks who is there, answer with the password, and return what follows."""
    response = client.get(path, follow=True)
    if "Show that it is you" in response.content.decode():
        response = post(client, response.request["PATH_INFO"] + f"?next={path}", {"password": PASSWORD})
        response = client.get(path, follow=True)
    return response


def test_signing_up_needs_the_address_confirmed(client, post, mailoutbox):
    answers = {"name": "Ann Reed", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert _heading(post(client, "/accounts/signup/", answers)) == "Check your email"
    [letter] = mailoutbox
    assert letter.subject == "Confirm your email address"
    assert "Hello Ann Reed" in letter.body
    client.post("/accounts/logout/")
    assert _heading(_sign_in(client, post)) == "Check your email"
    assert _heading(client.get(_link(letter))) == "Confirm your email address"
    post(client, _link(letter))
    assert _sign_in(client, post).request["PATH_INFO"] == "/my/"
    assert User.objects.get().name == "Ann Reed"


def test_wrong_answers_come_back_with_a_summary(client, post):
    html = post(client, "/accounts/signup/", {"name": "", "email": "nobody", "password1": "x"}).content.decode()
    assert "<title>Error: Create an account" in html
    assert 'href="#id_email"' in html
    assert 'href="#id_name"' in html


def test_a_used_link_says_so(client):
    assert _heading(client.get("/accounts/confirm-email/nothing/")) == "This link does not work any more"


def test_nobody_learns_who_has_an_account(client, post, mailoutbox, person):
    answers = {"name": "X", "email": person.email, "password1": PASSWORD, "password2": PASSWORD}
    assert _heading(post(client, "/accounts/signup/", answers)) == "Check your email"
    assert _heading(post(client, "/accounts/password/reset/", {"email": "stranger@example.org"})) == "Check your email"
    assert [letter.subject for letter in mailoutbox] == [
        "You already have an account",
        "No account with this email address",
    ]


def test_signing_out(client, post, person):
    _sign_in(client, post)
    assert "sign out" in _heading(client.get("/accounts/logout/"))
    post(client, "/accounts/logout/")
    assert client.get("/my/").status_code == 302


def test_a_new_password_by_email(client, post, mailoutbox, person):
    assert _heading(client.get("/accounts/password/reset/")) == "Choose a new password"
    post(client, "/accounts/password/reset/", {"email": person.email})
    page = client.get(_link(mailoutbox[0]), follow=True)
    assert _heading(page) == "Choose a new password"
    done = post(client, page.request["PATH_INFO"], {"password1": LATER, "password2": LATER})
    assert _heading(done) == "Your password has changed"
    assert mailoutbox[1].subject == "Your password has changed"
    assert _heading(client.get(_link(mailoutbox[0]), follow=True)) == "This link does not work any more"
    assert _sign_in(client, post, LATER).request["PATH_INFO"] == "/my/"


def test_changing_the_password(client, post, mailoutbox, person):
    _sign_in(client, post)
    assert _heading(client.get("/accounts/password/change/")) == "Change your password"
    post(client, "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": LATER, "password2": LATER})
    person.refresh_from_db()
    assert person.check_password(LATER)
    assert mailoutbox[0].subject == "Your password has changed"
    assert "{{" not in mailoutbox[0].body


def test_changing_the_email_address(client, post, mailoutbox, person):
    _sign_in(client, post)
    assert _heading(_prove(client, post, "/accounts/email/")) == "Change your email address"
    post(client, "/accounts/email/", {"email": "reed@example.org", "action_add": ""})
    assert "Waiting for you to confirm" in client.get("/accounts/email/").content.decode()
    post(client, _link(mailoutbox[-1]))
    person.refresh_from_db()
    assert person.email == "reed@example.org"
    assert [letter.to for letter in mailoutbox if letter.subject == "Your email address has changed"] == [
        ["ann@example.org"]
    ]


def test_a_second_step(client, post, mailoutbox, person):
    _sign_in(client, post)
    assert _heading(client.get("/accounts/2fa/")) == "Second step for signing in"
    page = _prove(client, post, "/accounts/2fa/totp/activate/")
    assert "data:image/svg+xml" in page.content.decode()
    post(client, "/accounts/2fa/totp/activate/", {"code": _code(page.context["form"].secret)})
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert mailoutbox[0].subject == "Your authenticator app is set up"
    assert "See your codes" in client.get("/accounts/2fa/").content.decode()
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert _heading(codes) == "Your recovery codes"
    code = codes.context["unused_codes"][0]
    assert _heading(client.get("/accounts/2fa/recovery-codes/generate/")) == "Get new recovery codes"
    assert code in client.get("/accounts/2fa/recovery-codes/download/").content.decode()

    client.post("/accounts/logout/")
    assert _heading(_sign_in(client, post)) == "Second step"
    wrong = post(client, "/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert 'href="#id_code"' in wrong
    assert post(client, "/accounts/2fa/authenticate/", {"code": code}).request["PATH_INFO"] == "/my/"

    assert _heading(_prove(client, post, "/accounts/2fa/totp/deactivate/")).startswith("Turn off")
    post(client, "/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(pk=totp.pk).exists()
    assert mailoutbox[-1].subject == "Your authenticator app is turned off"


def test_the_passkey_pages(client, post, person):
    _sign_in(client, post)
    assert _heading(_prove(client, post, "/accounts/2fa/webauthn/")) == "Passkeys and security keys"
    assert _heading(_prove(client, post, "/accounts/2fa/webauthn/add/")) == "Add a passkey or security key"


def test_other_pages(client, post, person):
    assert _heading(client.get("/accounts/inactive/")) == "This account is closed"
    _sign_in(client, post)
    assert _heading(client.get("/accounts/reauthenticate/", follow=True)) in {"Show that it is you", "Your page"}


LETTERS = sorted(
    str(path.relative_to(settings.BASE_DIR / "templates"))
    for folder in ("account", "mfa")
    for path in (settings.BASE_DIR / "templates" / folder / "email").glob("*.txt")
)
# What allauth sends with the settings we have, read from its code.
SENT = {
    "account/email/account_already_exists.txt",
    "account/email/email_changed.txt",
    "account/email/email_confirmation.txt",
    "account/email/email_confirmation_signup.txt",
    "account/email/email_deleted.txt",
    "account/email/password_changed.txt",
    "account/email/password_reset.txt",
    "account/email/password_reset_key.txt",
    "account/email/password_set.txt",
    "account/email/unknown_account.txt",
    "mfa/email/recovery_codes_generated.txt",
    "mfa/email/totp_activated.txt",
    "mfa/email/totp_deactivated.txt",
    "mfa/email/webauthn_added.txt",
    "mfa/email/webauthn_removed.txt",
}


def test_every_letter_allauth_sends_is_written():
    assert set(LETTERS) == SENT


@pytest.mark.parametrize("letter", LETTERS)
def test_letters_have_a_subject_plain_paragraphs_and_html(letter):
    subject, text, html = render(
        letter,
        {
            "user": UserFactory.build(name="Ann <Reed>"),
            "timestamp": timezone.now(),
            "activate_url": "https://kent.example/a/",
            "password_reset_url": "https://kent.example/b/",
            "signup_url": "https://kent.example/c/",
            "from_email": "a@example.org",
            "to_email": "b@example.org",
            "deleted_email": "a@example.org",
        },
    )
    assert subject
    assert "---" not in text
    assert settings.SITE_URL in text
    assert "<Reed>" not in html
    assert '<html lang="en-GB">' in html
