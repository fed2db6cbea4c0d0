"""What officers see: rounds to set up, applications to read."""

from crowdfund.admin import applications, awards, deciding, kept, round_parts, rounds  # noqa: F401
