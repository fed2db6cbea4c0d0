"""Cells of spreadsheets that people open on their own machines."""

# What a spreadsheet would take for the start of a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value):
    """A cell that no spreadsheet runs as a formula: text that looks like one gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
