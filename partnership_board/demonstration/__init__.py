"""The board of the demonstration county: its people, its meetings with papers, its actions, and the strategy."""

from partnership_board.demonstration import (
    consultations,
    editions,
    meetings,
    members,
    minutes,
    planning,
    progress,
    strategy,
)


def fill(county):
    """Fill an empty database.

    :param county: what kentcivil.pages.demonstration gives to every app.
    """
    board, steering_group, people = members.fill(county)
    meetings.fill(county, board, steering_group, people)
    minutes.fill(county, people)
    planning.fill(county, board, steering_group)
    strategy.fill(county, people)
    progress.fill(county)
    editions.fill(county)
    consultations.fill(county)
