"""What may be answered to each kind of question. Drafts are kept as typed; here is what is wrong with one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

SHORT_MOST = 250
LONG_MOST = 5_000
"""Characters, line ends counted once."""


@dataclass(frozen=True)
class Said:
    """What somebody gave as the answer to one question.

    :param choices: numbers of the choices, in order; of a closed question.
    :param text: of an open one.
    """

    choices: tuple[int, ...] = ()
    text: str = ""

    def __bool__(self):
        return bool(self.choices or self.text)


NOTHING = Said()


def tidy(text):
    """What can be kept of a typed text: the database takes no NUL, and forms send other line ends than they show."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def said_in(answer):
    """The Said of an Answer, or of None."""
    return Said(tuple(answer.choices), answer.text) if answer else NOTHING


def problem(question, said):
    """What is wrong with an answer, as a sentence that says what to do; empty when it is fine."""
    if not said:
        return _missing(question) if question.required else ""
    if question.is_closed:
        known = {number for number, _name in question.choices}
        if not set(said.choices) <= known or (question.kind != "several" and len(said.choices) > 1):
            return _("Choose from the answers to question %(number)s") % {"number": question.number}
        return ""
    most = SHORT_MOST if question.kind == "short" else LONG_MOST
    if len(said.text) > most:
        return _("Your answer to question %(number)s must be %(most)s characters or fewer. It has %(length)s") % {
            "number": question.number,
            "most": f"{most:,}",
            "length": f"{len(said.text):,}",
        }
    return ""


def _missing(question):
    if question.is_closed:
        return _("Choose an answer to question %(number)s") % {"number": question.number}
    return _("Answer question %(number)s") % {"number": question.number}


def shown(question, said):
    """An answer as others read it: a list of lines, one a choice. Nothing for nothing."""
    if not question.is_closed:
        return [said.text] if said.text else []
    names = dict(question.choices)
    return [names[number] for number in said.choices if number in names]
