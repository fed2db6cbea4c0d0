"""Entries that may be one organisation: how alike two are, which pairs are worth comparing, and the list of them."""
