"""What officers see: rounds to set up, applications to read."""

from crowdfund.admin import applications, rounds  # noqa: F401
