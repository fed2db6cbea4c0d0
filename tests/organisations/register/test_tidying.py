"""Texts of the register as people write them."""

import pytest

from organisations.register import tidying


@pytest.mark.parametrize(
    ("registered", "shown"),
    [
        ("MAMA TO MAMA", "Mama to Mama"),
        ("THE FRIENDS OF ST JOHN'S", "The Friends of St John's"),
        ("YMCA THAMES GATEWAY (KENT)", "YMCA Thames Gateway (Kent)"),
        ("STOKE-ON-SEA W.I.", "Stoke-On-Sea W.I."),
        ("1ST MARGATE SCOUTS", "1ST Margate Scouts"),
        ("Kent Community Foundation", "Kent Community Foundation"),
        ("  TWO\x00  SPACES ", "Two Spaces"),
    ],
)
def test_names_are_not_shouted(registered, shown):
    assert tidying.name(registered) == shown


@pytest.mark.parametrize(
    ("registered", "shown"),
    [
        ("www.Example.ORG", "https://www.example.org"),
        ("http://example.org/A?b=c", "http://example.org/A?b=c"),
        ("https://example.org", "https://example.org"),
        ("javascript:alert(1)", ""),
        ("not a site", ""),
        ("", ""),
        ("example.org/" + "x" * 300, ""),
    ],
)
def test_websites_are_links_or_nothing(registered, shown):
    assert tidying.website(registered) == shown


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["1 HIGH STREET", "MARGATE", "Kent", ""], ("1 High Street", "Margate")),
        (["Hall", "1 Street", "Ashford"], ("Hall\n1 Street", "Ashford")),
        (["The Vicarage"], ("The Vicarage", "")),
        (["KENT"], ("", "")),
        ([], ("", "")),
    ],
)
def test_the_town_is_the_last_line_but_for_the_county(lines, shown):
    assert tidying.address(lines) == shown


def test_emails_postcodes_and_company_numbers_are_whole_or_nothing():
    assert tidying.email("A.B@Example.org") == "a.b@example.org"
    assert tidying.email("a at b") == ""
    assert tidying.postcode("ct9 ihp") == "CT9 1HP"
    assert tidying.postcode("CT9") == ""
    assert tidying.company_number("123") == "00000123"
    assert tidying.company_number("CE012345") == "CE012345"
    assert tidying.company_number("none") == ""
    assert tidying.legal_form("Nothing known") == "unknown"
