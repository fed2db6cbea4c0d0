"""What may be answered to each kind of question. Answers are kept as typed; here is what is wrong with one."""

from datetime import date

from django.utils.formats import date_format

from crowdfund.amounts import pounds, read_pounds
from crowdfund.models import Question

Kind = Question.Kind
SHORT_TEXT_MOST = 200
LONG_TEXT_MOST = 20_000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


def count_words(text):
    """Words as the word counter on the page counts them: runs of characters that are not spaces."""
    return len(text.split())


def tidy(text):
    """What can be kept of a typed text: the database takes no NUL, and forms send other line ends than they show."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def problem(question, text):
    """What is wrong with an answer, as a sentence that says what to do; empty when it is fine.

    :param text: the answer as kept; empty for none.
    """
    if not text:
        return _missing(question) if question.required else ""
    return _CHECKS[question.kind](question, text)


def shown(question, text):
    """An answer as others read it. What cannot be read as its kind is shown as typed."""
    if not text or problem(question, text):
        return text
    if question.kind == Kind.YES_NO:
        return "Yes" if text == "yes" else "No"
    if question.kind == Kind.MONEY:
        return pounds(read_pounds(text))
    if question.kind == Kind.NUMBER:
        return f"{_whole(text):,}"
    if question.kind == Kind.DATE:
        return date_format(_date(text), "j F Y")
    return text


def _missing(question):
    if question.kind in (Kind.CHOICE, Kind.YES_NO):
        return f"Choose an answer to “{question.text}”"
    return f"Enter an answer to “{question.text}”"


def _short(question, text):
    if len(text) > SHORT_TEXT_MOST:
        return f"“{question.text}” must be {SHORT_TEXT_MOST} characters or fewer"
    return ""


def _long(question, text):
    words = count_words(text)
    if question.word_limit and words > question.word_limit:
        return f"“{question.text}” must be {question.word_limit} words or fewer. You have {words:,}"
    if len(text) > LONG_TEXT_MOST:
        return f"“{question.text}” must be {LONG_TEXT_MOST:,} characters or fewer"
    return ""


def _choice(question, text):
    return "" if text in question.choices else f"Choose one of the answers to “{question.text}”"


def _yes_no(question, text):
    return "" if text in ("yes", "no") else f"Choose yes or no for “{question.text}”"


def _number(question, text):
    try:
        _whole(text)
    except ValueError:
        return f"“{question.text}” must be a whole number, like 120"
    return ""


def _money(question, text):
    try:
        read_pounds(text)
    except ValueError as error:
        return str(error)
    return ""


def _date_problem(question, text):
    try:
        _date(text)
    except ValueError:
        return f"“{question.text}” must be a real date, like 27 3 2027"
    return ""


_CHECKS = {
    Kind.SHORT: _short,
    Kind.LONG: _long,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date_problem,
}


def _whole(text):
    digits = text.replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise ValueError(text)
    return int(digits)


def _date(text):
    """A date as kept: day, month and year as typed, with spaces between them."""
    parts = text.split(" ")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ValueError(text)
    day, month, year = (int(part) for part in parts)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(text)
    return date(year, month, day)
