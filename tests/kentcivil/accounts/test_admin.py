"""Nobody gives themselves, or anybody, more than a superuser has given them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from kentcivil.accounts.models import User
from kentcivil.accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    """An officer who was given, unwisely, everything there is about accounts and groups."""
    officer = UserFactory(name="Priya", is_staff=True)
    officer.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["accounts", "auth"]))
    client.force_login(officer)
    return officer


def _change(client, user, **fields):
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), {"name": user.name, **fields})


MORE = {"is_active": "on", "is_staff": "on", "is_superuser": "on", "email": "mine@example.org"}


def test_an_officer_cannot_make_themselves_or_others_more(client, officer):
    plain = UserFactory()
    for user in (officer, plain):
        _change(client, user, **MORE, groups=[Group.objects.first().pk])
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.groups.exists()
        assert user.email != "mine@example.org"
    assert not plain.is_staff


def test_an_officer_cannot_touch_staff_nor_anybodys_password(client, officer):
    chief = UserFactory(is_staff=True, is_superuser=True, email="chief@example.org")
    assert _change(client, chief, **{**MORE, "is_superuser": ""}).status_code == 403
    before = User.objects.get(pk=chief.pk).password
    client.post(f"/admin/accounts/user/{chief.pk}/password/", {"password1": "x" * 12, "password2": "x" * 12})
    chief.refresh_from_db()
    assert (chief.password, chief.is_superuser, chief.email) == (before, True, "chief@example.org")


def test_an_officer_can_close_an_ordinary_account(client, officer):
    plain = UserFactory()
    assert _change(client, plain).status_code == 302
    plain.refresh_from_db()
    assert not plain.is_active


@pytest.mark.parametrize("address", ["accounts_user_add", "auth_group_add"])
def test_an_officer_adds_neither_accounts_nor_roles(client, officer, address):
    assert client.get(reverse(f"admin:{address}")).status_code == 403


def test_roles_are_read_only_for_all(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    role = Group.objects.get(name=Role.BROKER)
    address = reverse("admin:auth_group_change", args=[role.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "x"}).status_code == 403


def test_password_hashes_cannot_be_guessed_through_filters(client, officer):
    assert client.get("/admin/accounts/user/?password__startswith=md5").status_code in (302, 400)


def test_a_superuser_adds_an_account_and_gives_it_a_role(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.post(reverse("admin:accounts_user_add"), {"email": "New@Example.org", "name": "New"})
    assert answer.status_code == 302
    new = User.objects.get(email="new@example.org")
    assert not new.has_usable_password()
    assert (
        "already"
        in client.post(
            reverse("admin:accounts_user_add"), {"email": "NEW@example.org", "name": "Again"}
        ).content.decode()
    )
    page = client.get(reverse("admin:accounts_user_change", args=[new.pk])).content.decode()
    assert Role.BROKER.description in page
    role = Group.objects.get(name=Role.BROKER)
    _change(client, new, is_active="on", is_staff="on", groups=[role.pk])
    new.refresh_from_db()
    assert new.is_staff
    assert list(new.groups.all()) == [role]


@pytest.mark.parametrize("count", [1, 10, 100])
def test_the_list_costs_the_same_queries(client, count, django_assert_max_num_queries):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    UserFactory.create_batch(count)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200
