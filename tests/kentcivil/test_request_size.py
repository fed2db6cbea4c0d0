"""Nobody fills the disk or the memory with one request."""

import pytest
from django.urls import reverse

from kentcivil.request_size import MOST_AT_ONCE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class Endless:
    """An upload that goes on for as long as anybody reads it."""

    def read(self, *_size):
        raise AssertionError("The upload was read.")

    readline = read


def _send(client, address, size):
    return client.generic(
        "POST",
        address,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(size),
        **{"wsgi.input": Endless()},
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("crowdfund:documents", ["CFK-1"]),
        ("crowdfund:bank_details", ["CFK-1"]),
        ("crowdfund:my_award_step", ["CFK-1", "save_report", 1]),
        ("crowdfund:award_step", ["CFK-1", "pay", 1]),
        ("crowdfund:apply", ["spring"]),
        ("crowdfund:submit", ["CFK-1"]),
        ("crowdfund:decide", ["CFK-1"]),
        ("admin:crowdfund_round_add", []),
        ("admin:login", []),
        ("account_login", []),
        ("concern_raise", []),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_two_gigabytes_are_refused_before_they_are_read(client, name, arguments, signed_in):
    if signed_in:
        client.force_login(UserFactory())
    response = _send(client, reverse(name, args=arguments), 2 * 1024**3)
    assert response.status_code == 413
    assert "smaller than 30 MB" in response.text
    assert reverse(name, args=arguments) in response.text


def test_what_just_fits_is_not_refused(client):
    assert _send(client, "/search/", MOST_AT_ONCE).status_code != 413
    assert _send(client, "/search/", MOST_AT_ONCE + 1).status_code == 413
