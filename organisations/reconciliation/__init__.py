"""The directory as a reconciliation service, for OpenRefine and its like: names in a table become entries here.

Reconciliation Service API 0.2, https://reconciliation-api.github.io/specs/0.2/. Only what is published is seen.
"""
