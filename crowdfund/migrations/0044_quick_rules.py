"""What the triggers look up, they look up by an index, however little the planner knows of the tables.

A connection keeps the plan that it made while a table was small; after a first large import it would read whole
tables for each row, until statistics are gathered.
"""

from django.db import migrations

FUNCTIONS = [
    "crowdfund_proposals_within_pot",
    "crowdfund_ledger_holds",
    "crowdfund_pot_covers_ledger",
    "crowdfund_award_within_caps",
]


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0043_moving_targets")]

    operations = [
        migrations.RunSQL(f"ALTER FUNCTION {name}() SET enable_seqscan = off", f"ALTER FUNCTION {name}() RESET ALL")
        for name in FUNCTIONS
    ]
