"""The same grants as rows of a table, under the column titles that the standard's own schema gives."""

# The path of a value in a grant, and its column's title. {} stands for the place in a list.
COLUMNS = (
    (("id",), "Identifier"),
    (("title",), "Title"),
    (("description",), "Description"),
    (("currency",), "Currency"),
    (("amountAwarded",), "Amount Awarded"),
    (("awardDate",), "Award Date"),
    (("plannedDates", 0, "startDate"), "Planned Dates:Start Date"),
    (("plannedDates", 0, "endDate"), "Planned Dates:End Date"),
    (("plannedDates", 0, "duration"), "Planned Dates:Duration (months)"),
    (("recipientOrganization", 0, "id"), "Recipient Org:Identifier"),
    (("recipientOrganization", 0, "name"), "Recipient Org:Name"),
    (("recipientOrganization", 0, "charityNumber"), "Recipient Org:Charity Number"),
    (("recipientOrganization", 0, "companyNumber"), "Recipient Org:Company Number"),
    (("recipientOrganization", 0, "postalCode"), "Recipient Org:Postal Code"),
    (("recipientOrganization", 0, "url"), "Recipient Org:Web Address"),
    *(
        (("recipientOrganization", 0, "location", 0, name), f"Recipient Org:Location:0:{title}")
        for name, title in (
            ("name", "Name"),
            ("countryCode", "Country Code"),
            ("geoCode", "Geographic Code"),
            ("geoCodeType", "Geographic Code Type"),
        )
    ),
    (("fundingOrganization", 0, "id"), "Funding Org:Identifier"),
    (("fundingOrganization", 0, "name"), "Funding Org:Name"),
    (("grantProgramme", 0, "code"), "Grant Programme:Code"),
    (("grantProgramme", 0, "title"), "Grant Programme:Title"),
    (("grantProgramme", 0, "url"), "Grant Programme:URL"),
    (("fromOpenCall",), "From An Open Call?"),
    (("dateModified",), "Last Modified"),
    (("dataSource",), "Data Source"),
)
REPEATED = (
    (
        "beneficiaryLocation",
        (
            ("name", "Beneficiary Location:{}:Name"),
            ("countryCode", "Beneficiary Location:{}:Country Code"),
            ("geoCode", "Beneficiary Location:{}:Geographic Code"),
            ("geoCodeType", "Beneficiary Location:{}:Geographic Code Type"),
        ),
    ),
    (
        "classifications",
        (
            ("vocabulary", "Classifications:{}:Vocabulary"),
            ("code", "Classifications:{}:Code"),
            ("title", "Classifications:{}:Title"),
        ),
    ),
)


def columns(most):
    """Pairs of a path and a title.

    :param most: {name of a list: how many things one grant has at most}, so that every grant fits.
    """
    repeated = [
        ((name, place, field), title.format(place))
        for name, fields in REPEATED
        for place in range(most[name])
        for field, title in fields
    ]
    return [*COLUMNS, *repeated]


def row(grant, wanted):
    """The cells of a grant; None where it says nothing."""
    return [_value(grant, path) for path, _title in wanted]


def _value(found, path):
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError):
            return None
    return found
