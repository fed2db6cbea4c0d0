"""Figures about people that nobody can be picked out of: small ones are not shown, nor what would give them away."""

FEWEST_SHOWN = 5
"""People. Of fewer no number is shown; the usual bound of official statistics in England."""


def shown(counts):
    """What may be shown of how many people gave each answer to one question.

    A number from 1 to 4 is hidden. Where it could be worked out from the others and their sum, the smallest of the
    others is hidden with it. Where fewer than 5 people answered, nothing is shown.

    :param counts: {answer: number of people}.
    :returns: the same with None for what is hidden; None where nothing is shown.
    """
    if sum(counts.values()) < FEWEST_SHOWN:
        return None
    hidden = {answer for answer, number in counts.items() if 0 < number < FEWEST_SHOWN}
    while hidden and _can_be_worked_out(counts, hidden):
        others = [answer for answer in counts if answer not in hidden]
        # A zero tells of nobody and hides nobody: the smallest number of people goes first.
        others.sort(key=lambda answer: (counts[answer] == 0, counts[answer]))
        if not others:
            break
        hidden.add(others[0])
    return {answer: None if answer in hidden else number for answer, number in counts.items()}


def _can_be_worked_out(counts, hidden):
    """One hidden number is the sum less the others. Several are known too where only one set of them makes the sum."""
    together = sum(counts[answer] for answer in hidden)
    all_small = all(counts[answer] < FEWEST_SHOWN for answer in hidden)
    forced = all_small and together in (len(hidden), len(hidden) * (FEWEST_SHOWN - 1))
    return len(hidden) == 1 or together < FEWEST_SHOWN or forced
