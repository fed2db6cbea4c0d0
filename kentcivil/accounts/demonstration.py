"""The demonstration's people, one sign-in for each role. Refused wherever DEBUG is off (backends.py)."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from kentcivil.accounts.backends import DEMONSTRATION_DOMAIN
from kentcivil.accounts.models import User
from kentcivil.accounts.roles import Role

PASSWORD = "kent-demo-2022"

# key: (name, roles)
PEOPLE = {
    "officer": ("Priya Raman", [Role.DIRECTORY_OFFICER, Role.FUNDING_OFFICER, Role.BOARD_OFFICER]),
    "directory": ("Martin Oakley", [Role.DIRECTORY_OFFICER]),
    "funding": ("Grace Adeyemi", [Role.FUNDING_OFFICER]),
    "assessor": ("Tom Hollis", [Role.ASSESSOR]),
    "payments": ("Helen Brook", [Role.PAYMENTS]),
    "board": ("Elaine Marsh", [Role.BOARD_OFFICER]),
    "broker": ("Sam Whitlock", [Role.BROKER]),
    "charity": ("Chloe Bennett", []),
    "volunteer": ("Dev Patel", []),
    "auditor": ("Ruth Pemberton", [Role.AUDITOR]),
}


def people(county_now):
    """Create the demonstration accounts, with verified addresses and their roles.

    :param county_now: the aware moment at which the demonstration is filled; they joined in the year before.
    :returns: the Users by key, such as "officer".
    """
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            email=f"{key}{DEMONSTRATION_DOMAIN}",
            name=name,
            password=password,
            is_staff=bool(roles),
            date_joined=county_now - timedelta(days=360 - 30 * place),
        )
        for place, (key, (name, roles)) in enumerate(PEOPLE.items())
    )
    by_key = dict(zip(PEOPLE, users, strict=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    groups = {group.name: group for group in Group.objects.all()}
    for key, (_name, roles) in PEOPLE.items():
        by_key[key].groups.set([groups[role] for role in roles])
    return by_key
