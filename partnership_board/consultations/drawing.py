"""Counts of closed questions as `{% bars %}` draws them, and what is said beside open ones."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnership_board.models import Question


@dataclass(frozen=True)
class Drawn:
    """A question with its figures.

    :ivar every: (choice, number, text) of all answers, for a closed question.
    :ivar alone: the same with each group of answers that are alike counted once; empty where none are, since it would
        say the same again.
    :ivar themes: (theme, number, text) of an open question, those given most first.
    :ivar read: how many answers to an open question an officer has read.
    """

    question: Question
    answered: int
    alone_answered: int
    every: list
    alone: list
    themes: list
    read: int


def drawn(consultation, figures):
    """A Drawn for each question in order.

    :param figures: of a Count.
    """
    marked = figures["apart"] > 0
    questions = consultation.questions.prefetch_related("themes")
    return [_drawn(question, figures, marked) for question in questions]


def how_many(figures, question, theme=None, *, alone=False):
    """How many answers to an open question there were when they were counted, or how many of them have a theme.

    :param figures: of a Count.
    :param alone: whether each group of answers that are alike is counted once.
    """
    if theme is not None:
        return figures["themes"].get(str(theme.pk), (0, 0))[alone]
    return figures["questions"].get(str(question.pk), {}).get("alone" if alone else "answered", 0)


def _drawn(question, figures, marked):
    found = figures["questions"].get(str(question.pk), {"answered": 0, "alone": 0, "read": 0, "choices": {}})
    pairs = [(name, found["choices"].get(str(number), (0, 0))) for number, name in question.choices]
    themes = [(theme.name, figures["themes"].get(str(theme.pk), (0, 0))[0]) for theme in question.themes.all()]
    themes.sort(key=lambda theme: (-theme[1], theme[0]))
    return Drawn(
        question=question,
        answered=found["answered"],
        alone_answered=found["alone"],
        every=[(name, counts[0], _share(counts[0], found["answered"])) for name, counts in pairs],
        alone=[(name, counts[1], _share(counts[1], found["alone"])) for name, counts in pairs] if marked else [],
        themes=[(name, number, _share(number, found["read"])) for name, number in themes],
        read=found["read"],
    )


def _share(number, of):
    """ "120 (48%)": the number, and its share of those who answered the question."""
    if not of:
        return f"{number:,}"
    return _("%(number)s (%(percent)s%%)") % {"number": f"{number:,}", "percent": round(100 * number / of)}
