"""Which findings of consultations a decision, an action or a commitment answers: a source of chains.py."""

from partnership_board.chains import Asked
from partnership_board.models import WhatWeDid


def findings_answered(kind, numbers):
    """(number, Asked) of each public "we did" about things of one kind; one query for however many."""
    done = WhatWeDid.objects.published().filter(**{f"{kind}__in": numbers}).with_targets()
    return [
        (
            getattr(one, f"{kind}_id"),
            Asked(
                title=one.finding.title,
                address=one.finding.get_absolute_url(),
                occasion=one.finding.consultation.title,
                answer=one.text,
            ),
        )
        for one in done
    ]
